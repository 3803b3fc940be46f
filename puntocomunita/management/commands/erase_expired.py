from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.retention import all_kept, erased


class Command(BaseCommand):
    help = "Cancella quello che è scaduto. Si può ripetere o interrompere quando si vuole."

    def handle(self, **options):
        now = timezone.now()
        for kept in all_kept():
            if kept.rows:
                self.stdout.write(f"{kept.past}: {erased(kept.rows(now), kept.erase)}")
