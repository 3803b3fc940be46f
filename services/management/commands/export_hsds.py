from django.core.management.base import BaseCommand

from services.hsds.export import export


class Command(BaseCommand):
    help = "Scrive l’elenco pubblico come HSDS 3.0: un file se PATH finisce in .json, altrimenti una cartella."

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="PATH")

    def handle(self, *, path, **options):
        export(path, self.progress)
        self.stdout.write(f"Scritto in {path}.")

    def progress(self, name, done):
        self.stderr.write(f"{name}: {done}")
