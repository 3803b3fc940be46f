"""Two who decide at once, and two runs that send at once: the database lets one."""

import pytest
from django.core import mail

from community.models import ModerationDecision, Topic
from community.notices.posting import send_due
from community.notices.telling import tell
from community.notices.wishes import wish
from community.safety import actions
from tests.factories import UserFactory
from tests.racing import at_once, kinds

from .safety_factories import ReportFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_decide_at_once_one_does():
    report, deciders = ReportFactory(), UserFactory.create_batch(2)

    gave = at_once(
        *(
            lambda by=by: actions.decide(by=by, report=report, outcome="dismissed", answer="Va bene così.")
            for by in deciders
        )
    )

    decisions = [each for each in gave if not isinstance(each, Exception)]
    assert (kinds(gave), decisions) == (["Settled"], [ModerationDecision.objects.get()])


def test_digest_that_is_sent_twice_at_once_leaves_once():
    people = UserFactory.create_batch(4)
    for person in people:
        wish(person=person, hows={Topic.NEEDS: "daily"})
    for number in range(3):
        words = {"subject": f"Cosa {number}", "words": "È successo.", "url": "/"}
        tell(people, Topic.NEEDS, key=f"thing-{number}", **words)
        people[0].notices.model.objects.update(made_at="2020-01-01T00:00Z")

    gave = at_once(send_due, send_due)

    assert sum(left for left, _lost in gave) == 4
    assert sorted(each.to for each in mail.outbox) == sorted([person.email] for person in people)
    assert {each.subject for each in mail.outbox} == {"3 avvisi dalla comunità"}
