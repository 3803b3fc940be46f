from django.core.management.base import BaseCommand

from helpdesk.referrals.reminding import expire_due


class Command(BaseCommand):
    help = "Fa scadere i passaggi a cui nessuno ha risposto in tempo. Si può ripetere o interrompere."

    def handle(self, **options):
        self.stdout.write(f"Passaggi scaduti: {expire_due()}")
