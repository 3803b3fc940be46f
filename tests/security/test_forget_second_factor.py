import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from tests.factories import UserFactory
from tests.security.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return UserFactory(email="marta@example.org", second_factor=True)


def test_forget_second_factor_takes_all_ways_away_and_tells_the_person(
    keeper, mailoutbox, security_lines, capsys, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        call_command("forget_second_factor", "MARTA@example.org")

    assert (Authenticator.objects.filter(user=keeper).count(), [mail.to for mail in mailoutbox]) == (
        0,
        [[keeper.email]],
    )
    assert [line["subject"] for line in security_lines.named("second_factor_forgotten")] == [keeper.pk]
    assert capsys.readouterr().out == "Tolti: 2. Le sessioni sono finite, un’e-mail avvisa.\n"


def test_forget_second_factor_ends_the_sessions(person):
    client = Client()
    client.post("/account/accedi/", {"login": person.email, "password": PASSWORD})
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})

    call_command("forget_second_factor", person.email)

    assert client.get("/account/").status_code == 302


def test_forget_second_factor_of_nobody_and_of_who_has_none(person, mailoutbox, capsys):
    with pytest.raises(CommandError, match="Nessuno entra con altra@example.org"):
        call_command("forget_second_factor", "altra@example.org")
    call_command("forget_second_factor", person.email)

    assert (capsys.readouterr().out, mailoutbox) == ("Non ne ha.\n", [])
