"""Reading by mail without an account: nobody learns who reads, and leaving is one click that no scanner makes."""

import re

import pytest
from django.core import mail
from django.test import Client

from network.bulletin.bounces import receive
from network.bulletin.letters import bulletin
from network.bulletin.links import CONFIRM, secret_of
from network.bulletin.mailboxes import address_of, digest_of
from network.models import Delivery, Subscription
from services.reports import sender
from tests.factories import QuarterFactory, TermFactory

from .bulletin_factories import DAY, DeliveryFactory, SubscriptionFactory, make_issue
from .factories import network_of

pytestmark = pytest.mark.django_db
HERE = "/rete/brescia/bollettino/"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    monkeypatch.setattr(sender, "QUICKEST", -1)


def ask(client, email="ada@example.org", **said):
    shown = {"shown": sender.stamp(), "homepage": "", "rhythm": "daily", "email": email}
    return client.post(f"{HERE}iscriviti/", shown | said)


@pytest.fixture
def asking(client, django_capture_on_commit_callbacks):
    """Asks, with what is written to the mailbox then."""

    def asked(**said):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            answer = ask(client, **said)
        return answer, list(mail.outbox)

    return asked


def page_in(letter):
    return re.search(r"http://127.0.0.1:8000(/\S+)", letter.body)[1]


def test_reader_asks_confirms_chooses_and_leaves(client, asking):
    network, home, near = network_of(), TermFactory(name="Casa"), QuarterFactory()

    _answer, (letter,) = asking(themes=[home.pk])
    page = page_in(letter)
    looked = client.get(page)
    before = Subscription.objects.get()
    asked = list(before.themes.all())
    confirmed = client.post(page)
    client.post(confirmed.url, {"rhythm": "weekly", "quarters": [near.pk]})
    chosen = Subscription.objects.get()
    wishes = (chosen.rhythm, list(chosen.themes.all()), list(chosen.quarters.all()))
    leave = client.get(confirmed.url).context["leave"]
    client.get(leave)
    still = Subscription.objects.get().state
    gone = client.post(leave)
    after = Subscription.objects.get()

    assert letter.to == ["ada@example.org"]
    assert (looked.status_code, before.state, asked) == (200, "pending", [home])
    assert (address_of(before), before.network) == ("ada@example.org", network)
    assert (chosen.state, *wishes) == ("active", "weekly", [], [near])
    assert (still, after.state, after.email, after.digest, after.rhythm) == ("active", "left", "", "", "none")
    assert "Questa iscrizione è finita" in gone.text
    assert list(after.quarters.all()) == []


def test_nobody_learns_who_reads_by_asking(asking):
    network = network_of()
    for name, state in {"pending": "pending", "active": "active"}.items():
        SubscriptionFactory(network=network, address=f"{name}@example.org", state=state)
    ended = {"email": "", "ended_at": "2026-01-01T00:00Z"}
    for state in ("bounced", "complained"):
        reader = SubscriptionFactory(network=network, address=f"{state}@example.org")
        Subscription.objects.filter(pk=reader.pk).update(state=state, **ended)

    answers, told = set(), {}
    for name in ("new", "pending", "active", "bounced", "complained"):
        answer, letters = asking(email=f"{name}@EXAMPLE.org")
        answers.add((answer.status_code, answer.url, answer.content))
        told[name] = [letter.subject for letter in letters]

    confirm = ["Vuoi ricevere il bollettino della rete di Brescia?"]
    assert len(answers) == 1
    assert told == {
        "new": confirm,
        "pending": confirm,
        "active": ["Ricevi già il bollettino della rete di Brescia"],
        "bounced": confirm,
        "complained": [],
    }
    states = Subscription.objects.values_list("digest", "state")
    assert dict(states) == {
        digest_of("new@example.org"): "pending",
        digest_of("pending@example.org"): "pending",
        digest_of("active@example.org"): "active",
        digest_of("bounced@example.org"): "pending",
        digest_of("complained@example.org"): "complained",
    }


def test_who_asks_again_for_a_mailbox_changes_nothing_of_its_reader(asking):
    reader = SubscriptionFactory(address="ada@example.org", rhythm="weekly")

    asking(rhythm="daily")

    reader.refresh_from_db()
    assert (reader.rhythm, reader.state) == ("weekly", "active")


def test_who_had_paused_and_asks_again_hears_that_nothing_comes_until_they_choose(client, asking):
    reader = SubscriptionFactory(address="ada@example.org", rhythm="none")

    _answer, (letter,) = asking()
    confirmed = client.get(f"{HERE}conferma/{secret_of(reader, CONFIRM)}/")

    assert letter.subject == "Scegli quando ricevere il bollettino della rete di Brescia"
    assert "finché non scegli quando, non ti arriva" in letter.body
    assert "Adesso il bollettino non ti arriva" in confirmed.text


