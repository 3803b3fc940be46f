"""Initiatives and stories as they may be reported; see `community.safety.registry`."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.access import RUN_INITIATIVES
from community.models import Initiative, Story
from community.safety.registry import Moderated

from . import listings


def seen_by(user, network):
    runs = RUN_INITIATIVES.allows(user, network)
    return network.initiatives.seen_by(user, runs).select_related("network", "lead_person")


def stories_seen_by(user, network):
    return Story.objects.seen().filter(initiative__network=network).select_related("initiative__network", "told_by")


def hide(thing, *, by, reason):
    type(thing).objects.filter(pk=thing.pk, hidden_at=None).update(hidden_at=timezone.now())


def show(thing, *, by):
    type(thing).objects.filter(pk=thing.pk).update(hidden_at=None)


@transaction.atomic
def hide_initiative(thing, *, by, reason):
    hide(thing, by=by, reason=reason)
    listings.refresh(thing)


@transaction.atomic
def show_initiative(thing, *, by):
    show(thing, by=by)
    listings.refresh(thing)


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
