"""A quarter with a Punto Comunità, its people, and a campaign around it."""

import datetime
from types import SimpleNamespace

from accounts.access import Role
from services.campaigns.actions import start_campaign
from tests.factories import (
    AssetFactory,
    CommunityPointFactory,
    LocationFactory,
    MandateFactory,
    MemberFactory,
    OrganizationFactory,
    PlaceNameFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    UserFactory,
    ZoneFactory,
)

TODAY = datetime.date(2026, 11, 24)
PHONE = [{"id": "a", "number": "030 123456", "description": ""}]


def make_world():
    """One organisation, its service and a park in Fiumicello, none of them ever checked."""
    world = SimpleNamespace()
    world.quarter = QuarterFactory()
    world.far = QuarterFactory(zone=ZoneFactory(name="Est"), name="Sanpolino")
    world.place = LocationFactory(
        quarter=world.quarter, address="via Milano 55", organization=OrganizationFactory(name="Emporio", slug="emporio")
    )
    PlaceNameFactory(house_number="57", kind="address", quarter=world.quarter, postal_code="25126")
    world.organization = world.place.organization
    world.service = ServiceFactory(name="Compiti", slug="compiti", organization=world.organization, phones=PHONE)
    ServiceAtLocationFactory(service=world.service, location=world.place)
    world.asset = AssetFactory(name="Parco Mella", location=LocationFactory(quarter=world.quarter, address=""))
    desk = LocationFactory(quarter=world.quarter)
    world.point = CommunityPointFactory(slug="punto", location=desk)
    world.point.quarters.add(world.quarter)
    world.people = people(world)
    return world


def people(world):
    here = {"community_point": world.point}
    elsewhere = CommunityPointFactory(location=LocationFactory(quarter=world.far))
    elsewhere.quarters.add(world.far)
    city = {"community_point": None, "municipality": world.quarter.municipality}
    return {
        "agent": MandateFactory(**here, user__name="Luca").user,
        "other agent": MandateFactory(**here, user__name="Sara").user,
        "volunteer": MandateFactory(**here, user__name="Piero").user,
        "coordinator": MandateFactory(**here, role=Role.COORDINATOR, user__name="Marta").user,
        "coordinator elsewhere": MandateFactory(community_point=elsewhere, role=Role.COORDINATOR).user,
        "direction": MandateFactory(**city, role=Role.DIRECTION).user,
        "owner": MemberFactory(organization=world.organization, role=Role.OWNER).user,
        "citizen": UserFactory(),
    }


def start(world, **changes):
    said = {
        "by": world.people["coordinator"],
        "community_point": world.point,
        "name": "Giro di Fiumicello",
        "quarters": [world.quarter],
        "period": (TODAY, TODAY + datetime.timedelta(days=21)),
        "agents": [world.people["agent"], world.people["other agent"]],
    }
    return start_campaign(**said | changes)
