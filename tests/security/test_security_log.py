"""What matters to security is one line of JSON: when, what, who by number, from where; never a secret or an address."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone

from accounts.access import Role, Scope
from accounts.models import ApiToken
from puntocomunita.security_log import digest_of, record
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, UserFactory
from tests.security.conftest import PASSWORD

pytestmark = pytest.mark.django_db
DOOR = "/account/accedi/"


def essentials(lines):
    return [(line["event"], line["person"], line["address"]) for line in lines]


def test_signing_in_is_written_with_the_way(client, person, security_lines):
    client.post(DOOR, {"login": person.email, "password": PASSWORD}, REMOTE_ADDR="127.0.0.7")

    (line,) = security_lines.named("signed_in")
    assert (line["person"], line["address"], line["methods"]) == (person.pk, "127.0.0.7", ["password"])
    assert line["time"].endswith("+00:00")


def test_a_wrong_password_is_written_without_password_and_address(client, person, security_lines):
    for login in ("MARTA@example.org", "marta@example.org", "altra@example.org"):
        client.post(DOOR, {"login": login, "password": "non-è-questa-qui"})

    accounts = [line["account"] for line in security_lines.named("sign_in_failed")]
    assert accounts == [digest_of("marta@example.org")] * 2 + [digest_of("altra@example.org")]
    assert not any(secret in line for line in security_lines.raw for secret in ("example.org", "questa", "marta"))


def test_a_limited_sign_in_is_written(client, person, throttles, security_lines):
    for _ in range(11):
        client.post(DOOR, {"login": person.email, "password": "non-è-questa-qui"})

    assert [(line["path"], line["status"]) for line in security_lines.named("limited")] == [(DOOR, 429)]


def test_signing_out_is_written(client, person, security_lines):
    client.force_login(person)

    client.post("/account/esci/")

    assert [line["person"] for line in security_lines.named("signed_out")] == [person.pk]


def test_a_refusal_is_written(client, person, security_lines):
    client.force_login(person)

    client.get("/amministrazione/", REMOTE_ADDR="127.0.0.8")

    (line,) = security_lines.named("access_refused")
    assert line | {"time": ""} == {
        "time": "",
        "event": "access_refused",
        "person": person.pk,
        "address": "127.0.0.8",
        "method": "GET",
        "path": "/amministrazione/",
        "status": 403,
    }


def test_a_refusal_at_a_link_by_mail_is_written_without_its_secret(security_lines):
    Client(enforce_csrf_checks=True).post("/conferma/non-per-tutti/")

    assert [line["path"] for line in security_lines.named("access_refused")] == ["/conferma/<str:secret>/"]
    assert "non-per-tutti" not in "".join(security_lines.raw)


def test_a_role_is_written_when_given_changed_and_ended(person, security_lines):
    point = CommunityPointFactory()
    mandate = MandateFactory(user=person, role=Role.VOLUNTEER, community_point=point)
    mandate.save()
    mandate.delete()
    member = MemberFactory(user=person)
    member.delete()

    told = [(line["event"], line["subject"], line["role"]) for line in security_lines.events]
    assert told == [
        ("role_given", person.pk, "volunteer"),
        ("role_changed", person.pk, "volunteer"),
        ("role_ended", person.pk, "volunteer"),
        ("role_given", person.pk, "editor"),
        ("role_ended", person.pk, "editor"),
    ]


def test_a_technician_and_a_suspension_are_written(person, security_lines):
    person.is_technician = True
    person.save()
    person.is_active = False
    person.save(update_fields=["is_active"])
    person.save(update_fields=["name"])

    told = [(line["event"], line["subject"]) for line in security_lines.events]
    assert told == [("technician_given", person.pk), ("person_suspended", person.pk)]


def test_a_key_is_written_when_made_and_taken_back(person, security_lines):
    in_a_month = timezone.now() + timezone.timedelta(days=30)
    token, secret = ApiToken.objects.issue(user=person, name="prova", scopes=[Scope.ACCOUNT], expires_at=in_a_month)
    token.last_used_on = timezone.localdate()
    token.save()
    number = token.pk
    token.delete()

    told = [(line["event"], line["subject"], line["token"]) for line in security_lines.events]
    assert told == [("token_made", person.pk, number), ("token_removed", person.pk, number)]
    assert not any(secret in line for line in security_lines.raw)


def test_a_changed_password_is_written(client, person, security_lines):
    client.post(DOOR, {"login": person.email, "password": PASSWORD})

    new = "tre parole qualunque qui"
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert [line["person"] for line in security_lines.named("password_changed")] == [person.pk]
    assert not any(new in line or PASSWORD in line for line in security_lines.raw)


def test_a_second_factor_is_written_when_added_and_removed(client, security_lines):
    person = UserFactory(second_factor=True)
    client.post(DOOR, {"login": person.email, "password": PASSWORD})
    client.post("/account/accedi/secondo-passo/", {"code": "000000"})

    from allauth.mfa import signals

    factor = Authenticator.objects.get(user=person, type="totp")
    for signal in (signals.authenticator_added, signals.authenticator_removed):
        signal.send(sender=Authenticator, request=None, user=person, authenticator=factor)

    told = [line["event"] for line in security_lines.events if line["event"].startswith("second_factor")]
    assert told == ["second_factor_failed", "second_factor_added", "second_factor_removed"]
    assert TOTP(factor).instance.data["secret"] not in "".join(security_lines.raw)


@pytest.mark.parametrize("typed", ["a\nb", "a\r\n{}", "\x1b[31m", "\u2028", '"},{"event":"signed_in'])
def test_nothing_typed_begins_a_line(client, security_lines, typed):
    record("access_refused", path=typed)

    (raw,) = security_lines.raw
    assert (raw.isprintable(), json.loads(raw)["path"]) == (True, typed)


def test_the_log_is_configured_to_be_kept_apart():
    from puntocomunita import settings as ours

    configured = ours.LOGGING["loggers"]["puntocomunita.security"]
    assert configured == {"handlers": ["security"], "level": "INFO", "propagate": False}
