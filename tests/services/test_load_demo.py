import datetime
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, Max, Min
from django.utils import timezone

from accounts.models import User
from community.demo import after_directory
from community.models import Booking, Call, Group, HoursEntry, Initiative, Pact, Space
from network.demo import members
from network.demo.members import HOUSE
from organizations.models import (
    Closure,
    CommunityPoint,
    House,
    Location,
    OnHolidays,
    OpeningHours,
    Organization,
    Schedule,
)
from services.demo.load import load_demo
from services.demo.sheets import FOLDER, parse
from services.demo.spoken_hours import spoken_hours
from services.models import Asset, Listing, Service, ServiceArea, ServiceAtLocation, SuspectedPair, TaxonomyTerm
from territory.models import Quarter

WRITTEN = [Organization, Location, Service, ServiceAtLocation, ServiceArea, CommunityPoint, Asset]
WRITTEN += [OpeningHours, Schedule, Closure, User, Listing]
NEVER_SAID = re.compile(r"\b(utent[ei]|utenza|fragil[ei]|disagi\w*|bisognos[aoei])\b", re.IGNORECASE)
MONDAY = datetime.date(2026, 11, 23)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demo, loaded once for all these tests and gone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo()
        connection.check_constraints()  # else the end of each test checks the whole demo again
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    return loaded


def rows(model):
    return list(model.objects.order_by("pk").values())


def test_loading_twice_changes_nothing(demo):
    before = {model: rows(model) for model in WRITTEN}

    assert load_demo() is False
    assert {model: rows(model) for model in WRITTEN} == before


def test_it_refuses_outside_the_demo(demo, settings):
    settings.PUNTO_ENV = "production"
    Organization.objects.filter(slug="circolo-aquilone").update(name="Circolo vero")

    with pytest.raises(CommandError, match="PUNTO_ENV=demo"):
        call_command("load_demo")
    assert Organization.objects.get(slug="circolo-aquilone").name == "Circolo vero"


def test_there_is_enough_of_everything(demo):
    assert Organization.objects.count() >= 60
    assert Service.objects.count() >= 160
    assert Asset.objects.count() >= 60
    assert CommunityPoint.objects.count() >= 12
    assert Listing.objects.values("kind").distinct().count() == 3


def test_community_is_as_big_as_it_was_asked_to_be(demo):
    members.load(str)
    after_directory.load(str)
    rooms = {
        "initiatives": Initiative.objects.count(),
        "groups": Group.objects.count(),
        "houses": House.objects.count(),
        "spaces": Space.objects.count(),
        "calls": Call.objects.count(),
        "pacts": Pact.objects.count(),
    }
    booked = Booking.objects.aggregate(first=Min("starts_at"), last=Max("ends_at"))
    verified = Pact.objects.filter(hours__state=HoursEntry.State.VERIFIED).distinct()

    assert rooms == {"initiatives": 62, "groups": 40, "houses": 8, "spaces": 30, "calls": 3, "pacts": 50}
    assert booked["last"] - booked["first"] >= datetime.timedelta(days=365)
    assert not Space.objects.filter(bookings=None).exists()
    assert verified.count() >= 30


def test_every_need_activity_target_and_kind_of_asset_has_something(demo):
    leaves = TaxonomyTerm.objects.filter(children__isnull=True)
    empty = leaves.exclude(taxonomy__slug="asset_kind").filter(services__isnull=True)
    empty_kinds = leaves.filter(taxonomy__slug="asset_kind", assets__isnull=True)

    assert list(empty) + list(empty_kinds) == []


def test_every_quarter_has_services_and_its_own_community_point(demo):
    served = Quarter.objects.annotate(services=Count("locations__service_at_locations"))

    assert [q.name for q in served if q.services == 0] == []
    assert list(Quarter.objects.filter(community_points=None)) == []


def test_circle_whose_place_is_the_house_of_associations_says_when_it_opens(demo):
    hours = Location.objects.get(organization__slug=HOUSE).opening_hours

    assert (len(hours.timetable.same_day), hours.closures.exists()) == (11, True)


def test_every_desk_opens_at_least_six_hours_a_week(demo):
    ordinary = {
        point.name: sum(end - start for start, end in point.opening_hours.timetable.same_day) / 60
        for point in CommunityPoint.objects.select_related("opening_hours__timetable")
    }

    assert [name for name, hours in ordinary.items() if hours < 6] == []


def test_the_variety_that_pages_must_show_is_there(demo):
    today = timezone.localdate()
    ages = {(today - day).days if day else None for day in Service.objects.values_list("verified_on", flat=True)}

    assert None in ages
    assert min(age for age in ages if age is not None) < 30
    assert any(age and 200 < age < 300 for age in ages)
    assert any(age and age > 700 for age in ages)
    assert set(OpeningHours.objects.values_list("on_holidays", flat=True)) == set(OnHolidays.values)
    assert Schedule.objects.filter(interval=2).exists()
    assert Schedule.objects.filter(byday__contains=["1TU"]).exists()
    assert Schedule.objects.filter(valid_to__gte=today).exists()
    assert Service.objects.filter(status="temporarily closed").exists()
    assert Service.objects.filter(opening_hours=None).exists()
    assert set(Location.objects.values_list("wheelchair", flat=True)) == {True, False, None}
    for way in ("comes_home", "by_phone", "online"):
        assert Service.objects.filter(**{way: True}, service_areas__isnull=False).exists()


