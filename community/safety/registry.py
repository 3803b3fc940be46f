"""What people may report, room by room: how a thing is found, told, hidden and shown again.

A room says it in `community/<room>/moderated.py`, as `MODERATED`, and is named in ROOMS here.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Model

TITLE = 120


class Moderated(NamedTuple):
    """Things of one kind. `hide(thing, by=, reason=)` and `show(thing, by=)` do nothing where it is so already.

    `seen_by(user, network)` is the queryset of those of a city that a visitor may read, so that nobody learns of
    another by reporting it; `author(thing)` is a person or None; `text(thing)` is what it says, for who decides.
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


def kinds() -> dict:
    """{kind: Moderated}; the rooms are asked when it is needed, for they stand beside this one."""
    from community.concierge import moderated as concierge
    from community.needs import moderated as needs

    rooms = (needs, concierge)
    return {each.kind: each for room in rooms for each in room.MODERATED}


def moderated(kind):
    """None where no room has such a kind."""
    return kinds().get(kind)
