"""What people are told: once, as they wish, by mails that one can stop without an account."""

import datetime
from contextlib import suppress

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from community.models import How, Notice, NoticeWish, Topic
from community.notices.links import secret_of
from community.notices.posting import AT_ONCE, WAITS, send_due
from community.notices.telling import tell
from community.notices.wishes import stop, wish, wishes_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

HERE = "/comunita/avvisi/"
MONDAY_NOON = datetime.datetime(2026, 11, 30, 11, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture
def saved(django_capture_on_commit_callbacks):
    """As in a transaction that is saved."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def told(people, topic=Topic.NEEDS, key="need-1-answered", **more):
    words = {"subject": "Una risposta: «Panchina»", "words": "Arriva a marzo.", "url": "/comunita/brescia/"}
    return tell(people, topic, key=key, **words | more)


def test_person_is_told_once_by_mail_with_the_way_out_of_it(mailbox, saved):
    person = UserFactory(email="ada@example.org")

    with saved():
        told([person, None, person, UserFactory(is_active=False)])
        told([person])
    call_command("send_notices")

    (letter,) = mailbox.letters
    host, secret = "http://127.0.0.1:8000/comunita/avvisi", secret_of(person)
    names = ("To", "Subject", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted")
    assert {name: str(letter[name]) for name in names} == {
        "To": "ada@example.org",
        "Subject": "Una risposta: «Panchina»",
        "List-Unsubscribe": f"<{host}/basta/{secret}/needs/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    assert letter.get_content().replace("\r\n", "\n").strip().split("\n\n") == [
        "Arriva a marzo.\nhttp://127.0.0.1:8000/comunita/brescia/",
        f"-- \nScegli quali avvisi ricevere, senza bisogno di entrare:\n{host}/scelte/{secret}/",
    ]


@pytest.mark.parametrize("people", [1, 3])
def test_telling_costs_two_questions_however_many_people(people, django_assert_num_queries):
    group = UserFactory.create_batch(people)

    with transaction.atomic(), django_assert_num_queries(2):
        told(group)

    assert Notice.objects.count() == people


def test_what_is_undone_is_told_to_nobody():
    with suppress(ZeroDivisionError), transaction.atomic():
        told([UserFactory()])
        raise ZeroDivisionError

    send_due()

    assert (Notice.objects.count(), mail.outbox) == (0, [])


def test_groups_are_told_of_in_one_mail_a_day_and_a_must_at_once(saved):
    person = UserFactory()
    with time_machine.travel(MONDAY_NOON), saved():
        told([person], Topic.GROUPS, "post-1", subject="Una scala")
        told([person], Topic.GROUPS, "post-2", subject="Un trapano")
        told([person], Topic.GROUPS, "group-1-joined", subject="Sei dei nostri", must=True)

    left = []
    for moment in (MONDAY_NOON + 6 * HOUR, MONDAY_NOON + 18.5 * HOUR, MONDAY_NOON + 19.5 * HOUR, MONDAY_NOON + 2 * DAY):
        with time_machine.travel(moment):
            left.append(send_due())

    assert left == [(0, 0), (0, 0), (1, 0), (0, 0)]
    assert [each.subject for each in mail.outbox] == ["Sei dei nostri", "2 avvisi dalla comunità"]
    digest = mail.outbox[1]
    assert digest.body.index("Una scala\n") < digest.body.index("Un trapano\n")
    assert digest.extra_headers["List-Unsubscribe"].endswith("/groups/>")


def test_weekly_ones_leave_on_monday_and_never_stays_on_the_page(saved):
    weekly, never = UserFactory(), UserFactory()
    wish(person=weekly, hows={Topic.NEEDS: How.WEEKLY})
    wish(person=never, hows={Topic.NEEDS: How.NEVER})
    with time_machine.travel(MONDAY_NOON), saved():
        told([weekly, never])

    left = []
    for moment in (MONDAY_NOON + 6 * DAY, MONDAY_NOON + 7 * DAY):
        with time_machine.travel(moment):
            left.append(send_due())

    assert left == [(0, 0), (1, 0)]
    assert [each.to for each in mail.outbox] == [[weekly.email]]
    assert list(never.notices.values_list("how", "sent_at")) == [("never", None)]


def test_mail_that_does_not_leave_is_tried_later_and_later_and_then_no_more(settings, saved):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with saved():
        told([UserFactory()])
    notice = Notice.objects.get()
    waits = [notice.try_again_at]

    for _try in range(len(WAITS)):
        with time_machine.travel(notice.try_again_at + datetime.timedelta(seconds=1)):
            send_due()
        notice.refresh_from_db()
        waits.append(notice.try_again_at)

    between = [
        round((later - before) / datetime.timedelta(minutes=1)) for before, later in zip(waits, waits[1:], strict=False)
    ]
    assert between == [15, 60, 240, 720, 1440, 0]
    assert (notice.tries, notice.sent_at) == (len(WAITS), None)


@pytest.mark.parametrize(("has_left", "written_to"), [(True, [1, 1, 1, 1]), (False, [1, 0, 1, 1])])
def test_run_that_is_killed_at_the_second_mail_writes_to_nobody_twice(monkeypatch, saved, has_left, written_to):
    people = UserFactory.create_batch(4)
    with saved():
        told(people, Topic.GROUPS)
    send = EmailBackend.send_messages

    def killed(backend, messages):
        is_second = len(mail.outbox) == 1
        if has_left or not is_second:
            send(backend, messages)
        if is_second:
            raise SystemExit

    with time_machine.travel(timezone.now() + 2 * DAY):
        monkeypatch.setattr(EmailBackend, "send_messages", killed)
        with suppress(SystemExit):
            send_due()
        monkeypatch.setattr(EmailBackend, "send_messages", send)
        runs = [send_due(), send_due()]

    arrived = [each.to for each in mail.outbox]
    assert [arrived.count([each.email]) for each in people] == written_to
    assert runs == [(2, 0), (0, 0)]


def test_nobody_waits_for_more_than_a_few_mails(saved):
    with saved():
        told(UserFactory.create_batch(AT_ONCE + 3))
    at_once = len(mail.outbox)

    assert (at_once, send_due()) == (AT_ONCE, (3, 0))


def test_choices_hold_also_for_what_waits(saved):
    person = UserFactory()
    told([person], Topic.GROUPS, "post-1")

    stop(person=person, what=Topic.GROUPS)

    assert wishes_of(person)[Topic.GROUPS] == How.NEVER
    assert person.notices.get().how == How.NEVER


def test_person_reads_what_they_were_told_and_says_so(client, django_assert_num_queries):
    person, other = UserFactory(), UserFactory()
    told([other], key="other", subject="Di un’altra")
    client.force_login(person)
    told([person])

    counts = []
    for more in range(2):
        told([person], key=f"more-{more}")
        with django_assert_num_queries(7):
            counts.append(client.get(HERE).context["unread"])
    client.post(HERE)

    page = client.get(HERE)
    assert (counts, page.context["unread"]) == ([2, 3], 0)
    assert "Di un’altra" not in page.content.decode()
    assert other.notices.unread().count() == 1


def test_choices_are_made_from_a_mail_without_signing_in(client):
    person, other = UserFactory(), UserFactory()
    page = f"{HERE}scelte/{secret_of(person)}/"

    refused = client.post(page, {"needs": "sometimes"})
    client.post(page, dict.fromkeys(Topic, "weekly") | {"groups": "never"})

    assert refused.status_code == 422
    assert wishes_of(person) == dict.fromkeys(Topic, How.WEEKLY) | {Topic.GROUPS: How.NEVER}
    assert not NoticeWish.objects.filter(person=other).exists()
    assert person.email not in client.get(page).content.decode()


def test_all_in_one_mail_a_day_with_one_button(client):
    person = UserFactory()
    client.force_login(person)

    client.post(f"{HERE}scelte/", {"all": "daily"})

    assert set(wishes_of(person).values()) == {How.DAILY}


def test_mail_program_stops_the_mails_of_a_topic_and_a_look_stops_nothing(client):
    person = UserFactory()
    page = f"{HERE}basta/{secret_of(person)}/needs/"
    client.handler.enforce_csrf_checks = True

    client.get(page)
    before = wishes_of(person)[Topic.NEEDS]
    client.post(page, {"List-Unsubscribe": "One-Click"})

    assert (before, wishes_of(person)) == (
        How.AT_ONCE,
        {topic: How.NEVER if topic == Topic.NEEDS else how for topic, how in wishes_of(UserFactory()).items()},
    )
    client.post(page.replace("/needs/", "/tutti/"))
    assert set(wishes_of(person).values()) == {How.NEVER}


@pytest.mark.parametrize("secret", ["x", "1", "1.x", "\x00", "9" * 30 + ".x", "²"])
def test_link_that_is_not_ours_opens_nothing(client, secret):
    for page in (f"scelte/{secret}/", f"basta/{secret}/needs/"):
        assert client.get(HERE + page).status_code == 404


def test_link_is_over_once_the_address_changes_or_the_topic_is_made_up(client):
    person = UserFactory()
    secret = secret_of(person)

    assert client.get(f"{HERE}basta/{secret}/denaro/").status_code == 404
    person.email = "nuova@example.org"
    person.save()
    assert client.get(f"{HERE}scelte/{secret}/").status_code == 404


def test_notices_go_after_three_months(capsys):
    told([UserFactory()])

    with time_machine.travel(timezone.now() + 91 * DAY):
        call_command("erase_expired")

    assert "Avvisi di oltre tre mesi fa: 1" in capsys.readouterr().out
    assert not Notice.objects.exists()


def test_what_one_has_opened_is_read_and_nobody_opens_what_another_was_told(client):
    mine, theirs = UserFactory.create_batch(2)
    for key in ("need-1-answered", "need-2-answered"):
        told([mine, theirs], key=key)
    opened = mine.notices.get(key="need-1-answered")
    client.force_login(mine)

    answers = [client.get(f"{HERE}{each.pk}/") for each in (opened, theirs.notices.first())]
    page = client.get(HERE).content.decode()
    client.post(HERE)

    assert [(each.status_code, each.headers.get("Location")) for each in answers] == [
        (302, "/comunita/brescia/"),
        (404, None),
    ]
    assert ("1 da leggere." in page, page.count("<strong>Nuovo</strong>")) == (True, 1)
    assert theirs.notices.unread().count() == 2
    assert "Li hai letti tutti." in client.get(HERE).content.decode()
