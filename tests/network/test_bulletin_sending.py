"""The mails of the bulletin as a real server receives them, and what is done when it does not."""

import base64
import datetime
import threading
from email.utils import parseaddr, parsedate_to_datetime

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from network.bulletin import sending
from network.bulletin.links import secret_of
from network.bulletin.mailboxes import digest_of
from network.bulletin.sending import GIVE_UP, send_due
from network.models import Delivery, Subscription

from .bulletin_factories import DAY, DeliveryFactory, ItemFactory, SubscriptionFactory, make_issue, today
from .factories import network_of

pytestmark = pytest.mark.django_db


def texts(letter):
    """{content type: text} of a mail of two parts."""
    return {part.get_content_type(): part.get_content() for part in letter.iter_parts()}


def test_item_approved_yesterday_is_in_the_mailbox_today(mailbox, capsys):
    item = ItemFactory(approved=True, title="Festa in cortile è aperta", link="https://festa.example/")
    reader = SubscriptionFactory(network=item.network, address="ada@example.org")

    call_command("send_bulletin")
    call_command("send_bulletin")

    (letter,) = mailbox.letters
    delivery, host = Delivery.objects.get(), "http://127.0.0.1:8000/rete/brescia/bollettino"
    assert {name: str(letter[name]) for name in letter if name not in ("Date", "Content-Type")} == {
        "MIME-Version": "1.0",
        "Subject": f"Bollettino di Brescia, {today().day} {MONTHS[today().month]}: Festa in cortile è aperta",
        "From": "Rete di Brescia <noreply@demo.puntocomunita.example>",
        "To": "ada@example.org",
        "Message-ID": f"<{delivery.pk}.bollettino@demo.puntocomunita.example>",
        "List-Id": "<bollettino.brescia.demo.puntocomunita.example>",
        "List-Archive": f"<{host}/>",
        "List-Unsubscribe": f"<{host}/lascia/{secret_of(reader)}/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    parts = texts(letter)
    assert letter.get_content_type() == "multipart/alternative"
    assert list(parts) == ["text/plain", "text/html"]
    for text in parts.values():
        for words in (item.title, item.text, item.organization.name, item.link, f"{host}/scelte/{secret_of(reader)}/"):
            assert words in text
    assert delivery.state == Delivery.State.SENT
    assert "Bollettini nuovi: 1 · e-mail partite: 1" in capsys.readouterr().out


MONTHS = dict(
    enumerate(
        ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"]
        + ["luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"],
        1,
    )
)


def test_mail_keeps_its_signature_on_the_way(mailbox, settings):
    """What a server signs for DKIM, with what RFC 8058 wants signed, is still so when it arrives."""
    make_issue(titles=["Però: «perché» <no>"], text="Riga lunga, è così. " * 60)
    DeliveryFactory(issue=make_issue(day=today() + DAY, titles=["Caffè"], text="Sì. " * 300))
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    dns = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)

    send_due()

    (letter,) = mailbox.letters
    raw = letter.as_bytes(policy=letter.policy.clone(linesep="\r\n", refold_source="none"))
    domain = parseaddr(str(letter["From"]))[1].partition("@")[2].encode()
    signed = [b"from", b"to", b"subject", b"date", b"message-id", b"list-unsubscribe", b"list-unsubscribe-post"]
    signature = dkim.sign(raw, b"s1", domain, private, include_headers=signed)
    made_by = [str(letter[name]).strip("<> ").rpartition("@")[2].encode() for name in ("From", "Message-ID")]
    assert made_by == [parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2].encode()] * 2
    sent = parsedate_to_datetime(str(letter["Date"])).replace(tzinfo=datetime.UTC)  # -0000 says UTC
    assert abs(timezone.now() - sent) < datetime.timedelta(minutes=5)
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) <= 998
    assert dkim.verify(signature + raw, dnsfunc=lambda name, timeout=5: dns)
    assert not dkim.verify((signature + raw).replace(b"lascia", b"lascio"), dnsfunc=lambda name, timeout=5: dns)


def test_reader_has_what_they_wish_and_a_weekly_one_what_they_have_not_read():
    network = network_of()
    days = [today() - back * DAY for back in (4, 3, 2)]
    issues = [make_issue(network, day, titles=[f"Del {day}"], expires_on=today() + DAY) for day in days]
    reader = SubscriptionFactory(network=network, rhythm="weekly")
    read = {"state": Delivery.State.SENT, "settled_at": timezone.now()}
    Delivery.objects.filter(pk=DeliveryFactory(issue=issues[1], subscription=reader).pk).update(**read)
    DeliveryFactory(issue=issues[2], subscription=reader, first_day=days[0])

    send_due()

    (letter,) = mail.outbox
    assert [f"Del {day}" in letter.body for day in days] == [True, False, True]


