"""Events as they may be reported; see `community.safety.registry`. Who invites reads why, and may appeal."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.access import MODERATE
from community.models import Event
from community.safety.registry import Moderated, out_of_sight, seen_again
from services.listings import refresh_listings

from .hidden import tell_who_comes_that_it_is_back, tell_who_comes_that_it_is_hidden


def seen_by(user, network):
    return network.events.seen_by(user, MODERATE.allows(user, network)).select_related("network", "written_by")


def text(event):
    said = [event.words, event.address, event.price, event.online_link]
    return "\n".join(filter(None, said))


@transaction.atomic
def hide(thing, *, by, reason):
    if out_of_sight(thing, by=by, reason=reason) and not thing.goes_with_a_hidden_initiative:
        tell_who_comes_that_it_is_hidden([thing])
    refresh_listings(events=[thing.pk])


@transaction.atomic
def show(thing, *, by):
    if seen_again(thing, by=by) and not thing.goes_with_a_hidden_initiative:
        tell_who_comes_that_it_is_back([thing])
    refresh_listings(events=[thing.pk])


MODERATED = [
    Moderated(
        kind="event",
        label=_("evento"),
        model=Event,
        title=str,
        text=text,
        author=lambda event: event.written_by,
        url=Event.get_absolute_url,
        hide=hide,
        show=show,
        seen_by=seen_by,
        kept_by=lambda user: Event.objects.kept_by(user),
    )
]
