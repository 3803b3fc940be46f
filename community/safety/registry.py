"""What people may report, room by room: how a thing is found, told, hidden and shown again.

A room says it in `community/<room>/moderated.py`, as `MODERATED`; whichever has that module is asked.
"""

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

import community

TITLE = 120


class Moderated(NamedTuple):
    """Things of one kind. `hide(thing, by=, reason=)` and `show(thing, by=)` do nothing where it is so already.

    `seen_by(user, network)` is the queryset of those of a city that a visitor may read, so that nobody learns of
    another by reporting it; `author(thing)` is a person or None; `text(thing)` is what it says, for who decides;
    `kept_by(user)` those for which others than their author may speak, where there are any; `is_met` says that people
    meet there: elsewhere who wrote it is nobody, and what is not read of them any more would tell who they are.
    """

    kind: str
    label: str
    model: type[Model]
    title: Callable
    text: Callable
    author: Callable
    url: Callable
    hide: Callable
    show: Callable
    seen_by: Callable
    kept_by: Callable | None = None
    is_met: bool = False

    def keeps(self, user, key) -> bool:
        return self.kept_by is not None and found(self.kept_by(user), key) is not None

    def found_by(self, user, network, key):
        """The thing, or None where it is not there for them."""
        return found(self.seen_by(user, network), key)

    def thing(self, key):
        """To who decides, hidden or not; None where it is gone."""
        return found(self.model._default_manager.all(), key)

    def told(self, thing) -> str:
        """As it is kept with a report: its title, and what it says."""
        return f"{str(self.title(thing))[:TITLE]}\n{self.text(thing)}".strip()


def found(things, key):
    try:
        return things.filter(pk=key).first()
    except (ValueError, ValidationError):
        return None


def out_of_sight(thing, *, by, reason):
    """`hide` of what is `Hideable`; whether it was in sight."""
    rows = type(thing).objects.filter(pk=thing.pk, hidden_at=None)
    return rows.update(hidden_at=timezone.now(), hidden_reason=reason)


def seen_again(thing, *, by):
    """`show` of what is `Hideable`; whether it was hidden."""
    rows = type(thing).objects.filter(pk=thing.pk, hidden_at__isnull=False)
    return rows.update(hidden_at=None, hidden_reason="")


@cache
def kinds() -> dict:
    """{kind: Moderated}; asked when it is needed, for the rooms stand beside this one."""
    rooms = [each.name for each in pkgutil.iter_modules(community.__path__) if each.ispkg]
    said = [f"community.{room}.moderated" for room in rooms if find_spec(f"community.{room}.moderated")]
    return {each.kind: each for module in said for each in import_module(module).MODERATED}


def moderated(kind):
    """None where no room has such a kind."""
    return kinds().get(kind)
