"""Hours in words: the local time people write, the week on a page, irregular lines, schema.org."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from organizations import hours
from territory.holidays import ensure_holidays
from territory.models import Holiday, Municipality
from tests.factories import ClosureFactory, MunicipalityFactory, OpeningHoursFactory, ScheduleFactory

from .hours_cases import EVERY_DAY, HOLIDAY_YEARS, OFFICE, closed, line, monthly

TODAY = datetime.date(2026, 12, 21)  # a Monday


@pytest.fixture
def holidays(db):
    MunicipalityFactory()
    ensure_holidays(HOLIDAY_YEARS)


def timetable(lines, closures=(), on_holidays="closed", municipality_id=None):
    return hours.timetable_for(hours.timetable_values(lines, closures, on_holidays, municipality_id))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-07T10:30", datetime.datetime(2026, 12, 7, 10, 30)),
        (" 2026-12-07 10:30:59 ", datetime.datetime(2026, 12, 7, 10, 30)),
        ("2026-10-25T02:30", datetime.datetime(2026, 10, 25, 2, 30)),
        ("2027-03-28T03:00", datetime.datetime(2027, 3, 28, 3, 0)),
        ("2000-01-01T00:00", datetime.datetime(2000, 1, 1)),
    ],
)
def test_local_time_is_read(text, expected):
    assert hours.parse_local_time(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("domani", "Scrivi data e ora così: 2026-12-07T10:30."),
        ("", "Scrivi data e ora così: 2026-12-07T10:30."),
        ("2026-12-07", "Scrivi data e ora così: 2026-12-07T10:30."),
        ("2026-12-07T10:30+01:00", "Scrivi data e ora così: 2026-12-07T10:30."),
        ("２０２６-12-07T10:30", "Scrivi data e ora così: 2026-12-07T10:30."),
        ("2026-02-30T10:30", "«2026-02-30T10:30» non esiste nel calendario o sull’orologio."),
        ("2026-12-07T25:00", "«2026-12-07T25:00» non esiste nel calendario o sull’orologio."),
        ("0000-12-07T10:00", "«0000-12-07T10:00» non esiste nel calendario o sull’orologio."),
        ("1999-12-31T23:59", "Scegli un anno fra il 2000 e il 2100."),
        ("9999-12-31T23:59", "Scegli un anno fra il 2000 e il 2100."),
        ("2027-03-28T02:30", "Il 28 marzo 2027 le 2:30 non esistono: comincia l’ora legale."),
    ],
)
def test_local_time_that_makes_no_sense_is_refused_with_the_reason(text, reason):
    with pytest.raises(ValidationError) as refused:
        hours.parse_local_time(text)

    assert refused.value.messages == [reason]


def test_local_now_is_the_minute_on_the_wall_in_rome(time_machine):
    time_machine.move_to("2026-12-07T09:30:45+00:00", tick=False)

    assert hours.local_now() == datetime.datetime(2026, 12, 7, 10, 30)


def test_badge_takes_an_aware_moment_too(holidays):
    state = hours.OpeningState("closed", opens=datetime.datetime(2026, 12, 8, 9, 0))
    late_in_london = datetime.datetime(2026, 12, 7, 23, 30, tzinfo=datetime.UTC)

    assert state.label(late_in_london) == "Chiuso, apre alle 9:00"
    assert str(hours.UNKNOWN) == "Orario da confermare: telefona prima"
    assert [hours.UNKNOWN.css, state.css] == ["unknown", "closed"]


def test_week_says_hours_holidays_and_closures(holidays, django_assert_num_queries):
    office = timetable([*OFFICE, line("SA", "21:00-2:00")], [closed("2026-12-23")])

    with django_assert_num_queries(1):
        week = hours.week(office, TODAY)

    assert [(day.label, day.is_today, day.text) for day in week] == [
        ("Lunedì", True, "9:00–12:00, 14:00–18:00"),
        ("Martedì", False, "9:00–12:00, 14:00–18:00"),
        ("Mercoledì", False, "Chiuso"),
        ("Giovedì", False, "9:00–12:00, 14:00–18:00"),
        ("Venerdì", False, "Chiuso: Natale"),
        ("Sabato", False, "Chiuso: Santo Stefano"),
        ("Domenica", False, "Chiuso"),
    ]


def test_fortnight_says_dates_and_the_whole_closure(holidays):
    office = timetable([line(EVERY_DAY, "0:00-0:00")], [closed("2026-12-24", "2027-01-06")])

    fortnight = hours.fortnight(office.pk, TODAY)

    assert [(day.label, day.text) for day in fortnight[2:5]] == [
        ("Mercoledì 23 dicembre", "tutto il giorno"),
        ("Giovedì 24 dicembre", "Chiuso dal 24 dicembre al 6 gennaio"),
        ("Venerdì 25 dicembre", "Chiuso dal 24 dicembre al 6 gennaio"),
    ]
    assert (len(fortnight), fortnight[11].label) == (14, "Venerdì 1º gennaio")


def test_week_says_what_is_to_be_confirmed(holidays):
    unsure = timetable([line("FR"), line("MO", interval=2), line("MO", "15:00-18:00")], on_holidays="unknown")

    week = hours.week(unsure, TODAY)

    assert [week[0].text, week[4].text, week[5].text] == [
        "15:00–18:00; 9:30–12:00 da confermare",
        "Natale: 9:30–12:00 da confermare",
        "Chiuso",
    ]


def test_week_of_the_patron_saint(holidays):
    office = timetable(OFFICE, municipality_id=Municipality.objects.get().id)

    assert hours.week(office, datetime.date(2027, 2, 15))[0].text == "Chiuso: Santi Faustino e Giovita"


@pytest.mark.django_db
def test_closures_to_come_are_said_the_nearest_first():
    opening_hours = OpeningHoursFactory()
    for first, last, reason in [
        ("2027-08-08", "2027-08-22", "ferie"),
        ("2026-12-23", "2027-01-06", ""),
        ("2026-12-21", "2026-12-21", "assemblea"),
        ("2027-11-11", "2027-11-30", "lavori"),
        ("2026-08-10", "2026-08-21", "ferie"),
    ]:
        ClosureFactory(opening_hours=opening_hours, first_day=first, last_day=last, reason=reason)
    opening_hours.refresh_from_db()

    assert hours.closures_words(opening_hours, TODAY) == [
        "Chiuso lunedì 21 dicembre: assemblea",
        "Chiuso dal 23 dicembre al 6 gennaio",
        "Chiuso dall’8 al 22 agosto: ferie",
        "Chiuso dall’11 al 30 novembre 2027: lavori",
    ]


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (line("MO"), []),
        (monthly("1TU"), ["Il primo martedì del mese 9:30–12:00"]),
        (monthly("-1FR,1TU"), ["Il primo martedì e l’ultimo venerdì del mese 9:30–12:00"]),
        (monthly("2SU"), ["La seconda domenica del mese 9:30–12:00"]),
        (monthly("1TU", interval=2, dtstart="2026-10-06"), ["Ogni due mesi il primo martedì 9:30–12:00"]),
        (monthly(bymonthday=[1, 15]), ["Il 1º e il 15 del mese 9:30–12:00"]),
        (monthly(bymonthday=[-1]), ["L’ultimo giorno del mese 9:30–12:00"]),
        (line("MO", interval=2, dtstart="2026-11-02"), ["Ogni due settimane il lunedì 9:30–12:00"]),
        (line("MO,WE", valid_from="2027-01-11"), ["Il lunedì e il mercoledì 9:30–12:00, dall’11 gennaio"]),
        (line("MO", valid_to="2026-12-01"), []),
        (line("FR", "21:00-0:00", valid_from="2027-02-01"), ["Il venerdì 21:00–24:00, dal 1º febbraio"]),
        (line("FR", "21:00-2:00", byweekno=[1]), ["In alcune settimane o in alcuni giorni dell’anno 21:00–2:00"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) and value else "-",
)
@pytest.mark.django_db
def test_irregular_line_is_said_in_words(schedule, words):
    opening_hours = OpeningHoursFactory()
    hours.replace_schedules(opening_hours, [schedule])

    assert hours.rules_words(opening_hours, TODAY) == words


@pytest.mark.django_db
def test_line_without_times_is_said_as_it_was_written():
    opening_hours = ScheduleFactory(opens_at=None, closes_at=None, description="su appuntamento").opening_hours

    assert hours.rules_words(opening_hours, TODAY) == ["Su appuntamento"]


def test_schema_org_says_week_seasons_and_closures(db):
    described = timetable(
        [
            line("MO,TU", "9:00-12:00"),
            line("SA,SU", "22:00-3:00"),
            line("FR", "0:00-0:00"),
            line("WE", "18:00-0:00"),
            line("TH", valid_from="2026-09-14", valid_to="2027-06-04"),
            monthly("1TU"),
        ],
        [closed("2026-08-10", "2026-08-21")],
    )

    specifications = hours.schema_org(described)

    assert {each.pop("@type") for each in specifications} == {"OpeningHoursSpecification"}
    assert [said(each) for each in specifications] == [
        ("Monday Tuesday", "09:00", "12:00"),
        ("Wednesday", "18:00", "00:00"),
        ("Friday", "00:00", "23:59"),
        ("Saturday Sunday", "22:00", "03:00"),
        ("Thursday", "09:30", "12:00", "2026-09-14", "2027-06-04"),
        ("", "00:00", "00:00", "2026-08-10", "2026-08-21"),
    ]


def said(specification):
    names = [day.removeprefix("https://schema.org/") for day in specification.pop("dayOfWeek", [])]
    return (" ".join(names), *specification.values())


def test_holidays_are_those_people_know_and_filled_once(db):
    MunicipalityFactory()

    missing = [ensure_holidays([2027]) for _ in range(2)]

    assert missing == [14, 0]
    assert list(Holiday.objects.values_list("date", "name"))[:3] == [
        (datetime.date(2027, 1, 1), "Capodanno"),
        (datetime.date(2027, 1, 6), "Epifania"),
        (datetime.date(2027, 2, 15), "Santi Faustino e Giovita"),
    ]
    assert "Ferragosto" in Holiday.objects.values_list("name", flat=True)


def test_patron_day_that_was_wrong_moves_and_other_local_days_stay(db):
    town = MunicipalityFactory(patron_month=2, patron_day=14)
    ensure_holidays([2027])
    town.holidays.create(date="2027-03-09", name="Festa della città")

    Municipality.objects.update(patron_day=15)
    ensure_holidays([2027])

    assert [str(each.date) for each in town.holidays.all()] == ["2027-02-15", "2027-03-09"]


def test_patron_on_the_29th_of_february_comes_in_leap_years(db):
    town = MunicipalityFactory(patron_month=2, patron_day=29)

    ensure_holidays(range(2027, 2030))

    assert [str(each.date) for each in town.holidays.all()] == ["2028-02-29"]
