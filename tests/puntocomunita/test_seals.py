import re

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import models

from accounts.adapters import SecondFactorAdapter
from community.models import Pact, Reply
from puntocomunita import seals
from puntocomunita.encryption import EncryptedTextField, decrypt, encrypt
from tests.community.groups_factories import ReplyFactory
from tests.community.pacts_factories import PactFactory
from tests.factories import UserFactory

SEALED = {
    "community.AdviceBooking": ["name", "contact", "idea"],
    "community.Application": ["name", "phone", "email", "appeal"],
    "community.ConciergeMembership": ["name", "contact"],
    "community.Exchange": ["message"],
    "community.ModerationAppeal": ["sealed_words"],
    "community.ModerationReport": ["sealed_words", "sealed_text", "sealed_contact"],
    "community.Pact": ["name"],
    "community.Reply": ["kept"],
    "helpdesk.CallBackRequest": ["name", "contact", "when_safe"],
    "helpdesk.Client": ["name", "contact", "when_safe"],
    "helpdesk.Referral": ["message"],
    "helpdesk.VolunteerApplication": ["name", "email", "words"],
    "network.Enrolment": ["name", "email"],
    "network.Subscription": ["email"],
    "services.Report": ["contact"],
}


@pytest.fixture
def new_key(settings):
    """Call it, and there is one before the old one."""

    def put_first():
        settings.CLIENT_DATA_KEY = f"{Fernet.generate_key().decode()},{settings.CLIENT_DATA_KEY}"
        return settings.CLIENT_DATA_KEY.partition(",")[0]

    return put_first


def of_who_has_no_account(name):
    return PactFactory(kind=Pact.Kind.SOCIAL, participant=None, name=name)


def test_every_field_that_is_encrypted_is_found_by_what_it_is():
    found = {}
    for field in seals.sealed_fields():
        found.setdefault(field.model._meta.label, []).append(field.name)

    assert found == SEALED


def test_no_column_says_in_a_comment_alone_that_it_is_encrypted(settings):
    modules = [path for path in settings.BASE_DIR.glob("*/models/*.py") if (path.parents[1] / "apps.py").exists()]
    lines = [line.strip() for path in modules for line in path.read_text().splitlines()]

    assert [line for line in lines if re.search(r"models\.(Text|Char|Email)Field\(.*#.*(encrypt|seal)", line)] == []
    assert len(modules) > 50


def test_database_and_migrations_see_a_text():
    assert EncryptedTextField(blank=True, where=models.Q(pk=1)).deconstruct() == (
        None,
        "django.db.models.TextField",
        [],
        {"blank": True},
    )


def test_renewing_leaves_nothing_that_needs_the_old_key(db, settings, new_key, monkeypatch):
    monkeypatch.setattr(seals, "BATCH", 2)
    pacts = [of_who_has_no_account(encrypt(f"Ada {number}")) for number in range(5)]
    everybody = ReplyFactory(kept="Ci sono anch’io")
    ReplyFactory(post=everybody.post, to=everybody.author, is_private=True, kept=encrypt("Ti chiamo io"))
    app = Authenticator.objects.create(user=UserFactory(), type="totp", data={"secret": encrypt("seme"), "used": 3})
    new_first = new_key()

    told = {each.name: (each.rows, each.unreadable) for each in seals.renew_seals() if each.rows}
    settings.CLIENT_DATA_KEY = new_first

    assert told == {"community.Pact.name": (5, 0), "community.Reply.kept": (1, 0), "mfa.Authenticator.data": (1, 0)}
    names = Pact.objects.filter(pk__in=[each.pk for each in pacts]).order_by("pk").values_list("name", flat=True)
    assert [decrypt(each) for each in names] == [f"Ada {number}" for number in range(5)]
    assert [each.text for each in Reply.objects.order_by("pk")] == [everybody.text, "Ti chiamo io"]
    app.refresh_from_db()
    assert (SecondFactorAdapter().decrypt(app.data["secret"]), app.data["used"]) == ("seme", 3)


def test_what_the_first_key_wrote_stays_as_it_is_and_what_no_key_reads_is_said(db, settings, new_key, capsys):
    lost = of_who_has_no_account(Fernet(Fernet.generate_key()).encrypt(b"Rosa").decode())
    fresh = of_who_has_no_account(encrypt("Ada"))

    call_command("renew_seals")

    out, err = capsys.readouterr()
    assert out == "Cifrati di nuovo: 0\n"
    assert err == "community.Pact.name: 1 non si leggono con nessuna chiave\n"
    assert [Pact.objects.get(pk=each.pk).name for each in (lost, fresh)] == [lost.name, fresh.name]


def test_what_somebody_writes_meanwhile_is_theirs(db, new_key):
    pact = of_who_has_no_account(encrypt("Ada"))
    new_key()

    def while_somebody_writes(kept):
        Pact.objects.filter(pk=pact.pk).update(name="nuovo")
        return encrypt(decrypt(kept))

    told = seals.renewed("Pact.name", Pact.objects.all(), "name", while_somebody_writes)

    assert told == ("Pact.name", 0, 0)
    assert Pact.objects.get(pk=pact.pk).name == "nuovo"
