from django.core.management.base import BaseCommand
from django.utils import timezone

from community.calls import expiring as calls
from community.houses import expiring as raised
from community.pacts import expiring as pacts
from community.pacts.waiting import ask_for_answers
from community.proposals import expiring as agreements


class Command(BaseCommand):
    help = "Apre i bandi nel loro giorno, avvisa di ciò che sta per finire, chiude ciò che è finito. Si può ripetere."

    def handle(self, **options):
        today = timezone.localdate()
        done = {
            "Bandi aperti": calls.open_due(today),
            "Domande da finire": calls.remind_of_drafts(today),
            "Bandi chiusi": calls.close_due(today),
            "Bandi da concludere": calls.ask_to_end(today),
            "Patti che stanno per finire": pacts.warn_of_ends(today),
            "Patti con ore senza risposta": ask_for_answers(today),
            "Patti finiti": pacts.end_due(today),
            "Accordi che stanno per finire": agreements.warn_of_ends(today),
            "Accordi finiti": agreements.end_due(today),
            "Raccolte chiuse": raised.close_due(today),
            "Raccolte da rendicontare": raised.ask_for_accounts(today),
        }
        for what, count in done.items():
            self.stdout.write(f"{what}: {count}")
