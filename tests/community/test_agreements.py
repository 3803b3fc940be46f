import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import Role
from community.models import ManagementAgreement, Notice
from community.proposals import agreeing
from community.proposals.actions import want
from community.proposals.beginning import bring_to_life
from services.models import Listing, Service
from tests.factories import (
    CommunityPointFactory,
    LocationFactory,
    MandateFactory,
    MemberFactory,
    TermFactory,
    UserFactory,
)
from tests.network.factories import MembershipFactory, network_of

from .proposals_factories import AgreementFactory, ProposalFactory, decided, initiative_in, signed, three_sides

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def coordinator(network):
    point = CommunityPointFactory(location__municipality=network)
    return MandateFactory(community_point=point, role=Role.COORDINATOR).user


def at(network, rest=""):
    return f"/comunita/{network.slug}/accordi/{rest}"


def test_accepted_proposal_becomes_one_initiative_however_often_it_is_pressed(client, network, coordinator):
    author, supporter = UserFactory(), UserFactory()
    said = {"title": "Ciclofficina", "words": "Si aggiusta insieme.", "made_by": author}
    proposal = decided(ProposalFactory(network=network, **said))
    want(by=supporter, proposal=proposal)
    client.force_login(coordinator)
    address = f"/comunita/{network.slug}/proposte/{proposal.pk}/iniziativa/"

    first, again = client.post(address), client.post(address)

    proposal.refresh_from_db()
    assert first.url == again.url == proposal.initiative.get_absolute_url()
    assert (proposal.initiative.title, proposal.initiative.summary) == ("Ciclofficina", "Si aggiusta insieme.")
    assert bring_to_life(by=coordinator, proposal=proposal) == proposal.initiative
    told = Notice.objects.filter(key=f"proposal-{proposal.pk}-born").values_list("person", "must")
    assert sorted(told) == [(author.pk, True), (supporter.pk, False)]


def test_proposal_that_is_not_accepted_becomes_nothing(client, network, coordinator):
    proposal = ProposalFactory(network=network)
    client.force_login(coordinator)

    client.post(f"/comunita/{network.slug}/proposte/{proposal.pk}/iniziativa/")

    proposal.refresh_from_db()
    assert proposal.initiative is None


def test_agreement_is_drafted_between_the_members_and_those_who_sign_are_told(client, network, coordinator):
    member = MembershipFactory(network=network).organization
    owner = MemberFactory(organization=member, role=Role.OWNER).user
    director = MandateFactory(role=Role.DIRECTION, community_point=None, municipality=network).user
    place = LocationFactory(organization=member, municipality=network)
    elsewhere = LocationFactory(organization=MembershipFactory(network=network).organization, municipality=network)
    initiative, today = initiative_in(network), timezone.localdate()
    told = {"organization": member.pk, "location": place.pk, "service_name": "Ciclofficina", "words": "Due sere."}
    told |= {"starts_on": today.isoformat(), "ends_on": (today + datetime.timedelta(days=365)).isoformat()}
    client.force_login(coordinator)
    address = at(network, f"nuovo/{initiative.pk}/")

    wrong = client.post(address, told | {"location": elsewhere.pk})
    backwards = client.post(address, told | {"ends_on": today.isoformat()})
    yesterday = today - datetime.timedelta(days=1)
    over = client.post(address, told | {"starts_on": yesterday - datetime.timedelta(days=9), "ends_on": yesterday})
    client.post(address, told)

    agreement = ManagementAgreement.objects.get()
    refused = [list(each.context["form"].errors) for each in (wrong, backwards, over)]
    assert refused == [["location"], ["__all__"], ["ends_on"]]
    assert (agreement.organization_name, agreement.state) == (member.name, "draft")
    assert {each.person for each in Notice.objects.filter(must=True)} == {owner, director}
    assert client.get(address).url == agreement.get_absolute_url()


