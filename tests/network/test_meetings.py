"""What becomes of meetings: moved, cancelled, repeated, asked to, reminded of."""

import datetime
import io

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from accounts.access import Role
from network.meetings import actions, agenda, minutes
from network.models import AgendaItem, Attendance, Meeting, MeetingInvitation, Minutes, Stand
from tests.factories import MemberFactory, OrganizationFactory, UserFactory

from .factories import MembershipFactory
from .meeting_factories import (
    ActionItemFactory,
    AgendaItemFactory,
    MeetingFactory,
    MeetingInvitationFactory,
    MinutesFactory,
    StandFactory,
    in_days,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory()


def run_reminders():
    out = io.StringIO()
    call_command("send_reminders", stdout=out)
    return out.getvalue()


def told():
    return [(each.to[0], each.subject.partition(":")[0]) for each in mail.outbox]


def test_meeting_that_moves_counts_it_and_tells_who_was_asked(by, django_capture_on_commit_callbacks):
    meeting = MeetingFactory()
    emporio, silent = OrganizationFactory(email="emporio@example.org"), OrganizationFactory(email="")
    with django_capture_on_commit_callbacks(execute=True):
        new = actions.invite(by=by, meeting=meeting, organizations=[emporio, silent], people=[by])
    with django_capture_on_commit_callbacks(execute=True):
        again = actions.invite(by=by, meeting=meeting, organizations=[emporio])
    meeting.title = "Riunione di dicembre"
    with django_capture_on_commit_callbacks(execute=True):
        actions.change_meeting(by=by, meeting=meeting)
    renamed = Meeting.objects.get().sequence
    meeting.place = "Biblioteca"
    with django_capture_on_commit_callbacks(execute=True):
        actions.change_meeting(by=by, meeting=meeting)

    assert (new, again, renamed, Meeting.objects.get().sequence) == (3, 0, 0, 1)
    assert sorted(told()) == sorted(
        (each, word) for each in (emporio.email, by.email) for word in ("Invito", "Cambiata")
    )


def test_cancelled_meeting_is_told_once_to_who_knew_of_it(by, django_capture_on_commit_callbacks):
    meeting = MeetingFactory()
    knows = MeetingInvitationFactory(meeting=meeting, sent_sequence=0)
    MeetingInvitationFactory(meeting=meeting, email="mai@example.org")  # was never written to

    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            actions.cancel_meeting(by=by, meeting=meeting, reason="Nevica")
    run_reminders()

    meeting.refresh_from_db()
    assert (meeting.status, meeting.sequence, meeting.reason) == ("CANCELLED", 1, "Nevica")
    assert told() == [(knows.email, "Annullata")]


@pytest.mark.parametrize(
    ("first", "days"),
    [
        ("2026-12-15", ["2027-01-19", "2027-02-16", "2027-03-16"]),  # the third Tuesday
        ("2027-01-29", ["2027-02-26", "2027-03-26", "2027-04-30"]),  # the fifth Friday, or the last
    ],
)
def test_meeting_is_repeated_on_its_weekday_of_each_month_at_its_hour(by, first, days):
    start = timezone.make_aware(datetime.datetime.fromisoformat(f"{first}T18:30"))
    meeting = MeetingFactory(dtstart=start, dtend=start + datetime.timedelta(hours=2), theme="Orti")

    made = actions.repeat_monthly(by=by, meeting=meeting, times=3)
    again = actions.repeat_monthly(by=by, meeting=meeting, times=3)

    assert [f"{timezone.localtime(each.dtstart):%Y-%m-%d %H:%M} {each.theme}" for each in made] == [
        f"{day} 18:30 Orti" for day in days
    ]
    assert again == []
    assert len({each.pk for each in made} | {meeting.pk}) == 4


def test_stands_of_a_showcase_are_as_many_as_wanted_and_those_taken_stay(by):
    meeting = MeetingFactory.build(showcase=True, network=MembershipFactory().network)
    actions.call_meeting(by=by, meeting=meeting, stands=3)
    actions.book_stand(by=by, stand=meeting.stands.get(number=3), organization=OrganizationFactory())

    actions.change_meeting(by=by, meeting=meeting, stands=1)
    fewer = list(meeting.stands.values_list("number", flat=True))
    actions.change_meeting(by=by, meeting=meeting, stands=4)

    assert (fewer, list(meeting.stands.values_list("number", flat=True))) == ([1, 3], [1, 2, 3, 4])


def test_stand_goes_to_the_first_and_an_organization_has_one(by):
    stand = StandFactory(number=1)
    other = StandFactory(meeting=stand.meeting, number=2)
    emporio, orto = OrganizationFactory(), OrganizationFactory()
    actions.book_stand(by=by, stand=stand, organization=emporio)

    with pytest.raises(actions.Taken):
        actions.book_stand(by=by, stand=stand, organization=orto)
    with pytest.raises(actions.Taken):
        actions.book_stand(by=by, stand=other, organization=emporio)
    actions.leave_stand(by=by, stand=Stand.objects.get(pk=stand.pk))
    actions.book_stand(by=by, stand=other, organization=emporio)

    assert dict(Stand.objects.values_list("number", "organization")) == {1: None, 2: emporio.pk}


def test_agenda_keeps_its_order_and_gives_each_item_its_hour(by):
    meeting = MeetingFactory(dtstart=in_days(7, 18))
    orti, bandi, saluti = [AgendaItemFactory(meeting=meeting, title=each) for each in ("Orti", "Bandi", "Saluti")]

    agenda.accept(by=by, item=orti, minutes=20)
    agenda.accept(by=by, item=bandi, minutes=30)
    agenda.accept(by=by, item=saluti, minutes=5, position=1)
    agenda.decline(by=by, item=AgendaItem.objects.get(pk=orti.pk), answer="A gennaio")
    agenda.accept(by=by, item=AgendaItem.objects.get(pk=bandi.pk), minutes=15, position=9)

    said = [(f"{timezone.localtime(at):%H:%M}", item.title) for at, item in agenda.programme(meeting)]
    assert said == [("18:00", "Saluti"), ("18:05", "Bandi")]
    assert list(meeting.agenda.declined().values_list("title", "answer")) == [("Orti", "A gennaio")]


def test_nothing_is_proposed_for_a_meeting_that_has_begun_or_is_off(by):
    for closed in (
        MeetingFactory(past=True),
        MeetingFactory(status="CANCELLED", reason="Neve", network=MembershipFactory().network),
    ):
        with pytest.raises(agenda.Closed):
            agenda.propose(by=by, item=AgendaItem(meeting=closed, title="Tardi"))

    assert AgendaItem.objects.count() == 0


def test_attendance_is_what_the_last_sheet_says(by):
    meeting, emporio, orto = MeetingFactory(past=True), OrganizationFactory(name="Emporio"), OrganizationFactory()

    actions.write_attendance(by=by, meeting=meeting, organizations={emporio.pk: "Anna", orto.pk: ""})
    seen = ([emporio.pk, orto.pk], [])
    actions.write_attendance(by=by, meeting=meeting, organizations={emporio.pk: ""}, others=["Rosa", "Rosa"], seen=seen)

    assert [str(each) for each in Attendance.objects.all()] == ["Emporio", "Rosa"]


def test_two_who_fill_the_sheet_together_lose_nobody(by):
    meeting, emporio, orto = (
        MeetingFactory(past=True),
        OrganizationFactory(name="Emporio"),
        OrganizationFactory(name="Orto"),
    )
    actions.write_attendance(by=by, meeting=meeting, organizations={emporio.pk: "Anna"}, others=["Rosa"])

    actions.write_attendance(by=by, meeting=meeting, organizations={orto.pk: ""}, others=["Piero"])  # saw an empty one

    assert {str(each) for each in Attendance.objects.all()} == {"Emporio – Anna", "Orto", "Rosa", "Piero"}


def test_draft_saved_over_another_is_refused_and_both_are_there(by):
    draft = MinutesFactory()
    minutes.save_draft(by=by, meeting=draft.meeting, text="Il testo di Anna", revision=1)

    with pytest.raises(minutes.WrittenMeanwhile) as error:
        minutes.save_draft(by=UserFactory(), meeting=draft.meeting, text="Il testo di Bruno", revision=1)

    assert (error.value.now.text, error.value.now.revision) == ("Il testo di Anna", 2)
    assert Minutes.objects.get().text == "Il testo di Anna"


def test_correction_of_approved_minutes_is_the_next_version(by):
    draft = MinutesFactory()
    minutes.approve(by=by, meeting=draft.meeting, text="Primo", revision=1)
    minutes.save_draft(by=by, meeting=draft.meeting, text="Secondo", revision=0)
    minutes.approve(by=by, meeting=draft.meeting, text="Secondo, corretto", revision=1)

    assert list(draft.meeting.minutes.approved().values_list("version", "text")) == [
        (2, "Secondo, corretto"),
        (1, "Primo"),
    ]


def test_reminders_go_once_to_who_may_come_and_to_who_has_something_to_do():
    meeting = MeetingFactory(dtstart=in_days(1))
    sent = {"meeting": meeting, "sent_sequence": 0}
    now = timezone.now()
    MeetingInvitationFactory(**sent, email="tace@example.org")
    MeetingInvitationFactory(**sent, email="viene@example.org", partstat="ACCEPTED", answered_at=now)
    MeetingInvitationFactory(**sent, email="no@example.org", partstat="DECLINED", answered_at=now)
    owner = MemberFactory(role=Role.OWNER, organization__email="").user
    of_organization = owner.memberships.get().organization
    ActionItemFactory(network=meeting.network, owner=None, owner_organization=of_organization)
    ActionItemFactory(network=meeting.network, due=in_days(9).date())
    late = ActionItemFactory(network=meeting.network, due=in_days(-20).date(), reminded_at=now - datetime.timedelta(8))

    run_reminders()
    first = sorted(each.to[0] for each in mail.outbox)
    run_reminders()

    assert first == sorted(["tace@example.org", "viene@example.org", owner.email, late.owner.email])
    assert sorted(each.to[0] for each in mail.outbox) == first


def test_reminder_that_does_not_leave_is_tried_the_next_time(monkeypatch):
    task = ActionItemFactory()
    unsent = MeetingInvitationFactory()

    def broken(*args, **kwargs):
        raise OSError("no server")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", broken)
        said = run_reminders()
    run_reminders()

    assert "Inviti a riunioni che mancavano: 0 · non partiti: 1" in said
    assert "Compiti ricordati: 0 · non partiti: 1" in said
    assert sorted(each.to[0] for each in mail.outbox) == sorted([task.owner.email, unsent.email])
    assert MeetingInvitation.objects.get().sent_sequence == 0


def test_reminders_that_are_killed_write_nobody_twice(monkeypatch):
    tasks = [ActionItemFactory(due=in_days(day).date(), network=MembershipFactory().network) for day in (1, 2)]

    def killed(mail):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", killed)
        with pytest.raises(KeyboardInterrupt):
            run_reminders()
    run_reminders()
    run_reminders()

    assert [each.to for each in mail.outbox] == [[tasks[1].owner.email]]