def test_programs_get_the_same_thanks_and_nothing_is_kept(client, monkeypatch):
    network_of()
    trapped = ask(client, homepage="https://spam.example/")
    monkeypatch.setattr(sender, "QUICKEST", 60)
    hasty = ask(client)

    assert [trapped.url, hasty.url] == [f"{HERE}iscriviti/grazie/"] * 2
    assert Subscription.objects.count() == 0


def test_asking_is_counted_by_sender_and_by_mailbox(client, asking, settings):
    settings.ACCOUNT_RATE_LIMITS = {"bulletin": "7/10m/ip", "unasked_mail": "5/h/key"}
    network_of()

    written_to = [len(asking()[1]) for _time in range(7)]
    refused = ask(client)

    assert written_to == [1, 1, 1, 1, 1, 0, 0]
    assert (refused.status_code, "Riprova fra dieci minuti" in refused.text) == (429, True)


def test_links_of_others_open_nothing(client):
    reader = SubscriptionFactory()
    elsewhere = reader.pk.hex + ".x"
    pages = [f"{HERE}{page}/{secret}/" for page in ("conferma", "scelte", "lascia") for secret in (elsewhere, "x")]
    pages += [f"{HERE}conferma/{secret_of(reader)}/", f"{HERE}scelte/{secret_of(reader, CONFIRM)}/"]

    answers = {client.post(page).status_code for page in pages} | {client.get(page).status_code for page in pages}

    assert answers == {404}
    assert Subscription.objects.get().state == "active"


def test_mail_program_leaves_with_one_click_and_a_scanner_does_not(mailbox):
    """RFC 8058: the POST of the headers, without a cookie, with CSRF protection on."""
    delivery = DeliveryFactory()
    waiting = DeliveryFactory(
        issue=make_issue(delivery.issue.network, delivery.issue.day - DAY), subscription=delivery.subscription
    )
    letter = bulletin(delivery, list(delivery.issue.entries.all())).message()
    address = letter["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    name, _equals, value = letter["List-Unsubscribe-Post"].partition("=")
    program = Client(enforce_csrf_checks=True)

    scanned = [program.get(address).status_code, program.head(address).status_code]
    reads = Subscription.objects.get().state
    left = [program.post(address, {name: value}).status_code for _time in range(2)]

    assert (scanned, reads) == ([200, 200], "active")
    assert (left, Subscription.objects.get().state) == ([200, 200], "left")
    assert set(Delivery.objects.values_list("state", flat=True)) == {"dropped"}
    assert waiting.issue != delivery.issue


DSN = """From: MAILER-DAEMON@mx.example
To: noreply@demo.puntocomunita.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ada@example.org
Action: {action}
Status: {status}

--b
Content-Type: {returned}

Message-ID:
 {message_id}
Subject: Bollettino

--b--
"""
ARF = """From: fbl@mailbox.example
To: noreply@demo.puntocomunita.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Prova/1
Version: 1

--b
Content-Type: message/rfc822

From: noreply@demo.puntocomunita.example
Message-ID: {message_id}
Subject: Bollettino

Ciao

--b--
"""
GONE = {"action": "failed", "status": "5.1.1", "returned": "text/rfc822-headers"}


@pytest.mark.parametrize(
    ("report", "said", "state"),
    [
        (DSN, GONE, "bounced"),
        (DSN, GONE | {"returned": "message/rfc822"}, "bounced"),
        (DSN, GONE | {"action": "delayed", "status": "4.4.1"}, "active"),
        (DSN, GONE | {"status": "4.2.2"}, "active"),
        (ARF, {"kind": "abuse"}, "complained"),
        (ARF, {"kind": "not-spam"}, "active"),
    ],
)
def test_mail_that_comes_back_ends_what_it_is_about(report, said, state):
    delivery = DeliveryFactory()
    message_id = bulletin(delivery, list(delivery.issue.entries.all())).extra_headers["Message-ID"]

    receive(report.format(message_id=message_id, **said).encode())

    reader = Subscription.objects.get()
    assert (reader.state, bool(reader.email), bool(reader.digest)) == (state, state == "active", True)


@pytest.mark.parametrize("raw", [b"", b"Ciao", b"\xff\xfe\x00" * 50, DSN.format(message_id="<x@y>", **GONE).encode()])
def test_other_mail_changes_nothing(raw):
    SubscriptionFactory()

    assert (receive(raw), Subscription.objects.get().state) == (None, "active")
