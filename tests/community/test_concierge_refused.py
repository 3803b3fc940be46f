"""What the database refuses of a concierge, whoever asks and however."""

import pytest
from django.db import IntegrityError, connection, transaction

from community.models import AdviceBooking, Exchange
from helpdesk.moves import pairs
from tests.factories import CommunityPointFactory, MunicipalityFactory, UserFactory

from .concierge_factories import (
    AdviceSlotFactory,
    ConciergeFactory,
    ConciergeMemberFactory,
    ExchangeFactory,
    VettingFactory,
    answered,
    member_without_account,
)
from .factories import HouseFactory, in_days

pytestmark = pytest.mark.django_db
State = Exchange.State
YESTERDAY, TOMORROW = "current_date - 1", "current_date + 1"


def changed(row, columns):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {columns} WHERE id = %s", [row.pk])  # noqa: S608
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refuses(row, columns, name):
    with pytest.raises(IntegrityError) as refused:
        changed(row, columns)
    return refused.value.__cause__.diag.constraint_name == name


CONCIERGE = {
    "concierge_has_a_small_fee": "fee = 101",
    "concierge_membership_lasts_some_months": "months = 0",
    "concierge_says_what_it_does": "words = ''",
}
MEMBER = {
    "member_is_a_person_by_account_or_by_name": "name = 'x'",
    "member_has_a_small_fee": "fee = -1",
    "what_is_free_is_not_paid": "paid_on = current_date",
}
OPEN = {
    "exchange_is_of_somebody_until_it_is_forgotten": "title = ''",
    "exchange_is_free_or_has_a_small_price": "price = 50.5",
    "exchange_takes_minutes_or_a_day": "minutes = 4",
    "homework_and_children_are_with_minors": "category = 'homework'",
    "company_and_care_are_care": "category = 'company'",
    "open_exchange_has_no_answer": "message = 'x'",
    "exchange_is_done_once_both_say_how_long": "author_confirmed_at = now(), other_confirmed_at = now()",
    "exchange_that_was_corrected_is_withdrawn": "corrected_as_id = id",
    "exchange_that_is_refused_says_why": "state = 'refused', settled_on = current_date",
    "exchange_that_is_over_has_its_day": "state = 'withdrawn'",
    "exchange_leaves_the_board_in_ninety_days": "expires_on = posted_on + 91",
    "community_exchange_moves_as_allowed": "state = 'done'",
}


@pytest.mark.parametrize("name", CONCIERGE)
def test_concierge_that_is_wrong_is_refused(name):
    assert refuses(ConciergeFactory(), CONCIERGE[name], name)


@pytest.mark.parametrize("name", MEMBER)
def test_member_that_is_wrong_is_refused(name):
    assert refuses(ConciergeMemberFactory(), MEMBER[name], name)


@pytest.mark.parametrize("name", OPEN)
def test_exchange_that_is_wrong_is_refused(name):
    assert refuses(ExchangeFactory(), OPEN[name], name)


def test_concierge_is_at_one_place_of_its_city():
    concierge, bergamo = ConciergeFactory(), MunicipalityFactory(name="Bergamo", istat_code="016024")
    elsewhere = CommunityPointFactory(location__municipality=bergamo)

    assert refuses(concierge, f"house_id = {HouseFactory().pk}", "concierge_is_at_one_place")
    assert refuses(concierge, f"community_point_id = '{elsewhere.pk}'", "concierge_is_in_its_city")


def test_who_has_no_account_has_a_name_and_a_way_to_be_reached():
    member = member_without_account(ConciergeFactory())

    assert refuses(member, "contact = ''", "member_is_a_person_by_account_or_by_name")


def test_person_is_a_member_once_at_a_time():
    member = ConciergeMemberFactory()

    with pytest.raises(IntegrityError, match="person_is_a_member_once_at_a_time"), transaction.atomic():
        ConciergeMemberFactory(concierge=member.concierge, person=member.person)

    changed(member, "valid = daterange(current_date - 9, current_date)")
    assert ConciergeMemberFactory(concierge=member.concierge, person=member.person).pk


def test_vetting_is_one_at_a_time_says_what_was_seen_and_lasts_two_years():
    vetting = VettingFactory()

    with pytest.raises(IntegrityError, match="member_is_vetted_once_at_a_time"), transaction.atomic():
        VettingFactory(membership=vetting.membership)

    assert refuses(vetting, f"vetted_by_id = {vetting.membership.person_id}", "member_is_vetted_by_another")
    assert refuses(vetting, "seen = ''", "vetting_says_what_was_seen")
    assert refuses(vetting, "valid = daterange(current_date, current_date + 732)", "vetting_lasts_two_years_at_most")


def test_exchange_is_between_two_members_of_one_concierge():
    exchange, stranger = answered(ExchangeFactory()), ConciergeMemberFactory()

    assert refuses(exchange, "other_id = author_id", "exchange_has_two_sides")
    assert refuses(exchange, f"other_id = '{stranger.pk}'", "exchange_is_answered_by_a_member")
    assert refuses(exchange, f"author_id = '{stranger.pk}'", "exchange_is_said_by_a_member")


