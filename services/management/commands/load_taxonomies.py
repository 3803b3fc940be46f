from django.core.management.base import BaseCommand

from services.taxonomies import load_taxonomies


class Command(BaseCommand):
    requires_system_checks = []
    help = "Porta in archivio bisogni, attività, destinatari e risorse da services/taxonomy; rifarlo non cambia nulla."

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="riscrive anche i file che non sono cambiati")

    def handle(self, *, force, verbosity, **options):
        written = load_taxonomies(by_force=force)
        if verbosity:
            self.stdout.write(", ".join(f"{slug}: {count or 'già a posto'}" for slug, count in written.items()))
