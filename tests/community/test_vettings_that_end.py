"""A vetting ends: it is said in time, and what needs one that is over is let go."""

import pytest
import time_machine
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from community.concierge.lapsing import let_go_of_lapsed, remind_of_vettings
from community.models import Exchange, Notice

from .concierge_factories import (
    DAY,
    ConciergeFactory,
    ConciergeMemberFactory,
    ExchangeFactory,
    VettingFactory,
    answered,
    keeper_of,
    member_without_account,
)
from .test_concierge import told

pytestmark = pytest.mark.django_db


def until(day):
    """Valid as of yesterday, and on that day for the last time."""
    return DateRange(timezone.localdate() - DAY, day + DAY)


@pytest.fixture
def concierge():
    return ConciergeFactory()


@pytest.fixture
def helper(concierge):
    """Trusted with children until tomorrow."""
    member = ConciergeMemberFactory(concierge=concierge, person__name="Luca Zani")
    VettingFactory(membership=member, what_for="minors", valid=until(timezone.localdate() + DAY))
    return member


def test_who_is_vetted_until_tomorrow_hears_it_once_and_who_keeps_the_concierge_too(concierge, helper):
    keeper, rosa = keeper_of(concierge), member_without_account(concierge)
    VettingFactory(membership=rosa, what_for="care", valid=until(timezone.localdate() + 3 * DAY))
    VettingFactory(membership=ConciergeMemberFactory(concierge=concierge), valid=until(timezone.localdate() + 60 * DAY))

    counted = [remind_of_vettings(), remind_of_vettings()]

    assert counted == [2, 2]
    assert told(helper.person) == ["Un’idoneità sta per finire"]
    assert told(keeper) == ["Un’idoneità sta per finire"] * 2
    assert {each.url for each in Notice.objects.filter(person=keeper)} == {helper.desk_url, rosa.desk_url}
    assert "stare con bambini e ragazzi" in Notice.objects.get(person=helper.person).words


def test_what_was_given_anew_is_not_reminded(concierge, helper):
    tomorrow = timezone.localdate() + DAY
    VettingFactory(membership=helper, what_for="minors", valid=DateRange(tomorrow + DAY, tomorrow + 300 * DAY))

    assert (remind_of_vettings(), told(helper.person)) == (0, [])


def test_what_needs_a_vetting_that_is_over_is_let_go_and_the_rest_stays(concierge, helper):
    parent = ConciergeMemberFactory(concierge=concierge)
    offer = ExchangeFactory(author=helper, category="homework", minors=True)
    asked = {"author": parent, "kind": "request", "category": "children", "minors": True}
    agreed = answered(ExchangeFactory(**asked), helper, agreed=True)
    proposed, waiting = answered(ExchangeFactory(**asked), helper), ExchangeFactory(**asked)
    harmless = ExchangeFactory(author=helper)

    still = let_go_of_lapsed()
    with time_machine.travel(timezone.localtime() + 2 * DAY, tick=False):
        call_command("expire_neighbour_exchanges", verbosity=0)
        again = let_go_of_lapsed()

    states = {each.pk: each.state for each in Exchange.objects.all()}
    rows = [states[each.pk] for each in (offer, agreed, proposed, waiting, harmless)]
    assert (still, again, rows) == (0, 0, ["withdrawn", "withdrawn", "open", "open", "open"])
    reasons = set(Notice.objects.filter(must=True).values_list("words", flat=True))
    assert reasons == {"L’idoneità di chi lo fa è finita: si può rifare, in portineria."}


def test_member_is_told_beforehand_what_they_would_need(client, concierge, helper):
    asked = ExchangeFactory(
        author=ConciergeMemberFactory(concierge=concierge), kind="request", category="children", minors=True
    )
    other = ConciergeMemberFactory(concierge=concierge)
    pages = {}
    for member in (helper, other):
        client.force_login(member.person)
        pages[member] = client.get(asked.get_absolute_url()).content.decode()

    assert ["Per farlo ci vuole l’idoneità" in page for page in pages.values()] == [False, True]
    assert ["Lo faccio io: rispondi" in page for page in pages.values()] == [True, False]


def test_keeper_matches_a_request_with_who_is_trusted_with_it_on_its_day(client, concierge, helper):
    parent = ConciergeMemberFactory(concierge=concierge)
    ConciergeMemberFactory(concierge=concierge)
    asked = {"author": parent, "kind": "request", "category": "children", "minors": True}
    today, later = ExchangeFactory(**asked), ExchangeFactory(**asked, day=timezone.localdate() + 9 * DAY)
    client.force_login(keeper_of(concierge))

    pages = [client.get(each.get_desk_url()) for each in (today, later)]

    assert [list(page.context["forms"]["match"].fields["member"].queryset) for page in pages] == [[helper], []]
    assert ["Per quel giorno non ce l’ha nessuno" in page.content.decode() for page in pages] == [False, True]
    assert client.post(later.get_desk_url(), {"match": "1", "member": helper.pk}).status_code == 422
