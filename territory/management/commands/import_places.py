from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from territory.models import Municipality
from territory.place_import import KINDS, PlaceImport


class Command(BaseCommand):
    requires_system_checks = []
    help = "Porta in archivio zone, quartieri, CAP, vie e numeri civici da un CSV o da un GeoJSON."

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="PATH", type=Path)
        parser.add_argument("--municipality", metavar="SLUG", help="il comune, se le righe non lo dicono")
        parser.add_argument("--kind", choices=KINDS, help="che cosa contiene, se le colonne non bastano a capirlo")
        parser.add_argument("--dry-run", action="store_true", help="dice che cosa succederebbe, e non scrive niente")

    def handle(self, *, path, municipality, kind, dry_run, **options):
        if not path.is_file():
            raise CommandError(f"{path} non c’è.")
        told = self.stdout.write
        found = PlaceImport(
            path, municipality=self.municipality(municipality), kind=kind, tell=told, progress=self.progress
        )
        found.run(dry_run=dry_run)
        counts = found.counts
        told(
            f"{counts['new']} nuovi, {counts['changed']} cambiati, {counts['same']} uguali,"
            f" {counts['refused']} non presi"
        )
        if dry_run:
            told("Prova soltanto: niente è stato scritto.")
        if found.exit_code:
            raise SystemExit(found.exit_code)

    def municipality(self, slug):
        if slug is None:
            return None
        municipality = Municipality.objects.filter(slug=slug).first()
        if municipality is None:
            raise CommandError(f"Non conosco il comune «{slug}».")
        return municipality

    def progress(self, count):
        self.stderr.write(f"{count} righe lette")
