"""A membership ends: it is said in time, may be renewed, and what its member had on the board is let go."""

import pytest
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.models import AccessLog
from community.concierge.lapsing import let_go_of_lapsed, remind_of_memberships
from community.models import ConciergeMembership, Exchange, Notice

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


@pytest.fixture
def concierge():
    return ConciergeFactory()


def end(member, days):
    """So many days from today is its last one."""
    today = timezone.localdate()
    member.valid = DateRange(today - 300 * DAY, today + (days + 1) * DAY)
    member.save()


def test_who_is_a_member_for_two_weeks_more_hears_it_once_and_the_keeper_for_who_has_no_account(concierge):
    keeper, rosa = keeper_of(concierge), member_without_account(concierge)
    luca, late, forgotten = (ConciergeMemberFactory(concierge=concierge) for _ in range(3))
    for member, days in ((rosa, 3), (luca, 12), (late, 30), (forgotten, 3)):
        end(member, days)
    ConciergeMembership.objects.filter(pk=forgotten.pk).update(person=None)

    counted = [remind_of_memberships(), remind_of_memberships()]

    assert counted == [2, 2]
    assert [told(each) for each in (luca.person, keeper, late.person)] == [
        ["L’iscrizione in portineria sta per finire"],
        ["L’iscrizione in portineria sta per finire"],
        [],
    ]
    assert set(Notice.objects.values_list("person", "url")) == {
        (luca.person_id, concierge.get_absolute_url()),
        (keeper.pk, rosa.desk_url),
    }


def test_what_who_is_no_member_any_more_has_on_the_board_is_let_go_and_what_is_agreed_stays(concierge):
    gone, still = (ConciergeMemberFactory(concierge=concierge) for _ in range(2))
    offer, theirs, harmless = ExchangeFactory(author=gone), ExchangeFactory(author=still), ExchangeFactory(author=still)
    asked = answered(ExchangeFactory(author=gone), still)
    agreed = answered(ExchangeFactory(author=still), gone, agreed=True)
    answered(theirs, gone)
    end(gone, -1)

    call_command("expire_neighbour_exchanges", verbosity=0)
    again = let_go_of_lapsed()

    states = dict(Exchange.objects.values_list("pk", "state"))
    rows = [states[each.pk] for each in (offer, asked, theirs, harmless, agreed)]
    assert (rows, again) == (["withdrawn", "withdrawn", "open", "open", "agreed"], 0)
    reasons = set(Notice.objects.filter(must=True).values_list("words", flat=True))
    assert reasons == {"L’iscrizione in portineria è finita: si rinnova passando, e poi si scrive di nuovo."}


def test_what_was_agreed_is_told_of_as_done_after_membership_and_vetting_are_over(client, concierge):
    helper, other = (ConciergeMemberFactory(concierge=concierge) for _ in range(2))
    vetting = VettingFactory(membership=helper, what_for="minors")
    agreed = answered(ExchangeFactory(author=helper, category="homework", minors=True), other, agreed=True)
    Exchange.objects.filter(pk=agreed.pk).update(day=timezone.localdate() - DAY)
    end(helper, -1)
    vetting.valid = DateRange(timezone.localdate() - 9 * DAY, timezone.localdate())
    vetting.save()

    let_go_of_lapsed()
    for member in (helper, other):
        client.force_login(member.person)
        client.post(agreed.get_absolute_url(), {"confirm": "1", "minutes": 50})

    agreed.refresh_from_db()
    assert (agreed.state, agreed.done_minutes) == ("done", 50)


def test_keeper_finds_whose_membership_ended_and_takes_them_back(client, concierge):
    ended, back, long_gone = (ConciergeMemberFactory(concierge=concierge) for _ in range(3))
    for member, days in ((ended, -2), (back, -2), (long_gone, -90)):
        end(member, days)
    ConciergeMemberFactory(concierge=concierge, person=back.person)
    client.force_login(keeper_of(concierge))
    desk = f"{concierge.get_absolute_url()}banco/"

    found = [each for each, _name in client.get(desk).context["to_renew"]]
    page = client.get(ended.desk_url).content.decode()
    client.post(ended.desk_url, {"renew": str(ended.valid.upper)})
    after = client.get(desk).context["to_renew"]

    ended.refresh_from_db()
    assert (found, after, ended.is_current) == ([ended], [], True)
    assert "Torna a farne parte" in page


def test_card_is_opened_on_record_once_and_by_each_person_on_it(client, concierge):
    keeper, rosa = keeper_of(concierge), member_without_account(concierge)
    people = [ConciergeMemberFactory(concierge=concierge) for _ in range(2)]
    for each in [*people, people[0], member_without_account(concierge, "Ines")]:
        answered(ExchangeFactory(author=rosa), each, agreed=True)
    client.force_login(keeper)

    page = client.get(f"{concierge.get_absolute_url()}soci/{rosa.pk}/tessera/").content.decode()

    looks = AccessLog.objects.order_by("pk").values_list("subject", "client_id", "what")
    assert looks[0] == (None, None, "people")
    assert set(looks[1:]) == {(each.person_id, None, "people") for each in people}
    assert (len(looks), [each.person.email in page for each in people]) == (3, [True, True])
