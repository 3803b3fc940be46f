"""The jobs of referrals killed half-way: what they did stays done, nothing is done twice, the next run goes on."""

import datetime
import signal
import subprocess

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from helpdesk.models import Referral, Step
from helpdesk.people import sealed
from tests.factories import CommunityPointFactory
from tests.services.test_import_killed import program

from .factories import WarmReferralFactory
from .test_rota_killed import THERE, WAITING, answer, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def post_office(mailbox, settings, monkeypatch):
    """The mail server of the job too."""
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{settings.EMAIL_PORT}")
    return mailbox


def waiting(days_left, **values):
    """Three that nobody has answered, the longest waiting first."""
    desk = CommunityPointFactory(slug="fiumicello", email="sportello@example.org")
    now = timezone.now()
    return [
        WarmReferralFactory(
            client__community_point=desk,
            target_name=name,
            message=sealed("Serve un letto"),
            sent_at=now - (20 - number) * DAY,
            expires_at=now + days_left * DAY + number * DAY / 24,
            **values,
        )
        for number, name in enumerate(["Emporio", "Mensa", "Nido"])
    ]


def steps():
    return list(Step.objects.order_by("referral__target_name", "pk").values_list("referral__target_name", "what"))


def said_to(post_office):
    return sorted(f"{letter['To']} {letter['Subject'].partition(' ·')[0]}" for letter in post_office.letters)


def killed_at_letter(number, post_office, command):
    """The job, killed when the mail server has that many of its letters and has not said yet that it took the last."""
    job = program("manage.py", command, stdout=subprocess.DEVNULL)
    take = post_office.handle_DATA

    async def take_and_kill(server, session, envelope):
        answered = await take(server, session, envelope)
        if len(post_office.letters) == number:
            job.send_signal(signal.SIGKILL)
        return answered

    post_office.handle_DATA = take_and_kill
    job.wait()
    post_office.handle_DATA = take
    return job.returncode


def test_expiring_killed_half_way_expires_each_once(post_office):
    referrals = waiting(days_left=-1)

    with transaction.atomic():
        Referral.objects.select_for_update().get(pk=referrals[1].pk)  # the job comes to it and waits
        job = program("manage.py", "expire_referrals", stdout=subprocess.DEVNULL)
        (backend,) = wait_for(lambda: answer(WAITING))
        job.send_signal(signal.SIGKILL)
        job.wait()
    wait_for(lambda: not answer(THERE, backend))
    killed = steps()
    call_command("expire_referrals", verbosity=0)
    call_command("expire_referrals", verbosity=0)

    assert killed == [("Emporio", "expired")]
    assert steps() == [("Emporio", "expired"), ("Mensa", "expired"), ("Nido", "expired")]
    assert len(post_office.letters) == 3
    assert {each["Subject"].rpartition(": ")[2] for each in post_office.letters} == {"senza risposta"}


def test_reminding_killed_half_way_reminds_each_once(post_office):
    waiting(days_left=1, recipient_email="info@emporio.example")

    ended = killed_at_letter(2, post_office, "send_reminders")
    killed = steps()
    for _times in range(2):
        call_command("send_reminders", verbosity=0)

    assert (ended, killed) == (-signal.SIGKILL, [("Emporio", "reminded")])
    assert said_to(post_office) == ["info@emporio.example Aspettiamo una risposta"] * 3
    assert steps() == [
        ("Emporio", "reminded"),
        ("Nido", "reminded"),
    ]  # of the second nobody can tell


def test_letter_whose_sender_was_killed_leaves_with_the_next_run(post_office, time_machine):
    owed = {"recipient_email": "info@emporio.example", "letter": "ask", "letter_due_at": timezone.now() - DAY}
    waiting(days_left=1, **owed)

    ended = killed_at_letter(1, post_office, "send_reminders")
    at_work = list(Referral.objects.exclude(letter="").values_list("target_name", flat=True).order_by("target_name"))
    call_command("send_reminders", verbosity=0)
    others = len(post_office.letters)
    time_machine.move_to(timezone.now() + DAY / 24)
    call_command("send_reminders", verbosity=0)

    assert (ended, at_work, others) == (-signal.SIGKILL, ["Emporio", "Mensa", "Nido"], 3)
    assert len(post_office.letters) == 4  # better twice than never for who was promised an answer
    assert not Referral.objects.exclude(letter="").exists()
