from django.core.management.base import BaseCommand

from network.exchange.expiring import expire_due


class Command(BaseCommand):
    help = "Toglie dalla bacheca gli annunci scaduti e lo scrive a chi li ha messi. Si può ripetere o interrompere."

    def handle(self, **options):
        self.stdout.write(f"Annunci scaduti: {expire_due()}")
