import itertools
import math
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import Role
from network.members.collaborating import deny, dismiss, record_collaboration
from network.members.drawing import DOT, drawing_of, drawn, rings
from network.members.suggestions import suggestions_for
from network.models import DismissedSuggestion
from organizations.models import Collaboration
from services.merging.moving import move
from tests.factories import (
    LocationFactory,
    MemberFactory,
    OrganizationFactory,
    QuarterFactory,
    ServiceFactory,
    TermFactory,
)

from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def quarter(network):
    return QuarterFactory(zone__municipality=network, name="Fiumicello")


def member(network, name, quarter=None):
    organization = MembershipFactory(network=network, organization__name=name).organization
    if quarter:
        LocationFactory(quarter=quarter, organization=organization)
    return organization


def together(one, other, **more):
    one, other = sorted([one, other], key=lambda each: each.pk)
    return said(one, other, **more)


def denied(one, other):
    return together(one, other, words="", other_confirmed_at=None, denied_at=timezone.now())


def said(one, other, **more):
    now = timezone.now()
    return Collaboration.objects.create(
        **{"one": one, "other": other, "words": "La festa", "one_confirmed_at": now, "other_confirmed_at": now} | more
    )


def suggested(organization, network):
    return {each.organization.name: each.reasons for each in suggestions_for(organization, network)}


def test_suggestions_say_why_and_leave_out_who_is_known(network, quarter, django_assert_num_queries):
    mine, near, known, dismissed = (member(network, name, quarter) for name in ("Avis", "Bocce", "Coro", "Danza"))
    alike = member(network, "Emporio")
    member(network, "Fuori")
    food = TermFactory(taxonomy__slug="need", name="Cibo")
    for organization in (mine, alike):
        ServiceFactory(organization=organization).terms.add(food)
    together(mine, known)
    dismiss(by=None, mine=mine, other=dismissed)

    with django_assert_num_queries(2):
        found = suggested(mine, network)

    assert found == {
        "Bocce": ["È anche lei qui: Fiumicello"],
        "Emporio": ["Si occupa anche lei di: Cibo"],
    }
    assert set(suggested(dismissed, network)) == {"Avis", "Bocce", "Coro"}


def test_collaboration_is_public_once_the_other_says_so_too(
    client, network, quarter, mailoutbox, django_capture_on_commit_callbacks
):
    mine, other = member(network, "Avis", quarter), member(network, "Bocce", quarter)
    first, second = (MemberFactory(organization=each, role=Role.EDITOR).user for each in (mine, other))
    client.force_login(first)
    page = f"/rete/{network.slug}/conosci/{mine.slug}/{other.slug}/collaborazione/"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"words": "Il doposcuola"})
    again = client.post(page, {"words": "Il doposcuola"})
    before, (said,) = list(Collaboration.objects.confirmed()), Collaboration.objects.all()

    client.force_login(second)
    asked = list(client.get(f"/rete/{network.slug}/conosci/").context["waiting"])
    client.post(f"/rete/{network.slug}/collaborazioni/{said.pk}/rispondi/", {"answer": "yes"})

    assert again.context["form"].non_field_errors() == ["Questa collaborazione è già scritta."]
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [([second.email], "Avis dice che lavorate insieme")]
    assert (before, asked, list(Collaboration.objects.confirmed())) == ([], [said], [said])


def test_collaboration_that_the_other_denies_is_gone(client, network):
    mine, other = member(network, "Avis"), member(network, "Bocce")
    said = record_collaboration(by=None, network=network, mine=mine, other=other, words="La festa")
    page = f"/rete/{network.slug}/collaborazioni/{said.pk}/rispondi/"
    client.force_login(MemberFactory(organization=mine, role=Role.OWNER).user)
    by_who_said_it = client.post(page, {"answer": "no"}).status_code

    client.force_login(MemberFactory(organization=other, role=Role.OWNER).user)
    client.post(page, {"answer": "no"})

    denied = Collaboration.objects.denied().get()
    assert (by_who_said_it, denied.words, list(Collaboration.objects.standing())) == (404, "", [])


def test_who_was_denied_does_not_say_it_again_and_the_other_may(network):
    mine, other = member(network, "Avis"), member(network, "Bocce")
    said = {"by": None, "network": network, "words": "La festa"}
    deny(by=None, collaboration=record_collaboration(mine=mine, other=other, **said))

    with pytest.raises(ValidationError, match="ha risposto che non è così"):
        record_collaboration(mine=mine, other=other, **said)
    after_all = record_collaboration(mine=other, other=mine, **said)

    assert list(Collaboration.objects.all()) == [after_all]
    assert list(Collaboration.objects.waiting_for([mine])) == [after_all]


def test_dismissed_suggestion_stays_dismissed(client, network, quarter):
    mine, other = member(network, "Avis", quarter), member(network, "Bocce", quarter)
    client.force_login(MemberFactory(organization=mine, role=Role.OWNER).user)
    page = f"/rete/{network.slug}/conosci/{mine.slug}/{other.slug}/scarta/"

    client.post(page)
    client.post(page)

    assert list(DismissedSuggestion.objects.values_list("organization", "other")) == [(mine.pk, other.pk)]
    assert list(client.get(f"/rete/{network.slug}/conosci/").context["suggestions"]) == []


