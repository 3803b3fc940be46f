"""A referral from the first word to the last, in every way it can go."""

import datetime
import io
import re

import pytest
from django.core import mail
from django.core.management import call_command

from helpdesk.models import Client, Enquiry, Notice, Permission, Referral, ReturnCode
from helpdesk.people import unsealed
from helpdesk.referrals import actions, making
from helpdesk.referrals.doors import door_of, door_of_organization, door_of_point, door_outside
from helpdesk.referrals.links import referral_of
from helpdesk.referrals.moving import TooLate
from tests.factories import CommunityPointFactory, OrganizationFactory, QuarterFactory, ServiceFactory, TermFactory

from .factories import EnquiryFactory, NoticeFactory, make_volunteer

pytestmark = pytest.mark.django_db
BEGIN = datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
AMINA = {"name": "Amina", "contact_kind": "phone", "contact": "333 1234567", "when_safe": "dopo le 18"}


@pytest.fixture
def clock(time_machine):
    def move(days):
        time_machine.move_to(BEGIN + days * DAY, tick=False)

    move(0)
    return move


@pytest.fixture
def desk(db):
    return CommunityPointFactory(name="Punto Fiumicello", slug="fiumicello", email="fiumicello@example.org")


@pytest.fixture
def volunteer(desk):
    return make_volunteer(desk, name="Marta")


@pytest.fixture
def enquiry(desk):
    return EnquiryFactory(community_point=desk)


@pytest.fixture
def emporio(db):
    return door_of_organization(OrganizationFactory(name="Emporio", slug="emporio", email="info@emporio.example"))


def hand_off(volunteer, enquiry, door, **more):
    notice = NoticeFactory()
    return making.hand_off(
        **{
            "by": volunteer,
            "enquiry": enquiry,
            "door": door,
            "how": Permission.How.SPOKEN,
            "notice": notice,
            "person": AMINA,
            "recipient_email": door.email,
            "message": "Serve un letto",
        }
        | more
    )


def link_in(letter):
    return re.search(r"/passaggio/([^/]+)/", letter.body)[1]


def steps(referral):
    return list(referral.steps.values_list("what", flat=True))


def now(referral):
    return Referral.objects.get(pk=referral.pk)


def test_signpost_closes_the_contact_and_gives_a_code(volunteer, enquiry):
    referral = making.show_the_way(by=volunteer, enquiry=enquiry, door=door_outside("Patronato"))

    enquiry.refresh_from_db()
    assert (referral.state, referral.target_name, referral.follow_up_due) == ("sent", "Patronato", None)
    assert (enquiry.state, enquiry.result, enquiry.answers) == ("closed", "referred", ["referral"])
    assert ReturnCode.objects.get().referral == referral


def test_call_made_together_is_answered_at_once_and_names_nobody(clock, volunteer, enquiry, emporio):
    referral = making.hand_over_now(by=volunteer, enquiry=enquiry, door=emporio)

    assert (referral.state, referral.client, steps(referral)) == ("accepted", None, ["sent", "accepted"])
    assert referral.follow_up_due == datetime.date(2026, 11, 16)
    assert (Client.objects.count(), mail.outbox) == (0, [])


def test_call_made_together_on_a_sensitive_topic_is_not_asked_about_again(volunteer, desk, emporio):
    enquiry = EnquiryFactory(community_point=desk, topics=[TermFactory(name="Violenza", discreet=True)])
    enquiry.refresh_from_db()

    referral = making.hand_over_now(by=volunteer, enquiry=enquiry, door=emporio)

    assert (referral.state, referral.follow_up_due) == ("accepted", None)


def test_no_by_telephone_must_go_on(volunteer, enquiry, emporio):
    referral = making.hand_over_now(by=volunteer, enquiry=enquiry, door=emporio, reason="full")

    assert (referral.state, referral.decline_reason, list(Referral.objects.must_go_on())) == (
        "declined",
        "full",
        [referral],
    )


