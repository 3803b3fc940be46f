"""The suspected pairs that a person may make one of: both in the area they coordinate or direct, likeliest first."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from organizations.models import Location, Organization
from services.duplicates import Why
from services.models import Asset, Service, SuspectedPair
from services.reports.reach import assets_of, organizations_of, services_of

A_PAGE = 20
SIDES = ("first", "second")


class Row(NamedTuple):
    """Two entries in a few words; `one` and `other` are (key, name, where)."""

    kind: str
    one: tuple
    other: tuple
    why: list


def suspected_in(user):
    """Open pairs of which REVIEW lets the person decide: of both entries, whatever their kind."""
    mine = {"organization": organizations_of(user), "service": services_of(user), "asset": assets_of(user)}
    found = Q()
    for kind, rows in mine.items():
        found |= Q(kind=kind) & Exists(rows.filter(pk=OuterRef("first"))) & Exists(rows.filter(pk=OuterRef("second")))
    return SuspectedPair.objects.open().filter(found)


def page_of(user, key=None):
    """(the Rows of a page, the number of the pair after which the next begins or None); one query, or two."""
    pairs = suspected_in(user)
    if key is not None and (last := SuspectedPair.objects.filter(pk=key).first()):
        pairs = pairs.filter(Q(weight__lt=last.weight) | Q(weight=last.weight, pk__gt=last.pk))
    found = list(pairs.annotate(**said()).likeliest_first()[: A_PAGE + 1])
    return [row_of(pair) for pair in found[:A_PAGE]], found[A_PAGE - 1].pk if len(found) > A_PAGE else None


def pairs_of(user, entry):
    """The Rows of those that one entry is in."""
    return [row_of(pair) for pair in suspected_in(user).about(entry.pk).annotate(**said()).likeliest_first()[:A_PAGE]]


def named(user, entry, words):
    """Others of its kind in the person's area whose name holds every word."""
    mine = {Organization: organizations_of, Service: services_of, Asset: assets_of}[type(entry)]
    rows = mine(user).exclude(pk=entry.pk)
    for word in words.split():
        rows = rows.filter(name__unaccent__icontains=word)
    return rows.filter(offered_by_resident=False) if isinstance(entry, Asset) else rows


def said():
    """What the rows say of either side: its name, and where or whose it is."""
    found = {}
    for side in SIDES:
        kinds = [model.objects.filter(pk=OuterRef(side)) for model in (Organization, Service, Asset)]
        _organization, service, asset = kinds
        address = Location.objects.filter(organization=OuterRef(side)).exclude(address="").order_by("pk")
        for name in ("name", "created_at"):
            found[f"{side}_{name}"] = Coalesce(*(Subquery(rows.values(name)) for rows in kinds))
        found[f"{side}_where"] = Coalesce(
            Subquery(address.values("address")[:1]),
            Subquery(service.values("organization__name")),
            Subquery(asset.values("location__address")),
            Subquery(asset.values("quarter__name")),
        )
    return found


def row_of(pair):
    """The older one is to stay: its address is known longer."""
    sides = sorted(SIDES, key=lambda side: getattr(pair, f"{side}_created_at"))
    one, other = (
        (getattr(pair, side), getattr(pair, f"{side}_name"), getattr(pair, f"{side}_where") or "") for side in sides
    )
    return Row(pair.kind, one, other, words_of(pair.why))


def words_of(why):
    return [Why[name].value for name in why]
