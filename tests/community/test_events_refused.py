"""What the database refuses of events, projects of houses and fund-raisings, whoever asks and however."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from community.models import Event, EventGuest, Fundraising, FundraisingUse, HouseProject
from helpdesk.moves import pairs
from tests.factories import CommunityPointFactory, LocationFactory, MunicipalityFactory, OrganizationFactory
from tests.network.factories import network_of

from .events_factories import EventFactory, event_in_room, fundraising_of, house_in, project_of
from .factories import HouseFactory, SpaceFactory, in_days
from .groups_factories import GroupFactory
from .test_spaces_refused import changed

pytestmark = pytest.mark.django_db


def committed(act, *args, **kwargs):
    """Done, and looked at as at the end of a transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        done = act(*args, **kwargs)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return done


EVENT = {
    "organization_id = NULL": "event_has_one_organiser",
    "address = ''": "event_says_where",
    "price = '5 euro'": "event_says_its_price",
    "is_free = false": "event_says_its_price",
    "published_at = NULL": "event_is_published_at_a_moment",
    "state = 'cancelled'": "event_is_cancelled_with_a_reason",
    "reason = 'Piove'": "event_is_cancelled_with_a_reason",
    "state = 'draft', published_at = NULL": "does not become",
}
DAY = {
    "ends_at = starts_at": "event_date_ends_within_a_day",
    "ends_at = starts_at + interval '25 hours'": "event_date_ends_within_a_day",
}
FUNDRAISING = {
    "goal = 0": "fundraising_has_a_goal",
    "how_to_give = ''": "fundraising_says_how_to_give",
    "state = 'accounted'": "does not become",
}


@pytest.mark.parametrize(("what", "why"), EVENT.items())
def test_database_refuses_of_an_event(what, why):
    with pytest.raises(IntegrityError, match=why):
        changed(EventFactory(), what)


@pytest.mark.parametrize(("what", "why"), DAY.items())
def test_database_refuses_of_a_day(what, why):
    with pytest.raises(IntegrityError, match=why):
        changed(EventFactory().dates.get(), what)


def test_database_refuses_two_organisers_and_two_places():
    event = EventFactory()
    house = house_in(event.network)

    with pytest.raises(IntegrityError, match="event_has_one_organiser"):
        changed(event, f"house_id = {house.pk}")
    with pytest.raises(IntegrityError, match="event_says_where"):
        changed(event, f"location_id = '{house.location_id}'")
    with pytest.raises(IntegrityError, match="event_begins_once_at_a_time"):
        event.dates.create(starts_at=event.dates.get().starts_at, ends_at=in_days(1, 19))


def test_database_refuses_an_event_in_another_city():
    event = EventFactory()
    other = LocationFactory(municipality=MunicipalityFactory(name="Mantova", istat_code="020030"))
    elsewhere, point = HouseFactory(location=other), CommunityPointFactory(location=other)
    others = {
        "organization_id = NULL, house_id": elsewhere.pk,
        "organization_id = NULL, community_point_id": point.pk,
        "address = '', location_id": other.pk,
        "organization_id = NULL, group_id": GroupFactory(network=network_of(other.municipality)).pk,
        "address = '', space_id": SpaceFactory(house=elsewhere).pk,
    }

    for column, pk in others.items():
        with pytest.raises(IntegrityError, match="another city"):
            changed(event, f"{column} = '{pk}'")


def test_database_refuses_a_published_event_without_a_day():
    event = EventFactory()

    with pytest.raises(IntegrityError, match="A published event has a day"):
        committed(event.dates.all().delete)
    with pytest.raises(IntegrityError, match="A published event has a day"):
        committed(EventFactory, days=[])

    assert committed(EventFactory, state="draft", days=[]).pk


def test_database_refuses_a_day_in_a_room_that_is_not_booked_for_it():
    network = EventFactory().network
    space = SpaceFactory(house=house_in(network))
    event = committed(event_in_room, space)
    day = event.dates.get()

    with pytest.raises(IntegrityError, match="has the room"):
        changed(day, "booking_id = NULL")
    with pytest.raises(IntegrityError, match="has the room"):
        changed(day, "starts_at = starts_at + interval '1 hour'")
    with pytest.raises(IntegrityError, match="has the room"):
        changed(event, f"space_id = {SpaceFactory(house=space.house).pk}")
    changed(day, "booking_id = NULL, called_off_at = now()")


