"""Reading an entry as values, and writing the ones that somebody changed."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from organizations.models import CommunityPoint, Location, Organization
from services.listings import refresh_around, refresh_listings, touch_directory
from services.merging.following import held
from services.merging.suspecting import look_again
from services.models import Asset, Change, Moved, Service

from .kinds import KINDS, kind_of


class Conflict(Exception):
    """Somebody changed the same fields in between: `fields` is {name: (seen, now, wanted)}; nothing was written."""

    def __init__(self, fields):
        super().__init__(", ".join(fields))
        self.fields = fields


def read(thing, names=None) -> dict:
    """The values of an entry, all or those named."""
    fields = kind_of(thing).fields
    return {name: fields[name].read(thing) for name in names or fields}


@transaction.atomic
def apply(*, thing, seen, wanted):
    """Write of `wanted` what differs from `seen`, the values its author had before them; returns the entry.

    `thing` is a row of the directory, or an unsaved one with `seen={}` for a new entry. Raises Conflict where
    another changed one of the same fields to something else, ValidationError where a value is not valid.
    """
    new = thing._state.adding
    changed = {name: value for name, value in wanted.items() if name not in seen or seen[name] != value}
    if not new:
        thing = held(thing)
        refuse_conflicts(thing, seen, changed)
    if changed:
        write(thing, changed, new)
        refresh(thing)
    return thing


def refuse_conflicts(thing, seen, changed):
    now = read(thing, changed)
    both = {name: (seen.get(name), now[name], value) for name, value in changed.items()}
    both = {name: values for name, values in both.items() if values[1] not in (values[0], values[2])}
    if both:
        raise Conflict(both)


def write(thing, changed, new):
    fields = kind_of(thing).fields
    for name in [name for name in changed if not fields[name].late]:
        fields[name].write(thing, changed[name])
    if hasattr(thing, "slug") and not thing.slug:
        thing.slug = free_slug(type(thing), thing.name)
    thing.last_modified = timezone.now()
    thing.full_clean(exclude=["point"])
    thing.save(force_insert=new)
    for name in [name for name in changed if fields[name].late]:
        fields[name].write(thing, changed[name])


def free_slug(model, name):
    """The name as an address, with a number where another has it, or had it before it was merged."""
    slug = slugify(name)[:150] or "voce"
    taken = set(model.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    taken |= set(Moved.objects.filter(old_slug__startswith=slug).values_list("old_slug", flat=True))
    numbered = (slug if number == 1 else f"{slug}-{number}" for number in range(1, len(taken) + 2))
    return next(each for each in numbered if each not in taken)


def refresh(thing):
    """Bring the search to what the entry says now, in this transaction."""
    touch_directory()
    look_again(thing)
    around = {Organization: "organizations", Location: "locations"}
    rows = {Service: "services", Asset: "assets", CommunityPoint: "community_points"}
    if type(thing) in around:
        refresh_around(**{around[type(thing)]: [thing.pk]})
    else:
        refresh_listings(**{rows[type(thing)]: [thing.pk]})


@transaction.atomic
def publish(*, change, by):
    """Apply a change that waits; returns the entry. Raises as `apply` does, and the change goes on waiting."""
    if change.entry is not None:
        held(change.entry)
    change = Change.objects.select_for_update().get(pk=change.pk)
    thing = change.entry or KINDS[change.kind].model()
    thing = apply(thing=thing, seen=change.seen, wanted=change.wanted)
    change.settle(Change.State.APPLIED, by=by, entry=thing)
    return thing