@pytest.mark.parametrize(
    "field",
    ["description", "eligibility_description", "application_process", "outcome", "wait_time", "fees_description"]
    + ["special_cases", "interpretation_services", "alert", "alternate_name"],
)
def test_every_part_of_the_sheet_is_used_somewhere(demo, field):
    assert Service.objects.exclude(**{field: ""}).exists()


def test_residents_show_their_quarter_only(demo):
    offered = Asset.objects.filter(offered_by_resident=True)

    assert offered.exists()
    assert not offered.exclude(location=None, email="", phones=[], organization=None).exists()


def test_whoever_feels_in_danger_finds_a_real_number(demo):
    numbers = {
        phone["number"]
        for service in Service.objects.filter(terms__parent__slug="mi-sento-in-pericolo")
        for phone in service.phones
    }

    assert {"112", "1522", "114", "116000"} <= numbers


def test_everything_invented_can_be_told_from_the_real(demo):
    numbers = [phone["number"] for organization in Organization.objects.all() for phone in organization.phones]
    emails = [*Organization.objects.values_list("email", flat=True), *Service.objects.values_list("email", flat=True)]

    assert [number for number in numbers if not number.startswith("030 000 ")] == []
    assert len(set(numbers)) == len(numbers)
    assert [email for email in emails if email and not email.endswith(".example")] == []


def test_the_five_people_can_sign_in(demo):
    people = User.objects.filter(email__endswith="@demo.puntocomunita.example")

    assert sorted(person.email.split("@")[0] for person in people) == [
        "cittadina",
        "coordinatrice",
        "direzione",
        "referente",
        "volontario",
    ]
    assert people.first().check_password("punto-demo")


def test_the_words_are_those_of_the_house():
    said = [match for path in FOLDER.rglob("*.txt") for match in NEVER_SAID.findall(path.read_text(encoding="utf-8"))]

    assert said == []


def test_a_sheet_is_a_title_and_lines_that_may_go_on():
    (sheet,) = parse("## Titolo\nbreve: Una riga\n  che continua.\nper: tutti, adulti\n")

    assert list(sheet.values()) == ["Titolo", "Una riga che continua.", "tutti, adulti"]
    assert sheet.many("per") == ["tutti", "adulti"]
    assert sheet.unread == ["breve"]


def test_hours_in_words_become_schedules():
    said = spoken_hours("lun-mar 9-12:30, 22-2; primo sab 9-12; ogni due settimane gio 15-17", MONDAY)

    assert said.schedules == [
        {
            "freq": "WEEKLY",
            "byday": ["MO", "TU"],
            "opens_at": datetime.time(9),
            "closes_at": datetime.time(12, 30),
        },
        {"freq": "WEEKLY", "byday": ["MO", "TU"], "opens_at": datetime.time(22), "closes_at": datetime.time(2)},
        {"freq": "MONTHLY", "byday": ["1SA"], "opens_at": datetime.time(9), "closes_at": datetime.time(12)},
        {
            "freq": "WEEKLY",
            "byday": ["TH"],
            "interval": 2,
            "dtstart": datetime.date(2025, 1, 6),
            "opens_at": datetime.time(15),
            "closes_at": datetime.time(17),
        },
    ]


@pytest.mark.parametrize(
    ("today", "season"),
    [
        (MONDAY, (datetime.date(2026, 9, 15), datetime.date(2027, 6, 5))),
        (datetime.date(2027, 6, 5), (datetime.date(2026, 9, 15), datetime.date(2027, 6, 5))),
        (datetime.date(2027, 6, 6), (datetime.date(2027, 9, 15), datetime.date(2028, 6, 5))),
    ],
)
def test_a_season_is_the_one_going_on_or_next_to_come(today, season):
    (schedule,) = spoken_hours("mar 9-10 dal 15/9 al 5/6", today).schedules

    assert (schedule["valid_from"], schedule["valid_to"]) == season


def test_closures_and_holidays_in_words():
    said = spoken_hours("chiuso 24/12-6/1 Natale; festivi ?; lun 9-10", MONDAY)

    assert said.on_holidays == OnHolidays.UNKNOWN
    assert said.closures == [
        {"first_day": datetime.date(2026, 12, 24), "last_day": datetime.date(2027, 1, 6), "reason": "Natale"},
        {"first_day": datetime.date(2027, 12, 24), "last_day": datetime.date(2028, 1, 6), "reason": "Natale"},
    ]


def test_demo_has_an_organisation_that_is_likely_there_twice(demo):
    pairs = SuspectedPair.objects.values_list("kind", "first", "second")

    assert [
        (kind, set(Organization.objects.filter(pk__in=both).values_list("name", flat=True))) for kind, *both in pairs
    ] == [("organization", {"Circolo Aquilone", "Circolo L’Aquilone Fiumicello"})]