@pytest.mark.parametrize("ended", [f"valid = daterange({YESTERDAY} - 9, {YESTERDAY})", "fee = 10"])
def test_exchange_is_between_members_of_today(ended):
    exchange = ExchangeFactory()
    other = ConciergeMemberFactory(concierge=exchange.concierge)
    changed(other, ended)

    with pytest.raises(IntegrityError, match="members of today"), transaction.atomic():
        answered(exchange, other)
    with pytest.raises(IntegrityError, match="members of today"):
        ExchangeFactory(author=other)


def test_nothing_is_put_up_where_the_concierge_is_closed():
    member = ConciergeMemberFactory()
    changed(member.concierge, "is_open = false")

    with pytest.raises(IntegrityError, match="concierge is closed"):
        ExchangeFactory(author=member)


@pytest.mark.parametrize("what", ["minors", "care", "homes"])
def test_offer_of_care_is_of_a_vetted_helper(what):
    member = ConciergeMemberFactory()

    with pytest.raises(IntegrityError, match=f"not vetted for: {what}"), transaction.atomic():
        ExchangeFactory(author=member, **{what: True})

    VettingFactory(membership=member, what_for=what)
    assert ExchangeFactory(author=member, **{what: True}).pk


def test_request_for_care_is_answered_by_a_vetted_helper_until_it_is_agreed():
    exchange = ExchangeFactory(kind="request", category="company", care=True)
    other = ConciergeMemberFactory(concierge=exchange.concierge)

    with pytest.raises(IntegrityError, match="not vetted for: care"), transaction.atomic():
        answered(exchange, other)

    vetting = VettingFactory(membership=other)
    answered(exchange, other)
    changed(vetting, f"valid = daterange({YESTERDAY} - 9, {YESTERDAY})")
    agreed = "state = 'agreed', author_agreed_at = now()"
    assert refuses(exchange, agreed, "exchange_helper_is_vetted")


def test_vetting_holds_on_the_day_of_the_exchange():
    vetting = VettingFactory()
    changed(vetting, f"valid = daterange('{in_days(0, 9).date()}', '{in_days(1, 9).date()}')")

    with pytest.raises(IntegrityError, match="not vetted for: care"), transaction.atomic():
        ExchangeFactory(author=vetting.membership, care=True, day=in_days(2, 9).date())

    assert ExchangeFactory(author=vetting.membership, care=True).pk


def test_exchange_that_is_answered_waits_and_is_agreed_by_both():
    exchange = answered(ExchangeFactory())

    assert refuses(exchange, "author_agreed_at = now()", "proposed_exchange_waits_for_somebody")
    assert refuses(exchange, "other_id = NULL", "proposed_exchange_waits_for_somebody")
    assert refuses(exchange, "state = 'agreed'", "exchange_is_agreed_by_both")


def test_exchange_is_done_once_both_say_for_how_long():
    exchange = answered(ExchangeFactory(), agreed=True)
    done = "state = 'done', settled_on = current_date, author_confirmed_at = now()"

    for columns in (f"{done}, done_minutes = 60", f"{done}, other_confirmed_at = now()"):
        assert refuses(exchange, columns, "exchange_is_done_once_both_say_how_long")


def test_trigger_allows_the_moves_of_the_model():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgargs FROM pg_trigger WHERE tgname = 'community_exchange_moves'")
        (arguments,) = cursor.fetchone()

    assert sorted(bytes(arguments).decode().strip("\0").split("\0")) == pairs(Exchange.MOVES)


ADVICE = {
    "advice_takes_from_half_an_hour_to_one": "ends_at = starts_at + interval '61 minutes'",
    "advice_says_what_and_where": "place = ''",
    "advice_that_is_off_says_why": "cancelled_at = now()",
}


@pytest.mark.parametrize("name", ADVICE)
def test_advice_that_is_wrong_is_refused(name):
    assert refuses(AdviceSlotFactory(), ADVICE[name], name)


def test_adviser_listens_to_one_at_a_time():
    slot = AdviceSlotFactory()

    with pytest.raises(IntegrityError, match="adviser_listens_to_one_at_a_time"), transaction.atomic():
        AdviceSlotFactory(adviser=slot.adviser)

    changed(slot, "cancelled_at = now(), reason = 'Ammalata'")
    assert AdviceSlotFactory(adviser=slot.adviser).pk


def test_advice_is_booked_by_one_while_it_is_held():
    slot = AdviceSlotFactory()
    booking = AdviceBooking.objects.create(slot=slot, person=UserFactory(), idea="x")

    with pytest.raises(IntegrityError, match="advice_is_booked_by_one"), transaction.atomic():
        AdviceBooking.objects.create(slot=slot, person=UserFactory())
    assert refuses(booking, "cancelled_at = now()", "advice_given_back_tells_nothing")

    changed(booking, "cancelled_at = now(), idea = ''")
    changed(slot, "cancelled_at = now(), reason = 'Ammalata'")
    with pytest.raises(IntegrityError, match="advice is off"):
        AdviceBooking.objects.create(slot=slot, person=UserFactory())
