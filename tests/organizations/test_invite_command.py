"""`manage.py invite`: how the first direction of a new installation comes in."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.access import Role
from organizations.models import Invitation
from tests.factories import CommunityPointFactory, MandateFactory, MunicipalityFactory, OrganizationFactory

from .staff import A_DAY


def run(capsys, *args):
    call_command("invite", *args)
    return capsys.readouterr()


def test_invite_prints_the_link_and_sends_it(db, capsys, mailoutbox):
    city = MunicipalityFactory()
    day = timezone.localdate() + 365 * A_DAY

    out, err = run(capsys, "Elena@Example.org", "--role=direction", "--place=brescia", f"--until={day}")

    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.place, invitation.until, invitation.invited_by) == (
        "elena@example.org",
        "direction",
        city,
        day,
        None,
    )
    assert out.strip() in mailoutbox[0].body
    assert "Ti invitiamo a dirigere la rete dei Punti Comunità di Brescia." in mailoutbox[0].body
    assert err == "Messaggio mandato a Elena@Example.org.\n"
    assert Client().get(out.strip().partition("/invito/")[1] + out.strip().partition("/invito/")[2]).status_code == 200


@pytest.mark.parametrize(("role", "make"), [("editor", OrganizationFactory), ("coordinator", CommunityPointFactory)])
def test_invite_finds_the_place_of_each_role(db, capsys, mailoutbox, role, make):
    place = make()

    run(capsys, "ada@example.org", f"--role={role}", f"--place={place.slug}")

    assert Invitation.objects.get().place == place


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ["ada@example.org", "--role=boss", "--place=brescia"],
            "Il ruolo «boss» non c’è: scegli fra direction, social_worker, volunteer, coordinator, quarter_council, "
            "owner, editor.",
        ),
        (
            ["ada@example.org", "--role=direction", "--place=roma"],
            "Non trovo «roma» fra: brescia. I comuni arrivano con i loro quartieri: manage.py import_places.",
        ),
        (["ada@example.org", "--role=editor", "--place=roma"], "Non trovo «roma» fra: ancora nessuno."),
        (["ada", "--role=direction", "--place=brescia"], "Controlla l’indirizzo: deve essere come nome@esempio.it."),
        (
            ["ada@example.org", "--role=direction", "--place=brescia", "--until=2020-01-01"],
            "Questo giorno è passato: scegline uno da oggi in poi.",
        ),
        (
            ["elena@example.org", "--role=direction", "--place=brescia"],
            "Chi legge questo indirizzo lo fa già: non serve invitarlo.",
        ),
    ],
)
def test_invite_says_what_is_wrong(db, mailoutbox, args, said):
    city = MunicipalityFactory()
    MandateFactory(role=Role.DIRECTION, community_point=None, municipality=city, user__email="elena@example.org")

    with pytest.raises(CommandError) as error:
        call_command("invite", *args)

    assert str(error.value) == said
    assert mailoutbox == []


def test_invite_says_that_the_mail_did_not_leave_and_still_gives_the_link(db, capsys, monkeypatch):
    from django.core.mail.backends.locmem import EmailBackend

    def refuse(self, messages):
        raise OSError

    MunicipalityFactory()
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)

    out, err = run(capsys, "ada@example.org", "--role=direction", "--place=brescia")

    assert "/invito/" in out
    assert err.endswith("Il messaggio non è partito: manda tu il collegamento.\n")
