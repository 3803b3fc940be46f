"""A Punto Comunità, an organisation in its quarter, and the people who come to their pages."""

import datetime
from types import SimpleNamespace

from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from accounts.access import Role
from tests.factories import (
    CommunityPointFactory,
    LocationFactory,
    MandateFactory,
    MemberFactory,
    MunicipalityFactory,
    OrganizationFactory,
    QuarterFactory,
    UserFactory,
    ZoneFactory,
)

VISITORS = [
    "anyone",
    "citizen",
    "editor",
    "owner",
    "owner_elsewhere",
    "volunteer",
    "quarter_council",
    "coordinator",
    "coordinator_elsewhere",
    "social_worker",
    "direction",
    "direction_elsewhere",
]
A_DAY = datetime.timedelta(days=1)


def term(first, last=None):
    """From and to so many days from today, both inside."""
    today = timezone.localdate()
    return DateRange(today + first * A_DAY, None if last is None else today + (last + 1) * A_DAY)


def make_staff():
    staff = SimpleNamespace()
    city, elsewhere = MunicipalityFactory(), MunicipalityFactory(name="Bergamo", istat_code="016024", province="BG")
    quarter = QuarterFactory(zone=ZoneFactory(municipality=city))
    far = QuarterFactory(zone=ZoneFactory(municipality=elsewhere, name="Est"), name="Redona")
    staff.city, staff.quarter = city, quarter
    staff.organization = OrganizationFactory(name="Emporio", slug="emporio")
    place = LocationFactory(organization=staff.organization, quarter=quarter)
    staff.point = CommunityPointFactory(name="Punto Fiumicello", slug="fiumicello", location=place)
    staff.point.quarters.add(quarter)
    far_point = CommunityPointFactory(slug="redona", location__quarter=far)
    far_point.quarters.add(far)
    for_city = {"community_point": None, "municipality": city}
    staff.people = {
        "anyone": None,
        "citizen": UserFactory(name="Fatima Benali"),
        "editor": MemberFactory(organization=staff.organization, user__name="Edo Scrive").user,
        "owner": MemberFactory(organization=staff.organization, role=Role.OWNER, user__name="Olga Tiene").user,
        "owner_elsewhere": MemberFactory(role=Role.OWNER).user,
        "volunteer": MandateFactory(community_point=staff.point, user__name="Luca Zani").user,
        "quarter_council": MandateFactory(
            community_point=staff.point, role=Role.QUARTER_COUNCIL, user__name="Rosa Consiglia"
        ).user,
        "coordinator": MandateFactory(
            community_point=staff.point, role=Role.COORDINATOR, user__name="Marta Ghidini"
        ).user,
        "coordinator_elsewhere": MandateFactory(community_point=far_point, role=Role.COORDINATOR).user,
        "social_worker": MandateFactory(**for_city, role=Role.SOCIAL_WORKER, user__name="Sara Aiuta").user,
        "direction": MandateFactory(**for_city, role=Role.DIRECTION, user__name="Elena Bonomi").user,
        "direction_elsewhere": MandateFactory(community_point=None, municipality=elsewhere, role=Role.DIRECTION).user,
    }
    return staff


def as_(staff, who):
    client = Client()
    if staff.people[who]:
        client.force_login(staff.people[who])
    return client


def answers(staff, method, url):
    """Who gets what: the status, or `entra` where sent to sign in."""
    found = {}
    for who in VISITORS:
        response = getattr(as_(staff, who), method)(url)
        to_sign_in = response.headers.get("Location", "").startswith("/account/accedi/")
        found[who] = "entra" if to_sign_in else response.status_code
    return found


def only(status, *allowed, otherwise=403):
    """What `answers` should be when just these are allowed."""
    return {who: "entra" if who == "anyone" else status if who in allowed else otherwise for who in VISITORS}
