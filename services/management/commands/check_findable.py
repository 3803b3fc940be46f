import sys

from django.core.management.base import BaseCommand

from services.findable import lost_listings
from services.models import Listing


class Command(BaseCommand):
    help = "Cerca ogni voce per nome, con una parola di tutti i giorni e nel suo quartiere; elenca le introvabili."

    def add_arguments(self, parser):
        parser.add_argument("--sample", type=int, metavar="N", help="solo N, sparse fra tutte")

    def handle(self, *, sample, **options):
        listings = Listing.objects.current().order_by("id")
        if sample:
            listings = listings.filter(id__in=listings.order_by("uuid").values("id")[:sample])
        count = listings.count()
        self.stdout.write(f"Cerco {count} posti, uno per uno…")
        lost = list(lost_listings(listings))
        for each in lost:
            self.stdout.write(f"{each.listing.name} ({each.listing.uuid}): perso con {each.query}")
        self.stdout.write(f"{len(lost)} ricerche andate a vuoto su {count} posti.")
        if lost:
            sys.exit(1)
