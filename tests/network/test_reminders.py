"""Who has a place in a course, and who put up a notice, hear once that the day is near."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from network.exchange.actions import rewrite
from network.exchange.reminding import remind_of_notices
from network.meetings.posting import told_until
from network.meetings.reminding import remind_of_meetings
from network.models import Enrolment, ExchangeNotice, TrainingSession
from network.trainings.actions import change_session
from network.trainings.links import address_of
from network.trainings.reminding import remind_of_courses
from tests.factories import UserFactory

from .exchange_factories import DAY, MatchFactory, NoticeFactory
from .factories import MembershipFactory
from .meeting_factories import MeetingInvitationFactory, in_days
from .training_factories import TWO_HOURS, EnrolmentFactory, SessionFactory, TrainingFactory

pytestmark = pytest.mark.django_db
A_MONDAY = datetime.datetime(2026, 3, 2, 9, 30, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def monday(time_machine, settings):
    settings.SITE_URL = "https://portale.example"
    time_machine.move_to(A_MONDAY, tick=False)
    return time_machine


def told():
    return sorted(letter.to[0] for letter in mail.outbox)


def enrolled(session, **said):
    """Who knows how they stand."""
    row = EnrolmentFactory(session=session, **said)
    Enrolment.objects.filter(pk=row.pk).update(told_state=row.state, told_sequence=session.sequence)
    return row


def notice(name="Avis", ends=3, **said):
    """That was put up a month ago."""
    membership = MembershipFactory(organization__name=name, organization__email=f"{name.lower()}@example.org")
    return NoticeFactory(
        membership=membership,
        expires_on=timezone.localdate() + ends * DAY,
        written_at=timezone.now() - 30 * DAY,
        title="Una sala",
        **said,
    )


@pytest.mark.parametrize(
    ("today", "two_before"),
    [
        ("2026-03-02", "2026-03-04"),
        ("2026-03-05", "2026-03-07"),
        ("2026-03-06", "2026-03-10"),  # a Friday: Monday's run would tell of Tuesday the day before
        ("2026-03-07", "2026-03-10"),
        ("2026-03-08", "2026-03-10"),
    ],
)
def test_runs_of_working_days_tell_of_what_the_next_one_would_tell_too_late(today, two_before):
    assert told_until(datetime.date.fromisoformat(today), 2 * DAY) == datetime.date.fromisoformat(two_before)


def test_meeting_of_a_monday_morning_is_told_of_on_friday(monday):
    monday.move_to(A_MONDAY + 4 * DAY, tick=False)
    near = MeetingInvitationFactory(meeting__dtstart=in_days(3, hour=9), sent_sequence=0)
    MeetingInvitationFactory(meeting__dtstart=in_days(5), meeting__network=near.meeting.network, sent_sequence=0)

    assert ([remind_of_meetings(), remind_of_meetings()], told()) == ([(1, 0), (0, 0)], [near.email])


def test_who_has_a_place_is_reminded_once_with_when_where_and_how_to_leave_it():
    session = SessionFactory(starts=[in_days(2, hour=20), in_days(9)], training__title="Ascoltare", place="Sala civica")
    ada = enrolled(session, mailbox="ada@example.org")
    enrolled(session, user=UserFactory(email="anna@example.org"))
    enrolled(session, user=UserFactory(is_active=False))
    for state in ("requested", "waitlisted", "withdrawn"):
        enrolled(session, state=state)
    enrolled(SessionFactory(training=session.training, starts=[in_days(3)]))
    enrolled(SessionFactory(training=session.training, starts=[in_days(-1), in_days(1)]))
    off = {"status": TrainingSession.Status.CANCELLED, "reason": "Piove"}
    enrolled(SessionFactory(training=session.training, starts=[in_days(1)], **off))

    counted = [remind_of_courses(), remind_of_courses()]

    assert (counted, told()) == ([(2, 0), (0, 0)], ["ada@example.org", "anna@example.org"])
    (letter,) = [each for each in mail.outbox if each.to == ["ada@example.org"]]
    assert letter.subject == "Ti aspettiamo mercoledì 4 marzo: Ascoltare"
    assert letter.body == (
        "Ciao Ada,\n\nti ricordiamo il corso in cui hai un posto:\n\nAscoltare\n"
        "mercoledì 4 marzo 2026, 20:00–22:00\nmercoledì 11 marzo 2026, 18:00–20:00\nSala civica\n\n"
        "Se non puoi venire, rinuncia da qui appena lo sai: il posto passa subito a chi aspetta.\n"
        f"{address_of(ada)}\n\nLa rete di Brescia\nhttps://portale.example\n"
    )


def test_place_left_by_the_link_of_the_reminder_goes_to_who_waits(client, settings):
    session = SessionFactory(places=1, starts=[in_days(2)])
    leaving, waiting = enrolled(session), enrolled(session, state="waitlisted")
    remind_of_courses()
    (page,) = [line for line in mail.outbox[0].body.split() if "/iscrizione/" in line]

    client.post(page.removeprefix(settings.SITE_URL), {"step": "withdraw"})

    leaving.refresh_from_db()
    waiting.refresh_from_db()
    assert (leaving.state, waiting.state) == ("withdrawn", "confirmed")


def test_course_that_moves_is_reminded_of_anew_once_that_is_told():
    session = SessionFactory(starts=[in_days(1)])
    row = enrolled(session)
    remind_of_courses()

    change_session(by=None, session=session, days=[(in_days(2), in_days(2) + TWO_HOURS)])
    untold = remind_of_courses()
    Enrolment.objects.filter(pk=row.pk).update(told_sequence=1)

    assert (untold, remind_of_courses()) == ((0, 0), (1, 0))


def test_who_put_a_notice_up_hears_once_that_it_leaves_with_the_page_to_keep_it():
    avis = notice("Avis")
    notice("Tardi", ends=4)
    notice("Finito", ends=-1)
    notice("Ritirato", state="withdrawn", closed_at=timezone.now())
    NoticeFactory(membership=MembershipFactory(network=avis.network), expires_on=timezone.localdate() + 3 * DAY)

    counted = [remind_of_notices(), remind_of_notices()]

    assert counted == [(1, 0), (0, 0)]
    assert [(each.to, each.subject) for each in mail.outbox] == [
        (["avis@example.org"], "In bacheca fino a giovedì 5 marzo: Una sala")
    ]
    assert mail.outbox[0].body == (
        "Ciao,\n\nil vostro annuncio «Una sala» resta in bacheca fino a giovedì 5 marzo, poi scade.\n\n"
        "Se serve ancora, scegli da qui un giorno più in là; se no, non devi fare niente.\n"
        f"https://portale.example/rete/{avis.network.slug}/scambi/{avis.pk}/modifica/\n\n"
        f"La rete di {avis.network}\nhttps://portale.example\n"
    )


def test_notice_that_was_answered_or_has_days_says_what_may_be_done():
    days = {"first_day": timezone.localdate(), "last_day": timezone.localdate() + 3 * DAY}
    answered, dated = notice("Avis"), notice("Bocce", **days)
    MatchFactory(offer=answered)

    remind_of_notices()

    steps = {each.to[0]: each.body.split("\n\n")[2] for each in mail.outbox}
    assert steps == {
        "avis@example.org": "Qualcuno ha risposto e aspetta: rispondi prima di quel giorno, da qui.\n"
        f"https://portale.example{answered.get_absolute_url()}",
        "bocce@example.org": "Se serve ancora in altri giorni, cambiali da qui; se no, non devi fare niente.\n"
        f"https://portale.example{dated.get_absolute_url()}modifica/",
    }


@pytest.mark.parametrize(("later", "again"), [(20, (1, 0)), (0, (0, 0))])
def test_notice_that_stays_longer_is_told_of_before_its_new_day(monday, later, again):
    row = notice()
    read = ExchangeNotice.objects.get(pk=row.pk)
    remind_of_notices()

    read.expires_on += later * DAY
    rewrite(by=None, notice=read)
    at_once = remind_of_notices()
    monday.move_to(A_MONDAY + later * DAY, tick=False)

    assert (at_once, remind_of_notices()) == ((0, 0), again)


def course_rows(number):
    training = TrainingFactory()
    for day in range(number):
        enrolled(SessionFactory(training=training, starts=[in_days(1, hour=10 + day)]), mailbox=f"{day}@example.org")


def notice_rows(number):
    for each in range(number):
        notice(str(each), ends=1 + each % 2)


OF_EACH = pytest.mark.parametrize(
    ("make", "remind", "queries"),
    [(course_rows, remind_of_courses, 5), (notice_rows, remind_of_notices, 5)],
)


@OF_EACH
def test_killed_it_writes_nobody_twice_and_what_does_not_leave_is_tried_again(make, remind, queries, monkeypatch):
    make(3)

    def send(mail):
        raise errors.pop(0)

    errors = [KeyboardInterrupt, OSError("no server"), OSError("no server")]
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", send)
        with pytest.raises(KeyboardInterrupt):
            remind()
        unsent = remind()
    rest = [remind(), remind()]

    assert (unsent, rest) == ((0, 2), [(2, 0), (0, 0)])
    assert len(set(told())) == 2


@OF_EACH
def test_a_run_is_bounded_and_each_mail_costs_the_same(make, remind, queries, django_assert_num_queries):
    make(4)
    with django_assert_num_queries(queries):
        first = remind(most=1)

    with django_assert_num_queries(3 * queries):
        rest = remind(most=3)

    assert (first, rest, remind()) == ((1, 0), (3, 0), (0, 0))


def test_send_reminders_says_how_many(capsys):
    course_rows(1)
    notice_rows(2)

    call_command("send_reminders")

    said = capsys.readouterr().out
    assert [line for line in said.splitlines() if line.startswith(("Corsi", "Annunci", "Avvisi"))] == [
        "Corsi ricordati: 1 · non partiti: 0",
        "Annunci che lasciano la bacheca: 2 · non partiti: 0",
        "Avvisi a chi coordina: 0 · non partiti: 0",
    ]
