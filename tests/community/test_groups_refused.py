import datetime
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from community.models import Group, GroupInvitation, GroupMembership, Post
from helpdesk.moves import pairs
from tests.factories import LocationFactory, MunicipalityFactory, PlaceNameFactory, QuarterFactory, UserFactory
from tests.network.factories import network_of

from .factories import HouseFactory
from .groups_factories import (
    GroupFactory,
    PersonFactory,
    PostFactory,
    ReplyFactory,
    active_group,
    private_group,
    removed_from,
)
from .safety_factories import hidden_by_the_city

pytestmark = pytest.mark.django_db


def changed(row, what):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {what} WHERE id = %s", [row.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def another_city():
    return network_of(MunicipalityFactory(name="Bergamo", istat_code="016024"))


def out_of_a_group():
    return removed_from(active_group())


ANSWERED = "appeal = 'Ci abito', appealed_at = now(), decision = 'No', decided_at = now()"
REFUSED = [
    (GroupFactory, "name = ''", "group_says_what_it_is_and_agrees_on"),
    (GroupFactory, "agreement = '', agreement_version = 2", "group_says_what_it_is_and_agrees_on"),
    (GroupFactory, "street_id = NULL", "group_of_a_street_says_which"),
    (GroupFactory, "kind = 'theme'", "group_of_a_street_says_which"),
    (GroupFactory, "visibility = 'members'", "group_that_is_not_seen_is_entered_by_invitation"),
    (GroupFactory, "state = 'closed', closed_at = now()", "group_that_is_closed_says_why"),
    (GroupFactory, "closing_words = 'Basta'", "group_that_is_closed_says_why"),
    (GroupFactory, "state = 'active'", "group_is_active_from_a_day_on"),
    (GroupFactory, "state = 'active', opened_at = now()", "has somebody who takes care of it"),
    (GroupFactory, "agreement = 'Altro'", "takes the next number"),
    (GroupFactory, "agreement_version = 2", "takes the next number"),
    (private_group, "joining = 'ask'", "group_that_is_not_seen_is_entered_by_invitation"),
    (active_group, "state = 'proposed', opened_at = NULL", "does not become"),
    (PersonFactory, "nickname = ''", "person_of_a_group_has_a_name"),
    (PersonFactory, "state = 'asked'", "does not become"),
    (PersonFactory, "joined_at = NULL", "person_of_a_group_is_there_from_until"),
    (PersonFactory, "state = 'left'", "person_of_a_group_is_there_from_until"),
    (PersonFactory, "state = 'removed', ended_at = now()", "person_is_removed_with_a_reason"),
    (PersonFactory, "reason = 'Offende'", "person_is_removed_with_a_reason"),
    (PersonFactory, "removed_by_id = user_id", "person_who_is_removed_alone_was_so_by_somebody"),
    (PersonFactory, "appeal = 'Ci abito', appealed_at = now()", "person_who_is_removed_appeals_and_is_answered_once"),
    (out_of_a_group, "appeal = 'Ci abito'", "person_who_is_removed_appeals_and_is_answered_once"),
    (out_of_a_group, "decision = 'No', decided_at = now()", "person_who_is_removed_appeals_and_is_answered_once"),
    (
        out_of_a_group,
        f"{ANSWERED}, decided_by_id = removed_by_id",
        "person_is_answered_by_another_than_who_removed_them",
    ),
    (out_of_a_group, f"{ANSWERED}, decided_by_id = user_id", "person_is_answered_by_another_than_who_removed_them"),
    (PersonFactory, "accepted_version = 2", "by its agreement"),
    (PostFactory, "title = ''", "post_says_what"),
    (PostFactory, "expires_on = since + 91", "post_expires_within_ninety_days"),
    (PostFactory, "expires_on = since - 1", "post_expires_within_ninety_days"),
    (PostFactory, "kind = 'activity'", "activity_alone_has_a_day_and_a_place"),
    (PostFactory, "place = 'In cortile'", "activity_alone_has_a_day_and_a_place"),
    (PostFactory, "state = 'matched'", "request_or_offer_is_matched_with_somebody"),
    (PostFactory, "kind = 'announcement', state = 'matched', matched_at = now()", "request_or_offer_is_matched"),
    (PostFactory, "matched_at = now()", "request_or_offer_is_matched_with_somebody"),
    (PostFactory, "state = 'matched', matched_at = now(), matched_with_id = author_id", "post_is_matched_with_another"),
    (PostFactory, "state = 'fulfilled', fulfilled_at = now(), matched_at = now()", "does not become"),
    (PostFactory, "fulfilled_at = now()", "post_is_fulfilled_on_a_day"),
    (PostFactory, "state = 'hidden', hidden_from = 'open', hidden_at = now()", "post_that_is_hidden_says_why"),
    (PostFactory, "hidden_at = now(), hidden_reason = 'Offende'", "post_that_is_hidden_says_why"),
    (PostFactory, "appeal = 'Non offende', appealed_at = now()", "post_is_appealed_and_answered_once"),
    (PostFactory, "decision = 'Resta', decided_at = now()", "post_is_appealed_and_answered_once"),
    (ReplyFactory, "appeal = 'Non offende', appealed_at = now()", "reply_is_appealed_and_answered_once"),
    (ReplyFactory, "decision = 'Resta', decided_at = now()", "reply_is_appealed_and_answered_once"),
    (PostFactory, "decided_by_id = author_id", "post_is_answered_by_another_than_who_hid_it"),
    (ReplyFactory, "decided_by_id = author_id", "reply_is_answered_by_another_than_who_hid_it"),
    (ReplyFactory, "kept = ''", "reply_says_something"),
    (ReplyFactory, "to_id = author_id", "reply_to_one_is_private"),
    (ReplyFactory, "hidden_at = now()", "reply_that_is_hidden_says_why"),
]


