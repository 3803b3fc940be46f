"""What each app says in a module of an agreed name, for who stands below it and may not import it."""

from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def modules_named(name) -> list:
    """That module of every app that has one, in the order of INSTALLED_APPS."""
    found = [config.name for config in apps.get_app_configs() if module_has_submodule(config.module, name)]
    return [import_module(f"{app}.{name}") for app in found]
