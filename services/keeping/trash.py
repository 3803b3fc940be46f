"""Taking an entry away: the row goes, and with it all that shows it; the history keeps it whole and puts it back."""

from collections import defaultdict
from typing import Any, NamedTuple

import pghistory
from django.contrib.admin.utils import NestedObjects
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from organizations.models import CommunityPoint, Location, Organization
from services.changes import actions as changes
from services.claims import actions as claims
from services.history.kinds import ALONE, KINDS
from services.history.reading import after, name_in
from services.history.roots import Reach, where_of
from services.history.subjects import Subject
from services.listings import around, refresh_listings, touch_directory
from services.listings.registry import listed
from services.merging.following import held
from services.models import Act, Asset, Listing, Report, RowChange, Service, ServiceAtLocation
from services.models.history import KEPT_IN_TRASH
from services.reports import actions as reports

TRASH = "trash "  # how an act begins that took an entry away; the reason follows
LONGEST = Act._meta.get_field("how").max_length - len(TRASH)
LOOKED_AT = 100  # acts of everybody looked through for those in a person's reach


def what_hangs_on(thing):
    """([(name of several, how many)] that go with it, [rows] that stand on it and must go or change first)."""
    found = NestedObjects(using="default")
    found.collect([thing])
    told = {model: rows for model, rows in found.model_objs.items() if not model._meta.auto_created}
    counts = [
        (model._meta.verbose_name_plural, len(rows - {thing}))
        for model, rows in told.items()
        if model not in (Listing, ServiceAtLocation, Report) and rows - {thing}
    ]
    return counts, sorted(found.protected, key=str)


def locked_with_all_that_goes(thing) -> list:
    """The entry and those that go with it, so that nobody writes of them any more; in one order for everybody."""
    found = NestedObjects(using="default")
    found.collect([thing])
    going = []
    for model in (Organization, Location, Service, Asset, CommunityPoint):
        rows = model.objects.select_for_update(no_key=True, of=("self",))
        keys = [each.pk for each in found.model_objs.get(model, ())]
        going += rows.filter(pk__in=keys).order_by("pk") if keys else []
    return going


class Homeless(NamedTuple):
    """A service that stays and loses a place: `others` are those it has left."""

    service: Service
    others: list


def left_without(thing) -> list:
    """[Homeless] of the services that stay when the thing goes; two queries, however many."""
    if not isinstance(thing, Location | Organization):
        return []
    going = Q(location=thing) if isinstance(thing, Location) else Q(location__organization=thing)
    links = ServiceAtLocation.objects.filter(going)
    if isinstance(thing, Organization):
        links = links.exclude(service__organization=thing)
    lost, kept = set(links.values_list("pk", flat=True)), defaultdict(list)
    services = Service.objects.filter(service_at_locations__in=lost).distinct().order_by("name", "pk")
    for link in ServiceAtLocation.objects.filter(service__in=services).select_related("location"):
        kept[link.service_id] += [] if link.pk in lost else [link.location]
    return [Homeless(each, kept[each.pk]) for each in services]


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
    moved = [each.service.pk for each in left_without(thing)]
    with pghistory.context(user=by.pk, source=f"{TRASH}{reason}"):
        going = locked_with_all_that_goes(thing)
        for waiting in (reports, changes, claims):
            waiting.part_from(going, by=by)
        together = together_around(thing)
        thing.delete()
        refresh_listings(assets=without, services=moved, **together)
        touch_directory()


def together_around(thing) -> dict:
    """What people do together that shows it, as `refresh_listings` takes it."""
    organizations = [thing.pk] if isinstance(thing, Organization) else []
    locations = [thing.pk] if isinstance(thing, Location) else []
    shown = around(organizations, locations)
    return {f"{kind}s": shown[kind] for kind in listed()}


def owns_assets(thing):
    return Asset._meta.get_field("organization").related_model is type(thing)


class Gone(NamedTuple):
    """An entry in the trash: the act took it away, with all that hung on it."""

    act: Act
    kind: str
    key: str
    name: str

    @property
    def label(self):
        return KINDS[self.kind].label

    @property
    def reason(self):
        return self.act.how.removeprefix(TRASH)

    @property
    def last_day(self):
        return timezone.localdate(self.act.at + KEPT_IN_TRASH)

    @property
    def days_left(self):
        return (self.last_day - timezone.localdate()).days


class Page(NamedTuple):
    rows: list
    older: Any  # the act after which the next page begins, None on the last one


def in_trash(user, older_than=None) -> Page:
    """What is still gone of what the user coordinates or directs, the latest first; a fixed number of queries."""
    acts = Act.objects.filter(how__startswith=TRASH, at__gt=timezone.now() - KEPT_IN_TRASH).select_related("by")
    looked = list(after(acts, older_than)[: LOOKED_AT + 1])
    acts = {act.pk: act for act in looked[:LOOKED_AT]}
    kinds = [*ALONE, "service_at_location"]  # by their places one knows whose they were
    gone = list(RowChange.objects.filter(act__in=acts, verb=RowChange.Verb.DELETE, kind__in=kinds))
    rows = {(change.kind, change.key): change for change in still_gone(heads(gone))}
    # Of the others the changes say it all; an organisation may have other places, a place has an organisation.
    wheres, reach = where_of({root for root in rows if root[0] in ("organization", "location")}, gone), Reach(user)
    mine = [Gone(acts[rows[root].act_id], *root, name_in(rows[root].before)) for root in rows]
    mine = [each for each in mine if reach.roles((each.kind, each.key), wheres)]
    older = looked[LOOKED_AT - 1] if len(looked) > LOOKED_AT else None
    return Page(sorted(mine, key=lambda each: (each.act.at, each.name), reverse=True), older)


def is_in_trash(kind, **named) -> bool:
    """Whether an entry of that slug or key went in the last thirty days."""
    lately = Act.objects.filter(how__startswith=TRASH, at__gt=timezone.now() - KEPT_IN_TRASH)
    gone = {f"before__{'id' if name == 'pk' else name}": str(value) for name, value in named.items()}
    return RowChange.objects.filter(act__in=lately, verb=RowChange.Verb.DELETE, kind=kind, **gone).exists()


def heads(changes):
    """Those taken away for themselves, not with another of the same act; nothing of what comes back never."""
    gone = {(change.act_id, change.key) for change in changes}
    alone = (change for change in changes if change.kind in ALONE and change.before)
    return [change for change in alone if (change.act_id, change.parent) not in gone]


def still_gone(changes):
    """One query for all kinds: their keys are like no other's."""
    found = [
        KINDS[kind].model.objects.filter(pk__in=[change.key for change in changes if change.kind == kind]).values("pk")
        for kind in {change.kind for change in changes}
    ]
    there = {str(row["pk"]) for row in found[0].union(*found[1:])} if found else set()
    return [change for change in changes if change.key not in there]
