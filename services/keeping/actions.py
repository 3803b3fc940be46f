"""What comes of an edited entry: it says so at once, or the change waits for who coordinates."""

from copy import copy

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from organizations.models import Location
from services.access import REVIEW, may_say_where
from services.editing import apply, kind_of
from services.merging.following import held
from services.models import Change, Report
from services.reports.actions import close_report


def may_publish(user, thing, organization=None) -> bool:
    """Whether what this person writes need not be looked at first."""
    asked = organization if thing._state.adding else thing
    if REVIEW.allows(user, asked) or is_first_place(thing, organization) and may_say_where(user, organization):
        return True
    whose = organization or getattr(thing, "organization", None) or thing
    return any(each.trusted and each.organization_id == whose.pk for each in user.current_memberships)


def is_first_place(thing, organization) -> bool:
    return isinstance(thing, Location) and thing._state.adding and organization is not None


@transaction.atomic
def save_entry(*, by, thing, seen, wanted, organization=None, proposal=None):
    """(the entry, or None where it is not there yet; the change that waits, or None).

    What is published of an open `proposal`, a report, settles it, and whoever sent it hears where it is.
    Raises Conflict and ValidationError as `services.editing.apply`, at once or for what would be applied, and
    AlreadySettled.
    """
    if may_publish(by, thing, organization):
        entry = apply(thing=thing, seen=seen, wanted=wanted)
        if proposal is not None:
            close_report(report=proposal, state=Report.State.APPLIED, answer=where_it_is(entry), by=by)
        return entry, None
    with transaction.atomic():  # what could not be published is said now, to who wrote it
        apply(thing=copy(thing), seen=seen, wanted=wanted)
        transaction.set_rollback(True)
    return None if thing._state.adding else thing, keep_waiting(by=by, thing=thing, seen=seen, wanted=wanted)


def where_it_is(entry):
    """To who proposed it; a place is shown on the page of its organisation."""
    page = getattr(entry, "get_absolute_url", None) or entry.organization.get_absolute_url
    return _("Adesso si trova qui: %(address)s") % {"address": f"{settings.SITE_URL}{page()}"}


def keep_waiting(*, by, thing, seen, wanted):
    """One change of a person to an entry at a time: what waits already takes in what is new."""
    new = thing._state.adding
    thing = thing if new else held(thing)
    waiting = None if new else Change.objects.select_for_update().waiting().about(thing).filter(author=by).first()
    if waiting is None:
        entry = {} if new else {kind_of(thing).column: thing}
        waiting = Change(kind=kind_of(thing).column, author=by, state=Change.State.WAITING, **entry)
    changed = {name: value for name, value in wanted.items() if seen.get(name) != value}
    waiting.seen = {name: seen[name] for name in changed if name in seen} | waiting.seen
    waiting.wanted = waiting.wanted | changed
    waiting.save()
    return waiting
