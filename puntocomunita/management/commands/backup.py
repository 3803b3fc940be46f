from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from puntocomunita.backups import BackupError, take


class Command(BaseCommand):
    help = "Scrive in una cartella nuova tutto quello che il portale sa, e prova che si può rimettere."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)

    def handle(self, path, **options):
        try:
            held = take(connection, path.absolute(), self.stdout.write)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from None
        rows = sum(count for count, _hashes in held["tables"].values())
        self.stdout.write(f"Fatto: {rows} righe in {len(held['tables'])} tabelle, rimesse in piedi e uguali. {path}")