def test_promise_keeps_the_person_encrypted_and_writes_without_a_name(
    clock, volunteer, enquiry, emporio, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        referral = hand_off(volunteer, enquiry, emporio)

    (letter,) = mail.outbox
    said, links = re.subn(r"/passaggio/\S+", "", letter.subject + letter.body)  # a secret may hold any digits
    assert (letter.to, referral.reference in said, links) == (["info@emporio.example"], True, 1)
    assert [words for words in ("Amina", "333", "letto", "18") if words in said.replace(referral.reference, "")] == []
    assert ("letto" in referral.message, unsealed(referral.message)) == (False, "Serve un letto")
    assert (referral.permission.recipient, referral.permission.notice.version) == ("Emporio", 1)
    assert (enquiry.client, referral.expires_at) == (referral.client, BEGIN + 10 * DAY)


def test_accompanying_is_agreed_by_itself(volunteer, enquiry, emporio):
    NoticeFactory(purpose=Notice.Purpose.ACCOMPANY)

    referral = hand_off(volunteer, enquiry, emporio, accompanied_by=volunteer)

    purposes = referral.client.permissions.order_by("purpose").values_list("purpose", "recipient")
    assert list(purposes) == [("accompany", "Punto Fiumicello"), ("hand_off", "Emporio")]


def test_untrained_volunteer_makes_no_promise(desk, enquiry, emporio):
    from accounts.access import Unlearned

    with pytest.raises(Unlearned):
        hand_off(make_volunteer(desk, learned=False), enquiry, emporio)

    assert (Referral.objects.count(), Client.objects.count()) == (0, 0)


def test_second_promise_from_a_contact_is_of_the_same_person(volunteer, enquiry, emporio):
    first = hand_off(volunteer, enquiry, emporio)

    second = hand_off(volunteer, enquiry, door_outside("Patronato"), person=None)

    assert (second.client, Client.objects.count(), Permission.objects.count()) == (first.client, 1, 2)


def test_accepted_and_done(clock, volunteer, enquiry, emporio):
    referral = hand_off(volunteer, enquiry, emporio)
    clock(2)
    actions.accept(referral=referral, appointment_at=BEGIN + 5 * DAY)
    clock(6)
    actions.follow_up(referral=referral, asked="person", channel="phone", result="reached", outcome="met", by=volunteer)

    done = now(referral)
    assert (done.state, done.outcome, done.outcome_source) == ("completed", "met", "person")
    assert (done.follow_up_due, steps(done)) == (datetime.date(2026, 11, 8), ["sent", "accepted", "ended"])
    assert done.client.last_contact_on == datetime.date(2026, 11, 8)


def test_refused_goes_on_to_another_door(volunteer, enquiry, emporio):
    first = hand_off(volunteer, enquiry, emporio)
    actions.decline(referral=first, reason="full")

    second = hand_off(volunteer, enquiry, door_outside("Patronato"), person=None)

    first = now(first)
    assert (first.state, first.redirected_to, first.decline_reason) == ("redirected", second, "full")
    assert list(Referral.objects.must_go_on()) == []


def test_another_door_is_taken_once(volunteer, enquiry, emporio):
    first = making.hand_over_now(by=volunteer, enquiry=enquiry, door=emporio, reason="full")
    making.show_the_way(by=volunteer, enquiry=enquiry, door=emporio, after=first)

    with pytest.raises(TooLate):
        making.show_the_way(by=volunteer, enquiry=enquiry, door=emporio, after=first)

    assert Referral.objects.count() == 2


def test_silence_is_reminded_once_then_expires_then_is_an_unmet_need(clock, volunteer, enquiry, emporio):
    referral = hand_off(volunteer, enquiry, emporio)
    for day in (1, 5, 6, 9, 10, 11):
        clock(day)
        call_command("send_reminders", stdout=io.StringIO())
        call_command("expire_referrals", stdout=io.StringIO())

    silent = now(referral)
    assert [letter.subject for letter in mail.outbox if "risposta" in letter.subject] == [
        f"Aspettiamo una risposta · {referral.reference}"
    ]
    assert (silent.state, steps(silent)) == ("expired", ["sent", "reminded", "expired"])

    actions.record_unmet(referral=silent, reason="no_answer", by=volunteer)

    enquiry.refresh_from_db()
    assert (enquiry.result, enquiry.unmet_reason, now(referral).must_go_on) == ("unmet", "no_answer", False)
    with pytest.raises(TooLate):
        actions.record_unmet(referral=silent, reason="full", by=volunteer)


def test_reminder_that_does_not_leave_is_tried_again(
    clock, volunteer, enquiry, emporio, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        hand_off(volunteer, enquiry, emporio)
    clock(6)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    call_command("send_reminders", stdout=io.StringIO())
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    first = link_in(mail.outbox[0])
    while_down = referral_of(first)[1]
    out = io.StringIO()
    call_command("send_reminders", stdout=out)

    assert "Passaggi ricordati: 1 · non partiti: 0" in out.getvalue()
    links = [first, link_in(mail.outbox[1])]
    assert (while_down, [referral_of(link)[1] for link in links]) == (True, [False, True])


def test_late_answer_still_counts_and_one_past_another_door_does_not(clock, volunteer, enquiry, emporio):
    referral = hand_off(volunteer, enquiry, emporio)
    actions.expire(referral=referral)

    actions.accept(referral=referral)
    actions.decline(referral=referral, reason="full")
    making.show_the_way(by=volunteer, enquiry=enquiry, door=emporio, after=referral)

    with pytest.raises(TooLate):
        actions.accept(referral=referral)
    assert now(referral).state == "redirected"


def test_nobody_is_given_up_before_three_tries(clock, volunteer, enquiry, emporio):
    referral = hand_off(volunteer, enquiry, emporio)
    give_up = {"referral": referral, "outcome": "unknown", "source": "unreachable", "by": volunteer}
    for asked in ("person", "person"):
        actions.follow_up(referral=referral, asked=asked, channel="phone", result="no_answer", by=volunteer)
    with pytest.raises(TooLate):
        actions.conclude(**give_up)
    actions.follow_up(referral=referral, asked="organization", channel="", result="no_answer", by=volunteer)

    actions.conclude(**give_up)

    ended = now(referral)
    assert (ended.state, ended.outcome, ended.outcome_source) == ("not_completed", "unknown", "unreachable")
    assert list(ended.follow_ups.values_list("attempt", "asked")) == [
        (1, "person"),
        (2, "person"),
        (3, "organization"),
    ]


def test_silence_of_a_try_is_asked_again_in_three_days(clock, volunteer, enquiry, emporio):
    referral = hand_off(volunteer, enquiry, emporio)

    actions.follow_up(referral=referral, asked="person", channel="phone", result="no_answer", by=volunteer)

    assert now(referral).follow_up_due == datetime.date(2026, 11, 5)


def test_person_who_would_rather_not_say_is_not_asked_again(clock, volunteer, enquiry, emporio):
    referral = hand_off(volunteer, enquiry, emporio)

    actions.follow_up(referral=referral, asked="person", channel="phone", result="refused", by=volunteer)

    assert (now(referral).outcome, now(referral).outcome_source) == ("unknown", "person")


def test_permission_taken_back_leaves_nothing_to_see(volunteer, enquiry, emporio, django_capture_on_commit_callbacks):
    referral = hand_off(volunteer, enquiry, emporio)

    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw(referral=referral, taken_back=True, by=volunteer)

    gone = now(referral)
    assert (gone.state, gone.message, gone.permission.withdrawn_at is not None) == ("withdrawn", "", True)
    assert gone.answer_link.used_at is not None
    assert [letter.subject for letter in mail.outbox] == [f"Non serve più rispondere · {referral.reference}"]


def test_proposed_time_is_agreed_by_the_desk(clock, volunteer, enquiry, emporio, django_capture_on_commit_callbacks):
    referral = hand_off(volunteer, enquiry, emporio)
    moment = BEGIN + 3 * DAY
    actions.propose(referral=referral, moment=moment)

    with django_capture_on_commit_callbacks(execute=True):
        actions.agree(referral=referral, moment=moment, by=volunteer)

    agreed = now(referral)
    assert (agreed.proposed_at, agreed.appointment_at, agreed.state) == (None, moment, "accepted")
    (letter,) = mail.outbox
    assert "giovedì 5 novembre 2026, alle 10:00" in letter.body
    assert re.search(r"/passaggio/\S+", letter.body)


def test_other_desk_makes_a_contact_of_its_own_once(volunteer, enquiry):
    term = TermFactory(name="Casa")
    enquiry.enquiry_topics.create(term=term, position=1)
    there = CommunityPointFactory(name="Punto Est", slug="est")
    colleague = make_volunteer(there)
    referral = hand_off(volunteer, enquiry, door_of_point(there))

    first = actions.receive(referral=referral, by=colleague)
    again = actions.receive(referral=referral, by=colleague)

    assert (first, first.community_point, first.client) == (again, there, None)
    assert list(first.topics.all()) == [term]
    assert Enquiry.objects.filter(community_point=there).count() == 1


def test_return_code_ends_the_referral_once(volunteer, enquiry):
    referral = making.show_the_way(by=volunteer, enquiry=enquiry, door=door_outside("Patronato"))
    code = ReturnCode.objects.get()

    actions.come_back(code=code, outcome="not_met", another_door=True)

    ended = now(referral)
    assert (ended.state, ended.outcome_source, ended.must_go_on) == ("not_completed", "person", True)
    with pytest.raises(TooLate):
        actions.come_back(code=code, outcome="met", another_door=False)


def test_who_asked_for_another_door_gets_it(volunteer, enquiry):
    referral = making.show_the_way(by=volunteer, enquiry=enquiry, door=door_outside("Patronato"))
    actions.come_back(code=ReturnCode.objects.get(), outcome="not_met", another_door=True)

    other = making.show_the_way(by=volunteer, enquiry=enquiry, door=door_outside("Emporio"))

    assert (now(referral).state, now(referral).redirected_to, now(referral).must_go_on) == ("redirected", other, False)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("s.pacchi", "Pacchi"),
        ("o.emporio", "Emporio"),
        ("p.altro", "Punto Altro"),
        ("p.fiumicello", None),
        ("x. Patronato  di zona ", "Patronato di zona"),
        ("x.", None),
        ("z.0", None),
        ("z.²", None),
        ("nulla", None),
        ("s.\x00", None),
    ],
)
def test_door_that_an_address_names(desk, emporio, key, name):
    ServiceFactory(slug="pacchi", name="Pacchi")
    CommunityPointFactory(slug="altro", name="Punto Altro")

    door = door_of(key, desk)

    assert (door and door.name) == name


def test_social_service_of_the_zone_is_always_a_door(desk):
    quarter = QuarterFactory()
    desk.quarters.add(quarter)

    door = door_of(f"z.{quarter.zone_id}", desk)

    assert (door.name, door.columns["zone"]) == ("Servizio sociale territoriale, zona Ovest", quarter.zone)
