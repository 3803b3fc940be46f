"""What is published of a year: which tables, and the one act that writes them, whole, once."""

import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from helpdesk.models import Enquiry, PublishedCell
from services.models import TaxonomyTerm
from territory.models import Municipality

from .disclosure import FEWEST, FEWEST_SENSITIVE, OTHER, Table, counts, rounded, told_less
from .records import contact_records, referral_records

Measure = PublishedCell.Measure
SETTLED_AFTER = datetime.timedelta(days=30)  # in which the last contacts of a year are still written down
FIRST_MONTHS = {"1": 1, "2": 4, "3": 7, "4": 10}
DESK, SEASON, RESULT, TOPIC = ("desk", 1), ("season", 1), ("result", 1), ("topic", 1)
PLAIN = [("age", 2), ("gender", 1), ("channel", 1), ("minutes", 1)]
UNMET = ("unmet", "unmet")


def tables(*all_ways, without=()):
    return [Table(ways, without) for ways in all_ways]


def alone_and_by(row, ways):
    return [each for way in ways for each in ((way,), (row, way))]


# What is shown and what could be computed from it; rows before the tables that they are rows of. Three dimensions
# where tables of two close a ring, or where one thing that was asked decides another (docs/statistics.md).
CONTACT_TABLES = [
    *tables((SEASON,), (DESK,), (DESK, ("result", 2)), (DESK, ("result", 2), ("answer", 1))),
    *tables(*((DESK, way) for way in PLAIN)),
    *tables((RESULT, ("topic", 2)), (RESULT, ("home", 2))),
    *tables((DESK, RESULT, TOPIC), (DESK, RESULT, ("home", 2)), without=[("result", UNMET)]),
    *tables((RESULT, TOPIC, ("reason", 1))),
]
REFERRAL_TABLES = tables((DESK,), (("target", 1),), (DESK, ("ending", 2)), (("target", 1), ("ending", 2)))

SHOWN_OF_CONTACTS = [
    (),
    (SEASON,),
    (DESK,),
    *alone_and_by(DESK, [("result", 2), ("answer", 1), *PLAIN]),
    (("topic", 2),),
    (TOPIC, RESULT),
    (("home", 2),),
]
SHOWN_AT_DESKS = [(DESK, TOPIC), (DESK, ("home", 2))]
SHOWN_OF_UNMET = [(), (("topic", 2),), (("home", 2),), (("reason", 1),), (TOPIC, ("reason", 1))]
SHOWN_OF_REFERRALS = [
    (),
    (DESK,),
    (("ending", 2),),
    (DESK, ("ending", 2)),
    (("target", 1),),
    (("target", 1), ("ending", 2)),
]


class Fewest:
    """How many a cell must hold: twice as many where it is about what is discreet, or is a rest that may be."""

    def __init__(self):
        discreet = TaxonomyTerm.objects.filter(taxonomy__slug="need", discreet=True)
        pairs = discreet.values_list("slug", "parent__slug")
        self.sensitive = {slug for pair in pairs for slug in pair}

    def __call__(self, name, path):
        discreet = name == "topic" and (not path or not self.sensitive.isdisjoint(path))
        return FEWEST_SENSITIVE if discreet else FEWEST


class Cell(NamedTuple):
    season: str  # "" for the year
    measure: str
    dimensions: dict
    value: int


def cells_of(city, year) -> list[Cell]:
    """All that can be shown of the year; empty where it is too little to show anything."""
    return safe_cells(contact_records(city, year), referral_records(city, year), Fewest())


def safe_cells(contacts, referrals, fewest) -> list[Cell]:
    contacts = told_less(contacts, CONTACT_TABLES, fewest)
    unmet = [record for record in contacts if record["result"] == UNMET]
    return [
        *cells(Measure.ENQUIRIES, contacts, SHOWN_OF_CONTACTS),
        *cells(Measure.ENQUIRIES, [at_a_desk(record) for record in contacts], SHOWN_AT_DESKS),
        *cells(Measure.UNMET, unmet, SHOWN_OF_UNMET),
        *cells(Measure.REFERRALS, told_less(referrals, REFERRAL_TABLES, fewest), SHOWN_OF_REFERRALS),
    ]


def at_a_desk(record):
    """Of an unmet contact a desk says only that; what it was about, and where one lives, is told of the city."""
    return record | {"topic": UNMET, "home": UNMET} if record["result"] == UNMET else record


def cells(measure, records, shown):
    """The cells of these tables; a season is a period of its own, not a dimension, and the rest of them is none."""
    if len(records) < FEWEST:
        return
    for ways in shown:
        names = [name for name, _depth in ways]
        for values, count in sorted(counts(records, *ways).items()):
            dimensions = dict(zip(names, values, strict=True))
            if dimensions.get("season") == OTHER:
                continue
            yield Cell(dimensions.pop("season", ""), measure, dimensions, rounded(count))


def period(year, season=""):
    """The calendar year, or a quarter of it."""
    first = datetime.date(year, FIRST_MONTHS.get(season, 1), 1)
    months = 3 if season else 12
    after = first.month + months
    return DateRange(first, datetime.date(year + (after > 12), (after - 1) % 12 + 1, 1))


@transaction.atomic
def publish_year(*, city, year) -> int:
    """Writes the cells of a year that is over, unless it is published: how many. What is out never changes."""
    Municipality.objects.select_for_update().get(pk=city.pk)
    if PublishedCell.objects.of_desks().of_year(city, year).exists():
        return 0
    made = [
        PublishedCell(
            municipality=city,
            period=period(year, each.season),
            measure=each.measure,
            dimensions=each.dimensions,
            value=each.value,
        )
        for each in cells_of(city, year)
    ]
    return len(PublishedCell.objects.bulk_create(made, batch_size=1_000))


def years_to_publish(city) -> list[int]:
    """Years with contacts that are over for long enough, and of which nothing is out yet."""
    last = (timezone.localdate() - SETTLED_AFTER).year - 1
    contacts = Enquiry.objects.filter(community_point__location__municipality=city, day__year__lte=last)
    out = {each.period.lower.year for each in PublishedCell.objects.filter(municipality=city, dimensions={})}
    return [day.year for day in contacts.dates("day", "year") if day.year not in out]
