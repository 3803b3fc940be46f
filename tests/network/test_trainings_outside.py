"""Courses for programs and calendars, and what is held of who enrols, for how long."""

import datetime
import io

import pytest
from django.core.management import call_command
from django.utils import timezone
from icalendar import Calendar

from accounts.actions import erase_person
from accounts.personal_data import everything_held
from network.models import Enrolment
from network.trainings.actions import cancel_session
from tests.factories import MunicipalityFactory, UserFactory

from .factories import network_of
from .meeting_factories import in_days
from .training_factories import EnrolmentFactory, PracticeFactory, SessionFactory, TrainingFactory

pytestmark = pytest.mark.django_db


def in_utc(moment):
    return f"{moment.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("number", [1, 3])
def test_courses_are_told_with_their_dates_to_come_and_room(client, settings, number, django_assert_num_queries):
    network = network_of()
    for index in range(number):
        session = SessionFactory(training__network=network, training__title=f"Corso {index}", places=2)
        EnrolmentFactory(session=session)
        SessionFactory(training=session.training, starts=[in_days(-9)])
    first = Enrolment.objects.order_by("session__training__title").first().session
    TrainingFactory(network=network_of(MunicipalityFactory(name="Bergamo", istat_code="016024")))

    with django_assert_num_queries(5):  # the city, how many, the page, their sessions, their days
        answer = client.get("/api/trainings?city=brescia").json()

    root = f"{settings.SITE_URL}/rete/{network.slug}/formazione/"
    assert answer["total_items"] == number
    assert answer["contents"][0] == {
        "id": first.training.pk,
        "city": network.slug,
        "title": "Corso 0",
        "description": "Come si accoglie chi arriva.",
        "for_whom": "",
        "qualification": "",
        "sessions": [
            {
                "id": str(first.pk),
                "status": "CONFIRMED",
                "location": "Sala civica",
                "places": 2,
                "free": 1,
                "waiting": 0,
                "days": [{"dtstart": in_utc(in_days(7)), "dtend": in_utc(in_days(7, hour=20))}],
                "url": f"{root}date/{first.pk}/",
            }
        ],
        "url": f"{root}{first.training.pk}/",
    }


def test_calendar_programs_find_each_day_again_and_hear_that_it_is_off(client):
    session = SessionFactory(starts=[in_days(2), in_days(9)])
    SessionFactory(training=session.training, starts=[in_days(-40)])
    network = session.training.network

    before = Calendar.from_ical(client.get(f"/rete/{network.slug}/formazione.ics").content)
    cancel_session(by=None, session=session, reason="Neve")
    after = Calendar.from_ical(client.get(f"{session.get_absolute_url()}corso.ics").content)

    found = [
        [(str(e["uid"]), str(e["status"]), e["sequence"]) for e in book.walk("VEVENT")] for book in (before, after)
    ]
    assert found == [
        [(f"{session.pk}.{number}@puntocomunita", status, sequence) for number in (1, 2)]
        for status, sequence in (("CONFIRMED", 0), ("CANCELLED", 1))
    ]
    assert [e["dtstart"].dt for e in before.walk("VEVENT")] == [in_days(2), in_days(9)]


def test_enrolments_go_when_they_have_no_use_and_certificates_stay_five_years():
    def held(days, **fields):
        return EnrolmentFactory(session=SessionFactory(starts=[in_days(-days)]), **fields)

    held(400), held(400, state="waitlisted"), held(1900, state="attended", code="AAAA")
    EnrolmentFactory(state="requested", asked_at=timezone.now() - datetime.timedelta(days=8))
    stays = [held(300), held(1800, state="attended", code="BBBB"), EnrolmentFactory(state="requested")]

    call_command("erase_expired", stdout=io.StringIO())

    assert set(Enrolment.objects.all()) == set(stays)


def test_person_who_leaves_the_portal_leaves_their_place_to_who_waits():
    anna = UserFactory(email="anna@example.org")
    session = EnrolmentFactory(session__places=1, user=anna).session
    by_mailbox = EnrolmentFactory(mailbox="Anna@example.org", state="attended", session__starts=[in_days(-3)])
    waits = EnrolmentFactory(session=session, state="waitlisted")
    practice = PracticeFactory(proposed_by=anna)
    held = everything_held(anna)

    erase_person(anna)

    rows = held["Corsi a cui ti sei iscritta o iscritto"]
    assert [(row["corso"], row["stato"]) for row in rows] == [(str(session), "ha un posto"), (str(session), "c’era")]
    assert [row["titolo"] for row in held["Pratiche che hai proposto alla rete"]] == [practice.title]
    waits.refresh_from_db()
    assert (waits.state, list(Enrolment.objects.filter(pk=by_mailbox.pk))) == ("confirmed", [])
    practice.refresh_from_db()
    assert practice.proposed_by is None
