"""The schedule editor: what it shows, it gives back; what is typed is neither lost nor guessed."""

import datetime
import re

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.access import Role
from organizations.hours.compiling import WEEKDAYS, timetable_values
from organizations.models import Timetable
from services.demo.load import load_demo
from services.editing.fields import schedule_of, schedule_values
from services.keeping.hours_form import PLAIN, HoursForm
from services.models import Service
from territory.holidays import ensure_holidays
from tests.factories import CommunityPointFactory, MandateFactory, MunicipalityFactory

EMPTY = {f"hours-{part}-{kind}_FORMS": "0" for part in ("rows", "closures") for kind in ("TOTAL", "INITIAL")}
WEEK = {"on_holidays": "closed", "notes": "", "closures": []}
MORNING = PLAIN | {"byday": ["MO"], "opens_at": "09:00", "closes_at": "12:00"}
FIRST_TUESDAY = PLAIN | {"freq": "MONTHLY", "byday": ["1TU"], "opens_at": "15:00", "closes_at": "17:00"}
FORTNIGHT = PLAIN | {
    "interval": 2,
    "dtstart": "2026-01-05",
    "byday": ["MO", "WE"],
    "opens_at": "20:00",
    "closes_at": "02:00",
}
SUMMER = PLAIN | {
    "byday": ["SA"],
    "opens_at": "18:00",
    "closes_at": "00:00",
    "valid_from": "2026-06-01",
    "valid_to": "2026-08-31",
}
DAY_OF_THE_MONTH = PLAIN | {
    "freq": "MONTHLY",
    "bymonthday": [15],
    "byday": [],
    "opens_at": "09:00",
    "closes_at": "10:00",
}


def sent(form):
    """What a browser sends of the form as it stands."""
    data = {}
    for part in (form, form.rows.management_form, *form.rows, form.closures.management_form, *form.closures):
        for field in part:
            value = field.value()
            if value not in (None, "", False, []):
                data[field.html_name] = value if isinstance(value, list) else str(value)
    return query(data)


def query(data):
    sent = QueryDict(mutable=True)
    for name, value in (EMPTY | data).items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return sent


def value_of(**lines):
    form = HoursForm(query({f"hours-{name}": text for name, text in lines.items()}))
    assert form.is_valid(), form.errors
    return form.value


@pytest.mark.parametrize(
    "schedules",
    [
        [],
        [MORNING],
        [MORNING, MORNING | {"opens_at": "14:30", "closes_at": "18:00"}],
        [MORNING | {"byday": []}],
        [PLAIN | {"byday": list(WEEKDAYS), "opens_at": "00:00", "closes_at": "00:00"}],
        [FIRST_TUESDAY],
        [FORTNIGHT],
        [SUMMER],
        [MORNING, FIRST_TUESDAY, FORTNIGHT, SUMMER, DAY_OF_THE_MONTH],
    ],
)
def test_hours_sent_back_untouched_are_the_same(schedules):
    value = WEEK | {
        "schedules": schedules,
        "closures": [{"first_day": "2026-08-10", "last_day": "2026-08-21", "reason": ""}],
    }

    form = HoursForm(sent(HoursForm(initial_value=value)), initial_value=value)

    assert form.is_valid(), (form.errors, form.rows.errors, form.closures.errors)
    assert form.value == value


@given(
    st.lists(
        st.tuples(st.sampled_from(WEEKDAYS), st.integers(0, 11), st.integers(13, 23)),
        max_size=7,
        unique_by=lambda x: x[0],
    )
)
def test_one_day_more_changes_no_other_minute(days):
    schedules = [PLAIN | {"byday": [day], "opens_at": f"{a:02}:00", "closes_at": f"{b:02}:30"} for day, a, b in days]
    value = WEEK | {"schedules": schedules}
    data = sent(HoursForm(initial_value=value))
    data["hours-SU"] = "10-11"

    form = HoursForm(data, initial_value=value)

    assert form.is_valid()
    kept = [each for each in schedules if each["byday"] != ["SU"]]
    sunday = PLAIN | {"byday": ["SU"], "opens_at": "10:00", "closes_at": "11:00"}
    assert minutes(form.value["schedules"]) == minutes([*kept, sunday])


def minutes(schedules):
    return timetable_values([schedule_of(each) for each in schedules])["same_day"]


def test_week_is_typed_day_by_day():
    value = value_of(MO="9-12, 14.30-18", TU="9-12", SA="chiuso", notes="suona al 2")

    assert value == {
        "on_holidays": "unknown",
        "notes": "suona al 2",
        "closures": [],
        "schedules": [
            PLAIN | {"byday": ["MO", "TU"], "opens_at": "09:00", "closes_at": "12:00"},
            PLAIN | {"byday": ["MO"], "opens_at": "14:30", "closes_at": "18:00"},
        ],
    }


