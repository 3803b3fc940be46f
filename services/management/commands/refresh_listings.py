from django.core.management.base import BaseCommand

from services.listings import refresh_all, refresh_marked, refresh_together, store_counts


class Command(BaseCommand):
    help = "Riscrive le righe della ricerca: tutte, oppure quelle che aspettano e quello che si fa insieme."

    def add_arguments(self, parser):
        parser.add_argument("--marked", action="store_true", help="dell’elenco solo quello che è cambiato")

    def handle(self, *, marked, **options):
        done = refresh_marked(self.progress) + refresh_together() if marked else refresh_all(self.progress)
        store_counts()
        self.stdout.write(f"{done} sources done.")

    def progress(self, done):
        self.stdout.write(f"{done} sources…")
