"""The table of suspected pairs: brought up to date for one entry when it is saved, for all of them by night."""

from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from organizations.models import Location, Organization
from puntocomunita.api import to_json
from services import duplicates
from services.duplicates import Why
from services.models import Asset, Service, SuspectedPair

from .likeness import alike_assets, alike_services

KIND_OF = {Organization: "organization", Service: "service", Asset: "asset"}
AT_ONCE = 500
STRENGTH = {why: 1 << place for place, why in enumerate(reversed(Why))}  # the strongest outweighs all after it
# What was dismissed stays so, unless the two have more in common now than they had then.
WRITE = f"""
INSERT INTO {SuspectedPair._meta.db_table} AS pair (kind, first, second, why, weight, looked_at)
SELECT kind, first, second, why, weight, clock_timestamp() FROM jsonb_to_recordset(%s::jsonb)
    AS found (kind text, first uuid, second uuid, why varchar[], weight smallint) ORDER BY first, second
ON CONFLICT (first, second) DO UPDATE SET why = excluded.why, weight = excluded.weight,
    looked_at = excluded.looked_at, dismissed_at = NULL, dismissed_by_id = NULL
WHERE pair.dismissed_at IS NULL OR excluded.weight > pair.weight
"""


def weight_of(why) -> int:
    return sum(STRENGTH[each] for each in set(why))


@transaction.atomic
def look_again(thing):
    """What this entry, just written, is likely twice with; what it no longer resembles is suspected no more."""
    thing = thing.organization if isinstance(thing, Location) else thing
    if type(thing) not in KIND_OF:
        return
    found = list(around(thing))
    there = [key for pair in found for key in pair[:2] if key != thing.pk]
    SuspectedPair.objects.open().about(thing.pk).exclude(first__in=there).exclude(second__in=there).delete()
    write(KIND_OF[type(thing)], found)


def around(thing):
    if isinstance(thing, Organization):
        return [(thing.pk, each.id, each.why) for each in duplicates.duplicates_of(thing)]
    return (alike_services if isinstance(thing, Service) else alike_assets)([thing.pk])


def look_at_all() -> int:
    """Every pair of the directory; each batch commits, and what was not found again goes. How many are open."""
    began = timezone.now()
    for kind, found in (
        ("organization", pairs_of_organizations()),
        ("service", pairs_of(Service.objects, alike_services)),
        ("asset", pairs_of(Asset.objects.filter(offered_by_resident=False), alike_assets)),
    ):
        for some in batches(found):
            write(kind, some)
    SuspectedPair.objects.open().filter(looked_at__lt=began).delete()
    return SuspectedPair.objects.open().count()


def pairs_of_organizations():
    for organization, other in duplicates.pairs(Organization.objects.all()):
        yield organization.id, other.id, other.why


def pairs_of(rows, alike):
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for some in batches(iter(keys)):
        yield from alike(some)


def batches(rows):
    while some := list(islice(rows, AT_ONCE)):
        yield some


def write(kind, found):
    """Of two that were found from both sides one row."""
    rows = {tuple(sorted([one, other])): why for one, other, why in found}
    told = [
        {
            "kind": kind,
            "first": first,
            "second": second,
            "why": [each.name for each in Why if each in why],
            "weight": weight_of(why),
        }
        for (first, second), why in rows.items()
    ]
    if told:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [to_json(told).decode()])
