"""What the portal holds of a person, and how it forgets them.

Every app that holds something says so in its module `own_data`, by two functions: `held(user)` gives
{title: [{what: value}, …]} in words, of the person alone; `forget(user)` erases what deleting the person's row would
leave behind.
"""

from django.db.models import Count, Q

from puntocomunita.app_modules import modules_named

from .access import Role


def everything_held(user) -> dict:
    return {title: rows for module in modules_named("own_data") for title, rows in module.held(user).items()}


def forget(user):
    for module in modules_named("own_data"):
        module.forget(user)


def last_keeper_of(user):
    """The organisations that nobody keeps but this person."""
    owners = Count("organization__members", filter=Q(organization__members__role=Role.OWNER))
    kept = user.memberships.filter(role=Role.OWNER).annotate(owners=owners).filter(owners=1)
    return [each.organization for each in kept.select_related("organization")]