def test_week_in_words_fills_its_days():
    value = value_of(week="lun-mar 9-12; sab 10-12")

    assert [(each["byday"], each["opens_at"]) for each in value["schedules"]] == [
        (["MO", "TU"], "09:00"),
        (["SA"], "10:00"),
    ]


def test_monday_is_copied_up_to_friday_and_nothing_is_saved():
    form = HoursForm(query({"hours-MO": "9-12", "hours-SA": "10-11", "hours-do-copy": "MO"}))

    lines = {field.name: field.value() for field in form.days() if field.value()}
    assert (form.asked_to_redraw, lines) == (
        True,
        dict.fromkeys(["MO", "TU", "WE", "TH", "FR"], "9-12") | {"SA": "10-11"},
    )


def test_nobody_said_anything_is_no_hours():
    assert value_of() is None


def test_mistakes_are_said_where_they_are_and_the_rest_is_kept():
    form = HoursForm(
        query(
            {
                "hours-MO": "9-25",
                "hours-TU": "9-12",
                "hours-rows-TOTAL_FORMS": "1",
                "hours-rows-0-every": "w2",
                "hours-rows-0-times": "9-12",
                "hours-closures-TOTAL_FORMS": "1",
                "hours-closures-0-first_day": "2026-08-20",
                "hours-closures-0-last_day": "2026-08-10",
            }
        )
    )

    assert not form.is_valid()
    assert (form.errors, form.rows.errors, form.closures.errors) == (
        {"MO": ["«25»: le ore vanno da 0 a 24, i minuti da 0 a 59."]},
        [
            {
                "days": ["Scegli almeno un giorno."],
                "first": ["Scrivi il giorno della prima volta: così si sa qual è la settimana giusta."],
            }
        ],
        [{"last_day": ["Finisce prima di cominciare."]}],
    )
    assert form["TU"].value() == "9-12"


def test_row_and_closure_can_be_taken_away():
    value = WEEK | {
        "schedules": [FIRST_TUESDAY],
        "closures": [{"first_day": "2026-08-10", "last_day": "2026-08-21", "reason": ""}],
    }
    data = sent(HoursForm(initial_value=value))
    data["hours-rows-0-DELETE"] = data["hours-closures-0-DELETE"] = "on"

    form = HoursForm(data, initial_value=value)

    assert form.is_valid()
    assert (form.value["schedules"], form.value["closures"]) == ([], [])


def test_what_no_row_can_show_stays_and_is_said():
    form = HoursForm(query({"hours-MO": "9-12"}), initial_value=WEEK | {"schedules": [DAY_OF_THE_MONTH]})

    assert form.is_valid()
    assert form.value["schedules"] == [MORNING, DAY_OF_THE_MONTH]
    assert form.kept_words() == ["Il 15 del mese 9:00–10:00"]


@time_machine.travel(datetime.datetime(2026, 11, 25, 10, tzinfo=datetime.UTC))
def test_usual_closures_are_the_next_to_come():
    form = HoursForm(query({"hours-MO": "9-12", "hours-usual": ["august", "christmas"]}))

    assert form.is_valid()
    assert form.value["closures"] == [
        {"first_day": "2027-08-01", "last_day": "2027-08-31", "reason": ""},
        {"first_day": "2026-12-24", "last_day": "2027-01-06", "reason": ""},
    ]


@time_machine.travel(datetime.datetime(2026, 11, 25, 10, tzinfo=datetime.UTC))
def test_preview_reads_as_the_public_page_and_leaves_nothing_behind(client, db):
    ensure_holidays([2026])
    city = MunicipalityFactory()
    client.force_login(MandateFactory(role=Role.COORDINATOR, community_point=CommunityPointFactory()).user)
    data = EMPTY | {
        "hours-municipality": city.pk,
        "hours-WE": "9-12, 14-18",
        "hours-TU": "9-12",
        "hours-on_holidays": "closed",
    }

    page = client.post(reverse("services:hours_preview"), data)

    rows = re.findall(r"<th scope=.row.>(.*?)</th><td>(.*?)</td>", page.content.decode())
    assert [row for row in rows if row[1] != "Chiuso"] == [
        ("Mercoledì 25 novembre", "9:00–12:00, 14:00–18:00"),
        ("Martedì 1º dicembre", "9:00–12:00"),
        ("Mercoledì 2 dicembre", "9:00–12:00, 14:00–18:00"),
        ("Martedì 8 dicembre", "Chiuso: Immacolata"),
    ]
    assert len(rows) == 14
    assert Timetable.objects.count() == 0


@pytest.mark.django_db
def test_every_schedule_of_the_demo_goes_through_the_editor_unchanged():
    load_demo()
    owners = Service.objects.exclude(opening_hours=None).select_related("opening_hours")

    for service in owners:
        value = WEEK | {"schedules": [schedule_values(each) for each in service.opening_hours.schedules.all()]}
        form = HoursForm(sent(HoursForm(initial_value=value)), initial_value=value)
        assert form.is_valid(), (service, form.errors, form.rows.errors)
        assert form.value == value
    assert owners