def test_three_sides_sign_and_the_initiative_is_a_service_that_is_found(client, network):
    agreement = AgreementFactory(network=network)
    agreement.initiative.topics.add(need := TermFactory(taxonomy__slug="need"))
    address = at(network, f"{agreement.pk}/")

    states = []
    for person, side in three_sides(agreement):
        client.force_login(person)
        offered = client.get(address).context["side"]
        client.post(f"{address}firma/", {"side": side})
        agreement.refresh_from_db()
        states.append((offered, agreement.state, client.get(address).context["side"]))

    service = Service.objects.get()
    assert states == [
        ("citizens", "draft", None),
        ("citizens", "draft", None),
        ("organization", "draft", None),
        ("municipality", "signed", None),
    ]
    assert agreement.service == service
    assert (service.name, service.organization, [*service.terms.all()]) == (
        agreement.service_name,
        agreement.organization,
        [need],
    )
    assert "Lo tiene aperto chi abita qui, con " in service.description
    assert [each.location for each in service.service_at_locations.all()] == [agreement.location]
    assert Listing.objects.filter(service=service).exists()
    client.logout()
    assert service.get_absolute_url() in client.get(address).content.decode()


def test_who_may_not_sign_for_a_side_is_told(client, network):
    agreement = AgreementFactory(network=network)
    editor = MemberFactory(organization=agreement.organization, role=Role.EDITOR).user
    client.force_login(editor)
    address = at(network, f"{agreement.pk}/")

    offered = client.get(address).context["side"]
    response = client.post(f"{address}firma/", {"side": "organization"}, follow=True)

    assert (offered, agreement.signatures.count()) == (None, 0)
    assert "Da questa parte non puoi firmare tu" in response.content.decode()


def test_words_that_change_are_signed_again(client, network, coordinator):
    agreement, citizen = AgreementFactory(network=network), UserFactory()
    owner = MemberFactory(organization=agreement.organization, role=Role.OWNER).user
    agreeing.sign(by=citizen, agreement=agreement, side="citizens")
    Notice.objects.all().delete()
    client.force_login(coordinator)
    told = {name: getattr(agreement, name) for name in ("service_name", "starts_on", "ends_on")}
    told |= {"organization": agreement.organization_id, "location": "", "words": "Tre sere."}
    MembershipFactory(network=network, organization=agreement.organization)

    client.post(at(network, f"{agreement.pk}/modifica/"), told)

    agreement.refresh_from_db()
    assert (agreement.words, agreement.signatures.count()) == ("Tre sere.", 0)
    again = {
        each.person: "la tua firma di prima non vale più" in each.words for each in Notice.objects.filter(must=True)
    }
    assert again == {citizen: True, owner: False}


def test_agreement_ends_with_a_reason_and_its_service_is_closed(client, network, coordinator):
    agreement = signed(AgreementFactory(network=network))
    client.force_login(coordinator)

    client.post(at(network, f"{agreement.pk}/concludi/"), {"reason": "Il locale chiude."})

    agreement.refresh_from_db()
    assert (agreement.state, agreement.ended_reason) == ("ended", "Il locale chiude.")
    assert Service.objects.get().status == Service.Status.DEFUNCT


def test_initiative_whose_agreement_ended_leads_who_runs_the_city_to_a_new_one(client, network, coordinator):
    agreement = AgreementFactory(network=network)
    pages = {}
    for name, act in (
        ("draft", lambda: None),
        ("ended", lambda: agreeing.end(agreement=agreement, reason="Si sposta")),
    ):
        act()
        for user in (coordinator, UserFactory()):
            client.force_login(user)
            html = client.get(agreement.initiative.get_absolute_url()).content.decode()
            pages[name, user == coordinator] = at(network, f"nuovo/{agreement.initiative_id}/") in html

    assert pages == {("draft", True): False, ("draft", False): False, ("ended", True): True, ("ended", False): False}


def test_agreement_stays_readable_without_who_signed_and_without_the_organization(client, network):
    agreement = signed(AgreementFactory(network=network))
    name, people = agreement.organization.name, [each.person for each in agreement.signatures.all()]

    for person in people:
        person.delete()
    agreement.organization.delete()

    page = client.get(at(network, f"{agreement.pk}/")).content.decode()
    assert (name in page, agreement.signatures.filter(person=None).count()) == (True, 4)


def test_queries_do_not_grow_with_the_agreements(client, network):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(at(network))
        return len(asked)

    AgreementFactory(network=network)
    first = queries()
    signed(AgreementFactory(network=network))
    AgreementFactory(network=network)

    assert queries() == first