@pytest.mark.parametrize(("make", "what", "why"), REFUSED)
def test_database_refuses(make, what, why):
    row = make()

    with pytest.raises(IntegrityError, match=why):
        changed(row, what)


def test_database_refuses_that_the_last_caretaker_goes():
    group = active_group()
    PersonFactory(group=group)
    (caretaker,) = group.memberships.caretakers()

    for what in ("role = 'member'", "role = 'member', state = 'left', ended_at = now()"):
        with pytest.raises(IntegrityError, match="has somebody who takes care of it"):
            changed(caretaker, what)
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="has somebody who takes care of it"), transaction.atomic():
        caretaker.delete()


def test_database_refuses_places_of_another_city_and_a_house_number():
    group, elsewhere = GroupFactory(), another_city()
    street = PlaceNameFactory(municipality=elsewhere)
    number = PlaceNameFactory(municipality=group.network, kind="address", house_number="12")
    quarter = QuarterFactory(municipality=elsewhere)
    house = HouseFactory(location=LocationFactory(municipality=elsewhere))
    of_house = f"kind = 'house', street_id = NULL, house_id = {house.pk}"

    for what in (f"street_id = {street.pk}", f"street_id = {number.pk}", f"quarter_id = {quarter.pk}", of_house):
        with pytest.raises(IntegrityError, match="of its city"):
            changed(group, what)


def test_database_refuses_a_house_to_a_group_of_a_street():
    group = GroupFactory()
    house = HouseFactory(location=LocationFactory(municipality=group.network))

    with pytest.raises(IntegrityError, match="group_of_a_house_alone_has_one"):
        changed(group, f"house_id = {house.pk}")


def test_database_refuses_one_person_or_one_address_twice():
    person = PersonFactory()
    again = {"group": person.group, "user": person.user}

    with pytest.raises(IntegrityError, match="person_is_in_a_group_once"), transaction.atomic():
        PersonFactory(**again)
    with pytest.raises(IntegrityError, match="group_has_an_address_of_its_own"), transaction.atomic():
        GroupFactory(network=person.group.network, slug=person.group.slug)


def test_database_refuses_who_comes_into_a_group_that_is_closed():
    group = GroupFactory(state="proposed")
    changed(group, "state = 'closed', closed_at = now(), closing_words = 'Nessuno viene'")

    with pytest.raises(IntegrityError, match="comes into a group that is there"), transaction.atomic():
        PersonFactory(group=group)


def test_database_refuses_words_in_a_group_that_is_not_published():
    person = PersonFactory()

    with pytest.raises(IntegrityError, match="is in it"):
        PostFactory(group=person.group, author=person.user)


def test_database_refuses_words_of_who_is_not_in_the_group():
    post, stranger = PostFactory(), UserFactory()
    told = {"group": post.group, "author": stranger}
    outside = [
        partial(PostFactory, **told),
        partial(PostFactory, group=GroupFactory(network=post.group.network)),
        partial(ReplyFactory, post=post, author=stranger),
        partial(ReplyFactory, post=post, is_private=True),
        partial(changed, post, f"state = 'matched', matched_at = now(), matched_with_id = {stranger.pk}"),
    ]

    for write in outside:
        with pytest.raises(IntegrityError, match="is in it"), transaction.atomic():
            write()


def test_database_refuses_an_invitation_for_longer_than_two_weeks():
    now = timezone.now()
    told = {"group": GroupFactory(), "digest": "a" * 64, "made_at": now}

    with pytest.raises(IntegrityError, match="group_invitation_lasts_two_weeks"), transaction.atomic():
        GroupInvitation.objects.create(**told, expires_at=now + datetime.timedelta(days=15))


@pytest.mark.parametrize("model", [Group, GroupMembership, Post])
def test_trigger_allows_the_moves_of_the_model(model):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgargs FROM pg_trigger WHERE tgname = %s", [f"{model._meta.db_table}_moves"])
        (arguments,) = cursor.fetchone()

    assert sorted(bytes(arguments).decode().strip("\0").split("\0")) == pairs(model.MOVES)


def test_database_refuses_to_show_what_the_city_hid():
    post = PostFactory()
    reply = ReplyFactory(post=post)
    for kind, thing in (("group_post", post), ("group_reply", reply)):
        hidden_by_the_city(kind, thing)

    with pytest.raises(IntegrityError, match="by an appeal alone"):
        changed(post, "state = 'open', hidden_from = '', hidden_at = NULL, hidden_reason = ''")
    with pytest.raises(IntegrityError, match="by an appeal alone"):
        changed(reply, "hidden_at = NULL, hidden_reason = ''")
