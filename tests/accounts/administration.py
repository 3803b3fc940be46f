"""A city to administer and another that is not: what the tests of the admin stand on."""

import datetime
from types import SimpleNamespace

from django.contrib import admin
from django.urls import URLPattern, reverse

from accounts.access import Role
from organizations.models import OpeningHours
from territory.models import Holiday
from tests.factories import (
    AssetFactory,
    CommunityPointFactory,
    LocationFactory,
    MandateFactory,
    MemberFactory,
    MunicipalityFactory,
    OpeningHoursFactory,
    OrganizationFactory,
    PlaceNameFactory,
    PostalCodeFactory,
    QuarterFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    UserFactory,
    ZoneFactory,
)

FOR_A_CITY = {"community_point": None, "role": Role.DIRECTION}


def make_city(name, istat_code):
    """One row of each table that belongs to a city, with the people of it."""
    city = SimpleNamespace(municipality=MunicipalityFactory(name=name, istat_code=istat_code))
    city.zone = ZoneFactory(municipality=city.municipality)
    city.quarter = QuarterFactory(zone=city.zone)
    city.postal_code = PostalCodeFactory(municipality=city.municipality)
    city.place_name = PlaceNameFactory(municipality=city.municipality)
    city.holiday = Holiday.objects.create(municipality=city.municipality, date=datetime.date(2026, 2, 15), name="Festa")
    city.organization = OrganizationFactory(name=f"Emporio di {name}")
    city.location = LocationFactory(organization=city.organization, quarter=city.quarter)
    city.point = CommunityPointFactory(location=city.location, lead_organization=city.organization)
    city.hours = OpeningHoursFactory(municipality=city.municipality)
    ScheduleFactory(opening_hours=city.hours)
    city.service = ServiceFactory(organization=city.organization, opening_hours=city.hours)
    city.given = ServiceAtLocationFactory(service=city.service, location=city.location)
    city.asset = AssetFactory(location=city.location)
    city.member = MemberFactory(organization=city.organization, role=Role.OWNER)
    city.owner = city.member.user
    city.mandate = MandateFactory(community_point=city.point)
    city.volunteer = city.mandate.user
    city.coordinator = MandateFactory(community_point=city.point, role=Role.COORDINATOR).user
    city.direction = MandateFactory(municipality=city.municipality, user__second_factor=True, **FOR_A_CITY).user
    return city


def make_world():
    world = SimpleNamespace(here=make_city("Brescia", "017029"), there=make_city("Bergamo", "016024"))
    world.citizen = UserFactory()
    world.technician = UserFactory(is_technician=True, second_factor=True)
    return world


def pages():
    """Every page of the admin: (name, model or None), in order."""
    found = list(walked(admin.site.urls[0]))
    return sorted(found, key=lambda page: page[0])


def walked(patterns, model=None):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            owner = getattr(pattern.callback, "model_admin", None)
            yield pattern.name or "nowhere", owner and owner.model
        else:
            yield from walked(pattern.url_patterns)


def address(name, model, city):
    if name == "nowhere":
        return reverse("admin:index") + "niente/"
    if name == "app_list":
        return reverse("admin:app_list", args=["territory"])
    of_one = name.rpartition("_")[2] in {"change", "delete", "history"}
    return reverse(f"admin:{name}", args=[key_of(model, city)] if of_one else [])


def key_of(model, city):
    """Of the row of this table that is of the city, or belongs to none."""
    rows = [each for each in vars(city).values() if isinstance(each, model)]
    if model is OpeningHours:
        return city.hours.pk
    return rows[0].pk if rows else model.objects.first().pk
