import datetime

import pytest
from django.utils import timezone

from organizations import hours
from services.listings import refresh_all
from tests.factories import AssetFactory, OpeningHoursFactory, ScheduleFactory

from .conftest import TUESDAY_TEN, look_for, names

HOMEWORK, STUDY, PARCELS = "Aiuto compiti", "Sala studio", "Emporio La Dispensa"
HOME, PARK, POINT = "Pacchi a domicilio", "Parco Tarello", "Punto Comunità Fiumicello"


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, {HOMEWORK, STUDY, PARCELS, HOME, PARK, POINT}),
        ({"search": "compiti"}, {HOMEWORK, STUDY, PARCELS}),
        ({"search": "COMPITO"}, {HOMEWORK, STUDY, PARCELS}),
        ({"search": "compiti volontari"}, {HOMEWORK}),
        ({"search": "pacco viveri"}, {PARCELS, HOME}),
        ({"search": "oratorio"}, {HOMEWORK}),
        ({"search": "buffalora"}, {PARCELS}),
        ({"search": "dispen"}, {PARCELS}),
        ({"need": "doposcuola"}, {HOMEWORK, STUDY}),
        ({"need": "bambini-e-scuola"}, {HOMEWORK, STUDY}),
        ({"need": ["doposcuola", "pacchi-alimentari"]}, {HOMEWORK, STUDY, PARCELS, HOME}),
        ({"need": "doposcuola", "target": "ragazzi"}, {HOMEWORK}),
        ({"activity": "corso"}, {HOMEWORK}),
        ({"kind": "asset"}, {PARK}),
        ({"kind": ["asset", "community_point"]}, {PARK, POINT}),
        ({"quarter": "buffalora"}, {PARCELS}),
        ({"quarter": "fiumicello"}, {HOMEWORK, STUDY, HOME, PARK, POINT}),
        ({"zone": "ovest"}, {HOMEWORK, STUDY, HOME, PARK, POINT}),
        ({"municipality": "brescia"}, {HOMEWORK, STUDY, PARCELS, HOME, PARK, POINT}),
        ({"postal_code": "25129"}, {PARCELS}),
        ({"postal_code": ["25129", "25127"]}, {PARCELS, STUDY}),
        ({"near": "45.5442,10.1930", "radius": "300"}, {HOMEWORK, PARK, POINT}),
        ({"near": "45.5442,10.1930", "radius": "1000"}, {HOMEWORK, STUDY, PARK, POINT}),
        ({"near": "Fiumicello", "radius": "300"}, {HOMEWORK, HOME, PARK, POINT}),
        ({"bbox": "10.25,45.50,10.30,45.52"}, {PARCELS}),
        ({"minimum_age": "12", "maximum_age": "12", "kind": "service"}, {HOMEWORK, STUDY, HOME}),
        ({"minimum_age": "15", "kind": "service"}, {STUDY, PARCELS, HOME}),
        ({"language": "ur"}, {HOMEWORK}),
        ({"free": "true"}, {HOMEWORK, STUDY, POINT}),
        ({"no_appointment": "true"}, {HOMEWORK, POINT}),
        ({"anonymous": "true"}, {HOMEWORK, POINT}),
        ({"soft_entry": "true"}, {HOMEWORK, POINT}),
        ({"wheelchair": "true"}, {HOMEWORK}),
        ({"open_at": "2026-11-25T09:30"}, {STUDY}),
        ({"open_at": "2026-11-25T12:00"}, set()),
        ({"open_now": "true"}, {HOMEWORK, PARK}),
        ({"day": "TU", "start_time": "15:30", "end_time": "18:00"}, {POINT}),
        ({"day": "WE"}, {STUDY}),
        ({"verified_within": "30"}, {HOMEWORK, HOME}),
        ({"need": "", "near": "", "page": "", "free": "false"}, {HOMEWORK, STUDY, PARCELS, HOME, PARK, POINT}),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_parameter_narrows_to(directory, time_machine, params, expected):
    time_machine.move_to(timezone.make_aware(TUESDAY_TEN))

    search = look_for(**params)

    assert search.errors == {}
    assert set(names(search)) == expected
    assert search.page().total == len(expected)


