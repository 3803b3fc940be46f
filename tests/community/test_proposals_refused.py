import pytest
from django.db import IntegrityError, connection, transaction

from community.models import Phase, Proposal, ProposalDecision, ProposalEndorsement, ProposalText
from helpdesk.moves import pairs
from tests.factories import MunicipalityFactory, UserFactory
from tests.network.factories import network_of

from .factories import NeedThemeFactory
from .proposals_factories import (
    CoDesignFactory,
    ContributionFactory,
    ProposalFactory,
    days,
    decided,
    in_phase,
    talked_over,
)

pytestmark = pytest.mark.django_db


def changed(row, what):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {what} WHERE id = %s", [row.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def at_commit(act):
    with transaction.atomic(), connection.cursor() as cursor:
        act()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def another_city():
    return network_of(MunicipalityFactory(name="Bergamo", istat_code="016024"))


REFUSED = {
    "title = ''": "proposal_says_what",
    "published_at = NULL": "proposal_says_when_published",
    "answer = 'Sì'": "proposal_that_is_settled_has_its_answer",
    "state = 'withdrawn'": "proposal_that_is_settled_has_its_answer",
    "state = 'in_codesign'": "proposal_is_worked_on_in_a_codesign",
    "state = 'draft', published_at = NULL": "does not become",
    "state = 'accepted', answer = 'Sì'": "accepted or rejected by the decision",
    "state = 'merged', answer = 'Sì'": "merged into one that is open",
    "merged_into_id = id": "proposal_is_merged_into_another",
    "group_name = 'Le mamme'": "proposal_says_whose_it_is",
    "hidden_at = now()": "proposal_that_is_hidden_says_why",
    "hidden_reason = 'Offende'": "proposal_that_is_hidden_says_why",
}


@pytest.mark.parametrize(("what", "why"), REFUSED.items())
def test_database_refuses_of_a_proposal(what, why):
    with pytest.raises(IntegrityError, match=why):
        changed(ProposalFactory(), what)


def test_database_refuses_a_group_of_one():
    with pytest.raises(IntegrityError, match="proposal_says_whose_it_is"):
        changed(ProposalFactory(), "group_name = 'Le mamme', group_size = 1")


def test_database_refuses_what_is_of_another_city():
    city = another_city()
    codesign, proposal = CoDesignFactory(), ProposalFactory()
    theme, elsewhere = NeedThemeFactory(network=city), CoDesignFactory(network=city)
    far = ProposalFactory(network=city)

    wrong = [
        (codesign, f"theme_id = {theme.pk}", "codesign_is_on_a_theme_of_its_city"),
        (proposal, f"theme_id = {theme.pk}", "proposal_is_on_a_theme_of_its_city"),
        (proposal, f"codesign_id = {elsewhere.pk}, state = 'in_codesign'", "proposal_is_in_a_codesign_of_its_city"),
        (proposal, f"merged_into_id = {far.pk}, state = 'merged', answer = 'Sì'", "proposal_is_merged_in_its_city"),
    ]

    for row, what, why in wrong:
        with pytest.raises(IntegrityError, match=why):
            changed(row, what)


@pytest.mark.parametrize("kind", ["", "listen", "decide", "act", "account"])
def test_database_refuses_a_proposal_when_it_is_no_time_to_propose(kind):
    codesign = in_phase(kind)
    draft = ProposalFactory(codesign=codesign, network=codesign.network, state="draft")

    with pytest.raises(IntegrityError, match="takes no proposals now"), transaction.atomic():
        talked_over(codesign=codesign)
    with pytest.raises(IntegrityError, match="takes no proposals now"):
        changed(draft, "state = 'published', published_at = now()")


def test_database_takes_a_proposal_on_the_last_day_of_its_phase_and_not_the_day_after():
    codesign = CoDesignFactory()
    phase = Phase.objects.create(codesign=codesign, kind="propose", period=days(-3, 0))
    talked_over(codesign=codesign)
    phase.period = days(-4, -1)
    phase.save()

    with pytest.raises(IntegrityError, match="takes no proposals now"), transaction.atomic():
        talked_over(codesign=codesign)


