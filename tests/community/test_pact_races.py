"""Two at once: overlapping hours, more than a day holds, one entry decided twice, the third signature."""

import datetime

import pytest

from community.models import HoursEntry, Side
from community.pacts import actions, giving
from tests.factories import MemberFactory
from tests.racing import at_once, kinds

from .pacts_factories import HoursFactory, PactFactory, days_ago, mandated, signed, to_sign

pytestmark = pytest.mark.django_db(transaction=True)


def said(gave):
    """Of each what it gave, or why it was refused."""
    return sorted(getattr(each, "why", each) for each in gave)


def writing(pact, start, end):
    told = {"day": days_ago(1), "starts": datetime.time(start), "ends": datetime.time(end), "side": Side.PARTICIPANT}
    return lambda: giving.write_down(by=pact.participant, pact=pact, **told) and "written"


def test_of_two_who_write_down_hours_at_once_one_is_refused_and_one_entry_is_decided_once():
    pact = signed(PactFactory())
    other = signed(PactFactory(network=pact.network, participant=pact.participant))
    keepers = [MemberFactory(organization=pact.host).user for _ in range(2)]

    overlap = at_once(writing(pact, 8, 12), writing(other, 11, 14))
    HoursEntry.objects.all().delete()
    too_many = at_once(writing(pact, 6, 13), writing(other, 14, 20))
    entries = HoursEntry.objects.filter(pk=HoursFactory(pact=pact, day=days_ago(3)).pk)
    decided = at_once(*(lambda by=by: len(giving.verify(by=by, entries=entries, side=Side.HOST)) for by in keepers))

    assert said(overlap) == ["hours_of_a_person_do_not_overlap", "written"]
    assert said(too_many) == ["hours_of_a_day_are_twelve_at_most", "written"]
    assert sorted(decided) == [0, 1]


def test_of_two_last_signatures_at_once_the_pact_begins_once():
    pact = to_sign(PactFactory())
    keeper, direction = MemberFactory(organization=pact.host).user, mandated(pact.network)
    actions.sign(by=pact.participant, pact=pact, side=Side.PARTICIPANT)

    at_once(
        lambda: actions.sign(by=keeper, pact=pact, side=Side.HOST),
        lambda: actions.sign(by=direction, pact=pact, side=Side.MUNICIPALITY),
    )
    again = at_once(lambda: actions.sign(by=direction, pact=pact, side=Side.MUNICIPALITY))

    pact.refresh_from_db()
    assert (pact.state, pact.signatures.count(), kinds(again)) == ("active", 3, ["Settled"])
