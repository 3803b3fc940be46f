"""An export taken back into an empty database is the same export, byte for byte."""

import datetime

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.hsds.export import export
from services.hsds.importer import import_feed
from services.models import Act, RowChange, ServiceArea
from tests.factories import (
    ClosureFactory,
    LocationFactory,
    OpeningHoursFactory,
    OrganizationFactory,
    QuarterFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
)
from tests.services.api_directory import full_directory

pytestmark = pytest.mark.django_db

DIRECTORY = ("territory", "organizations", "services")


def empty_directory():
    """Of all but its history, which is written once."""
    models = {model for app in DIRECTORY for model in apps.get_app_config(app).get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in models - {Act, RowChange}:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def contents(path):
    """Lines of every file, so that a failure shows the line."""
    files = [path] if path.is_file() else sorted(path.iterdir())
    return {file.name: file.read_bytes().split(b"\n") for file in files}


@pytest.mark.parametrize("name", ["directory.json", "directory"])
def test_round_trip_of_a_directory_with_every_field_set(tmp_path, name):
    full_directory()
    export(tmp_path / "first" / name)
    empty_directory()

    report = import_feed(tmp_path / "first" / name)
    export(tmp_path / "second" / name)

    assert report.problems == []
    assert contents(tmp_path / "second" / name) == contents(tmp_path / "first" / name)


# Directories that nobody thought of

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
NAME = TEXT.filter(bool)
NUMBER = st.integers(0, 9999)
DAY = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1))
TIME = st.times(datetime.time(), datetime.time(23, 59)).map(lambda t: t.replace(second=0, microsecond=0))
MOMENT = st.datetimes(datetime.datetime(1990, 1, 1), timezones=st.just(datetime.UTC))
PHONE = st.fixed_dictionaries({"id": st.uuids().map(str), "number": NAME}, optional={"extension": NUMBER, "type": NAME})
CONTACT = st.fixed_dictionaries(
    {"id": st.uuids().map(str)}, optional={"name": NAME, "phones": st.lists(PHONE, min_size=1, max_size=2)}
)
ATTRIBUTE = st.fixed_dictionaries({"id": st.uuids().map(str), "value": NAME}, optional={"link_type": NAME})
SAID_OF_ALL = {
    "phones": st.lists(PHONE, max_size=2),
    "contacts": st.lists(CONTACT, max_size=2),
    "attributes": st.lists(ATTRIBUTE, max_size=2),
    "last_modified": MOMENT,
}
DAYS = st.lists(st.sampled_from(["MO", "TU", "1WE", "-1SU"]), unique=True, max_size=3)


@st.composite
def hours(draw):
    """Opening hours with schedules and closures, or none."""
    if draw(st.booleans()):
        return None
    owner = OpeningHoursFactory(on_holidays=draw(st.sampled_from(["open", "closed", "unknown"])), notes=draw(TEXT))
    for _ in range(draw(st.integers(0, 2))):
        first, last = sorted([draw(DAY), draw(DAY)])
        ScheduleFactory(
            opening_hours=owner,
            byday=draw(DAYS),
            bymonthday=draw(st.lists(st.integers(1, 31), max_size=2)),
            opens_at=draw(TIME),
            closes_at=draw(TIME),
            valid_from=draw(st.sampled_from([None, first])),
            valid_to=last,
            notes=draw(TEXT),
        )
    if draw(st.booleans()):
        ClosureFactory(opening_hours=owner, reason=draw(TEXT))
    return owner


@st.composite
def directories(draw):
    """Writes a small directory into the database."""
    said = st.fixed_dictionaries(SAID_OF_ALL)
    quarter = QuarterFactory()
    terms = [
        TermFactory(name=draw(NAME), slug=f"termine-{n}", synonyms=draw(st.lists(NAME, max_size=2))) for n in range(2)
    ]
    owners = [
        OrganizationFactory(
            name=draw(NAME), slug=f"o-{n}", description=draw(TEXT), email=draw(TEXT), tax_code=draw(TEXT), **draw(said)
        )
        for n in range(draw(st.integers(1, 2)))
    ]
    places = []
    for _ in range(draw(st.integers(0, 2))):
        latitude = draw(st.sampled_from([None, 45.5, -33.123456789]))
        places.append(
            LocationFactory(
                organization=draw(st.sampled_from([None, *owners])),
                quarter=quarter,
                name=draw(TEXT),
                address=draw(TEXT),
                country=draw(st.sampled_from(["IT", "", "US"])),
                latitude=latitude,
                longitude=latitude and draw(st.floats(-180, 180)),
                wheelchair=draw(st.sampled_from([None, True, False])),
                opening_hours=draw(hours()),
                **draw(said),
            )
        )
    for number in range(draw(st.integers(0, 2))):
        service = ServiceFactory(
            organization=draw(st.sampled_from(owners)),
            name=draw(NAME),
            slug=f"s-{number}",
            description=draw(TEXT),
            status=draw(st.sampled_from(["active", "inactive", "defunct", "temporarily closed"])),
            minimum_age=draw(st.sampled_from([None, 0, 18])),
            free=draw(st.sampled_from([None, True, False])),
            no_appointment=draw(st.booleans()),
            opening_hours=draw(hours()),
            terms=draw(st.lists(st.sampled_from(terms), unique=True)),
            **draw(said),
        )
        for place in places:
            if draw(st.booleans()):
                ServiceAtLocationFactory(
                    service=service, location=place, description=draw(TEXT), opening_hours=draw(hours())
                )
        if draw(st.booleans()):
            ServiceArea.objects.create(service=service, name=draw(TEXT), everywhere=draw(st.booleans()))


@pytest.mark.parametrize("name", ["directory.json", "directory"])
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_round_trip_of_any_small_directory(tmp_path_factory, name, data):
    empty_directory()
    data.draw(directories())
    folder = tmp_path_factory.mktemp("round")
    export(folder / "first" / name)
    empty_directory()

    report = import_feed(folder / "first" / name)
    export(folder / "second" / name)

    assert report.problems == []
    assert contents(folder / "second" / name) == contents(folder / "first" / name)
