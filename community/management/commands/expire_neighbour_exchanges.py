from django.core.management.base import BaseCommand

from community.concierge.expiring import expire_due, remind_of_exchanges


class Command(BaseCommand):
    help = "Avvisa i soci delle portinerie di uno scambio che sta per scadere, e chiude gli scaduti. Si può ripetere."

    def handle(self, **options):
        self.stdout.write(f"Avvisi: {remind_of_exchanges()}")
        self.stdout.write(f"Scambi scaduti: {expire_due()}")
