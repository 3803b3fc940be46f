"""What the database refuses of who comes to an event, of its places, and of what is hidden, whoever asks."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from tests.factories import UserFactory
from tests.network.factories import network_of

from .events_factories import EventFactory, event_in_room, fundraising_of, guest_of, house_in, project_of
from .factories import SpaceFactory, in_days
from .safety_factories import hidden_by_the_city
from .test_events_refused import committed
from .test_spaces_refused import changed

pytestmark = pytest.mark.django_db


def test_database_gives_the_places_there_are_and_lets_the_others_wait():
    event = EventFactory(capacity=5)
    date = event.dates.get()
    changed(date, "kept_places = 1")

    states = [guest_of(date, people=people).state for people in (3, 2, 1, 1)]

    assert states == ["coming", "waiting", "coming", "waiting"]
    with pytest.raises(IntegrityError, match="no place for so many"):
        changed(date.guests.filter(state="waiting").first(), "state = 'coming'")
    with pytest.raises(IntegrityError, match="no place for so many"):
        changed(date.guests.filter(state="coming").first(), "people = 4")
    with pytest.raises(IntegrityError, match="More people come already"):
        changed(event, "capacity = 4")
    with pytest.raises(IntegrityError, match="no places left to keep"):
        changed(date, "kept_places = 2")
    changed(event, "capacity = NULL")
    assert guest_of(date, people=6).state == "coming"


def off(event):
    changed(event.dates.get(), "called_off_at = now()")


def cancelled(event):
    changed(event, "state = 'cancelled', reason = 'Piove'")


def past(event):
    changed(event.dates.get(), "starts_at = now() - interval '2 hours', ends_at = now() - interval '1 minute'")


NOT_ON = {
    "draft": lambda: EventFactory(state="draft"),
    "cancelled": lambda: EventFactory(),
    "hidden": lambda: EventFactory(hidden_at=timezone.now(), hidden_reason="Offende"),
    "room": lambda: event_in_room(SpaceFactory(house=house_in(network_of())), state="requested"),
    "off": lambda: EventFactory(),
    "past": lambda: EventFactory(),
}


@pytest.mark.parametrize("what", NOT_ON)
def test_database_refuses_who_comes_to_what_does_not_take_place(what):
    event = NOT_ON[what]()
    {"off": off, "past": past, "cancelled": cancelled}.get(what, lambda event: None)(event)

    with pytest.raises(IntegrityError, match="what takes place"):
        guest_of(event.dates.get())


def test_database_refuses_of_a_guest_and_of_a_count():
    guest = guest_of(EventFactory(capacity=1).dates.get())

    for what, why in {
        "people = 0": "person_comes_with_a_few_people",
        "people = 7": "person_comes_with_a_few_people|no place",
        "state = 'waiting'": "does not become",
    }.items():
        with pytest.raises(IntegrityError, match=why):
            changed(guest, what)
    with pytest.raises(IntegrityError, match="person_comes_once_to_a_day"):
        guest_of(guest.date, person=guest.person)
    with pytest.raises(IntegrityError, match="event_has_a_place_or_more"):
        changed(EventFactory(), "capacity = 0")
    for what in ("came = 3", "counted_at = now()", "came = 3, counted_at = now()"):
        with pytest.raises(IntegrityError, match="who_came_is_counted_once_it_has_begun"):
            changed(guest.date, what)
    begun = "starts_at = now() - interval '1 hour', ends_at = now() + interval '1 hour'"
    changed(guest.date, f"{begun}, came = 3, counted_at = now()")


@pytest.mark.parametrize("kind", ["event", "fundraising", "house_project"])
def test_database_refuses_to_show_what_the_city_hid(kind):
    house = house_in(network_of())
    thing = {
        "event": lambda: EventFactory(written_by=UserFactory()),
        "fundraising": lambda: fundraising_of(house),
        "house_project": lambda: project_of(house, house_in(network_of())),
    }[kind]()
    hidden_by_the_city(kind, thing)

    for what, why in {
        "hidden_at = NULL, hidden_reason = ''": "by an appeal alone",
        "hidden_reason = ''": "that_is_hidden_says_why",
    }.items():
        with pytest.raises(IntegrityError, match=why):
            changed(thing, what)


def test_database_refuses_to_change_what_is_accounted_for():
    fundraising = fundraising_of(house_in(network_of()), state="closed")
    changed(fundraising, "goal = 900")
    changed(fundraising, "state = 'accounted'")

    for what in ("goal = 100", "title = 'Altro'", "words = 'Altro'", "ends_on = ends_on + 1"):
        with pytest.raises(IntegrityError, match="accounted for"):
            changed(fundraising, what)


def test_house_may_be_asked_to_a_project_that_is_on_and_two_keep_it():
    one, other, third = (house_in(network_of()) for _ in range(3))
    project = committed(project_of, one, other)

    committed(project.parts.create, house=third)

    with pytest.raises(IntegrityError, match="Two houses or more agree"):
        committed(project.parts.filter(house=other).delete)
    changed(project.parts.get(house=third), "agreed_at = now()")
    assert committed(project.parts.filter(house=other).delete)


def test_places_are_of_each_day():
    event = EventFactory(capacity=2, days=[in_days(1, 18), in_days(8, 18)])

    states = [guest_of(date, people=2).state for date in event.dates.all()]

    assert states == ["coming", "coming"]
