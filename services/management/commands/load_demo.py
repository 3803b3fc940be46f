import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    requires_system_checks = []
    help = "Carica Brescia con organizzazioni e persone inventate; rifarlo non cambia nulla."

    def handle(self, *, verbosity, **options):
        if settings.PUNTO_ENV != "demo":
            raise CommandError("I dati di prova si caricano solo con PUNTO_ENV=demo: qui non cambio nulla.")
        from services.demo.load import load_demo  # not before: production has no use for it

        start = time.monotonic()
        written = load_demo(tell=lambda line: verbosity and self.stdout.write(f"  {line} …"))
        if verbosity:
            done = "Fatto" if written else "Era già tutto a posto"
            self.stdout.write(f"  {done}, in {time.monotonic() - start:.1f} s")
