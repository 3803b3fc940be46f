import io
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from puntocomunita.backups import BackupError, manifest, put_back


class Command(BaseCommand):
    help = "Rimette quello che `backup` ha scritto. Il database di prima resta accanto, con un altro nome."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)

    def handle(self, path, **options):
        try:
            before = put_back(connection, path.absolute(), self.stdout.write)
            fits = manifest.keys_fit(manifest.read(path))
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from None
        call_command("migrate", verbosity=0)
        call_command("erase_expired", stdout=io.StringIO())  # what has run out since then
        if not fits:
            self.stderr.write(
                "CLIENT_DATA_KEY non legge i dati delle persone di questa copia: rimetti la chiave di allora."
            )
        self.stdout.write(f"Fatto. Il database di prima si chiama {before}: quando sei sicuro, cancellalo con dropdb.")
