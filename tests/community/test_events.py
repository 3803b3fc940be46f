import datetime

import icalendar
import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.utils import timezone

from accounts.access import Role
from community.events.repeating import MONTHLY, days_of
from community.models import Booking, Event, EventDate, GroupMembership, Notice
from tests.factories import (
    CommunityPointFactory,
    MandateFactory,
    MemberFactory,
    MunicipalityFactory,
    QuarterFactory,
    TermFactory,
    UserFactory,
)
from tests.network.factories import network_of

from .events_factories import EventDateFactory, EventFactory, event_in_room, house_in
from .factories import BookingFactory, SpaceFactory, in_days
from .groups_factories import PersonFactory, active_group, private_group

pytestmark = pytest.mark.django_db
State = Event.State


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def house(network):
    return house_in(network)


@pytest.fixture
def space(house):
    return SpaceFactory(house=house)


@pytest.fixture
def keeper(house):
    return MemberFactory(organization=house.location.organization, role=Role.OWNER).user


def at(network, rest=""):
    return f"/comunita/{network.slug}/eventi/{rest}"


def day_in(days):
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()


def asked(**more):
    told = {"title": "Laboratorio di cucito", "words": "Porta ago e filo", "day": day_in(1), "start": "18:00"}
    return told | {"end": "20:00", "rhythm": "once", "address": "Piazza Loggia"} | more


def in_room(space, **more):
    return asked(organiser=f"house-{space.house.pk}", space=space.pk, people=10, address="", **more)


def test_keeper_publishes_an_event_in_a_room_which_is_booked_and_confirmed(client, network, space, keeper):
    client.force_login(keeper)

    response = client.post(at(network, "nuovo/"), in_room(space))

    event, booking = Event.objects.get(), Booking.objects.get()
    assert response.url == event.get_absolute_url()
    assert (event.state, event.organiser, event.quarter, event.is_free) == (
        State.PUBLISHED,
        space.house,
        space.house.location.quarter,
        True,
    )
    assert (booking.state, booking.starts_at, booking.organization, booking.people) == (
        Booking.State.CONFIRMED,
        in_days(1, 18),
        space.house.location.organization,
        10,
    )
    assert list(EventDate.objects.taking_place().values_list("event", "booking")) == [(event.pk, booking.pk)]
    assert mail.outbox == []


def test_series_in_a_room_says_which_days_are_taken_and_skips_them_when_told(client, network, space, keeper):
    client.force_login(keeper)
    BookingFactory(space=space, starts_at=in_days(8, 18), organization=MemberFactory().organization)
    series = in_room(space, rhythm="weekly", until=day_in(15))

    refused = client.post(at(network, "nuovo/"), series)
    kept_nothing = (Event.objects.count(), Booking.objects.count())
    client.post(at(network, "nuovo/"), series | {"skip": "1"})

    assert (refused.status_code, len(refused.context["lost"]), kept_nothing) == (409, 1, (0, 1))
    assert [each.starts_at for each in Event.objects.get().dates.all()] == [in_days(1, 18), in_days(15, 18)]


def test_who_does_not_keep_the_house_waits_for_its_yes_before_the_day_is_listed(client, network, space):
    owner = MemberFactory(role=Role.OWNER)
    client.force_login(owner.user)
    client.post(at(network, "nuovo/"), in_room(space) | {"organiser": f"organization-{owner.organization.pk}"})
    before = EventDate.objects.taking_place().count()

    Booking.objects.update(state=Booking.State.CONFIRMED)
    confirmed = EventDate.objects.taking_place().count()
    Booking.objects.update(state=Booking.State.CANCELLED)

    assert (before, confirmed, EventDate.objects.taking_place().count()) == (0, 1, 0)
    assert "non si fa" in client.get(Event.objects.get().get_absolute_url()).content.decode()


WRONG = {
    "end": {"end": "17:00"},
    "day": {"day": day_in(-1)},
    "until": {"rhythm": "monthly"},
    "address": {"address": ""},
    "words": {"words": "Chiama Ada al 333 1234567"},
    "organiser": {"organiser": "house-1"},
}