def test_nothing_goes_to_who_left_nor_of_what_is_over_by_now():
    issue = make_issue(day=today() - DAY)
    late = DeliveryFactory(issue=issue)
    gone = DeliveryFactory(issue=make_issue(issue.network))
    paused = DeliveryFactory(issue=gone.issue)
    Subscription.objects.filter(pk=gone.subscription_id).update(
        state="left", email="", digest="", ended_at=timezone.now()
    )
    Subscription.objects.filter(pk=paused.subscription_id).update(rhythm="none")

    send_due()

    assert mail.outbox == []
    assert set(Delivery.objects.values_list("pk", "state")) == {(each.pk, "dropped") for each in (late, gone, paused)}


class Answers:
    """An SMTP server that answers each recipient as it is told."""

    def __init__(self, mailbox):
        self.of, self.tried = {}, []
        mailbox.handle_RCPT = self.handle_RCPT

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.tried.append(address)
        envelope.rcpt_tos.append(address)
        return self.of.get(address, "250 OK")


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        ("550 5.1.1 No such user", ("failed", "bounced")),
        ("550 No such user", ("failed", "bounced")),
        ("552 5.2.2 Mailbox full", ("failed", "bounced")),
        ("550 5.7.1 We do not like you", ("failed", "active")),
        ("554 Spam", ("failed", "active")),
        ("451 4.7.1 Greylisted", ("waiting", "active")),
    ],
)
def test_server_that_refuses_a_mailbox_is_believed(mailbox, answer, ends):
    refused = DeliveryFactory(subscription__address="gone@example.org")
    taken = DeliveryFactory(issue=refused.issue)
    Answers(mailbox).of["gone@example.org"] = answer

    send_due()

    refused.refresh_from_db()
    taken.refresh_from_db()
    assert (refused.state, refused.subscription.state) == ends
    assert (taken.state, len(mailbox.letters)) == ("sent", 1)
    subscription = refused.subscription
    assert bool(subscription.email) == (ends[1] == "active")
    assert subscription.digest == digest_of("gone@example.org")


def test_mail_that_is_put_off_goes_later_and_later_and_then_no_more(mailbox):
    delivery = DeliveryFactory(subscription__address="slow@example.org")
    Answers(mailbox).of["slow@example.org"] = "450 4.2.0 Later"
    waits = []

    while delivery.state == "waiting":
        before = timezone.now()
        send_due()
        delivery.refresh_from_db()
        waits.append(round((delivery.next_at - before) / datetime.timedelta(minutes=1)))
        Delivery.objects.filter(pk=delivery.pk).update(next_at=before)

    assert waits[:-1] == [5, 15, 60, 240, 720, 1440]
    assert (delivery.state, delivery.subscription.state) == ("failed", "active")


def test_server_that_is_down_counts_against_nobody(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    issue = make_issue()
    DeliveryFactory.create_batch(GIVE_UP + 2, issue=issue)

    counts = send_due()

    assert counts == {"waiting": GIVE_UP}
    assert set(Delivery.objects.values_list("state", "attempts")) == {("waiting", 0)}
    assert Delivery.objects.due(timezone.now()).count() == 2


@pytest.mark.parametrize("readers", [1, 3])
def test_each_mail_costs_as_many_questions(readers, django_assert_num_queries):
    issue = make_issue()
    DeliveryFactory.create_batch(readers, issue=issue)

    with django_assert_num_queries(4 + 4 * readers):  # reading the issue, and a look that finds nothing more
        send_due()

    assert len(mail.outbox) == readers


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_share_the_work(mailbox, monkeypatch):
    issue = make_issue()
    DeliveryFactory.create_batch(30, issue=issue)
    begun, counts, claim, own = threading.Barrier(2), [], sending.claimed, threading.local()

    def claimed():
        delivery = claim()
        if not hasattr(own, "first"):
            own.first = delivery
            begun.wait(60)  # neither sends before both have one
        return delivery

    def work():
        counts.append(send_due())
        connection.close()

    monkeypatch.setattr(sending, "claimed", claimed)
    threads = [threading.Thread(target=work) for _sender in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)

    assert sum(each["sent"] for each in counts) == len(mailbox.letters) == 30
    assert len({letter["To"] for letter in mailbox.letters}) == 30
    assert all(each["sent"] for each in counts)
