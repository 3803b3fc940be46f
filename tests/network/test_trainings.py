"""Enrolling in a course: the places, the line of who waits, who was there, the certificate and what it opens."""

import datetime
import threading

import pytest
from django.core import mail
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.models import Qualification
from network.bulletin.mailboxes import digest_of
from network.models import Enrolment, TrainingSession
from network.trainings import actions
from network.trainings.enrolling import Closed, ask, confirm, enrol, withdraw
from network.trainings.letters import write_due
from network.trainings.people import person_of
from tests.factories import UserFactory

from .meeting_factories import in_days
from .training_factories import TWO_HOURS, EnrolmentFactory, SessionFactory


@pytest.fixture
def saved(django_capture_on_commit_callbacks):
    """Does a thing as if it were a request of its own; gives what is written then, (to, subject up to its colon)."""

    def done(act, *args, **kwargs):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act(*args, **kwargs)
        return [(each.to[0], each.subject.partition(":")[0]) for each in mail.outbox]

    return done


def states(session):
    return [each.state for each in session.enrolments.order_by("asked_at", "id")]


@pytest.mark.django_db
def test_who_asks_by_mailbox_has_a_place_once_they_confirm_and_the_next_waits_and_moves_up(saved):
    session = SessionFactory(places=1)
    anna = UserFactory(email="anna@example.org")

    asked = saved(ask, session=session, name="Ada Neri", address="Ada@example.org", written_to=True)
    ada = Enrolment.objects.get()
    before, person = ada.state, person_of(ada)
    confirmed = saved(confirm, enrolment=ada)
    again = saved(ask, session=session, name="Un altro", address="ada@EXAMPLE.org", written_to=True)
    waits = saved(enrol, by=anna, session=session)
    twice = saved(enrol, by=anna, session=session)
    left = saved(withdraw, enrolment=ada)
    saved(withdraw, enrolment=enrol(by=UserFactory(), session=session))

    assert (before, person) == ("requested", ("Ada Neri", "Ada@example.org"))
    assert asked == [("Ada@example.org", "Conferma")]
    assert confirmed == [("Ada@example.org", "Hai un posto")]
    assert again == [("Ada@example.org", "Sei già nel corso")]
    assert (waits, twice) == ([("anna@example.org", "In lista d’attesa")], [])
    assert left == [("anna@example.org", "Si è liberato un posto per te")]
    gone = Enrolment.objects.get(pk=ada.pk)
    assert (gone.state, gone.name, gone.email, gone.digest) == ("withdrawn", "", "", "")
    assert list(Enrolment.objects.exclude(user=None).values_list("user", "state")) == [(anna.pk, "confirmed")]


@pytest.mark.django_db
def test_whoever_waits_longest_moves_up_first_where_places_grow(saved):
    full = EnrolmentFactory(session__places=1).session
    now = timezone.now()
    later, first, last = (
        EnrolmentFactory(session=full, state="waitlisted", placed_at=now + datetime.timedelta(minutes=at), mailbox=name)
        for at, name in ((2, "b@example.org"), (1, "a@example.org"), (3, "c@example.org"))
    )
    Enrolment.objects.update(told_state="waitlisted", told_sequence=0)
    before = [each.before_them for each in (later, first, last)]
    full.places = 3
    days = [(each.dtstart, each.dtend) for each in full.in_order]

    told = saved(actions.change_session, by=None, session=full, days=days)

    assert before == [1, 0, 2]
    moved = {"a@example.org": "Si è liberato un posto per te", "b@example.org": "Si è liberato un posto per te"}
    assert dict(row for row in told if row[0] in "a@example.org b@example.org c@example.org") == moved
    last.refresh_from_db()
    assert (last.state, full.sequence) == ("waitlisted", 0)


@pytest.mark.django_db
def test_moved_dates_are_told_once_and_fewer_places_than_people_refused(saved):
    session = EnrolmentFactory(
        session__places=2, told_state="confirmed", told_sequence=0, mailbox="a@example.org"
    ).session
    EnrolmentFactory(session=session, told_state="confirmed", told_sequence=0, mailbox="b@example.org")
    start = in_days(9)

    moved = saved(actions.change_session, by=None, session=session, days=[(start, start + TWO_HOURS)])
    session.places = 1
    with pytest.raises(actions.TooFew):
        actions.change_session(by=None, session=session, days=[(start, start + TWO_HOURS)])
    off = saved(actions.cancel_session, by=None, session=session, reason="Neve")

    assert moved == [("a@example.org", "Cambiato"), ("b@example.org", "Cambiato")]
    assert off == [("a@example.org", "Annullato"), ("b@example.org", "Annullato")]
    assert write_due(Enrolment.objects.all()) == (0, 0)
    row = TrainingSession.objects.get()
    assert (row.sequence, row.places, row.begins_at) == (2, 2, start)
    with pytest.raises(actions.Settled):
        actions.cancel_session(by=None, session=session, reason="Ancora neve")


