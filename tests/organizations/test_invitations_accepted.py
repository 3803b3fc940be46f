"""Who takes an invitation: somebody with an account, somebody new, two at once; and who may not."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.access import Role
from accounts.models import User
from organizations import actions
from organizations.models import Invitation, Mandate
from organizations.models.people import of_place
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, OrganizationFactory, UserFactory
from tests.racing import hold_until

from .inviting import PASSWORD, errors, invited, notices, signed_in
from .staff import A_DAY, as_, make_staff


@pytest.fixture
def staff(db):
    return make_staff()


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


def test_confirmed_second_address_of_another_is_an_account_too(staff, mailoutbox):
    EmailAddress.objects.create(user=staff.people["citizen"], email="nuova@example.org", verified=True)
    _invitation, link = invited(staff.point, Role.VOLUNTEER)

    response = Client().post(link, {"name": "Nuova", "password": PASSWORD})

    assert errors(response) == ["Hai già un accesso con questa e-mail: entra con la tua password."]
    assert not User.objects.filter(email="nuova@example.org").exists()
