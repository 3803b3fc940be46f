import time
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import module_has_submodule

LATER = "demo.after_directory"  # the module of an app that stands on the directory; its `load(tell)` says what it wrote


class Command(BaseCommand):
    requires_system_checks = []
    help = "Carica Brescia con organizzazioni e persone inventate; rifarlo non cambia nulla."

    def handle(self, *, verbosity, **options):
        if settings.PUNTO_ENV != "demo":
            raise CommandError("I dati di prova si caricano solo con PUNTO_ENV=demo: qui non cambio nulla.")
        from services.demo.load import load_demo  # not before: production has no use for it

        start = time.monotonic()
        tell = self.teller(verbosity)
        written = sum([load_demo(tell=tell), *(module.load(tell) for module in later_modules())])
        if verbosity:
            done = "Fatto" if written else "Era già tutto a posto"
            self.stdout.write(f"  {done}, in {time.monotonic() - start:.1f} s")

    def teller(self, verbosity):
        return lambda line: verbosity and self.stdout.write(f"  {line} …")


def later_modules():
    demos = [config for config in apps.get_app_configs() if module_has_submodule(config.module, "demo")]
    names = [f"{config.name}.{LATER}" for config in demos if config.name != "services"]
    return [import_module(name) for name in names]
