"""A letter to who receives somebody is owed until a mail server has taken it: the desk knows, and it is sent again."""

import datetime
import io
import re
import socket

import pytest
from aiosmtpd.controller import Controller
from django.core.management import call_command
from django.utils import timezone

from helpdesk.models import AnswerLink, Permission, Referral
from helpdesk.referrals import actions, making
from helpdesk.referrals.doors import door_of_organization
from helpdesk.referrals.due import due_at
from helpdesk.referrals.links import referral_of
from tests.factories import CommunityPointFactory, OrganizationFactory

from .factories import EnquiryFactory, NoticeFactory, WarmReferralFactory, make_volunteer

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


class Refusing:
    """What a mail server says that takes nothing; `taken` once somebody has mended it."""

    def __init__(self):
        self.mended, self.taken, self.asked = False, [], 0
        self.says = "450 4.2.1 come back later"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        self.asked += 1
        if not self.mended:
            return self.says
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def post_office(settings):
    """A real mail server that refuses every letter until it is `mended`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    office = Refusing()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield office
    controller.stop()


@pytest.fixture
def desk(db):
    return CommunityPointFactory(name="Punto Fiumicello", slug="fiumicello")


@pytest.fixture
def volunteer(desk):
    return make_volunteer(desk)


def hand_over(client, desk, volunteer):
    """By the page."""
    OrganizationFactory(name="Emporio", slug="emporio", email="info@emporio.example", phones=[{"number": "030 222"}])
    enquiry, notice = EnquiryFactory(community_point=desk), NoticeFactory()
    said = {"kind": "warm_handoff", "agreed": "on", "how": "spoken", "name": "Amina", "notice": notice.pk}
    client.force_login(volunteer)
    return client.post(f"/sportello/fiumicello/contatti/{enquiry.pk}/passaggio/?porta=o.emporio", said, follow=True)


@pytest.fixture
def handed(desk, volunteer, post_office, client, django_capture_on_commit_callbacks):
    """Somebody handed over while no letter leaves."""
    with django_capture_on_commit_callbacks(execute=True):
        hand_over(client, desk, volunteer)
    return Referral.objects.get()


def page_of(referral):
    return f"/sportello/fiumicello/passaggi/{referral.pk}/"


def steps(referral):
    return list(referral.steps.values_list("what", flat=True))


def sent_again():
    out = io.StringIO()
    call_command("send_reminders", stdout=out)
    return out.getvalue().splitlines()[1]


def link_in(letter):
    return re.search(r"/passaggio/([^/]+)/", letter.replace("=\r\n", ""))[1]


def test_desk_is_told_at_once_and_whom_to_call(client, desk, volunteer, handed):
    page = client.get(page_of(handed)).content.decode()
    due = due_at(desk, on=timezone.localdate(), user=volunteer)
    listed = client.get("/sportello/fiumicello/passaggi/?quali=aperti").context["rows"]

    said = ["Salvato, ma l’e-mail a info@emporio.example non è partita", "030 222"]
    assert [words for words in said if words not in page] == []
    assert [(row.words, row.verb) for row in due] == [
        (f"L’e-mail a Emporio non è partita ({handed.reference})", "Riprova")
    ]
    assert [row.verb for row in listed] == ["Riprova a scrivere"]
    assert (handed.letter, steps(handed)) == ("ask", ["sent", "not_left"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mended", [False, True])
def test_page_says_written_only_where_it_was(client, desk, volunteer, post_office, mended):
    post_office.mended = mended

    page = hand_over(client, desk, volunteer).content.decode()

    said = ["Fatto: abbiamo scritto a Emporio", "Salvato, ma l’e-mail a info@emporio.example non è partita"]
    assert [words in page for words in said] == [mended, not mended]


def test_daily_run_sends_it_with_a_new_link_and_all_the_time_to_answer(handed, post_office, time_machine):
    time_machine.move_to(timezone.now() + 3 * DAY, tick=False)
    still_down, down_for_days = sent_again(), Referral.objects.get().letter
    post_office.mended = True
    left, again = sent_again(), sent_again()

    referral = Referral.objects.get()
    ((to, letter),) = post_office.taken
    assert (still_down, down_for_days) == ("Lettere di passaggi che mancavano: 0 · non partite: 1", "ask")
    assert [left, again] == [f"Lettere di passaggi che mancavano: {count} · non partite: 0" for count in (1, 0)]
    assert (to, referral_of(link_in(letter))) == (["info@emporio.example"], (referral, True))
    assert (referral.letter, referral.expires_at) == ("", timezone.now() + 10 * DAY)
    assert steps(referral) == ["sent", "not_left", "written"]


def test_who_was_never_asked_does_not_expire(handed, time_machine):
    time_machine.move_to(timezone.now() + 30 * DAY)

    call_command("expire_referrals", stdout=io.StringIO())

    assert Referral.objects.get().state == "sent"


def test_desk_mends_the_address_and_tries_again(client, handed, post_office, django_capture_on_commit_callbacks):
    again = {"step": "write_again", "write_again-recipient_email": "emporio@example.org"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of(handed), again)
    refused = client.get(page_of(handed)).content.decode()
    post_office.mended = True
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of(handed), again)
    gone = client.get(page_of(handed)).content.decode()

    notice = "l’e-mail a emporio@example.org non è partita"
    assert (notice in refused, "Riprova a scrivere" in gone) == (True, False)
    assert [to for to, _letter in post_office.taken] == [["emporio@example.org"]]


def test_address_that_is_refused_for_good_is_tried_once_and_told(
    client, desk, volunteer, post_office, django_capture_on_commit_callbacks
):
    post_office.says = "550 5.1.1 no such mailbox"
    with django_capture_on_commit_callbacks(execute=True):
        hand_over(client, desk, volunteer)
    referral = Referral.objects.get()
    page = client.get(page_of(referral)).content.decode()

    tries = [sent_again(), sent_again(), post_office.asked]
    told = [(row.words, row.verb) for row in due_at(desk, on=timezone.localdate(), user=volunteer)]
    post_office.mended = True
    again = {"step": "write_again", "write_again-recipient_email": "emporio@example.org"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of(referral), again)

    referral.refresh_from_db()
    assert tries == ["Lettere di passaggi che mancavano: 0 · non partite: 0"] * 2 + [1]
    assert "La posta per info@emporio.example torna indietro" in page
    assert told == [(f"L’indirizzo e-mail di Emporio non va ({referral.reference})", "Correggi")]
    assert (referral.letter, referral.address_refused, steps(referral)) == ("", False, ["sent", "refused", "written"])


@pytest.mark.parametrize("says", ["450 4.2.1 come back later", "550 5.7.1 relaying denied"])
def test_refusal_that_is_not_of_the_address_is_tried_again(handed, post_office, says):
    post_office.says = says

    sent_again()

    assert (post_office.asked, Referral.objects.get().address_refused) == (2, False)


def test_reminder_to_an_address_that_is_gone_is_told_and_not_sent_again(desk, volunteer, post_office, time_machine):
    referral = WarmReferralFactory(
        enquiry__community_point=desk,
        client__community_point=desk,
        recipient_email="info@emporio.example",
        expires_at=timezone.now() + 10 * DAY,
    )
    post_office.says = "550 5.1.1 no such mailbox"
    time_machine.move_to(timezone.now() + 6 * DAY)

    sent_again(), sent_again()

    referral.refresh_from_db()
    due = due_at(desk, on=timezone.localdate(), user=volunteer)
    assert (post_office.asked, referral.address_refused, referral.reminded_at) == (1, True, None)
    assert (steps(referral), [row.verb for row in due]) == (["refused"], ["Correggi"])


def test_desk_that_telephones_instead_is_not_reminded_of_the_letter(client, desk, volunteer, handed):
    client.post(page_of(handed), {"step": "write_again", "write_again-recipient_email": ""})

    referral = Referral.objects.get()
    assert (referral.letter, referral.recipient_email, referral.state) == ("", "", "sent")
    assert due_at(desk, on=timezone.localdate(), user=volunteer) == []


@pytest.mark.parametrize(
    ("act", "owed"),
    [
        (lambda referral, by: actions.accept(referral=referral, by=by), "next"),
        (lambda referral, by: actions.decline(referral=referral, reason="full", by=by), ""),
        (lambda referral, by: actions.withdraw(referral=referral, by=by), ""),
    ],
    ids=["yes by telephone", "no by telephone", "withdrawn before they were asked"],
)
def test_what_happens_meanwhile_says_what_is_still_to_be_written(handed, volunteer, act, owed):
    act(handed, volunteer)

    assert Referral.objects.get().letter == owed


def test_receiver_keeps_the_link_they_have_until_the_next_has_left(
    desk, volunteer, mailbox, settings, django_capture_on_commit_callbacks
):
    door = door_of_organization(OrganizationFactory(name="Emporio", email="info@emporio.example"))
    given = {"by": volunteer, "enquiry": EnquiryFactory(community_point=desk), "door": door, "person": {"name": "A"}}
    with django_capture_on_commit_callbacks(execute=True):
        referral = making.hand_off(
            **given, how=Permission.How.SPOKEN, notice=NoticeFactory(), recipient_email=door.email
        )
    first = link_in(mailbox.letters[0].get_content())
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    with django_capture_on_commit_callbacks(execute=True):
        actions.agree(referral=referral, moment=timezone.now() + DAY, by=volunteer)
    not_left = Referral.objects.get().letter, referral_of(first)[1]
    settings.EMAIL_PORT = port
    sent_again()

    second = link_in(mailbox.letters[1].get_content())
    assert not_left == ("next", True)
    assert [referral_of(link)[1] for link in (first, second)] == [False, True]
    assert AnswerLink.objects.get().earlier == ""
