"""Two who do one thing of a proposal at once: one does it, the other is told."""

from functools import partial

import pytest
from django.utils import timezone

from community.models import Proposal, ProposalDecision, SurveyAnswer
from community.proposals import actions, surveying
from tests.factories import UserFactory
from tests.racing import at_once, kinds

from .proposals_factories import ProposalFactory, SurveyFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_at_once_one_merges_one_decides_and_one_survey_is_answered():
    by, why = UserFactory(), "Dicono lo stesso."
    one, other, asked = ProposalFactory(), ProposalFactory(), ProposalFactory()
    survey, scores = SurveyFactory(), {"belonging": 4, "influence": 2, "needs_met": 3, "connection": 5}
    told = {"body": "Gruppo di guida", "decided_on": timezone.localdate(), "why": why}

    merged = at_once(
        partial(actions.merge, by=by, proposal=one, into=other, why=why),
        partial(actions.merge, by=by, proposal=other, into=one, why=why),
    )
    decided = at_once(
        *(partial(actions.decide, by=by, proposal=asked, outcome=each, **told) for each in ("accepted", "rejected"))
    )
    answered = at_once(*(partial(surveying.answer, by=by, survey=survey, scores=scores) for _ in range(2)))
    all_at_once = at_once(
        *(partial(surveying.answer, by=UserFactory(), survey=survey, scores=scores) for _ in range(6))
    )

    assert kinds(merged) == kinds(decided) == ["Settled"]
    assert (kinds(answered), kinds(all_at_once)) == (["AlreadyTaken"], [])
    assert sorted(Proposal.objects.filter(pk__in=[one.pk, other.pk]).values_list("state", flat=True)) == [
        "merged",
        "published",
    ]
    asked.refresh_from_db()
    assert ProposalDecision.objects.get().outcome == asked.state
    assert set(SurveyAnswer.objects.filter(people__gt=0).values_list("people", flat=True)) == {7}
