"""Initiatives and stories as they may be reported; see `community.safety.registry`."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.access import RUN_INITIATIVES
from community.events.hidden import tell_who_comes_that_it_is_back, tell_who_comes_that_it_is_hidden
from community.models import Initiative, Story
from community.safety.registry import Moderated

from . import letters, listings


def seen_by(user, network):
    runs = RUN_INITIATIVES.allows(user, network)
    return network.initiatives.seen_by(user, runs).select_related("network", "lead_person")


def stories_seen_by(user, network):
    return Story.objects.seen().filter(initiative__network=network).select_related("initiative__network", "told_by")


def hide(thing, *, by, reason):
    return type(thing).objects.filter(pk=thing.pk, hidden_at=None).update(hidden_at=timezone.now())


def show(thing, *, by):
    return type(thing).objects.filter(pk=thing.pk, hidden_at__isnull=False).update(hidden_at=None)


@transaction.atomic
def hide_initiative(thing, *, by, reason):
    if hide(thing, by=by, reason=reason):
        letters.tell_it_is_hidden(thing)
        tell_who_comes_that_it_is_hidden(in_sight(thing))
    listings.refresh(thing)


@transaction.atomic
def show_initiative(thing, *, by):
    if show(thing, by=by):
        letters.tell_it_is_back(thing)
        tell_who_comes_that_it_is_back(in_sight(thing))
    listings.refresh(thing)


def in_sight(initiative):
    """What it invites to, as far as that is not hidden for itself."""
    return initiative.events.filter(hidden_at=None).select_related("network")


MODERATED = [
    Moderated(
        kind="initiative",
        label=_("iniziativa"),
        model=Initiative,
        title=str,
        text=lambda initiative: f"{initiative.summary}\n{initiative.words}",
        author=lambda initiative: initiative.lead_person,
        url=Initiative.get_absolute_url,
        hide=hide_initiative,
        show=show_initiative,
        seen_by=seen_by,
    ),
    Moderated(
        kind="story",
        label=_("storia"),
        model=Story,
        title=str,
        text=lambda story: story.words,
        author=lambda story: story.told_by,
        url=Story.get_absolute_url,
        hide=hide,
        show=show,
        seen_by=stories_seen_by,
    ),
]
