from django.core.management.base import BaseCommand
from django.utils import timezone

from community.groups.expiring import expire_due, remind_of_posts


class Command(BaseCommand):
    help = "Avvisa chi ha scritto in un gruppo che un messaggio sta per scadere, e toglie dalla bacheca gli scaduti."

    def handle(self, **options):
        today = timezone.localdate()
        self.stdout.write(f"Avvisi: {remind_of_posts(today)}")
        self.stdout.write(f"Messaggi scaduti: {expire_due(today)}")
