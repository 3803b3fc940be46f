"""Who receives a referral answers by the link of a mail, without an account."""

import datetime
import re

import pytest
from django.utils import timezone

from helpdesk.models import AnswerLink, Referral
from helpdesk.referrals import actions
from helpdesk.referrals.doors import door_of_organization
from helpdesk.referrals.links import new_link, retire_earlier
from helpdesk.requests.following import forget_client

from .walking import SECRETS, answer_url, handed, seen_in, text

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_program_that_looks_at_the_mail_learns_and_changes_nothing(client, warm):
    address = answer_url(warm)

    looks = [client.get(address), client.head(address), client.get(address)]

    assert [seen_in(look) for look in looks] == [[], [], []]
    assert warm.reference in text(looks[0])
    assert [looks[0].headers[name] for name in ("Referrer-Policy", "X-Robots-Tag")] == ["same-origin", "noindex"]
    assert "no-store" in looks[0].headers["Cache-Control"]
    assert list(warm.steps.values_list("what", flat=True)) == ["sent"]
    assert Referral.objects.get().state == "sent"


def test_receiver_opens_on_record_and_accepts(client, warm, django_capture_on_commit_callbacks, mailoutbox):
    address = answer_url(warm)

    opened = client.post(address, {"step": "open"})
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(address, {"step": "accept", "accept-appointment_at": ""})

    assert (seen_in(opened), seen_in(done), done.context["goes_on"]) == (SECRETS, [], True)
    assert list(warm.steps.values_list("what", "by")) == [
        ("sent", warm.owner_id),
        ("opened", None),
        ("accepted", None),
    ]
    (letter,) = mailoutbox
    after = re.search(r"/passaggio/\S+", letter.body)[0]
    assert (client.get(address).status_code, client.get(after).status_code) == (410, 200)


def test_receiver_says_how_it_went_by_the_next_link(client, warm):
    actions.accept(referral=warm)

    client.post(answer_url(warm), {"step": "conclude", "conclude-outcome": "met"})

    ended = Referral.objects.get()
    assert (ended.state, ended.outcome_source) == ("completed", "organization")


def test_no_without_a_reason_shows_the_page_again(client, warm):
    address = answer_url(warm)

    again = client.post(address, {"step": "decline"})

    assert (again.status_code, seen_in(again), Referral.objects.get().state) == (422, SECRETS, "sent")
    assert client.post(address, {"step": "decline", "decline-reason": "full"}).context["goes_on"] is False
    assert Referral.objects.get().decline_reason == "full"


def test_appointment_in_the_past_is_refused(client, warm):
    answer = client.post(answer_url(warm), {"step": "propose", "propose-moment": "2020-01-01T10:00"})

    assert (answer.status_code, Referral.objects.get().proposed_at) == (422, None)


@pytest.mark.parametrize("how", ["expired", "used", "newer", "withdrawn"])
def test_dead_link_says_whom_to_call_and_shows_nothing(client, warm, volunteer, how):
    address = answer_url(warm)
    kill = {
        "expired": lambda: AnswerLink.objects.update(created_at=timezone.now() - 9 * DAY, expires_at=timezone.now()),
        "used": lambda: AnswerLink.objects.update(used_at=timezone.now()),
        "newer": lambda: (new_link(warm), retire_earlier(warm)),
        "withdrawn": lambda: actions.withdraw(referral=warm, by=volunteer),
    }
    kill[how]()

    looked, answered = client.get(address), client.post(address, {"step": "accept"})

    assert (looked.status_code, answered.status_code, seen_in(answered)) == (410, 410, [])
    assert [words for words in (warm.reference, "030 111") if words not in text(looked)] == []


@pytest.mark.parametrize("secret", ["x", "0" * 32 + ".aaa.bbb"])
def test_link_that_is_not_ours_names_nothing(client, warm, secret):
    answer = client.get(f"/passaggio/{secret}/")

    assert (answer.status_code, warm.reference in text(answer)) == (410, False)


def test_receiver_sees_nothing_once_the_person_is_erased(client, warm):
    address = answer_url(warm)
    forget_client(warm.client)

    opened = client.post(address, {"step": "open"})

    assert (seen_in(opened), opened.status_code) == ([], 410)
    assert list(warm.steps.values_list("what", flat=True)) == ["sent", "erased"]


def test_answers_are_limited(client, warm, throttles):
    address = answer_url(warm)

    answers = [client.get(address).status_code for _times in range(31)]

    assert (set(answers[:30]), answers[30]) == ({200}, 429)


def test_real_mail_server_carries_the_link_and_no_name(
    client, volunteer, enquiry, emporio, notice, mailbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        referral = handed(volunteer, enquiry, door_of_organization(emporio), notice)

    (letter,) = mailbox.letters
    said = letter.get_content()
    link = re.search(r"/passaggio/\S+", said)[0]
    assert (letter["To"], letter["Subject"]) == (
        "info@emporio.example",
        f"Una persona da accogliere · {referral.reference}",
    )
    assert [words for words in SECRETS if words in said] == []
    assert seen_in(client.post(link, {"step": "open"})) == SECRETS
