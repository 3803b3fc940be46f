"""What is for a person to decide: of the entries of the quarters they coordinate and the cities they direct."""

from django.db.models import Exists, OuterRef, Q, UUIDField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from organizations.models import Location, Organization
from services.models import Asset, Change, Service
from services.models.about import none
from territory.models import Quarter

A_PAGE = 20
MOST = 1_000  # counted; beyond, "more than"
OWNERS = [f"{name}organization" for name in ("", "service__", "asset__", "location__")]


def in_reach(rows, user):
    """Those whose entry the user coordinates or directs, as its `roles_of` says; a new one is for everybody."""
    here, points, cities = places_in_reach(user), user.points_coordinated, user.cities_directed
    served = quarters_in_reach(user)
    return rows.annotate(whose=Coalesce(*OWNERS, *wanted_owner(rows))).filter(
        of_owner_in_reach(user, "whose")
        | Exists(here.filter(service_at_locations__service=OuterRef("service")))
        | Exists(here.filter(pk=OuterRef("asset__location")))
        | Exists(here.filter(pk=OuterRef("location")))
        | (Exists(served.filter(pk=OuterRef("asset__quarter"))) & Q(asset__location=None))
        | Q(community_point__in=points)
        | Q(community_point__location__municipality__in=cities)
        | (none() & Q(whose__isnull=True))
    )


def places_in_reach(user):
    points, cities = user.points_coordinated, user.cities_directed
    return Location.objects.filter(Q(quarter__community_points__in=points) | Q(municipality__in=cities)).order_by()


def quarters_in_reach(user):
    points, cities = user.points_coordinated, user.cities_directed
    return Quarter.objects.filter(Q(community_points__in=points) | Q(municipality__in=cities)).order_by()


def of_owner_in_reach(user, name):
    """The condition that the organisation in a column has a place there or, for a direction, is nowhere yet."""
    here = Exists(places_in_reach(user).filter(organization=OuterRef(name)))
    anywhere = Location.objects.filter(municipality__isnull=False, organization=OuterRef(name))
    return here | (~Exists(anywhere) & Q(**{f"{name}__isnull": False})) if user.cities_directed else here


def organizations_of(user):
    return Organization.objects.filter(of_owner_in_reach(user, "pk"))


def services_of(user):
    given_here = Exists(places_in_reach(user).filter(service_at_locations__service=OuterRef("pk")))
    return Service.objects.filter(of_owner_in_reach(user, "organization") | given_here)


def assets_of(user):
    here = Exists(places_in_reach(user).filter(pk=OuterRef("location")))
    in_quarter = Exists(quarters_in_reach(user).filter(pk=OuterRef("quarter"))) & Q(location=None)
    return Asset.objects.filter(of_owner_in_reach(user, "organization") | here | in_quarter)


def wanted_owner(rows):
    """The organisation that a new entry is to belong to."""
    wanted = KeyTextTransform("organization", "wanted")
    return [Cast(wanted, UUIDField())] if rows.model is Change else []


def page_after(rows, key, with_all, size=A_PAGE):
    """(the rows of a page, the key after which the next begins or None): by age, whatever lies before.

    `with_all` adds to a queryset what a page shows beside each row. It is asked of the page's rows alone, in a second
    query, for in one PostgreSQL would join it to all that wait before it took twenty.
    """
    if key is not None and (last := rows.model.objects.filter(pk=key).first()):
        rows = rows.filter(Q(created_at__gt=last.created_at) | Q(created_at=last.created_at, pk__gt=last.pk))
        rows = rows.filter(created_at__gte=last.created_at)
    keys = list(rows.order_by("created_at", "id").values_list("pk", flat=True)[: size + 1])
    found = list(with_all(rows.model.objects.filter(pk__in=keys)).order_by("created_at", "id"))
    return found[:size], found[size - 1].pk if len(found) > size else None
