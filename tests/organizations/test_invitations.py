"""From the form to the role: inviting, the mail, the link, the two ways to accept, and all that makes it void."""

import datetime
import smtplib
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from time_machine import travel

from accounts.access import Role
from accounts.models import User
from organizations import actions
from organizations.invitations import address_of
from organizations.models import Invitation, Mandate
from organizations.models.people import of_place
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, OrganizationFactory, UserFactory
from tests.racing import hold_until

from .staff import A_DAY, answers, as_, make_staff, only, term

PASSWORD = "cavallo pila graffetta"
GONE = "Questo invito non vale più"


@pytest.fixture
def staff(db):
    return make_staff()


def invite_url(place, stem):
    return reverse(f"organizations:{stem}_invite", args=[place.slug])


def invited(place, role, email="nuova@example.org", by=None, until=None):
    """The invitation and the path of its link."""
    invitation, secret, _left = actions.invite(by=by, place=place, email=email, role=role, until=until)
    return invitation, reverse("organizations:invitation", args=[secret])


def errors(response):
    return [text for texts in response.context["form"].errors.values() for text in texts]


def notices(response):
    return [str(message) for message in response.context["messages"]]


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


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


# Accepting


def test_invitation_is_accepted_by_its_reader_with_one_button(staff, mailoutbox):
    citizen = staff.people["citizen"]
    day = timezone.localdate() + 100 * A_DAY
    invitation, link = invited(staff.point, Role.VOLUNTEER, email=citizen.email.upper(), until=day)
    client = signed_in(citizen)
    shown = client.get(link).text

    response = client.post(link, follow=True)

    mandate = citizen.mandates.get()
    invitation.refresh_from_db()
    assert "Accetto" in shown
    assert "Crea il tuo accesso" not in shown
    assert (mandate.role, mandate.place) == ("volunteer", staff.point)
    assert mandate.term == DateRange(timezone.localdate(), day + A_DAY)
    assert invitation.accepted_by == citizen
    assert response.redirect_chain == [(reverse("organizations:community_point_people", args=["fiumicello"]), 302)]
    assert notices(response) == ["Fatto. Da oggi puoi fare volontariato allo sportello: Punto Fiumicello."]


def test_invitation_whose_role_opens_no_people_leads_to_ones_own_page(staff, mailoutbox):
    citizen = staff.people["citizen"]
    _invitation, link = invited(staff.point, Role.QUARTER_COUNCIL, email=citizen.email)

    response = signed_in(citizen).post(link)

    assert response.headers["Location"] == reverse("account_home")


@pytest.mark.parametrize("who", ["citizen", "direction"])
def test_invitation_is_not_for_another_person(staff, mailoutbox, who):
    _invitation, link = invited(staff.point, Role.COORDINATOR)
    client, held = as_(staff, who), staff.people[who].mandates.count()

    shown, posted = client.get(link), client.post(link)

    assert "Esci e torna a questo invito" in shown.text
    assert "Accetto" not in shown.text
    assert posted.status_code == 200
    assert staff.people[who].mandates.count() == held
    with pytest.raises(PermissionDenied):
        actions.accept(by=staff.people[who], secret=link.split("/")[2])


def test_invitation_is_not_for_an_address_that_is_not_confirmed(staff, mailoutbox):
    impostor = UserFactory(email="nuova@example.org", confirmed=False)
    _invitation, link = invited(staff.point, Role.COORDINATOR)

    signed_in(impostor).post(link)

    assert impostor.mandates.count() == 0


def test_invitation_lets_one_sign_out_and_come_back(staff, mailoutbox):
    _invitation, link = invited(staff.point, Role.VOLUNTEER)
    client = as_(staff, "citizen")

    response = client.post(reverse("account_logout"), {"next": link})

    assert response.headers["Location"] == link
    assert "Crea il tuo accesso" in client.get(link).text


def test_invitation_lets_one_sign_in_and_come_back(staff, mailoutbox):
    citizen = staff.people["citizen"]
    _invitation, link = invited(staff.point, Role.VOLUNTEER, email=citizen.email)
    client = Client()
    assert f"{reverse('account_login')}?next={link}" in client.get(link).text

    response = client.post(
        reverse("account_login"), {"login": citizen.email, "password": "una-parola-lunga", "next": link}
    )

    assert response.headers["Location"] == link


def test_invitation_makes_an_account_whose_address_is_confirmed(staff, mailoutbox):
    _invitation, link = invited(staff.point, Role.COORDINATOR, email="Nuova@Example.org")
    client = Client()

    response = client.post(link, {"name": "Nuova Persona", "password": PASSWORD}, follow=True)

    user = User.objects.get(email="nuova@example.org")
    assert (user.name, user.check_password(PASSWORD)) == ("Nuova Persona", True)
    assert list(user.emailaddress_set.values_list("email", "verified", "primary")) == [
        ("nuova@example.org", True, True)
    ]
    assert [(each.role, each.place) for each in user.mandates.all()] == [("coordinator", staff.point)]
    assert response.wsgi_request.user == user
    assert response.redirect_chain[-1][0] == reverse("organizations:community_point_people", args=["fiumicello"])
    assert response.status_code == 200


@pytest.mark.parametrize("email", ["nuova@example.org", "Nuova@Example.ORG"])
def test_invitation_makes_no_second_account(staff, mailoutbox, email):
    known = UserFactory(email=email)
    _invitation, link = invited(staff.point, Role.VOLUNTEER)
    assert "hai già un accesso" not in Client().get(link).text.lower()

    response = Client().post(link, {"name": "Nuova", "password": PASSWORD})

    assert errors(response) == ["Hai già un accesso con questa e-mail: entra con la tua password."]
    assert User.objects.filter(email__iexact=email).get() == known
    assert known.check_password("una-parola-lunga")
    assert known.mandates.count() == 0


