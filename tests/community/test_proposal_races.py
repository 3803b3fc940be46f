"""Two who do one thing of a proposal at once: one does it, the other is told."""

import threading
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from community.models import Proposal, ProposalDecision, SurveyAnswer
from community.proposals import actions, surveying
from tests.factories import UserFactory

from .proposals_factories import ProposalFactory, SurveyFactory

pytestmark = pytest.mark.django_db(transaction=True)


def together(*hands):
    """What each got: its answer, or the kind of error."""
    start, got = threading.Barrier(len(hands)), []

    def run(hand):
        start.wait()
        try:
            hand()
            got.append("done")
        except Exception as error:
            got.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[hand]) for hand in hands]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sorted(got)


def test_of_two_at_once_one_merges_one_decides_and_one_survey_is_answered():
    by, why = UserFactory(), "Dicono lo stesso."
    one, other, asked = ProposalFactory(), ProposalFactory(), ProposalFactory()
    survey, scores = SurveyFactory(), {"belonging": 4, "influence": 2, "needs_met": 3, "connection": 5}
    told = {"body": "Gruppo di guida", "decided_on": timezone.localdate(), "why": why}

    merged = together(
        partial(actions.merge, by=by, proposal=one, into=other, why=why),
        partial(actions.merge, by=by, proposal=other, into=one, why=why),
    )
    decided = together(
        *(partial(actions.decide, by=by, proposal=asked, outcome=each, **told) for each in ("accepted", "rejected"))
    )
    answered = together(*(partial(surveying.answer, by=by, survey=survey, scores=scores) for _ in range(2)))
    all_at_once = together(
        *(partial(surveying.answer, by=UserFactory(), survey=survey, scores=scores) for _ in range(6))
    )

    assert merged == decided == ["Settled", "done"]
    assert (answered, all_at_once) == (["AlreadyTaken", "done"], ["done"] * 6)
    assert sorted(Proposal.objects.filter(pk__in=[one.pk, other.pk]).values_list("state", flat=True)) == [
        "merged",
        "published",
    ]
    asked.refresh_from_db()
    assert ProposalDecision.objects.get().outcome == asked.state
    assert set(SurveyAnswer.objects.filter(people__gt=0).values_list("people", flat=True)) == {7}
