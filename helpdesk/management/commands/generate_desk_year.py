import datetime
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from helpdesk.demo.generate import desks, generate_log
from helpdesk.models import Enquiry
from territory.models import Municipality


class Command(BaseCommand):
    help = "Inventa un anno di contatti e passaggi degli sportelli di una città, per misurare e provare."

    def add_arguments(self, parser):
        parser.add_argument("--city", default="brescia", metavar="CITTÀ", help="di quale comune (brescia)")
        parser.add_argument("--year", type=int, metavar="ANNO", help="quale anno (l’ultimo finito)")
        parser.add_argument("--desks", type=int, default=20, metavar="N", help="quanti sportelli (20)")
        parser.add_argument("--enquiries", type=int, default=12_000, metavar="N", help="quanti contatti (12.000)")
        parser.add_argument("--referrals", type=int, default=3_000, metavar="N", help="quanti passaggi (3.000)")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="quale anno inventato (1)")

    def handle(self, *, city, year, seed, verbosity, **options):
        if settings.PUNTO_ENV == "production":
            raise CommandError("Qui PUNTO_ENV è production: non mescolo contatti inventati a quelli veri.")
        municipality = Municipality.objects.filter(slug=city).first()
        if municipality is None:
            raise CommandError("Questa città non c’è: prima load_demo o generate_city.")
        start, year = time.monotonic(), year or timezone.localdate().year - 1
        days = datetime.date(year, 1, 1), min(datetime.date(year, 12, 31), timezone.localdate())
        if Enquiry.objects.filter(community_point__location__municipality=municipality, day__range=days).exists():
            raise CommandError(f"Nel {year} ci sono già dei contatti: scegli un altro anno con --year.")
        counts = {name: options[name] for name in ("enquiries", "referrals")}
        generate_log(desks(options["desks"], municipality), first=days[0], last=days[1], seed=seed, **counts)
        if verbosity:
            what = "{enquiries} contatti e {referrals} passaggi".format(**counts)
            self.stdout.write(f"  {what} del {year} in {time.monotonic() - start:.0f} s")
