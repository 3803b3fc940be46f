"""Where one is inside, in words, and the way out of there."""

import datetime
import io

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.devices import device_in_words
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SESSIONS = "/account/sessioni/"
PASSWORD = "una-parola-lunga"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1"


def signed_in(user, user_agent=FIREFOX):
    client = Client(headers={"User-Agent": user_agent})
    client.post("/account/accedi/", {"login": user.email, "password": PASSWORD})
    return client


def is_inside(client):
    return client.get(SESSIONS).status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox su Windows"),
        (SAFARI, "Safari su iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/138.0 Safari/537.36", "Chrome su Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/138.0 Safari/537.36 Edg/138.0", "Edge su Windows"),
        ("Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28.0 Chrome/130.0", "Samsung Internet su Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Firefox/140.0", "Firefox su Mac"),
        ("curl/8.5.0", "un programma che non si è fatto riconoscere"),
        ("", "un programma che non si è fatto riconoscere"),
    ],
)
def test_device_is_named_as_people_know_it(user_agent, words):
    assert device_in_words(user_agent) == words


def test_sessions_keep_no_more_of_a_device_than_words():
    signed_in(UserFactory())

    assert UserSession.objects.values_list("user_agent", "ip").get() == ("Firefox su Windows", "127.0.0.1")


def test_sessions_are_listed_with_this_one_named():
    user = UserFactory()
    signed_in(user, SAFARI)
    here = signed_in(user)
    signed_in(UserFactory())

    response = here.get(SESSIONS)

    shown = [each.user_agent for each in response.context["sessions"]]
    assert shown == ["Firefox su Windows", "Safari su iPhone"]
    assert "Firefox su Windows · questa" in response.content.decode()
    assert "Safari su iPhone · questa" not in response.content.decode()


def test_sessions_end_all_the_others():
    user = UserFactory()
    there, here, of_another = signed_in(user, SAFARI), signed_in(user), signed_in(UserFactory())

    response = here.post(SESSIONS, follow=True)

    assert "Fatto: chiusa una sessione." in response.content.decode()
    assert [is_inside(each) for each in (there, here, of_another)] == [False, True, True]


def test_sessions_end_one_and_its_address_goes_with_it():
    user = UserFactory()
    first, second, here = (signed_in(user) for _ in range(3))
    ending = UserSession.objects.order_by("pk").first()

    here.post(SESSIONS, {"session": ending.pk})

    assert [is_inside(each) for each in (first, second, here)] == [False, True, True]
    assert not UserSession.objects.filter(pk=ending.pk).exists()


def test_sessions_of_another_cannot_be_ended():
    other = signed_in(UserFactory())
    theirs = UserSession.objects.get()

    signed_in(UserFactory()).post(SESSIONS, {"session": theirs.pk})

    assert is_inside(other)


def test_signing_out_leaves_no_address_behind():
    client = signed_in(UserFactory())

    client.post("/account/esci/")

    assert (UserSession.objects.count(), Session.objects.count()) == (0, 0)


def test_address_of_who_never_signs_out_goes_within_two_days(time_machine):
    """The longest there can be, erased by the last night before the second day is over."""
    begin, hour = timezone.now(), datetime.timedelta(hours=1)
    time_machine.move_to(begin, tick=False)
    client = signed_in(UserFactory())
    for hours in range(1, 12):
        time_machine.move_to(begin + hours * hour, tick=False)
        assert is_inside(client)

    time_machine.move_to(begin + 24 * hour, tick=False)
    call_command("erase_expired", stdout=io.StringIO())

    assert (UserSession.objects.count(), Session.objects.count()) == (0, 0)


def test_sessions_closed_by_a_new_password_are_not_listed():
    user = UserFactory()
    signed_in(user)
    user.set_password("un-altra-parola-lunga")
    user.save()
    client = Client()
    client.force_login(user)

    assert client.get(SESSIONS).context["sessions"] == []


@pytest.mark.parametrize("others", [0, 2])
def test_sessions_ask_the_same_number_of_queries(django_assert_num_queries, others):
    user = UserFactory()
    for _ in range(others):
        signed_in(user)
    here = signed_in(user)

    with django_assert_num_queries(6):
        response = here.get(SESSIONS)

    assert len(response.context["sessions"]) == 1 + others
