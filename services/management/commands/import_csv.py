from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from services.hsds.importer import NotReadable, Report
from services.hsds.importer.report import KINDS as NAMES
from services.tables import KINDS, BadMapping, import_table

from .import_hsds import finish


class Command(BaseCommand):
    requires_system_checks = []
    help = "Porta in archivio organizzazioni, servizi, risorse o soci da CSV, XLSX o GeoJSON (docs/import.md)."

    def add_arguments(self, parser):
        parser.add_argument("kind", metavar="KIND", choices=KINDS, help=", ".join(KINDS))
        parser.add_argument("path", metavar="PATH", type=Path)
        parser.add_argument("--map", action="append", default=[], metavar="COLONNA=campo", help="si può ripetere")
        parser.add_argument("--source", default="", help="chi pubblica la tabella; se manca, il nome del file")
        parser.add_argument(
            "--kind-term", default="", help="il tipo delle risorse: farmacie, scuole, parchi-e-giardini…"
        )
        parser.add_argument("--dry-run", action="store_true", help="dice che cosa succederebbe, e non scrive niente")

    def handle(self, *, kind, path, source, kind_term, dry_run, **options):
        if not path.is_file():
            raise CommandError(f"{path} non c’è, o non è un file.")
        report = Report(tell=self.stdout.write)
        told = dict(self.pair(text) for text in options["map"])
        try:
            import_table(
                path, kind, told=told, source=source, kind_term=kind_term, dry_run=dry_run, report=report,
                progress=self.progress,
            )  # fmt: skip
        except (NotReadable, BadMapping) as error:
            raise CommandError(str(error)) from error
        finish(self, report, dry_run)

    def pair(self, text):
        column, equals, field = text.rpartition("=")
        if not equals:
            raise CommandError(f"--map vuole COLONNA=campo, non «{text}».")
        return column.strip(), field.strip()

    def progress(self, kind, done, total):
        self.stderr.write(f"{NAMES[kind]}: {done} di {total}")