def test_database_refuses_a_project_that_a_house_did_not_agree_to():
    network = EventFactory().network
    one, other = house_in(network), house_in(network)
    alone, asked = project_of(one, agreed=False), project_of(one, other, agreed=False)
    changed(alone.parts.get(), "agreed_at = now()")
    changed(asked.parts.first(), "agreed_at = now()")

    for project in (alone, asked):
        with pytest.raises(IntegrityError, match="Two houses or more agree"):
            changed(project, "state = 'active'")

    together = project_of(one, other)
    with pytest.raises(IntegrityError, match="Two houses or more agree"):
        changed(together.parts.first(), "agreed_at = NULL")
    with pytest.raises(IntegrityError, match="Two houses or more agree"):
        committed(together.parts.first().delete)
    with pytest.raises(IntegrityError, match="house_project_ends_after_it_starts"):
        changed(together, "ends_on = starts_on - 1")
    with pytest.raises(IntegrityError, match="house_is_in_a_project_once"):
        changed(together.parts.first(), f"house_id = {other.pk}")


@pytest.mark.parametrize(("what", "why"), FUNDRAISING.items())
def test_database_refuses_of_a_fundraising(what, why):
    with pytest.raises(IntegrityError, match=why):
        changed(fundraising_of(house_in(EventFactory().network)), what)


def test_database_refuses_to_open_a_fundraising_after_its_last_day():
    house, past = house_in(EventFactory().network), timezone.localdate() - datetime.timedelta(days=1)
    planned, closed = (fundraising_of(house, state=state, ends_on=past) for state in ("planned", "closed"))
    today = fundraising_of(house, state="planned", ends_on=timezone.localdate())

    for row in (planned, closed):
        with pytest.raises(IntegrityError, match="not opened after its last day"):
            changed(row, "state = 'open'")
    changed(today, "state = 'open'")
    changed(today, "ends_on = ends_on - 1, title = 'Finita'")


def test_database_refuses_to_use_more_than_was_raised():
    fundraising = committed(fundraising_of, house_in(EventFactory().network), raised=[300, 200], used=[400])
    use = {"fundraising": fundraising, "words": "Ancora", "used_on": timezone.localdate()}

    with pytest.raises(IntegrityError, match="No more is used"):
        committed(FundraisingUse.objects.create, **use, amount=101)
    with pytest.raises(IntegrityError, match="No more is used"):
        committed(fundraising.sources.first().delete)
    with pytest.raises(IntegrityError, match="fundraising_source_is_some_money"):
        changed(fundraising.sources.first(), "amount = 0")
    with pytest.raises(IntegrityError, match="fundraising_use_is_some_money"):
        changed(fundraising.uses.first(), "amount = 0")
    assert committed(FundraisingUse.objects.create, **use, amount=100).pk


def test_database_refuses_money_before_it_is_open_and_after_it_is_accounted():
    planned = fundraising_of(house_in(EventFactory().network), state="planned")
    accounted = fundraising_of(planned.houses.get(), state="closed", raised=[100])
    changed(accounted, "state = 'accounted'")

    for row in (planned, accounted):
        with pytest.raises(IntegrityError, match="while it is raised"):
            committed(row.sources.create, kind="people", amount=10, received_on=timezone.localdate())
    with pytest.raises(IntegrityError, match="while it is raised"):
        changed(accounted.sources.get(), "amount = 50")


def test_database_refuses_to_name_who_did_not_agree_and_whoever_is_no_organisation():
    source = fundraising_of(house_in(EventFactory().network), raised=[100]).sources.get()
    organization = OrganizationFactory()

    with pytest.raises(IntegrityError, match="names_an_organization_that_agrees"):
        changed(source, f"kind = 'organization', organization_id = '{organization.pk}'")
    with pytest.raises(IntegrityError, match="names_an_organization_that_agrees"):
        changed(source, f"agrees = true, organization_id = '{organization.pk}'")

    changed(source, f"kind = 'organization', agrees = true, organization_id = '{organization.pk}'")


def test_database_refuses_a_fundraising_of_nobody():
    fundraising = committed(fundraising_of, house_in(EventFactory().network))
    told = {"network": fundraising.network, "title": "Di chi?", "words": "–", "how_to_give": "–", "goal": 1}

    with pytest.raises(IntegrityError, match="of a house or of an initiative"):
        committed(fundraising.houses.clear)
    with pytest.raises(IntegrityError, match="of a house or of an initiative"):
        committed(Fundraising.objects.create, **told, ends_on=datetime.date(2030, 1, 1))


@pytest.mark.parametrize("model", [Event, EventGuest, HouseProject, Fundraising])
def test_trigger_allows_the_moves_of_the_model(model):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgargs FROM pg_trigger WHERE tgname = %s", [f"{model._meta.db_table}_moves"])
        (arguments,) = cursor.fetchone()

    assert sorted(bytes(arguments).decode().strip("\0").split("\0")) == pairs(model.MOVES)
