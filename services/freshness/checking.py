"""Writing down that somebody checked, and reading the last check of each field."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from organizations.models import Location, Organization
from services.changes.words import label_of
from services.editing import kind_of
from services.listings import refresh_around, refresh_listings, touch_directory
from services.merging.following import held
from services.models import Asset, Service, Verification


@transaction.atomic
def verify(*, entry, by, how, fields=(), right=True):
    """Somebody checked the whole entry, or the named fields of it; returns the Verification rows.

    The entry is "checked" from today only where all of it was and was right. `by` is None for who answers
    from a link. The entry in hand says so as well. Of one that was merged meanwhile, it is said of what it became;
    raises DoesNotExist where it went.
    """
    in_hand, entry = entry, held(entry)
    rows = [said(entry, by=by, how=how, field=field, right=right) for field in fields or [""]]
    rows = Verification.objects.bulk_create(rows)
    if right and not fields:
        move(type(entry), [entry.pk], how)
        in_hand.verified_on, in_hand.verified_how = timezone.localdate(), how
        refresh_of([entry])
    else:
        touch_directory()
    return rows


@transaction.atomic
def verify_all(*, entries, by, how):
    """As `verify` for each, whole and right, and one refresh for all."""
    entries = list(entries)
    Verification.objects.bulk_create(said(entry, by=by, how=how) for entry in entries)
    for model in {type(entry) for entry in entries}:
        move(model, [entry.pk for entry in entries if isinstance(entry, model)], how)
    refresh_of(entries)


def said(entry, **values):
    return Verification(**{kind_of(entry).column: entry}, on=timezone.localdate(), **values)


def move(model, keys, how):
    model.objects.filter(pk__in=keys).update(verified_on=timezone.localdate(), verified_how=how)


def refresh_of(entries):
    keys = {}
    for entry in entries:
        keys.setdefault(type(entry), []).append(entry.pk)
    touch_directory()
    refresh_around(organizations=keys.pop(Organization, ()), locations=keys.pop(Location, ()))
    names = {Service: "services", Asset: "assets"}
    refresh_listings(**{names.get(model, "community_points"): each for model, each in keys.items()})


class Check(NamedTuple):
    """The last check of one field, as `checked_words` reads it."""

    label: str
    verified_on: object
    verified_how: str


def checks_of(entry) -> list:
    """The last check of each field that somebody found right after the whole entry was checked."""
    rows = Verification.objects.about(entry).exclude(field="")
    if entry.verified_on:
        rows = rows.filter(on__gt=entry.verified_on)
    kind = kind_of(entry)
    latest = [row for row in rows.latest_of_each_field() if row.right and row.field in kind.fields]
    return [Check(label_of(kind, row.field), row.on, row.how) for row in latest]
