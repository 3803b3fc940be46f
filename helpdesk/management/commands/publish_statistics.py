from django.core.management.base import BaseCommand

from helpdesk.figures.publishing import publish_year, years_to_publish
from territory.models import Municipality


class Command(BaseCommand):
    help = "Pubblica i dati degli sportelli degli anni finiti, ciascuno una volta sola; rifarlo non cambia nulla."

    def handle(self, *, verbosity, **options):
        for city in Municipality.objects.all():
            for year in years_to_publish(city):
                count = publish_year(city=city, year=year)
                if verbosity:
                    self.stdout.write(f"  {city}, {year}: {count} dati pubblicati")
