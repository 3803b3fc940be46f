"""Taking an entry away: the row goes, and with it all that shows it; the history keeps it whole and puts it back."""

import datetime

import pghistory
from django.contrib.admin.utils import NestedObjects
from django.db import transaction

from services.history.subjects import Subject
from services.listings import refresh_listings, touch_directory
from services.merging.following import held
from services.models import Act, Asset, Listing

KEPT = datetime.timedelta(days=30)
TRASH = "trash "  # how an act begins that took an entry away; the reason follows
LONGEST = Act._meta.get_field("how").max_length - len(TRASH)


def what_hangs_on(thing):
    """([(name of several, how many)] that go with it, [rows] that stand on it and must go or change first)."""
    found = NestedObjects(using="default")
    found.collect([thing])
    told = {model: rows for model, rows in found.model_objs.items() if not model._meta.auto_created}
    counts = [
        (model._meta.verbose_name_plural, len(rows - {thing}))
        for model, rows in told.items()
        if model is not Listing and rows - {thing}
    ]
    return counts, sorted(found.protected, key=str)


class Changed(Exception):
    """Somebody changed the entry since it was looked at: nothing was taken away."""


def version_of(thing):
    """What tells one version of the entry, with its places and hours, from the next; "" for none."""
    return str(Subject.of(thing).last_change() or "")


@transaction.atomic
def remove_entry(*, thing, seen, reason, by):
    """`seen` is the `version_of` the entry that the person looked at; the database keeps it as one act of theirs.

    Raises ProtectedError where something stands on it, Changed, and DoesNotExist where another was first.
    """
    if held(thing) != thing:  # merged into another, which stays
        raise thing.DoesNotExist
    if version_of(thing) != seen:
        raise Changed
    without = list(Asset.objects.filter(organization=thing).values_list("pk", flat=True)) if owns_assets(thing) else []
    with pghistory.context(user=by.pk, source=f"{TRASH}{reason}"):
        thing.delete()
        refresh_listings(assets=without)
        touch_directory()


def owns_assets(thing):
    return Asset._meta.get_field("organization").related_model is type(thing)
