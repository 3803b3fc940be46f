"""Publishing the figures of a year: once, whole, and safe."""

import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from helpdesk.figures.publishing import period, publish_year
from helpdesk.models import PublishedCell
from tests.factories import CommunityPointFactory, TermFactory

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
