from django.core.management.base import BaseCommand

from community.concierge.expiring import expire_due, remind_of_exchanges
from community.concierge.lapsing import let_go_of_lapsed, remind_of_memberships, remind_of_vettings


class Command(BaseCommand):
    help = "Avvisa di scambi, iscrizioni e idoneità delle portinerie in scadenza, chiude gli scaduti. Si può ripetere."

    def handle(self, **options):
        self.stdout.write(f"Avvisi: {remind_of_exchanges()}")
        self.stdout.write(f"Scambi scaduti: {expire_due()}")
        self.stdout.write(f"Idoneità che finiscono: {remind_of_vettings()}")
        self.stdout.write(f"Iscrizioni che finiscono: {remind_of_memberships()}")
        self.stdout.write(f"Scambi senza più iscrizione o idoneità: {let_go_of_lapsed()}")
