"""Yes, some of it, or no to what waits; its author is told."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from organizations.models import Organization
from puntocomunita.mail import send_once_saved, written
from services.access import REVIEW
from services.editing import KINDS, apply
from services.merging.following import held
from services.models import Change
from services.models.about import ENTRIES

from .words import label_of


class AlreadyDecided(Exception):
    """Somebody else decided in between; `change` says what."""

    def __init__(self, change):
        super().__init__(str(change.pk))
        self.change = change


def asked_of(change):
    """The thing whose roles count: the entry, or the organisation that a new one is to belong to."""
    return change.entry or Organization.objects.filter(pk=change.wanted.get("organization")).first()


@transaction.atomic
def accept(*, change, names, now, by):
    """Write the named fields over `now`, the values that `by` had before them; returns the entry.

    Raises Conflict where a value is no longer that, AlreadyDecided, ValidationError: then nothing is written.
    """
    change = waiting(change)
    REVIEW.check(by, asked_of(change))
    thing = change.entry or KINDS[change.kind].model()
    chosen = {name: value for name, value in change.wanted.items() if name in names or change.entry is None}
    thing = apply(thing=thing, seen={name: now[name] for name in chosen if name in now}, wanted=chosen)
    left = [label_of(KINDS[change.kind], name) for name in change.wanted if name not in chosen]
    reason = _("Tranne: %(fields)s.") % {"fields": ", ".join(left)} if left else ""
    change.settle(Change.State.APPLIED, by=by, entry=thing, reason=reason[:500])
    tell(change)
    return thing


@transaction.atomic
def refuse(*, change, reason, by):
    """Of what a resident offers no copy is kept."""
    change = waiting(change)
    REVIEW.check(by, asked_of(change))
    say_no(change, reason, by)
    return change


def say_no(change, reason, by):
    name = name_of(change)
    if change.wanted.get("offered_by_resident"):
        change.seen, change.wanted, change.sent = {}, {}, {}
    change.settle(Change.State.REFUSED, by=by, reason=reason)
    tell(change, name)


def part_from(entries, *, by):
    """The entries are about to go, and with them what waits on them: who wrote it is told. Who calls locked them."""
    changes = Change.objects.about_any(entries).waiting().exclude(author=by)
    for change in changes.select_related("author", *ENTRIES):
        change.state, change.reason = Change.State.REFUSED, _("Abbiamo tolto la scheda.")
        name, change.entry = name_of(change), None
        tell(change, name)
    gone = [each for each in entries if isinstance(each, Organization)]
    for change in Change.objects.waiting().of_something_new_for(gone).select_for_update():
        say_no(change, _("Abbiamo tolto l’organizzazione di cui sarebbe."), by)


def name_of(change):
    return change.wanted.get("name") or str(change.entry)


def waiting(change):
    """The change, locked until the transaction ends; its entry first."""
    if change.entry is not None:
        held(change.entry)
    change = Change.objects.select_for_update().get(pk=change.pk)
    if change.state != Change.State.WAITING:
        raise AlreadyDecided(change)
    return change


def tell(change, name=""):
    """Mails the author once all is written; a mail that does not leave undoes nothing."""
    if change.author is None:
        return
    context = {"change": change, "name": name or name_of(change), "SITE_URL": settings.SITE_URL}
    send_once_saved(
        written(render_to_string("services/review/email/change_decided.txt", context), [change.author.email])
    )
