"""The invented year: legal to the last row, the same for the same seed, in the proportions it says."""

import datetime
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from helpdesk.demo import after_directory
from helpdesk.demo.generate import generate_log, known_desks
from helpdesk.demo.rota import load_rota
from helpdesk.models import CallBackRequest, Client, Enquiry, Notice, PublishedCell, Referral, Shift, ShiftAssignment
from organizations.hours import compile_opening_hours
from organizations.models import OnHolidays
from services.taxonomies import load_taxonomies
from territory.models import Municipality
from tests.factories import (
    CommunityPointFactory,
    LocationFactory,
    OpeningHoursFactory,
    QuarterFactory,
    ScheduleFactory,
    ServiceFactory,
)

from .factories import make_volunteer

pytestmark = pytest.mark.django_db

YEAR = {"first": datetime.date(2025, 1, 1), "last": datetime.date(2025, 12, 31)}


@pytest.fixture
def points():
    load_taxonomies()
    for purpose in (Notice.Purpose.HAND_OFF, Notice.Purpose.CALL_BACK):
        Notice.objects.get_or_create(purpose=purpose, version=1)
    for name in ("Fiumicello", "Sanpolino", "Badia"):
        quarter = QuarterFactory(name=name)
        CommunityPointFactory(name=f"Punto {name}", location=LocationFactory(quarter=quarter)).quarters.add(quarter)
    ServiceFactory()
    return known_desks(Municipality.objects.get())


def generate(points, seed=1):
    generate_log(points, **YEAR, enquiries=400, referrals=100, seed=seed)
    connection.check_constraints()


def test_year_has_as_many_as_asked_for(points):
    generate(points)

    counted = Enquiry.objects.count(), Referral.objects.count(), Enquiry.objects.filter(result="referred").count()
    assert counted == (400, 100, 92)
    assert Enquiry.objects.exclude(day__range=YEAR.values()).count() == 0
    assert Referral.objects.filter(state__in=["sent", "draft"]).count() == 0  # the year is long over
    assert Client.objects.known().count() == 0


def test_proportions_are_like_the_real_ones(points):
    generate_log(points, **YEAR, enquiries=2_000, referrals=400, seed=1)

    channels = Counter(Enquiry.objects.values_list("channel", flat=True))
    assert channels["desk"] / 2_000 == pytest.approx(0.76, abs=0.04)  # Bologna 2014: 76.0 in person, 13.6 by phone
    assert channels["phone"] / 2_000 == pytest.approx(0.136, abs=0.03)
    old = Enquiry.objects.filter(age_band__in=["to_79", "from_80"]).count()
    assert old / Enquiry.objects.exclude(age_band="").count() == pytest.approx(0.404, abs=0.05)  # 10,820 of 26,765


def test_same_seed_makes_the_same_year(points):
    made = []
    for seed in (1, 1, 2):
        with transaction.atomic():
            generate(points, seed)
            made.append(list(Enquiry.objects.order_by("pk").values_list("pk", "day", "age_band")))
            transaction.set_rollback(True)

    assert made[0] == made[1]
    assert made[0] != made[2]


def test_another_year_of_the_same_seed_has_contacts_and_people_of_its_own(points):
    for year in (2023, 2024):
        call_command("generate_desk_year", year=year, desks=3, enquiries=200, referrals=60, verbosity=0)
    connection.check_constraints()

    assert Counter(day.year for day in Enquiry.objects.values_list("day", flat=True)) == {2023: 200, 2024: 200}
    assert Referral.objects.count() == 120


def test_command_adds_nothing_to_a_year_that_has_contacts(points):
    generate(points)

    with pytest.raises(CommandError, match="Nel 2025 ci sono già dei contatti"):
        call_command("generate_desk_year", year=2025)
    assert Enquiry.objects.count() == 400


def test_command_invents_the_desks_that_are_missing(points):
    QuarterFactory(name="Chiusure")

    call_command("generate_desk_year", year=2025, desks=4, enquiries=200, referrals=40, verbosity=0)

    desks = Counter(Enquiry.objects.values_list("community_point__name", flat=True))
    assert set(desks) == {"Punto Fiumicello", "Punto Sanpolino", "Punto Badia", "Punto Comunità Chiusure"}


def test_demo_writes_a_year_to_read_and_these_months_once(points):
    assert after_directory.load(str) is True
    before = Enquiry.objects.count(), PublishedCell.objects.count()

    assert after_directory.load(str) is False
    assert (Enquiry.objects.count(), PublishedCell.objects.count()) == before
    logged = sum(each["enquiries"] for each in (after_directory.LAST_YEAR, after_directory.THESE_MONTHS))
    assert before[0] == logged + len(points)  # and one call each
    calls = CallBackRequest.objects.values_list("community_point", "state")
    assert Counter(calls) == {
        (point.pk, state): count
        for point in points
        for state, count in (("received", 3), ("answered", 1), ("erased", 1))
    }
    assert before[1] > 0


def test_demo_rota_has_kept_shifts_and_coming_ones_with_a_place_free(points):
    hours = OpeningHoursFactory(on_holidays=OnHolidays.OPEN)
    ScheduleFactory(opening_hours=hours, byday=["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
    compile_opening_hours(hours)
    desk = points[0]
    desk.opening_hours = hours
    desk.save()
    make_volunteer(desk)

    load_rota(known_desks(Municipality.objects.get()))

    places = ShiftAssignment.objects.filter(shift__community_point=desk)
    kept, coming = places.filter(state="attended").count(), places.filter(state="confirmed").count()
    assert Shift.objects.filter(community_point=desk).count() in (55, 56)  # today's may be over or under way
    assert 17 <= kept <= 20
    assert 17 <= coming <= 20
    assert Shift.objects.uncovered().filter(community_point=desk).exists()