def test_database_refuses_phases_that_overlap_or_are_out_of_order():
    codesign = CoDesignFactory()
    Phase.objects.create(codesign=codesign, kind="propose", period=days(0, 9))

    with pytest.raises(IntegrityError, match="one_phase_at_a_time"), transaction.atomic():
        Phase.objects.create(codesign=codesign, kind="decide", period=days(9, 12))
    with pytest.raises(IntegrityError, match="codesign_has_each_phase_once"), transaction.atomic():
        Phase.objects.create(codesign=codesign, kind="propose", period=days(20, 22))
    with pytest.raises(IntegrityError, match="are in order"):
        at_commit(lambda: Phase.objects.create(codesign=codesign, kind="listen", period=days(10, 12)))
    with pytest.raises(IntegrityError, match="phase_begins_and_ends"), transaction.atomic():
        Phase.objects.create(codesign=codesign, kind="act", period=(days(30, 30).lower, None))


def test_database_refuses_a_contribution_when_nothing_is_talked_over():
    closed = talked_over()
    closed.codesign.phases.update(kind="act")

    for proposal in (closed, ProposalFactory(), decided(talked_over())):
        with pytest.raises(IntegrityError, match="not talked over now"), transaction.atomic():
            ContributionFactory(proposal=proposal)


def test_database_refuses_a_decision_that_says_another_thing():
    accepted, open_one = decided(ProposalFactory()), ProposalFactory()
    told = {"body": "Gruppo di guida", "decided_on": "2026-11-02", "why": "Sì"}

    with pytest.raises(IntegrityError, match="by the decision that is written down"):
        changed(accepted.decision, "outcome = 'rejected'")
    with pytest.raises(IntegrityError, match="by the decision that is written down"):
        at_commit(ProposalDecision.objects.filter(proposal=accepted).delete)
    with pytest.raises(IntegrityError, match="by the decision that is written down"):
        at_commit(lambda: ProposalDecision.objects.create(proposal=open_one, outcome="accepted", **told))
    with pytest.raises(IntegrityError, match="proposaldecision_proposal_id"), transaction.atomic():
        ProposalDecision.objects.create(proposal=accepted, outcome="accepted", **told)


def test_database_refuses_to_merge_into_what_is_settled_so_there_are_no_loops():
    one, other, rejected = ProposalFactory(), ProposalFactory(), decided(ProposalFactory(), "rejected")
    changed(one, f"state = 'merged', answer = 'Sì', merged_into_id = {other.pk}")

    for target in (one, rejected, other):
        with pytest.raises(IntegrityError, match="merged into one that is open|merged_into_itself"):
            changed(other, f"state = 'merged', answer = 'Sì', merged_into_id = {target.pk}")


def test_database_refuses_twice_what_is_once():
    proposal, person = ProposalFactory(), UserFactory()
    ProposalEndorsement.objects.create(proposal=proposal, person=person)
    ProposalText.objects.create(proposal=proposal, number=1, why="Più corta", **proposal.text)

    with pytest.raises(IntegrityError, match="person_wants_a_proposal_once"), transaction.atomic():
        ProposalEndorsement.objects.create(proposal=proposal, person=person)
    with pytest.raises(IntegrityError, match="earlier_texts_have_a_number_each"), transaction.atomic():
        ProposalText.objects.create(proposal=proposal, number=1, why="Più corta", **proposal.text)
    with pytest.raises(IntegrityError, match="codesign_has_one_title"), transaction.atomic():
        CoDesignFactory(network=CoDesignFactory(title="Piazza").network, title="Piazza")


def test_database_writes_down_each_state():
    proposal = decided(ProposalFactory(), "rejected", why="Costa troppo.")

    assert list(proposal.steps.values_list("state", "words")) == [("published", ""), ("rejected", "Costa troppo.")]


def test_trigger_allows_the_moves_of_the_model():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgargs FROM pg_trigger WHERE tgname = 'community_proposal_moves'")
        (arguments,) = cursor.fetchone()

    assert sorted(bytes(arguments).decode().strip("\0").split("\0")) == pairs(Proposal.MOVES)
