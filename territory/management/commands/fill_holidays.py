from django.core.management.base import BaseCommand

from territory.holidays import ensure_holidays


class Command(BaseCommand):
    help = "Scrive le feste nazionali e i patroni, se non si dice altro dall’anno scorso a fra cinque anni."

    def add_arguments(self, parser):
        parser.add_argument("years", nargs="*", type=int)

    def handle(self, *, years, **options):
        self.stdout.write(f"Festività: {ensure_holidays(years)} nuove")
