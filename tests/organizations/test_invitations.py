"""From the form to the link: inviting, the mail, sending again, withdrawing, and all that makes it void."""

import smtplib
import socket

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from accounts.access import Role
from organizations import actions
from organizations.invitations import address_of
from organizations.models import Invitation, Mandate
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory

from .inviting import PASSWORD, errors, invited, notices, signed_in
from .staff import A_DAY, answers, as_, make_staff, only, term

GONE = "Questo invito non vale più"


@pytest.fixture
def staff(db):
    return make_staff()


def invite_url(place, stem):
    return reverse(f"organizations:{stem}_invite", args=[place.slug])


# Inviting


@pytest.mark.parametrize(
    ("of", "stem", "keepers", "otherwise"),
    [
        ("organization", "organization", ["owner", "direction"], 403),
        ("point", "community_point", ["coordinator", "direction"], 403),
        ("city", "municipality", ["direction"], 404),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_invite_opens_to_who_keeps_the_people(staff, of, stem, keepers, otherwise, method):
    url = invite_url(getattr(staff, of), stem)

    assert answers(staff, method, url) == only(200, *keepers, otherwise=otherwise)


@pytest.mark.parametrize(
    ("who", "of", "stem", "roles"),
    [
        ("owner", "organization", "organization", ["owner", "editor"]),
        ("coordinator", "point", "community_point", ["volunteer", "quarter_council"]),
        ("direction", "point", "community_point", ["volunteer", "coordinator", "quarter_council"]),
        ("direction", "city", "municipality", ["direction", "social_worker"]),
    ],
)
def test_invite_offers_the_roles_that_one_may_give(staff, who, of, stem, roles):
    response = as_(staff, who).get(invite_url(getattr(staff, of), stem))

    assert [value for value, _label in response.context["form"].fields["role"].choices] == roles


def test_invite_gives_no_role_beyond_those_offered(staff):
    wish = {"email": "amico@example.org", "role": "coordinator"}

    response = as_(staff, "coordinator").post(invite_url(staff.point, "community_point"), wish)

    assert errors(response) == ["Scegli una delle voci."]
    assert not Invitation.objects.exists()


def test_invite_sends_a_plain_mail_with_a_link_that_only_its_reader_knows(staff, mailoutbox, settings):
    settings.SITE_URL = "https://portale.example"
    staff.people["coordinator"].name = "Marta <b>& Figli</b>"
    staff.people["coordinator"].save()
    day = timezone.localdate() + 300 * A_DAY
    wish = {"email": "Nuova@Example.org", "role": "volunteer", "until": str(day)}

    response = as_(staff, "coordinator").post(invite_url(staff.point, "community_point"), wish, follow=True)

    invitation = Invitation.objects.get()
    (message,) = mailoutbox
    (link,) = [line for line in message.body.splitlines() if "/invito/" in line]
    secret = link.removeprefix("https://portale.example/invito/").removesuffix("/")
    assert (message.to, message.subject) == (
        ["nuova@example.org"],
        "Invito a fare volontariato allo sportello: Punto Fiumicello",
    )
    assert "Marta <b>& Figli</b> ti invita a fare volontariato allo sportello: Punto Fiumicello." in message.body
    assert message.alternatives == []
    assert len(secret) == 43  # 256 bits
    assert Invitation.objects.holding(secret).get() == invitation
    assert secret not in str(list(Invitation.objects.values()))
    assert (invitation.email, invitation.role, invitation.until, invitation.place, invitation.invited_by) == (
        "nuova@example.org",
        "volunteer",
        day,
        staff.point,
        staff.people["coordinator"],
    )
    assert notices(response) == ["Invito mandato a nuova@example.org."]


@pytest.mark.parametrize("wrong", [OSError("down"), smtplib.SMTPRecipientsRefused({"nuova@example.org": (550, b"no")})])
def test_invite_stays_when_the_mail_does_not_leave(staff, monkeypatch, caplog, wrong):
    def refuse(*args, **kwargs):
        raise wrong

    monkeypatch.setattr(mail.backends.locmem.EmailBackend, "send_messages", refuse)
    wish = {"email": "nuova@example.org", "role": "volunteer"}

    response = as_(staff, "coordinator").post(invite_url(staff.point, "community_point"), wish, follow=True)

    assert notices(response) == [
        "L’invito per nuova@example.org c’è, ma il messaggio non è partito. Fra qualche minuto prova «Manda di nuovo»."
    ]
    assert [each.email for each in response.context["invitations"]] == ["nuova@example.org"]
    assert "nuova@example.org" not in caplog.text


@pytest.mark.parametrize("typed", ["luca@example.org", "LUCA@Example.ORG"])
def test_invite_says_who_does_it_already(staff, typed):
    MandateFactory(community_point=staff.point, user__email="Luca@example.org")

    response = as_(staff, "coordinator").post(
        invite_url(staff.point, "community_point"), {"email": typed, "role": "volunteer"}
    )

    assert errors(response) == ["Chi legge questo indirizzo lo fa già: non serve invitarlo."]


def test_invite_welcomes_back_who_did_it_once_and_who_does_something_else(staff, mailoutbox):
    MandateFactory(community_point=staff.point, user__email="luca@example.org", term=term(-90, -30))
    MandateFactory(community_point=staff.point, user__email="rosa@example.org", role=Role.QUARTER_COUNCIL)
    client, url = as_(staff, "coordinator"), invite_url(staff.point, "community_point")

    for email in ["luca@example.org", "rosa@example.org"]:
        client.post(url, {"email": email, "role": "volunteer"})

    assert [message.to for message in mailoutbox] == [["luca@example.org"], ["rosa@example.org"]]


@pytest.mark.parametrize(
    ("has", "offered", "refused"),
    [("owner", "editor", True), ("owner", "owner", True), ("editor", "editor", True), ("editor", "owner", False)],
)
def test_invite_to_an_organization_only_raises(staff, mailoutbox, has, offered, refused):
    MemberFactory(organization=staff.organization, user__email="ada@example.org", role=has)

    as_(staff, "owner").post(
        invite_url(staff.organization, "organization"), {"email": "ada@example.org", "role": offered}
    )

    assert Invitation.objects.exists() is not refused


def test_invite_says_that_one_is_waiting_already(staff, mailoutbox):
    invited(staff.point, Role.VOLUNTEER)

    response = as_(staff, "coordinator").post(
        invite_url(staff.point, "community_point"), {"email": "nuova@example.org", "role": "volunteer"}
    )

    assert errors(response) == ["L’invito c’è già e aspetta una risposta: puoi mandarlo di nuovo dall’elenco."]


def test_invite_keeps_what_was_valid_and_says_what_is_missing(staff):
    response = as_(staff, "direction").post(
        invite_url(staff.point, "community_point"), {"email": "nuova", "role": "coordinator"}
    )

    assert errors(response) == ["Controlla l’indirizzo: deve essere come nome@esempio.it."]
    assert (response.context["form"]["email"].value(), response.context["form"]["role"].value()) == (
        "nuova",
        "coordinator",
    )


def test_invite_stops_after_twenty_in_an_hour(staff, settings, mailoutbox):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"invite": "20/h/user"}
    client, url = as_(staff, "coordinator"), invite_url(staff.point, "community_point")

    statuses = [
        client.post(url, {"email": f"a{number}@example.org", "role": "volunteer"}).status_code for number in range(21)
    ]

    another = as_(staff, "direction").post(url, {"email": "b@example.org", "role": "volunteer"}).status_code
    assert statuses == [302] * 20 + [429]
    assert another == 302
    assert len(mailoutbox) == 21
    cache.clear()


# Sending again, withdrawing


def sent_url(staff, invitation):
    return reverse("organizations:community_point_invitation", args=[staff.point.slug, invitation.pk])


def test_invitation_is_sent_again_or_withdrawn_by_who_gives_the_role(staff, mailoutbox):
    to_volunteer, _ = invited(staff.point, Role.VOLUNTEER)
    to_coordinator, _ = invited(staff.point, Role.COORDINATOR)

    assert answers(staff, "post", sent_url(staff, to_volunteer)) == only(302, "coordinator", "direction")
    assert answers(staff, "post", sent_url(staff, to_coordinator)) == only(302, "direction")


def test_invitation_sent_again_has_a_new_link_and_the_first_is_dead(staff, mailoutbox):
    with travel(timezone.now() - 8 * A_DAY):
        invitation, first = invited(staff.point, Role.VOLUNTEER)

    as_(staff, "coordinator").post(sent_url(staff, invitation), {"again": ""})

    second = mailoutbox[-1].body.split("/invito/")[1].split("/")[0]
    assert Client().get(first).status_code == 410
    assert Client().get(reverse("organizations:invitation", args=[second])).status_code == 200


def test_withdrawn_invitation_is_useless(staff, mailoutbox):
    invitation, link = invited(staff.point, Role.VOLUNTEER)

    as_(staff, "coordinator").post(sent_url(staff, invitation), {"withdraw": ""})

    assert Client().get(link).status_code == 410
    assert not Invitation.objects.exists()


def test_invitation_of_another_place_is_not_found_here(staff, mailoutbox):
    invitation, _link = invited(CommunityPointFactory(), Role.VOLUNTEER)

    assert as_(staff, "direction").post(sent_url(staff, invitation), {"withdraw": ""}).status_code == 404
    assert Invitation.objects.exists()


def test_invitations_of_who_is_sent_away_go_with_them(staff, mailoutbox):
    _invitation, link = invited(staff.point, Role.VOLUNTEER, by=staff.people["coordinator"])

    actions.end_now(by=staff.people["direction"], mandate=staff.people["coordinator"].mandates.get())

    assert Client().get(link).status_code == 410


# The link


def test_invitation_only_shows_when_opened(staff, mailoutbox):
    _invitation, link = invited(staff.point, Role.VOLUNTEER, by=staff.people["coordinator"])

    response = Client().get(link)

    assert "Ti invitano a fare volontariato allo sportello: Punto Fiumicello" in response.text
    assert "L’invito è di Marta Ghidini, per chi legge n…@example.org." in response.text
    assert "nuova@example.org" not in response.text
    assert staff.people["coordinator"].email not in response.text
    assert not Invitation.objects.filter(accepted_at__isnull=False).exists()


def test_invitation_is_kept_by_no_cache_and_told_to_no_other_site(staff, mailoutbox):
    _invitation, link = invited(staff.point, Role.VOLUNTEER)

    for response in [Client().get(link), Client().get("/invito/x/")]:
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in response.headers["Cache-Control"]


def make_void(state, staff):
    """The path of a link that is good for nothing any more."""
    invitation, link = invited(staff.point, Role.VOLUNTEER, email=staff.people["citizen"].email)
    if state == "unknown":
        return "/invito/nessuno/"
    if state == "expired":
        Invitation.objects.update(created_at=timezone.now() - 8 * A_DAY, expires_at=timezone.now() - A_DAY)
    if state == "past its term":
        Invitation.objects.update(until=timezone.localdate() - A_DAY)
    if state == "used":
        signed_in(staff.people["citizen"]).post(link)
    if state == "withdrawn":
        invitation.delete()
    return link


@pytest.mark.parametrize("state", ["unknown", "expired", "past its term", "used", "withdrawn"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["anyone", "citizen"])
def test_void_links_all_get_the_same_answer(staff, mailoutbox, state, method, who):
    link = make_void(state, staff)
    mandates = Mandate.objects.count()
    client = as_(staff, who)

    response = getattr(client, method)(link, {"name": "Nuova", "password": PASSWORD} if method == "post" else None)

    assert response.status_code == 410
    assert response.text == client.get("/invito/altro/").text
    assert Mandate.objects.count() == mandates


def test_address_of_a_link_is_of_the_portal(settings):
    settings.SITE_URL = "https://portale.example"

    assert address_of("abc") == "https://portale.example/invito/abc/"


def test_mail_server_that_does_not_answer_is_given_up(staff, settings):
    """One that takes the connection and says nothing."""
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "django.core.mail.backends.smtp.EmailBackend", 0.2
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()

        _invitation, _secret, left = actions.invite(
            by=None, place=staff.point, email="nuova@example.org", role=Role.VOLUNTEER
        )

    assert left is False
