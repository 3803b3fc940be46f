"""What nobody has confirmed, of the quarters one coordinates and the cities one directs: the stalest first."""

import re
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from organizations.models import CommunityPoint, ConfirmationRequest, Location, Organization
from services.models import Asset, Listing, Service
from services.reports.reach import of_owner_in_reach
from territory.models import Quarter

from .days import CHECK_AGAIN_AFTER

A_PAGE = 20
MODELS = {"service": Service, "asset": Asset, "community_point": CommunityPoint, "organization": Organization}


class Row(NamedTuple):
    """`asked`: how many mails the organisation has had without answering."""

    thing: Any
    key: str
    name: str
    organization: str
    place: str
    phone: str
    asked: int


def quarters_of(user):
    points, cities = user.points_coordinated, user.cities_directed
    return Quarter.objects.filter(Q(community_points__in=points) | Q(municipality__in=cities)).distinct()


def not_fresh(rows):
    return rows.filter(Q(verified_on=None) | Q(verified_on__lt=timezone.localdate() - CHECK_AGAIN_AFTER))


def listings_for(user, quarter=""):
    """Of a Punto Comunità only who runs it or directs its city says that it is right, as its `roles_of`."""
    cities = Q(municipality__in=user.cities_directed)
    own = Q(community_point=None) | Q(community_point__in=user.points_coordinated) | cities
    rows = not_fresh(Listing.objects.of_directory()).filter(Q(quarter__in=quarters_of(user).values("pk")) | cities, own)
    return (rows.filter(quarter__slug=quarter) if quarter else rows).select_related("quarter")


def organizations_for(user, quarter=""):
    rows = not_fresh(Organization.objects).filter(of_owner_in_reach(user, "pk"))
    if quarter:
        rows = rows.filter(Exists(Location.objects.filter(organization=OuterRef("pk"), quarter__slug=quarter)))
    return rows


def page_of(rows, key=None):
    """(a page, the key after which the next begins or None); walks the index `listing_by_verified` backwards."""
    if key is not None and (last := rows.model.objects.filter(pk=key).first()):
        rows = rows.filter(after(last))
    found = list(rows.order_by(F("verified_on").asc(nulls_first=True), "-pk")[: A_PAGE + 1])
    return found[:A_PAGE], found[A_PAGE - 1].pk if len(found) > A_PAGE else None


def after(last):
    if last.verified_on is None:
        return Q(verified_on=None, pk__lt=last.pk) | Q(verified_on__isnull=False)
    return Q(verified_on__gt=last.verified_on) | Q(verified_on=last.verified_on, pk__lt=last.pk)


def rows_of(found):
    """A thing at several places is one row; a query more, however many there are."""
    owners = [each.pk if isinstance(each, Organization) else each.organization_id for each in found]
    unanswered = ConfirmationRequest.objects.open().filter(organization__in=owners, disowned_at=None)
    asked = dict(unanswered.values_list("organization", "step"))
    rows = [row_of(each, asked.get(owner, 0)) for each, owner in zip(found, owners, strict=True)]
    return list({row.key: row for row in reversed(rows)}.values())[::-1]


def row_of(each, asked):
    if isinstance(each, Organization):
        phone = next((one["number"] for one in each.phones if one.get("number")), "")
        return Row(each, f"organization.{each.pk.hex}", each.name, "", "", phone, asked)
    thing = getattr(each, f"{each.kind}_id").hex
    place = " · ".join(filter(None, [each.address, str(each.quarter or "")]))
    return Row(each, f"{each.kind}.{thing}", each.name, each.organization_name, place, each.phone, asked)


def entry_of(key):
    """The entry that a row names, or None."""
    kind, _dot, pk = key.partition(".")
    known = kind in MODELS and re.fullmatch("[0-9a-f]{32}", pk)
    return MODELS[kind].objects.filter(pk=pk).first() if known else None