@pytest.mark.parametrize("password", ["corta", "nuova@example.org", "passwordpassword", ""])
def test_invitation_asks_for_a_password_as_when_signing_up(staff, mailoutbox, password):
    _invitation, link = invited(staff.point, Role.VOLUNTEER)

    response = Client().post(link, {"name": "Nuova Persona", "password": password})

    assert list(response.context["form"].errors) == ["password"]
    assert response.context["form"]["name"].value() == "Nuova Persona"
    assert not User.objects.filter(email="nuova@example.org").exists()


@pytest.mark.parametrize(
    ("has", "offered", "becomes"),
    [(None, "editor", "editor"), ("editor", "owner", "owner"), ("owner", "editor", "owner")],
)
def test_accepting_raises_what_one_is_in_an_organization_and_never_lowers_it(staff, mailoutbox, has, offered, becomes):
    citizen = staff.people["citizen"]
    if has:
        MemberFactory(organization=staff.organization, user=citizen, role=has)
    _invitation, link = invited(staff.organization, offered, email=citizen.email)

    signed_in(citizen).post(link)

    assert [each.role for each in citizen.memberships.all()] == [becomes]


def test_accepting_what_one_has_already_says_until_when_and_keeps_the_invitation(staff, mailoutbox):
    citizen = staff.people["citizen"]
    _invitation, link = invited(staff.point, Role.VOLUNTEER, email=citizen.email)
    MandateFactory(
        community_point=staff.point,
        user=citizen,
        term=DateRange(datetime.date(2026, 1, 1), datetime.date(2099, 1, 1)),
    )

    response = signed_in(citizen).post(link, follow=True)

    assert notices(response) == ["Questo incarico c’è già: dal 1º gennaio 2026 al 31 dicembre 2098."]
    assert Invitation.objects.pending().count() == 1


def unlocked(secret):
    return Invitation.objects.pending().holding(secret).get()


def answer_to(user, secret):
    """What `accept` comes to, in a thread with a connection of its own."""
    try:
        actions.accept(by=user, secret=secret)
        return "taken"
    except Invitation.DoesNotExist:
        return "gone"
    except ValidationError as error:
        return error.messages[0]
    finally:
        connection.close()


def accepted_at_once(user, secrets):
    with ThreadPoolExecutor(len(secrets)) as threads:
        return sorted(threads.map(answer_to, [user] * len(secrets), secrets))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
def test_two_accepts_at_once_give_one(monkeypatch, mailoutbox, locked):
    """Without the lock both are told that they took it, so it is the lock that lets only one."""
    user = UserFactory(email="nuova@example.org")
    secret = invited(OrganizationFactory(), Role.EDITOR)[1].split("/")[2]
    read, came = actions.lock_invitation if locked else unlocked, []

    def meet(secret):
        invitation = read(secret)
        came.append(invitation)
        hold_until(lambda: len(came) == 2)
        return invitation

    monkeypatch.setattr(actions, "lock_invitation", meet)
    answers = accepted_at_once(user, [secret, secret])

    assert answers == (["gone", "taken"] if locked else ["taken", "taken"])


@pytest.mark.django_db(transaction=True)
def test_race_to_the_same_mandate_is_said_and_leaves_the_invitation(mailoutbox):
    """Two links to the same role: the database lets one in, and the other hears which it has."""
    user, point = UserFactory(email="nuova@example.org"), CommunityPointFactory()
    secrets = [invited(point, Role.VOLUNTEER)[1].split("/")[2] for _ in range(4)]

    answers = accepted_at_once(user, secrets)

    today = date_format(timezone.localdate(), "j F Y").lower()
    assert answers == [f"Questo incarico c’è già: dal {today}, senza scadenza."] * 3 + ["taken"]
    assert Mandate.objects.filter(user=user, **of_place(point)).count() == 1
    assert Invitation.objects.pending().count() == 3


def test_new_keeper_sets_up_the_second_factor_before_anything(staff, mailoutbox, settings):
    settings.REQUIRE_MFA = True
    _invitation, link = invited(staff.point, Role.COORDINATOR)

    response = Client().post(link, {"name": "Nuova Persona", "password": PASSWORD}, follow=True)

    assert response.redirect_chain[-1][0].partition("?")[0] == reverse("account_second_factor")


def test_address_of_a_link_is_of_the_portal(settings):
    settings.SITE_URL = "https://portale.example"

    assert address_of("abc") == "https://portale.example/invito/abc/"


def test_confirmed_second_address_of_another_is_an_account_too(staff, mailoutbox):
    EmailAddress.objects.create(user=staff.people["citizen"], email="nuova@example.org", verified=True)
    _invitation, link = invited(staff.point, Role.VOLUNTEER)

    response = Client().post(link, {"name": "Nuova", "password": PASSWORD})

    assert errors(response) == ["Hai già un accesso con questa e-mail: entra con la tua password."]
    assert not User.objects.filter(email="nuova@example.org").exists()


def test_mail_server_that_does_not_answer_is_given_up(staff, settings):
    """One that takes the connection and says nothing."""
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "django.core.mail.backends.smtp.EmailBackend", 0.2
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()

        _invitation, _secret, left = actions.invite(
            by=None, place=staff.point, email="nuova@example.org", role=Role.VOLUNTEER
        )

    assert left is False
