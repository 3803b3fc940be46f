import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from organizations.models import Organization
from services.city import generate_city


class Command(BaseCommand):
    help = "Inventa un territorio con tante schede, per misurare e provare; lo stesso seme dà le stesse schede."

    def add_arguments(self, parser):
        parser.add_argument("--listings", type=int, required=True, metavar="N", help="quante schede, fino a milioni")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="quale territorio (1 se non si dice)")
        parser.add_argument("--add", action="store_true", help="aggiunge a quello che c’è")

    def handle(self, *, listings, seed, add, verbosity, **options):
        if settings.PUNTO_ENV == "production":
            raise CommandError("Qui PUNTO_ENV è production: non mescolo schede inventate a quelle vere.")
        if listings < 1:
            raise CommandError("Quante schede? --listings vuole un numero da 1 in su.")
        if not add and Organization.objects.exists():
            raise CommandError("Il database contiene già delle organizzazioni: usane uno vuoto, oppure --add.")
        start = time.monotonic()
        generate_city(count=listings, seed=seed, tell=self.teller(start, verbosity))
        if verbosity:
            self.stdout.write(f"  {listings} schede in {time.monotonic() - start:.0f} s")

    def teller(self, start, verbosity):
        return lambda line: verbosity and self.stdout.write(f"  {time.monotonic() - start:6.1f} s  {line}")
