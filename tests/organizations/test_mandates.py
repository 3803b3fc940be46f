"""Roles that are changed, prolonged, ended: by whom, until when, and never the last owner by mistake."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from organizations import actions
from organizations.models import Invitation, Mandate, OrganizationMember
from tests.factories import MandateFactory, MemberFactory, MunicipalityFactory, OrganizationFactory
from tests.racing import hold_until

from .staff import A_DAY, answers, as_, make_staff, only, term


@pytest.fixture
def staff(db):
    return make_staff()


def url_of(staff, row):
    stem, place = next(
        (stem, place)
        for stem, place in [
            ("organization", getattr(row, "organization", None)),
            ("community_point", getattr(row, "community_point", None)),
            ("municipality", getattr(row, "municipality", None)),
        ]
        if place
    )
    return reverse(f"organizations:{stem}_person", args=[place.slug, row.pk])


def mandate_of(staff, who):
    return staff.people[who].mandates.get()


def member_of(staff, who):
    return staff.people[who].memberships.get()


def notices(response):
    return [str(message) for message in response.context["messages"]]


def errors(response):
    return [text for texts in response.context["form"].errors.values() for text in texts]


def test_organization_person_is_kept_by_owner_and_direction(staff):
    url = url_of(staff, member_of(staff, "editor"))

    assert answers(staff, "get", url) == only(200, "owner", "direction")
    assert answers(staff, "post", url) == only(200, "owner", "direction")


@pytest.mark.parametrize(
    ("whose", "keepers"),
    [
        ("volunteer", ["coordinator", "direction"]),
        ("quarter_council", ["coordinator", "direction"]),
        ("coordinator", ["direction"]),
    ],
)
def test_community_point_person_is_kept_by_who_gives_that_role(staff, whose, keepers):
    assert answers(staff, "get", url_of(staff, mandate_of(staff, whose))) == only(200, *keepers)


@pytest.mark.parametrize("whose", ["social_worker", "direction"])
def test_municipality_person_is_kept_by_the_direction(staff, whose):
    assert answers(staff, "get", url_of(staff, mandate_of(staff, whose))) == only(200, "direction", otherwise=404)


def test_person_of_another_place_is_not_found_here(staff):
    elsewhere = MandateFactory()
    url = reverse("organizations:community_point_person", args=[staff.point.slug, elsewhere.pk])

    response = as_(staff, "direction").post(url, {"end": ""})

    assert response.status_code == 404
    assert Mandate.objects.get(pk=elsewhere.pk).term == elsewhere.term


def test_organization_person_becomes_owner(staff):
    member = member_of(staff, "editor")

    as_(staff, "owner").post(url_of(staff, member), {"role": "owner"})

    member.refresh_from_db()
    assert member.role == Role.OWNER


def test_organization_person_taken_out_has_nothing_left_nor_have_their_invitations(staff, mailoutbox):
    MemberFactory(organization=staff.organization, role=Role.OWNER, user=staff.people["citizen"])
    actions.invite(by=staff.people["owner"], place=staff.organization, email="a@example.org", role=Role.EDITOR)
    actions.invite(by=staff.people["citizen"], place=staff.organization, email="b@example.org", role=Role.EDITOR)

    as_(staff, "citizen").post(url_of(staff, member_of(staff, "owner")), {"end": ""})

    assert {each.user for each in staff.organization.members.all()} == {
        staff.people["editor"],
        staff.people["citizen"],
    }
    assert list(Invitation.objects.values_list("email", flat=True)) == ["b@example.org"]


@pytest.mark.parametrize("wish", [{"role": "editor"}, {"end": ""}])
def test_last_owner_stays_owner_and_hears_why(staff, wish):
    member = member_of(staff, "owner")

    response = as_(staff, "owner").post(url_of(staff, member), wish, follow=True)

    said = notices(response) if "end" in wish else errors(response)
    assert said == [
        "È l’unica persona responsabile dell’organizzazione. Prima fai diventare responsabile qualcun altro."
    ]
    assert OrganizationMember.objects.get(pk=member.pk).role == Role.OWNER


def test_owner_who_cannot_sign_in_is_not_another_owner(staff):
    MemberFactory(organization=staff.organization, role=Role.OWNER, user__is_active=False)
    member = member_of(staff, "owner")

    with pytest.raises(ValidationError):
        actions.take_out(by=staff.people["owner"], member=member)


def test_direction_takes_out_even_the_last_owner(staff):
    as_(staff, "direction").post(url_of(staff, member_of(staff, "owner")), {"end": ""})

    assert [each.role for each in staff.organization.members.all()] == ["editor"]


def test_mandate_is_prolonged_to_a_day_and_inclusive(staff):
    mandate = mandate_of(staff, "volunteer")
    day = timezone.localdate() + 400 * A_DAY

    as_(staff, "coordinator").post(url_of(staff, mandate), {"last_day": str(day)})

    mandate.refresh_from_db()
    assert (mandate.term, mandate.last_day) == (DateRange(datetime.date(2020, 1, 1), day + A_DAY), day)


def test_mandate_without_a_last_day_has_no_end(staff):
    mandate = MandateFactory(community_point=staff.point, term=term(-5, 5))

    as_(staff, "coordinator").post(url_of(staff, mandate), {"last_day": ""})

    mandate.refresh_from_db()
    assert mandate.term.upper is None


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2020-02-02", "Questo giorno è passato: scegline uno da oggi in poi."),
        ("9999-12-31", "È troppo lontano: scegli un giorno entro dieci anni, poi si prolunga."),
        ("31/02/2027", "Scrivi un giorno che esiste, per esempio 31/12/2027."),
    ],
)
def test_mandate_says_what_is_wrong_with_a_day(staff, day, said):
    mandate = mandate_of(staff, "volunteer")

    response = as_(staff, "coordinator").post(url_of(staff, mandate), {"last_day": day})

    assert errors(response) == [said]
    assert Mandate.objects.get(pk=mandate.pk).term == mandate.term


def test_mandate_ended_now_opens_nothing_from_this_moment(staff):
    mandate = mandate_of(staff, "volunteer")
    client = as_(staff, "volunteer")
    people = reverse("organizations:community_point_people", args=[staff.point.slug])
    before = client.get(people).status_code

    as_(staff, "coordinator").post(url_of(staff, mandate), {"end": ""})

    mandate.refresh_from_db()
    assert (before, client.get(people).status_code) == (200, 403)
    assert mandate.last_day == timezone.localdate() - A_DAY


def test_mandate_of_today_ended_now_never_was(staff):
    mandate = MandateFactory(community_point=staff.point, term=term(0, 10))

    as_(staff, "coordinator").post(url_of(staff, mandate), {"end": ""})

    assert not Mandate.objects.filter(pk=mandate.pk).exists()


def test_mandate_that_would_overlap_the_same_says_which(staff):
    mandate = MandateFactory(community_point=staff.point, term=DateRange(datetime.date(2020, 1, 1), term(0, 9).upper))
    later = DateRange(timezone.localdate() + 20 * A_DAY, datetime.date(2099, 1, 1))
    MandateFactory(community_point=staff.point, user=mandate.user, term=later)
    day = timezone.localdate() + 30 * A_DAY

    response = as_(staff, "coordinator").post(url_of(staff, mandate), {"last_day": str(day)})

    assert [text[:37] for text in errors(response)] == ["Questo incarico c’è già: dal " + errors(response)[0][29:37]]
    assert errors(response)[0].endswith("al 31 dicembre 2098.")
    assert Mandate.objects.get(pk=mandate.pk).term == mandate.term


def test_only_direction_of_a_city_does_not_end_itself(staff):
    mandate = mandate_of(staff, "direction")

    response = as_(staff, "direction").post(url_of(staff, mandate), {"end": ""}, follow=True)

    assert notices(response) == [
        "Nessun altro è nella direzione della città. Prima invita qualcuno che la porti avanti."
    ]
    assert Mandate.objects.get(pk=mandate.pk).term == mandate.term


def both_at_once(monkeypatch, name, *acts):
    """Runs the acts in two transactions that meet, if nothing keeps them apart, after `name` was read by both."""
    came, read = [], getattr(actions, name)

    def meet(*args):
        found = read(*args)
        came.append(found)
        hold_until(lambda: len(came) == len(acts))
        return found

    def run(act):
        try:
            act()
        except ValidationError:
            refused.append(act)
        finally:
            connection.close()

    refused = []
    monkeypatch.setattr(actions, name, meet)
    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(refused)


def unlocked_owners(organization):
    return list(organization.members.filter(role=Role.OWNER).values_list("user_id", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
def test_two_owners_cannot_both_leave_at_once(monkeypatch, locked):
    """Without the lock they do, so it is the lock that stops them."""
    organization = OrganizationFactory()
    one, two = (MemberFactory(organization=organization, role=Role.OWNER) for _ in range(2))
    if not locked:
        monkeypatch.setattr(actions, "lock_owners", unlocked_owners)

    refused = both_at_once(
        monkeypatch,
        "lock_owners",
        lambda: actions.take_out(by=one.user, member=one),
        lambda: actions.change_role(by=two.user, member=two, role=Role.EDITOR),
    )

    owners = organization.members.filter(role=Role.OWNER).count()
    assert (refused, owners) == ((1, 1) if locked else (0, 0))


def unlocked_direction(city):
    return list(city.mandates.current().filter(role=Role.DIRECTION).values_list("user_id", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
def test_two_directions_cannot_both_end_at_once(monkeypatch, locked):
    for_city = {"community_point": None, "municipality": MunicipalityFactory(), "role": Role.DIRECTION}
    one, two = MandateFactory(**for_city), MandateFactory(**for_city)
    if not locked:
        monkeypatch.setattr(actions, "lock_direction", unlocked_direction)

    refused = both_at_once(
        monkeypatch,
        "lock_direction",
        lambda: actions.end_now(by=one.user, mandate=one),
        lambda: actions.end_now(by=two.user, mandate=two),
    )

    assert (refused, Mandate.objects.current().count()) == ((1, 1) if locked else (0, 0))
