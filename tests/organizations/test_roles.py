"""What a person is to a thing: by the quarter it is in, the city, the organisation; and to nothing else."""

import datetime

import pytest
from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.access import Role
from accounts.models import User
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


@pytest.fixture
def world(db):
    """Every kind of thing in Fiumicello, and one of each of the people around it and elsewhere."""
    city, far_city = MunicipalityFactory(), MunicipalityFactory(name="Bergamo", istat_code="016024", province="BG")
    quarter = QuarterFactory()
    far = QuarterFactory(zone=ZoneFactory(name="Est"), name="Sanpolino")
    organization = OrganizationFactory()
    place = LocationFactory(organization=organization, quarter=quarter)
    point, far_point = CommunityPointFactory(location=place), CommunityPointFactory(location__quarter=far)
    point.quarters.add(quarter)
    far_point.quarters.add(far)
    service = ServiceAtLocationFactory(service__organization=organization, location=place).service
    asset = AssetFactory(location=place)
    skill = AssetFactory(location=None, quarter=quarter, offered_by_resident=True)
    for_city = {"community_point": None, "role": Role.DIRECTION}
    return {
        "things": {
            "organization": organization,
            "location": place,
            "point": point,
            "service": service,
            "asset": asset,
            "skill": skill,
            "quarter": quarter,
            "city": city,
        },
        "people": {
            "owner": MemberFactory(organization=organization, role=Role.OWNER).user,
            "owner elsewhere": MemberFactory(role=Role.OWNER).user,
            "volunteer": MandateFactory(community_point=point).user,
            "coordinator": MandateFactory(community_point=point, role=Role.COORDINATOR).user,
            "coordinator elsewhere": MandateFactory(community_point=far_point, role=Role.COORDINATOR).user,
            "direction": MandateFactory(municipality=city, **for_city).user,
            "direction elsewhere": MandateFactory(municipality=far_city, **for_city).user,
            "citizen": UserFactory(),
        },
    }


EVERYTHING = ["organization", "location", "point", "service", "asset", "skill", "quarter", "city"]


@pytest.mark.parametrize(
    ("who", "role", "what"),
    [
        ("owner", Role.OWNER, ["organization", "location", "service"]),
        ("owner elsewhere", None, []),
        ("volunteer", Role.VOLUNTEER, ["point"]),
        ("coordinator", Role.COORDINATOR, [*EVERYTHING[:-1]]),
        ("coordinator elsewhere", None, []),
        ("direction", Role.DIRECTION, EVERYTHING),
        ("direction elsewhere", None, []),
        ("citizen", None, []),
    ],
)
def test_person_is_something_only_to_what_is_theirs(world, who, role, what):
    user, things = world["people"][who], world["things"]

    assert {name: thing.roles_of(user) for name, thing in things.items()} == {
        name: {role} if name in what else set() for name in things
    }


def test_service_at_home_belongs_to_who_coordinates_where_its_organisation_is(world):
    service = ServiceFactory(organization=world["things"]["organization"])

    held = {who: service.roles_of(user) for who, user in world["people"].items() if "coordinator" in who}

    assert held == {"coordinator": {Role.COORDINATOR}, "coordinator elsewhere": set()}


def test_organisation_that_is_nowhere_yet_is_kept_by_every_direction(world):
    nowhere = OrganizationFactory()

    held = {who: nowhere.roles_of(user) for who, user in world["people"].items() if nowhere.roles_of(user)}

    assert held == {"direction": {Role.DIRECTION}, "direction elsewhere": {Role.DIRECTION}}


@pytest.mark.parametrize(
    ("first", "after", "held"),
    [(-10, 0, set()), (-10, 1, {Role.VOLUNTEER}), (0, None, {Role.VOLUNTEER}), (1, None, set())],
)
def test_mandate_counts_from_its_first_day_to_its_last(db, first, after, held):
    today = timezone.localdate()
    days = [None if each is None else today + datetime.timedelta(days=each) for each in (first, after)]
    mandate = MandateFactory(term=DateRange(*days))

    user = User.objects.get(pk=mandate.user_id)

    assert (user.roles, mandate.community_point.roles_of(user)) == (held, held)


def test_same_mandate_twice_at_once_is_refused_by_the_database(db):
    mandate = MandateFactory(term=DateRange(datetime.date(2026, 1, 1), datetime.date(2026, 7, 1)))
    same = {"user": mandate.user, "community_point": mandate.community_point}

    MandateFactory(**same, term=DateRange(datetime.date(2026, 7, 1), None))
    with pytest.raises(IntegrityError, match="mandate_does_not_overlap_the_same_at_a_point"):
        MandateFactory(**same, term=DateRange(datetime.date(2026, 6, 30), datetime.date(2026, 7, 2)))
