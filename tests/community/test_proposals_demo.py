import pytest

from accounts.access import Role
from community.demo import proposals as demo
from community.models import CoDesign, CommunitySurvey, ManagementAgreement, Proposal, ProposalStep
from community.proposals.survey_figures import figure_of
from community.safety.registry import moderated
from services.demo.people import ORGANIZATION, load_people, person
from tests.factories import (
    CommunityPointFactory,
    LocationFactory,
    MandateFactory,
    MemberFactory,
    OrganizationFactory,
    UserFactory,
)
from tests.network.factories import network_of

from .proposals_factories import ContributionFactory, ProposalFactory, talked_over

pytestmark = pytest.mark.django_db


def test_demo_proposes_decides_signs_and_asks_once():
    load_people()
    network = network_of()
    CommunityPointFactory(location__municipality=network)
    organization = OrganizationFactory(slug=ORGANIZATION)
    LocationFactory(organization=organization, municipality=network)
    MemberFactory(user=person("referente"), organization=organization, role=Role.OWNER)
    MandateFactory(user=person("direzione"), role=Role.DIRECTION, community_point=None, municipality=network)

    assert (demo.load(str), demo.load(str)) == (True, False)
    assert Proposal.objects.count() == 40
    assert set(Proposal.objects.values_list("state", flat=True)) == set(Proposal.State.values)
    assert [each.now.kind for each in CoDesign.objects.order_by("id")] == ["propose", "decide", "act"]
    assert sorted(ManagementAgreement.objects.values_list("state", flat=True)) == ["draft", "signed"]
    chain = ManagementAgreement.objects.get(state="signed")
    assert (chain.initiative.state, chain.initiative.proposal.codesign, chain.service.name) == (
        "completed",
        CoDesign.objects.get(title="Un cortile aperto la sera"),
        "Il coro di chi non sa cantare",
    )
    assert len(figure_of(CommunitySurvey.objects.order_by("period")).rows) == 4
    assert not ProposalStep.objects.filter(at__gt=Proposal.objects.latest("moved_at").moved_at).exists()


def test_proposals_and_contributions_are_reported_hidden_and_shown_again():
    network, reader = network_of(), UserFactory()
    proposal = talked_over()
    said, draft = ContributionFactory(proposal=proposal), ProposalFactory(state="draft", made_by=reader)

    for kind, thing in (("proposal", proposal), ("contribution", said)):
        way = moderated(kind)
        assert way.found_by(reader, network, thing.pk) == thing
        assert way.url(thing) == proposal.get_absolute_url()
        way.hide(thing, by=reader, reason="Offende")
        way.hide(thing, by=reader, reason="Offende")
        assert way.found_by(reader, network, thing.pk) is None
        way.show(thing, by=reader)
        assert way.found_by(reader, network, thing.pk) == thing

    assert moderated("proposal").found_by(reader, network, draft.pk) is None
