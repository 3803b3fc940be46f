"""What the portal holds of a person, and how it forgets them.

Every app that holds something says so in its module `own_data`, by two functions: `held(user)` gives
{title: [{what: value}, …]} in words, of the person alone; `forget(user)` erases what deleting the person's row would
leave behind.
"""

from importlib import import_module

from django.apps import apps
from django.db.models import Count, Q
from django.utils.module_loading import module_has_submodule

from .access import Role


def own_data_modules():
    names = [config.name for config in apps.get_app_configs() if module_has_submodule(config.module, "own_data")]
    return [import_module(f"{name}.own_data") for name in names]


def everything_held(user) -> dict:
    return {title: rows for module in own_data_modules() for title, rows in module.held(user).items()}


def forget(user):
    for module in own_data_modules():
        module.forget(user)


def last_keeper_of(user):
    """The organisations that nobody keeps but this person."""
    owners = Count("organization__members", filter=Q(organization__members__role=Role.OWNER))
    kept = user.memberships.filter(role=Role.OWNER).annotate(owners=owners).filter(owners=1)
    return [each.organization for each in kept.select_related("organization")]
