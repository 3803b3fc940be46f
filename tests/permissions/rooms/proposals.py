"""A proposal and a draft of a citizen, a co-design with a meeting, an agreement to be signed, a survey."""

from django.utils import timezone

from community.models import CoDesignMeeting
from tests.community.proposals_factories import (
    AgreementFactory,
    ContributionFactory,
    ProposalFactory,
    SurveyFactory,
    in_phase,
    initiative_in,
)

from .addresses import of_network

PROPOSAL = (
    "proposal_detail proposal_endorse contribution_create proposal_withdraw proposal_rewrite "
    "proposal_rewrite_together proposal_work_on proposal_decide proposal_merge proposal_hide proposal_begin"
)
BY_NAME = {f"community:{name}": of_network("community_proposal") for name in PROPOSAL.split()}
BY_NAME |= {"community:proposal_update": of_network("proposal_draft")}
CODESIGN = ("detail", "calendar", "update", "meeting_create")
BY_NAME |= {f"community:codesign_{name}": of_network("codesign") for name in CODESIGN}
BY_NAME |= {f"community:agreement_{name}": of_network("agreement") for name in ("detail", "update", "sign", "end")}
BY_NAME |= {
    f"community:survey_{name}": of_network("survey") for name in ("detail", "answer", "publish", "sheets", "paper")
}
BY_NAME |= {
    "community:contribution_hide": lambda w: of_network("community_proposal")(w) | {"contribution": w.contribution.pk},
    "community:codesign_meeting_update": lambda w: of_network("codesign")(w) | {"meeting": w.codesign_meeting.pk},
    "community:agreement_create": lambda w: {"slug": w.city.slug, "initiative": w.lasting.pk},
}
OWN = dict.fromkeys([f"community:proposal_{name}" for name in ("update", "withdraw", "rewrite")], "citizen")


def add(world):
    citizen = world.visitors["citizen"]
    world.codesign = in_phase("propose", network=world.network)
    told = {"network": world.network, "made_by": citizen}
    world.community_proposal = ProposalFactory(codesign=world.codesign, **told)
    world.proposal_draft = ProposalFactory(state="draft", **told)
    world.contribution = ContributionFactory(proposal=world.community_proposal)
    world.codesign_meeting = CoDesignMeeting.objects.create(
        codesign=world.codesign, at=timezone.now(), place="Biblioteca"
    )
    world.agreement = AgreementFactory(network=world.network)
    world.lasting = initiative_in(world.network)
    world.survey = SurveyFactory(network=world.network)
