"""The rules of a call, which the database alone reads, against an oracle that counts birthdays and adds up by hand."""

import datetime
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.calls.eligibility import age_on, failing
from community.calls.people import is_fiscal_code
from community.models import Call

pytestmark = pytest.mark.django_db
CLOSES = datetime.date(2026, 11, 30)
MANTOVA = {"single_under": 35, "couple_under": 70, "residence": "coming", "asks_permit": True, "closes_on": CLOSES}
at_ease = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
days = st.dates(datetime.date(1920, 1, 1), datetime.date(2025, 12, 31))


def asks(**more):
    fine = {"household": "single", "age": 30, "partner_age": None, "residence": "here", "permit": True}
    return SimpleNamespace(**fine | {"declared": [True]} | more)


def call_of(**more):
    return Call(**MANTOVA | {"declarations": ["Non ho casa"]} | more)


def of_age(*ages):
    return [] if all(age >= 18 for age in ages) and sum(ages) < 35 * len(ages) else ["age"]


def birthdays_before(day, born):
    """One after another; that of 29 February is on 1 March where the year has none."""
    count = 0
    while True:
        year = born.year + count + 1
        leaps = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        on = datetime.date(year, 3, 1) if (born.month, born.day) == (2, 29) and not leaps else born.replace(year=year)
        if on > day:
            return count
        count += 1


@at_ease
@given(days, st.dates(datetime.date(2026, 1, 1), datetime.date(2030, 12, 31)))
def test_age_is_the_number_of_birthdays(born, day):
    assert age_on(day, born) == birthdays_before(day, born)


@at_ease
@given(days, days, st.sampled_from(["single", "couple"]))
def test_age_rule_is_that_of_an_oracle(born, other, household):
    one, two = birthdays_before(CLOSES, born), birthdays_before(CLOSES, other)
    told = {"age": age_on(CLOSES, born), "partner_age": age_on(CLOSES, other) if household == "couple" else None}

    found = failing(call_of(), asks(household=household, **told))

    assert found == (of_age(one, two) if household == "couple" else of_age(one))


@at_ease
@given(
    st.lists(st.tuples(st.sampled_from(["single", "couple"]), st.integers(14, 60), st.integers(14, 60)), min_size=20)
)
def test_age_rule_holds_around_its_edges(people):
    found = [
        failing(call_of(), asks(household=how, age=one, partner_age=two if how == "couple" else None))
        for how, one, two in people
    ]

    assert found == [of_age(one, two) if how == "couple" else of_age(one) for how, one, two in people]


@pytest.mark.parametrize(
    ("born", "other", "found"),
    [
        (datetime.date(1991, 12, 1), None, []),  # 34 years and 364 days
        (datetime.date(1991, 11, 30), None, ["age"]),  # 35 on that day
        (datetime.date(1991, 11, 30), datetime.date(1991, 12, 1), []),  # 35 and 34
        (datetime.date(1991, 11, 30), datetime.date(1991, 11, 30), ["age"]),  # 70
        (datetime.date(1976, 1, 1), datetime.date(2006, 12, 1), []),  # 50 and 19
        (datetime.date(2008, 11, 30), None, []),  # 18 on that day
        (datetime.date(2008, 12, 1), None, ["age"]),  # 17 and 364 days
        (datetime.date(1976, 1, 1), datetime.date(2008, 12, 1), ["age"]),  # 50 and 17, though 67 together
    ],
)
def test_age_rule_by_a_day(born, other, found):
    ages = {"age": age_on(CLOSES, born), "partner_age": other and age_on(CLOSES, other)}

    assert failing(call_of(), asks(household="couple" if other else "single", **ages)) == found


@at_ease
@given(
    st.sampled_from(["any", "here", "coming"]),
    st.sampled_from(["here", "coming", "else"]),
    st.booleans(),
    st.sampled_from([True, False, None]),
    st.lists(st.booleans(), max_size=3),
    st.integers(0, 3),
)
def test_other_rules_are_those_of_an_oracle(residence, living, asks_permit, permit, declared, wanted):
    call = call_of(residence=residence, asks_permit=asks_permit, declarations=["x"] * wanted)

    found = failing(call, asks(residence=living, permit=permit, declared=declared))

    wrong = {
        "residence": (residence, living) in {("here", "coming"), ("here", "else"), ("coming", "else")},
        "permit": asks_permit and permit is not True,
        "declared": declared != [True] * wanted,
    }
    assert found == [rule for rule, is_wrong in wrong.items() if is_wrong]


def test_ages_are_not_asked_where_they_do_not_count():
    free = call_of(single_under=None, couple_under=None)

    assert (failing(free, asks(age=None)), failing(free, asks(age=90))) == ([], ["age"])


@pytest.mark.parametrize(
    ("code", "is_one"),
    [("RSSMRA85T10A562S", True), ("RSSMRA85T10A562T", False), ("RSSMRA85T10A56", False), ("12345678901", False)],
)
def test_fiscal_code_is_known_by_its_last_letter(code, is_one):
    assert is_fiscal_code(code) == is_one