@pytest.mark.parametrize(("field", "what"), WRONG.items())
def test_form_says_what_is_wrong(client, network, field, what):
    owner = MemberFactory(role=Role.OWNER)
    client.force_login(owner.user)

    response = client.post(at(network, "nuovo/"), asked(organiser=f"organization-{owner.organization.pk}") | what)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_form_says_what_is_wrong_with_a_room(client, network, space, keeper):
    client.force_login(keeper)
    wrong = {"people": in_room(space) | {"people": 31}, "space": in_room(space) | {"end": "23:30"}}
    wrong["space "] = in_room(space) | {"address": "Piazza Loggia"}

    found = [list(client.post(at(network, "nuovo/"), told).context["form"].errors) for told in wrong.values()]

    assert (found, Event.objects.count()) == ([["people"], ["space"], ["address"]], 0)


def test_who_invites_for_nobody_is_told_how_to(client, network):
    client.force_login(UserFactory())

    page = client.get(at(network, "nuovo/"))

    assert (page.context["organisers"], "comincia da un’iniziativa" in page.content.decode()) == ({}, True)


def test_draft_is_read_by_who_invites_alone_until_it_is_published(client, network):
    owner = MemberFactory(role=Role.OWNER)
    client.force_login(owner.user)
    client.post(at(network, "nuovo/"), asked(organiser=f"organization-{owner.organization.pk}", draft="1"))
    event = Event.objects.get()
    own = client.get(event.get_absolute_url()).status_code
    client.logout()
    of_others = client.get(event.get_absolute_url()).status_code
    client.force_login(owner.user)

    client.post(at(network, f"{event.pk}/cura/"), {"publish": "1"})
    again = client.post(at(network, f"{event.pk}/cura/"), {"publish": "1"})
    client.logout()

    assert (own, of_others, client.get(event.get_absolute_url()).status_code) == (200, 404, 200)
    assert again.url == event.get_absolute_url()


def test_three_people_and_the_page_of_who_invites(client, network):
    event = EventFactory(network=network)
    people = [MemberFactory(organization=event.organization, role=role).user for role in (Role.OWNER, Role.EDITOR)]
    page = at(network, f"{event.pk}/cura/")

    found = []
    for user in [*people, MemberFactory(role=Role.OWNER).user]:
        client.force_login(user)
        found.append(client.get(page).status_code)

    assert found == [200, 200, 403]


def test_point_initiative_group_and_direction_write_their_own(network):
    point = CommunityPointFactory(location__municipality=network)
    volunteer = MandateFactory(community_point=point).user
    group = active_group(network=network)
    caretaker = GroupMembership.objects.caretakers().get(group=group).user
    direction = MandateFactory(community_point=None, municipality_id=network.pk, role=Role.DIRECTION).user
    none = {"organization": None, "network": network}
    events = [
        EventFactory(**none, community_point=point),
        EventFactory(**none, group=group),
        EventFactory(**none, house=house_in(network)),
    ]

    kept = [list(Event.objects.kept_by(user)) for user in (volunteer, caretaker, direction, UserFactory())]

    assert kept == [[events[0]], [events[1]], [events[2]], []]


def test_change_is_numbered_for_calendar_programs(client, network):
    event = EventFactory(network=network)
    client.force_login(MemberFactory(organization=event.organization, role=Role.EDITOR).user)

    said = {"title": "Festa spostata", "address": "Parco Ducos", "price": "5 euro", "revision": 0}
    response = client.post(at(network, f"{event.pk}/modifica/"), said)

    event.refresh_from_db()
    assert response.url == event.get_absolute_url()
    assert (event.title, event.address, event.is_free, event.sequence) == ("Festa spostata", "Parco Ducos", False, 1)


