"""Two who decide at once, and two runs that send at once: the database lets one."""

import threading

import pytest
from django.core import mail
from django.db import connection

from community.models import ModerationDecision, Topic
from community.notices.posting import send_due
from community.notices.telling import tell
from community.notices.wishes import wish
from community.safety import actions
from tests.factories import UserFactory

from .safety_factories import ReportFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*doings):
    """What each gave, or the exception it ended with, by kind."""
    barrier, gave = threading.Barrier(len(doings)), []

    def run(doing):
        barrier.wait(timeout=20)
        try:
            gave.append(doing())
        except actions.Settled as error:
            gave.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[doing]) for doing in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return gave


def test_of_two_who_decide_at_once_one_does():
    report, deciders = ReportFactory(), UserFactory.create_batch(2)

    gave = at_once(
        *(
            lambda by=by: actions.decide(by=by, report=report, outcome="dismissed", answer="Va bene così.")
            for by in deciders
        )
    )

    decision = ModerationDecision.objects.get()
    assert sorted(map(str, gave)) == sorted(map(str, [decision, actions.Settled]))


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
