"""What is likely in the directory already, shown before a new entry is made."""

from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse

from organizations.models import CommunityPoint, Location, Organization
from services.duplicates import Why, likely_duplicates, likely_services
from services.models import Asset, Service


class Twin(NamedTuple):
    name: str
    url: str
    why: list


def twins_of(form):
    """Those of a new entry, the likeliest first; none for one that is there, whose double is another's matter."""
    if not form.thing._state.adding:
        return []
    values = form.values | {"name": form.cleaned_data["name"]}
    return FINDERS[form.kind.column](values, form.organization)


def organizations(values, organization):
    names = ("name", "phones", "email", "website", "tax_code")
    likely = likely_duplicates(**{name: values[name] for name in names if name in values})
    return with_pages(Organization, likely)


def services(values, organization):
    places = values.get("places", [])
    return with_pages(Service, likely_services(name=values["name"], organization=organization, locations=places))


def with_pages(model, likely):
    rows = model.objects.in_bulk([each.id for each in likely])
    return [Twin(each.name, rows[each.id].get_absolute_url(), [why.value for why in each.why]) for each in likely]


def locations(values, organization):
    """The places of the same organisation at the same address."""
    rows = Location.objects.filter(organization=organization, address__iexact=values.get("address", ""))
    found = rows.exclude(address="")[:10]
    return [Twin(str(each), reverse("services:location_update", args=[each.pk]), [Why.ADDRESS.value]) for each in found]


def assets(values, organization):
    """Of the same name and quarter, or of the same name where either says no quarter."""
    quarter = values.get("quarter")
    here = Q(quarter=quarter) | Q(quarter=None) if quarter else Q()
    return named_alike(Asset.objects.filter(here, offered_by_resident=False), values)


def community_points(values, organization):
    return named_alike(CommunityPoint.objects.all(), values)


def named_alike(rows, values):
    found = rows.filter(name__iexact=values["name"])[:10]
    return [Twin(each.name, each.get_absolute_url(), [Why.NAME.value]) for each in found]


FINDERS = {
    "organization": organizations,
    "service": services,
    "location": locations,
    "asset": assets,
    "community_point": community_points,
}
