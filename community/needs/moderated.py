"""Needs and aspirations as they may be reported; see `community.safety.registry`."""

from contextlib import suppress

from django.utils.translation import gettext_lazy as _

from community.access import READ_NEEDS
from community.models import Need
from community.safety.registry import Moderated

from . import actions


def seen_by(user, network):
    return network.needs.seen_by(user, READ_NEEDS.allows(user, network)).select_related("network", "said_by")


def hide(need, *, by, reason):
    with suppress(actions.Settled):
        actions.put_out_of_sight(by=by, need=need, reason=reason)


def show(need, *, by):
    actions.show_again(need=need)


MODERATED = [
    Moderated(
        kind="need",
        label=_("bisogno o desiderio"),
        model=Need,
        title=str,
        text=lambda need: need.words,
        author=lambda need: need.said_by,
        url=Need.get_absolute_url,
        hide=hide,
        show=show,
        seen_by=seen_by,
    )
]
