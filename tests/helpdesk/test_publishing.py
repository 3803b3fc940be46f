"""Publishing the figures of a year: once, whole, and safe."""

import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from helpdesk.demo.generate import generate_log, known_desks
from helpdesk.figures import publishing
from helpdesk.figures.disclosure import counts, told_less
from helpdesk.figures.publishing import CONTACT_TABLES, Fewest, period, publish_year
from helpdesk.figures.records import contact_records
from helpdesk.models import Enquiry, Notice, PublishedCell
from services.taxonomies import load_taxonomies
from tests.factories import CommunityPointFactory, LocationFactory, MunicipalityFactory, QuarterFactory, TermFactory

from .factories import EnquiryFactory

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 2, 3)


@pytest.fixture
def desk():
    return CommunityPointFactory(slug="badia")


@pytest.fixture
def city(desk):
    return desk.location.municipality


def log(desk, count, **values):
    for _each in range(count):
        EnquiryFactory(closed=True, community_point=desk, day=DAY, **values)


def cells(**of):
    return {tuple(sorted(each.dimensions.items())): each.value for each in PublishedCell.objects.filter(**of)}


def about(name, **of):
    found = cells(measure="enquiries", period=period(2025), **of)
    return {dict(key)[name]: value for key, value in found.items() if {name} == {each for each, _value in key}}


def test_year_is_published_rounded_by_band(desk, city):
    log(desk, 13, age_band="to_44")
    log(desk, 8, age_band="from_80")
    log(desk, 6)

    publish_year(city=city, year=2025)

    assert about("age") == {"to_64/to_44": 15, "from_65/from_80": 10, "altro": 5}
    assert cells(measure="enquiries", period=period(2025), dimensions={}) == {(): 25}
    assert cells(measure="enquiries", period=period(2025, "1"), dimensions={}) == {(): 25}


def test_small_band_joins_the_one_beside_it_before_it_is_hidden(desk, city):
    log(desk, 20, age_band="to_44")
    log(desk, 3, age_band="to_79")
    log(desk, 4, age_band="from_80")

    publish_year(city=city, year=2025)

    assert about("age") == {"to_64/to_44": 20, "from_65/altro": 5}


def test_discreet_need_shows_from_ten(desk, city):
    log(desk, 30, topics=[TermFactory(name="Casa")])
    log(desk, 9, topics=[TermFactory(name="Violenza", discreet=True)])
    log(desk, 12, topics=[TermFactory(name="Minacce", discreet=True)])

    publish_year(city=city, year=2025)

    assert about("topic") == {"casa/altro": 30, "altro": 20}  # the nine, and what would have told them


def test_quarter_in_which_few_came_has_no_number_nor_the_smallest_beside_it(desk, city):
    for month, count in ((2, 20), (5, 3), (8, 6)):
        for _each in range(count):
            EnquiryFactory(closed=True, community_point=desk, day=datetime.date(2025, month, 3))

    publish_year(city=city, year=2025)

    totals = PublishedCell.objects.filter(measure="enquiries", dimensions={})
    assert {each.period: each.value for each in totals} == {period(2025): 30, period(2025, "1"): 20}


def test_desk_says_no_need_of_those_without_an_answer(desk, city):
    log(desk, 20, topics=[TermFactory(name="Casa")])
    log(desk, 12, topics=[TermFactory(name="Cibo")], result="unmet", unmet_reason="full", answers=[])

    publish_year(city=city, year=2025)

    at_desk = cells(measure="enquiries", dimensions__has_keys=["desk", "topic"])
    assert {dict(key)["topic"]: value for key, value in at_desk.items()} == {"casa": 20, "unmet": 10}
    assert cells(measure="unmet", dimensions={"topic": "cibo/altro"}) == {(("topic", "cibo/altro"),): 10}


def test_desk_where_few_came_is_counted_nowhere(desk, city):
    quiet = CommunityPointFactory(location=desk.location)
    log(desk, 20, age_band="to_44")
    log(quiet, 19, age_band="to_29")

    publish_year(city=city, year=2025)

    assert about("desk") == {"badia": 20}
    assert about("age") == {"to_64/to_44": 20}