@pytest.mark.django_db
def test_nobody_comes_in_or_goes_out_once_it_has_begun():
    session = SessionFactory(starts=[timezone.now() - datetime.timedelta(minutes=5)])
    has_place, asks = EnrolmentFactory(session=session), EnrolmentFactory(session=session, state="requested")

    for refused in (
        lambda: enrol(by=UserFactory(), session=session),
        lambda: ask(session=session, name="Ada", address="ada@example.org", written_to=True),
        lambda: confirm(enrolment=asks),
        lambda: withdraw(enrolment=has_place),
    ):
        with pytest.raises(Closed):
            refused()

    assert sorted(states(session)) == ["confirmed", "requested"]


@pytest.mark.django_db
def test_concluded_course_gives_certificates_and_what_it_opens_but_not_to_who_closes_it(saved):
    marta, luca = UserFactory(email="marta@example.org"), UserFactory(email="luca@example.org")
    session = SessionFactory(training__kind="desk", training__valid_months=24, starts=[in_days(-8), in_days(-1)])
    told = {"told_state": "confirmed", "told_sequence": 0}
    of_luca, of_marta = (EnrolmentFactory(session=session, user=each, **told) for each in (luca, marta))
    ada = EnrolmentFactory(session=session, mailbox="ada@example.org", **told)
    bruno = EnrolmentFactory(session=session, mailbox="bruno@example.org", **told)

    marked = actions.mark(by=marta, session=session, there=[of_luca.pk, of_marta.pk], absent=[ada.pk])
    again = actions.mark(by=marta, session=session, there=[of_luca.pk, ada.pk], absent=[])
    without = []
    letters = saved(lambda: without.extend(actions.conclude(by=marta, session=session)))

    assert (marked, again, without) == (3, 1, [marta])
    assert sorted(letters) == [(f"{who}@example.org", "Il tuo attestato") for who in ("ada", "luca", "marta")]
    qualification = Qualification.objects.get()
    last = in_days(-1).date()
    assert (qualification.user, qualification.kind, qualification.granted_by) == (luca, "desk", marta)
    assert qualification.valid == DateRange(last, actions.months_after(last, 24))
    bruno.refresh_from_db()
    codes = list(Enrolment.objects.exclude(code="").values_list("code", flat=True))
    assert (bruno.state, len(set(codes)), {len(each) for each in codes}) == ("absent", 3, {19})
    with pytest.raises(actions.Settled):
        actions.mark(by=marta, session=session, there=[bruno.pk], absent=[])


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [((2026, 1, 31), 1, (2026, 2, 28)), ((2026, 11, 28), 24, (2028, 11, 28)), ((2024, 2, 29), 12, (2025, 2, 28))],
)
def test_months_end_on_the_same_day_or_the_last(day, months, after):
    assert actions.months_after(datetime.date(*day), months) == datetime.date(*after)


def together(*acts):
    """Begun in the same moment, each by a connection of its own."""
    start = threading.Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


@pytest.mark.django_db(transaction=True)
def test_last_place_wanted_by_three_goes_to_one_and_who_leaves_meanwhile_lets_one_in():
    session = SessionFactory(places=2)
    leaves = EnrolmentFactory(session=session, mailbox="va@example.org")
    people = UserFactory.create_batch(3)

    together(*[lambda who=who: enrol(by=who, session=session) for who in people])
    before = sorted(states(session))
    together(lambda: withdraw(enrolment=leaves), lambda: enrol(by=UserFactory(), session=session))

    assert before == ["confirmed", "confirmed", "waitlisted", "waitlisted"]
    assert sorted(states(session)) == ["confirmed", "confirmed", "waitlisted", "waitlisted", "withdrawn"]
    assert not Enrolment.objects.filter(digest=digest_of("va@example.org")).exists()
