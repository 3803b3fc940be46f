from django.core.management.base import BaseCommand

from territory.holidays import ensure_holidays


class Command(BaseCommand):
    help = "Fills public holidays and patron saints' days, by default from last year to five years on."

    def add_arguments(self, parser):
        parser.add_argument("years", nargs="*", type=int)

    def handle(self, *, years, **options):
        self.stdout.write(f"Festività: {ensure_holidays(years)} nuove")