def test_nothing_is_published_of_a_year_without_contacts(city):
    assert publish_year(city=city, year=2025) == 0


def test_year_is_published_once(desk, city):
    log(desk, 20, age_band="to_44")
    publish_year(city=city, year=2025)
    before = cells()
    log(desk, 20, age_band="to_29")

    assert publish_year(city=city, year=2025) == 0
    assert cells() == before


def test_published_number_is_never_changed(desk, city):
    log(desk, 20)
    publish_year(city=city, year=2025)

    with pytest.raises(IntegrityError, match="two versions could be told apart"), transaction.atomic():
        PublishedCell.objects.update(value=100)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("published_value_is_rounded_to_five", {"value": 7}),
        ("published_value_is_rounded_to_five", {"value": 0}),
        ("published_cell_has_two_dimensions_at_most", {"dimensions": {"a": "1", "b": "2", "c": "3"}}),
        ("one_cell_for_each_question", {"dimensions": {"desk": "badia"}}),
    ],
)
def test_database_refuses_a_cell_that_would_tell_too_much(city, constraint, values):
    cell = {"municipality": city, "period": period(2025), "measure": "enquiries", "dimensions": {}, "value": 5}
    PublishedCell.objects.create(**cell | {"dimensions": {"desk": "badia"}})

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PublishedCell.objects.create(**cell | values)


def test_publication_that_dies_half_way_leaves_nothing(desk, city, monkeypatch):
    log(desk, 20, age_band="to_44")
    whole = publishing.cells_of(city, 2025)

    def half(city, year):
        yield from whole[: len(whole) // 2]
        raise KeyboardInterrupt

    monkeypatch.setattr(publishing, "cells_of", half)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        publish_year(city=city, year=2025)
    assert cells() == {}


def test_command_publishes_the_years_that_are_over(desk, city, time_machine):
    log(desk, 20)
    EnquiryFactory(closed=True, community_point=desk, day=datetime.date(2026, 1, 2))

    time_machine.move_to(datetime.date(2026, 1, 20))
    call_command("publish_statistics", verbosity=0)
    assert cells() == {}  # the last contacts of December may still be written down

    time_machine.move_to(datetime.date(2026, 2, 1))
    call_command("publish_statistics", verbosity=0)
    assert cells(measure="enquiries", period=period(2025), dimensions={}) == {(): 20}
    assert PublishedCell.objects.of_year(city, 2026).count() == 0


def test_desk_open_six_hours_a_week_still_shows_most_of_its_contacts():
    """About 300 contacts a year at each of five desks, as in Bologna: of those who said it, 80 of 100 at least."""
    load_taxonomies()
    Notice.objects.get_or_create(purpose=Notice.Purpose.HAND_OFF, version=1)
    for name in ("Badia", "Centro", "Fiumicello", "Lamarmora", "Sanpolino"):
        quarter = QuarterFactory(name=name)
        CommunityPointFactory(name=name, location=LocationFactory(quarter=quarter)).quarters.add(quarter)
    city = MunicipalityFactory()
    year = {"first": datetime.date(2025, 1, 1), "last": datetime.date(2025, 12, 31)}
    for seed, point in enumerate(known_desks(city)):
        generate_log([point], **year, enquiries=300, referrals=75, seed=seed)

    told = contact_records(city, 2025)
    shown = told_less(told, CONTACT_TABLES, Fewest())

    assert Enquiry.objects.count() == 1_500
    for name in ("result", "answer", "age", "gender", "channel", "minutes", "topic", "home"):
        before, after = counts(told, ("desk", 1), (name, 1)), counts(shown, ("desk", 1), (name, 1))
        for point in known_desks(city):
            said, kept = (named(each, point.slug) for each in (before, after))
            assert kept >= 0.8 * said, (name, point.slug, kept, said)


def named(counted, desk):
    """How many at the desk stand under a name."""
    return sum(count for (each, value), count in counted.items() if each == desk and value != "altro")