@pytest.mark.parametrize(
    ("params", "wrong"),
    [
        ({"nead": "x"}, {"nead"}),
        ({"need": "cibo"}, {"need"}),
        ({"target": "doposcuola"}, {"target"}),
        ({"quarter": "atlantide"}, {"quarter"}),
        ({"zone": "nord"}, {"zone"}),
        ({"municipality": "roma"}, {"municipality"}),
        ({"postal_code": "99999"}, {"postal_code"}),
        ({"postal_code": "via"}, {"postal_code"}),
        ({"near": "via che non esiste 3"}, {"near"}),
        ({"near": "95,10"}, {"near"}),
        ({"radius": "500"}, {"radius"}),
        ({"near": "Fiumicello", "radius": "-1"}, {"radius"}),
        ({"near": "Fiumicello", "radius": "tanto"}, {"radius"}),
        ({"proximity": "500"}, {"proximity"}),
        ({"bbox": "1,2,3"}, {"bbox"}),
        ({"bbox": "10,45,9,46"}, {"bbox"}),
        ({"minimum_age": "dieci"}, {"minimum_age"}),
        ({"language": "italiano"}, {"language"}),
        ({"free": "forse"}, {"free"}),
        ({"open_at": "domani"}, {"open_at"}),
        ({"open_at": "2026-03-29T02:30"}, {"open_at"}),
        ({"day": "MARTEDI"}, {"day"}),
        ({"start_time": "9:00"}, {"start_time"}),
        ({"day": "TU", "start_time": "12:00", "end_time": "9:00"}, {"end_time"}),
        ({"verified_within": "0"}, {"verified_within"}),
        ({"kind": "event?"}, {"kind"}),
        ({"ordering": "bellezza"}, {"ordering"}),
        ({"page": "0"}, {"page"}),
        ({"per_page": "101"}, {"per_page"}),
        ({"organization_id": "5"}, {"organization_id"}),
        ({"taxonomy_term_id": "7f0f2b3e-0000-4000-8000-000000000000"}, {"taxonomy_term_id"}),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_parameter_that_makes_no_sense_is_named_with_the_reason(directory, params, wrong):
    errors = look_for(**params).errors

    assert set(errors) == wrong
    assert all(reason and "%" not in reason for reasons in errors.values() for reason in reasons)


def test_days_are_counted_from_the_moment_of_the_search(directory):
    """What opens, and since when it was checked, is of one day, whatever the clock says."""
    season = OpeningHoursFactory()
    ScheduleFactory(opening_hours=season, byday=["SA"], valid_to=TUESDAY_TEN.date())
    ScheduleFactory(opening_hours=season, byday=["SU"], valid_from=TUESDAY_TEN.date())
    hours.compile_opening_hours(season)
    AssetFactory(name="Il chiosco", opening_hours=season)
    refresh_all()
    moments = [TUESDAY_TEN + datetime.timedelta(days=days) for days in (-60, 11)]

    asked = {"verified_within": "30"}, {"day": "SA"}, {"day": "SU"}
    found = [[set(names(look_for(now=now, **params))) for now in moments] for params in asked]

    assert found == [[{HOMEWORK, HOME}, {HOME}], [{"Il chiosco"}, set()], [set(), {"Il chiosco"}]]


def test_page_keeps_what_is_valid_and_says_what_is_not(directory):
    search = look_for(page_mode=True, q="compiti", need="cibo", quarter="fiumicello", utm_source="x")

    assert set(search.errors) == {"need"}
    assert set(names(search)) == {HOMEWORK, STUDY}


def test_nul_and_control_characters_are_cut_at_the_door(directory):
    assert set(names(look_for(search="compiti\x00\x1f"))) == {HOMEWORK, STUDY, PARCELS}