def test_day_that_is_called_off_gives_back_its_room_and_another_is_added(client, network, space, keeper):
    event = event_in_room(space)
    client.force_login(keeper)
    page, date = at(network, f"{event.pk}/cura/"), event.dates.get()

    client.post(page, {"call_off": date.pk})
    client.post(page, {"day": day_in(2), "start": "18:00", "end": "19:00"})
    client.post(page, {"call_off": date.pk})

    date.refresh_from_db()
    assert (date.is_off, date.booking.state) == (True, Booking.State.CANCELLED)
    found = EventDate.objects.taking_place().values_list("starts_at", "booking__state")
    assert list(found) == [(in_days(2, 18), "confirmed")]


def test_filters_stay_open_while_they_narrow_the_list(client, network):
    pages = {asked: client.get(at(network, f"?{asked}")).content.decode() for asked in ("when=week", "free=on")}

    assert {asked: "<details open><summary>Filtri" in page for asked, page in pages.items()} == {
        "when=week": False,
        "free=on": True,
    }


def test_days_to_come_are_first_and_what_is_past_is_folded_away_the_latest_first(client, network, house, keeper):
    days = [in_days(each, 18) for each in (-14, -7, 7, 14)]
    event = EventFactory(network=network, organization=None, house=house, days=days)
    client.force_login(keeper)

    page = client.get(at(network, f"{event.pk}/cura/"))

    told = [[each.starts_at for each in page.context[name]] for name in ("ahead", "past")]
    assert told == [days[2:], [days[1], days[0]]]
    assert "2 giorni passati" in page.content.decode()
    assert page.content.decode().count("Quel giorno non si fa") == 2


def test_day_that_is_there_already_or_whose_room_is_taken_is_said(client, network, space, keeper):
    BookingFactory(space=space, starts_at=in_days(3, 18))
    event, client_page = EventFactory(network=network), at(network, "{}/cura/")
    client.force_login(MemberFactory(organization=event.organization, role=Role.OWNER).user)
    same = client.post(client_page.format(event.pk), {"day": day_in(1), "start": "18:00", "end": "19:00"})
    client.force_login(keeper)

    taken = client.post(
        client_page.format(event_in_room(space).pk), {"day": day_in(3), "start": "19:00", "end": "20:00"}
    )

    assert (same.status_code, list(same.context["day_form"].errors)) == (422, ["start"])
    assert (taken.status_code, len(taken.context["lost"])) == (409, 1)


def test_event_that_is_cancelled_says_why_gives_back_its_rooms_and_tells_the_group(client, network, space):
    group = active_group(network=network)
    caretaker = GroupMembership.objects.caretakers().get(group=group).user
    neighbour = UserFactory()
    PersonFactory(group=group, user=neighbour)
    event = event_in_room(space, house=None, group=group, written_by=caretaker)
    client.force_login(caretaker)
    page = at(network, f"{event.pk}/cura/")

    silent = client.post(page, {"cancel": "1", "reason": ""})
    client.post(page, {"cancel": "1", "reason": "Piove"})
    client.post(page, {"cancel": "1", "reason": "Piove"})

    event.refresh_from_db()
    assert (silent.status_code, event.state, event.reason) == (422, State.CANCELLED, "Piove")
    assert event.dates.get().booking.state == Booking.State.CANCELLED
    assert list(Notice.objects.values_list("person", "key")) == [(neighbour.pk, f"event-{event.pk}-cancelled")]
    assert not EventDate.objects.taking_place().exists()


