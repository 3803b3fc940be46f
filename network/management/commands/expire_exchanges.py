from django.core.management.base import BaseCommand

from network.exchange.expiring import expire_due
from network.exchange.lapsing import ask_how_it_went, end_the_silent


class Command(BaseCommand):
    help = (
        "Toglie dalla bacheca gli annunci scaduti; chiede com’è andata e chiude da sé gli accordi che nessuno chiude."
    )

    def handle(self, **options):
        self.stdout.write(f"Annunci scaduti: {expire_due()}")
        self.stdout.write(f"Accordi di cui si chiede com’è andata: {ask_how_it_went()}")
        self.stdout.write(f"Accordi chiusi senza risposta: {end_the_silent()}")
