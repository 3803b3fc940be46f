"""Two at once: overlapping hours, more than a day holds, one entry decided twice, the third signature."""

import datetime
import threading

import pytest
from django.db import connection

from community.models import HoursEntry, Pact, Side
from community.pacts import actions, giving
from tests.factories import MemberFactory

from .pacts_factories import HoursFactory, PactFactory, days_ago, mandated, signed, to_sign

pytestmark = pytest.mark.django_db(transaction=True)


def together(*hands):
    """What each answers, or the name of what refused it."""
    start, answers = threading.Barrier(len(hands)), []

    def run(hand):
        start.wait()
        try:
            answers.append(hand())
        except (giving.Refused, actions.Settled) as refused:
            answers.append(getattr(refused, "why", "settled"))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[hand]) for hand in hands]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return answers


def writing(pact, start, end):
    told = {"day": days_ago(1), "starts": datetime.time(start), "ends": datetime.time(end), "side": Side.PARTICIPANT}
    return lambda: giving.write_down(by=pact.participant, pact=pact, **told) and "written"


def test_of_two_who_write_down_hours_at_once_one_is_refused_and_one_entry_is_decided_once():
    pact = signed(PactFactory())
    other = signed(PactFactory(network=pact.network, participant=pact.participant))
    keepers = [MemberFactory(organization=pact.host).user for _ in range(2)]

    overlap = together(writing(pact, 8, 12), writing(other, 11, 14))
    HoursEntry.objects.all().delete()
    too_many = together(writing(pact, 6, 13), writing(other, 14, 20))
    entries = HoursEntry.objects.filter(pk=HoursFactory(pact=pact, day=days_ago(3)).pk)
    decided = together(*(lambda by=by: len(giving.verify(by=by, entries=entries, side=Side.HOST)) for by in keepers))

    assert sorted(overlap) == ["hours_of_a_person_do_not_overlap", "written"]
    assert sorted(too_many) == ["hours_of_a_day_are_twelve_at_most", "written"]
    assert sorted(decided) == [0, 1]


def test_of_two_last_signatures_at_once_the_pact_begins_once():
    pact = to_sign(PactFactory())
    keeper, direction = MemberFactory(organization=pact.host).user, mandated(pact.network)
    actions.sign(by=pact.participant, pact=pact, side=Side.PARTICIPANT)

    together(
        lambda: actions.sign(by=keeper, pact=pact, side=Side.HOST),
        lambda: actions.sign(by=direction, pact=pact, side=Side.MUNICIPALITY),
    )
    again = together(lambda: actions.sign(by=direction, pact=pact, side=Side.MUNICIPALITY))

    assert (Pact.objects.get().state, Pact.objects.get().signatures.count(), again) == ("active", 3, ["settled"])