def test_list_shows_what_takes_place_by_day_theme_quarter_and_price(client, network):
    quarter = QuarterFactory(municipality=network)
    today = EventFactory(network=network, days=[timezone.now() + datetime.timedelta(minutes=1)], quarter=quarter)
    later = EventFactory(network=network, days=[in_days(20, 10)], is_free=False, price="5 euro")
    EventFactory(network=network, days=[in_days(-3, 10)])
    EventFactory(network=network, state="draft")
    EventDateFactory(event=today, starts_at=in_days(5, 10), called_off_at=timezone.now())
    hidden = private_group(network=network)
    of_hidden = EventFactory(network=network, organization=None, group=hidden)
    wishes = {
        "": [today, later],
        "when=month": [today, later],
        "when=week": [today],
        f"day={day_in(20)}": [later],
        f"quarter={quarter.slug}": [today],
        "free=on": [today],
        "day=9999-99-99": [today, later],
        "day=0001-01-01": [today, later],
    }

    found = {
        asked: [each.event for each in client.get(f"{at(network)}?{asked}").context["page_obj"]] for asked in wishes
    }

    assert found == wishes
    assert client.get(of_hidden.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_list_and_page_cost_the_same_for_one_as_for_three(client, network, rows, django_assert_num_queries):
    space = SpaceFactory(house=house_in(network))
    for number in range(rows):
        EventFactory(network=network)
        event = event_in_room(space, start=in_days(2 + number, 18))
        EventDateFactory(event=EventFactory(network=network), starts_at=in_days(30, 8))

    client.get(at(network))  # warms what is kept between requests
    with django_assert_num_queries(8):
        client.get(at(network))
    with django_assert_num_queries(7):
        client.get(event.get_absolute_url())


def test_calendars_of_event_and_city_hold_each_day_with_what_is_off(client, network):
    event = EventFactory(network=network, days=[in_days(1, 18), in_days(8, 18)], title="Festa")
    EventFactory(network=network, state="draft")
    event.dates.filter(starts_at=in_days(8, 18)).update(called_off_at=timezone.now())

    files = [
        client.get(each).content
        for each in (f"{event.get_absolute_url()}calendario.ics", at(network, "calendario.ics"))
    ]

    for each in files:
        entries = icalendar.Calendar.from_ical(each).walk("VEVENT")
        found = [(str(entry["summary"]), entry["dtstart"].dt, str(entry["status"])) for entry in entries]
        assert found == [("Festa", in_days(1, 18), "CONFIRMED"), ("Festa", in_days(8, 18), "CANCELLED")]


def test_feed_and_structured_data_tell_of_the_event(client, network):
    event = EventFactory(network=network, title="Festa", words="Si balla")

    feed = client.get(at(network, "atom/")).content.decode()
    page = client.get(event.get_absolute_url()).content.decode()

    assert ("Festa" in feed, "Si balla" in feed) == (True, True)
    assert '"@type": "Event"' in page
    assert '"startDate": "' + in_days(1, 18).isoformat() in page


@time_machine.travel("2026-11-24 12:00+01:00", tick=False)
def test_third_tuesday_comes_each_month_at_the_same_hour_in_summer_too():
    days = days_of(datetime.date(2026, 12, 15), datetime.date(2027, 4, 30), MONTHLY)

    assert days == [
        datetime.date(*each) for each in [(2026, 12, 15), (2027, 1, 19), (2027, 2, 16), (2027, 3, 16), (2027, 4, 20)]
    ]


def test_api_gives_events_by_day_theme_quarter_and_city(client, network):
    quarter = QuarterFactory(municipality=network)
    event = EventFactory(network=network, title="Festa", quarter=quarter, days=[in_days(5, 18)])
    event.topics.set([TermFactory(name="Anziani")])
    EventFactory(network=network, days=[in_days(9, 18)], state="draft")
    other = EventFactory(network=network, days=[in_days(9, 18)])
    MunicipalityFactory(name="Mantova", istat_code="020030")
    wishes = {
        "": [event, other],
        f"from={day_in(6)}": [other],
        f"to={day_in(5)}": [event],
        f"quarter={quarter.slug}": [event],
        "theme=anziani": [event],
        "city=mantova": [],
    }

    answers = {asked: client.get(f"/api/events?{asked}").json()["contents"] for asked in wishes}
    refused = client.get("/api/events?from=oggi")

    assert {asked: [each["title"] for each in found] for asked, found in answers.items()} == {
        asked: [each.title for each in found] for asked, found in wishes.items()
    }
    assert {name: answers[""][0][name] for name in ("city", "place", "free", "quarter", "url")} == {
        "city": network.slug,
        "place": "Piazza Loggia",
        "free": True,
        "quarter": quarter.slug,
        "url": settings.SITE_URL + event.get_absolute_url(),
    }
    assert (refused.status_code, "from" in refused.content.decode()) == (400, True)
