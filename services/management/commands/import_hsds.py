from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from services.hsds.importer import NotReadable, Report, import_feed
from services.hsds.importer.report import KINDS


class Command(BaseCommand):
    requires_system_checks = []
    help = "Porta in archivio un elenco HSDS: JSON, tabelle CSV della 3.0 o delle versioni 1 e 2 (docs/import.md)."

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="PATH", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="dice che cosa succederebbe, e non scrive niente")
        parser.add_argument("--source", default="", help="chi pubblica l’elenco; se manca, lo dice il file")

    def handle(self, *, path, dry_run, source, **options):
        if not path.exists():
            raise CommandError(f"{path} non c’è.")
        report = Report(tell=self.stdout.write)
        try:
            import_feed(path, source=source, dry_run=dry_run, report=report, progress=self.progress)
        except NotReadable as error:
            raise CommandError(str(error)) from error
        finish(self, report, dry_run)

    def progress(self, kind, done, total):
        self.stderr.write(f"{KINDS[kind]}: {done} di {total}")


def finish(command, report, dry_run):
    """Say what happened, and leave with the exit code of the report."""
    for line in report.summary():
        command.stdout.write(line)
    if dry_run:
        command.stdout.write("Prova soltanto: niente è stato scritto.")
    if report.exit_code:
        raise SystemExit(report.exit_code)