def test_database_refuses_collaborations_that_make_no_sense(network):
    one, other = sorted([OrganizationFactory(), OrganizationFactory()], key=lambda each: each.pk)
    refused = {
        "collaboration_is_of_two_in_order": {"one": other, "other": one},
        "collaboration_is_said_by_a_side": {"one_confirmed_at": None, "other_confirmed_at": None},
        "collaboration_says_what": {"words": ""},
        "collaboration_denied_is_of_one_side_and_says_nothing": {"denied_at": timezone.now()},
    }

    for constraint, wrong in refused.items():
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            said(**{"one": one, "other": other} | wrong)
    together(one, other)
    with pytest.raises(IntegrityError, match="two_organizations_collaborate_once"), transaction.atomic():
        together(one, other)
    with pytest.raises(IntegrityError, match="nobody_is_suggested_to_itself"), transaction.atomic():
        DismissedSuggestion.objects.create(organization=one, other=one)


def test_drawing_shows_groups_and_who_is_alone(network):
    avis, bocce, coro, danza, emporio = (
        member(network, name) for name in ("Avis", "Bocce", "Coro", "Danza", "Emporio")
    )
    together(bocce, coro)
    together(coro, danza)

    drawing = drawing_of(network)

    assert [(each.organization, each.group, each.partners) for each in drawing.dots if not each.group] == [
        (avis, 0, []),
        (emporio, 0, []),
    ]
    assert {each.organization for each in drawing.dots if each.group == 1} == {bocce, coro, danza}
    assert (drawing.groups, drawing.alone) == (1, 2)
    assert drawing == drawing_of(network)


@pytest.mark.parametrize("count", [2, 20, 36, 90, 200])
def test_picture_of_a_group_keeps_inside_its_frame_and_dots_apart(count):
    members = [OrganizationFactory.build() for _each in range(count + 30)]
    chain = list(zip(members[: count - 1], members[1:count], strict=True))

    for picture in drawn(members, chain).pictures:
        assert all(11 <= dot.x <= picture.width - 11 and 11 <= dot.y <= picture.height - 11 for dot in picture.dots)
        apart = [math.dist((a.x, a.y), (b.x, b.y)) for a, b in itertools.combinations(picture.dots, 2)]
        assert min(apart) > 2 * DOT


def test_groups_of_up_to_ninety_fit_a_phone():
    assert [rings(count)[1] <= 340 for count in (2, 35, 36, 90)] == [True] * 4


def test_picture_and_table_say_the_same(client, network):
    avis, bocce, coro, _danza = (member(network, name) for name in ("Avis", "Bocce", "Coro", "Danza"))
    together(avis, bocce)
    together(avis, coro)

    page = client.get(f"/rete/{network.slug}/organizzazioni/disegno/").content.decode()

    rows = re.findall(r'<tr id="o(\d+)">.*?<th.*?>(?:<a.*?>)(.*?)</a></th><td>(.*?)</td><td>(.*?)</td>', page)
    numbers = {name: number for number, name, _group, _partners in rows}
    told = {
        frozenset([number, numbers[each]])
        for number, _name, group, partners in rows
        if group != "da sola"
        for each in partners.split(", ")
    }
    pairs = {frozenset(pair.split("-")) for pair in re.findall(r'data-pair="([\d-]+)"', page)}
    alone = re.findall(r'<a href="#o(\d+)" aria-label="[^"]*"><rect', page)
    assert (pairs, len(pairs)) == (told, 2)
    assert re.findall(r'(?:[cxyr12]+|width|height)="\d+,', page) == []  # an Italian comma is no number in a picture
    assert alone == [number for number, _name, group, _partners in rows if group == "da sola"]


def test_merged_organization_brings_its_collaborations_once(network):
    winner, loser, bocce, coro = (member(network, name) for name in ("Avis", "Avis 2", "Bocce", "Coro"))
    danza, emporio = member(network, "Danza"), member(network, "Emporio")
    for one, other in ((winner, loser), (winner, bocce), (loser, bocce), (loser, coro), (loser, danza)):
        together(one, other)
    for one, other in ((winner, danza), (loser, emporio)):
        denied(one, other)
    dismiss(by=None, mine=loser, other=winner)
    dismiss(by=None, mine=coro, other=loser)

    move(winner, loser)

    pairs = {frozenset(pair) for pair in Collaboration.objects.confirmed().values_list("one", "other")}
    assert (pairs, Collaboration.objects.denied().count(), Collaboration.objects.count()) == (
        {frozenset([winner.pk, each.pk]) for each in (bocce, coro, danza)},
        1,
        4,
    )
    assert list(DismissedSuggestion.objects.values_list("organization", "other")) == [(coro.pk, winner.pk)]
