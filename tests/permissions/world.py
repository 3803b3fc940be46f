"""A city with one of everything, and the people who come to its pages."""

import datetime
from types import SimpleNamespace

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.access import Role
from tests.factories import (
    AssetFactory,
    CommunityPointFactory,
    LocationFactory,
    MandateFactory,
    MemberFactory,
    MunicipalityFactory,
    OrganizationFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    UserFactory,
    ZoneFactory,
)

# What each is called in the table; the names are the attributes of `World.visitors`.
VISITORS = {
    "anyone": "chiunque, senza accesso",
    "citizen": "cittadina con un accesso",
    "editor": "chi scrive per l’organizzazione",
    "owner": "responsabile dell’organizzazione",
    "owner_elsewhere": "responsabile di un’altra organizzazione",
    "volunteer": "volontario del Punto Comunità",
    "volunteer_before": "volontario fino a ieri",
    "coordinator": "chi coordina il Punto Comunità",
    "coordinator_elsewhere": "chi coordina un altro Punto Comunità",
    "social_worker": "assistente sociale della città",
    "direction": "direzione della città",
    "direction_elsewhere": "direzione di un’altra città",
    "technician": "chi tiene in piedi il portale",
    "without_factor": "chi coordina, senza il secondo passo che serve",
}
NEEDS_A_FACTOR = {"without_factor"}  # for these REQUIRE_MFA is on
ENDED = DateRange(datetime.date(2020, 1, 1), datetime.date(2021, 1, 1))


def make_world():
    world = SimpleNamespace()
    city, elsewhere = MunicipalityFactory(), MunicipalityFactory(name="Bergamo", istat_code="016024", province="BG")
    quarter = QuarterFactory(zone=ZoneFactory(municipality=city))
    far = QuarterFactory(zone=ZoneFactory(municipality=city, name="Est"), name="Sanpolino")
    world.city = city
    world.organization = OrganizationFactory(name="Emporio", slug="emporio")
    place = LocationFactory(organization=world.organization, quarter=quarter)
    world.point = CommunityPointFactory(slug="punto", location=place, lead_organization=world.organization)
    world.point.quarters.add(quarter)
    world.point_elsewhere = CommunityPointFactory(slug="altro", location=LocationFactory(quarter=far))
    world.point_elsewhere.quarters.add(far)
    world.service = ServiceFactory(slug="servizio", organization=world.organization)
    ServiceAtLocationFactory(service=world.service, location=place)
    world.asset = AssetFactory(slug="risorsa", location=place, organization=world.organization)
    world.visitors = visitors(world, elsewhere)
    world.passkey = Authenticator.objects.create(
        user=world.visitors["citizen"], type=Authenticator.Type.WEBAUTHN, data={"name": "Telefono", "credential": {}}
    )
    return world


def visitors(world, elsewhere):
    at_point = {"community_point": world.point}
    for_city = {"community_point": None, "municipality": world.city}
    people = {
        "anyone": AnonymousUser(),
        "citizen": UserFactory(),
        "editor": MemberFactory(organization=world.organization).user,
        "owner": MemberFactory(organization=world.organization, role=Role.OWNER).user,
        "owner_elsewhere": MemberFactory(role=Role.OWNER).user,
        "volunteer": MandateFactory(**at_point).user,
        "volunteer_before": MandateFactory(**at_point, term=ENDED).user,
        "coordinator": MandateFactory(**at_point, role=Role.COORDINATOR).user,
        "coordinator_elsewhere": MandateFactory(community_point=world.point_elsewhere, role=Role.COORDINATOR).user,
        "social_worker": MandateFactory(**for_city, role=Role.SOCIAL_WORKER).user,
        "direction": MandateFactory(**for_city, role=Role.DIRECTION).user,
        "direction_elsewhere": MandateFactory(community_point=None, municipality=elsewhere, role=Role.DIRECTION).user,
        "technician": UserFactory(is_technician=True),
        "without_factor": MandateFactory(**at_point, role=Role.COORDINATOR).user,
    }
    assert list(people) == list(VISITORS)
    return people
