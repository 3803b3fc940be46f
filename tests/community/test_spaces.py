import datetime

import icalendar
import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.access import Role
from community.models import Booking, Notice, Space
from community.spaces import actions
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, UserFactory
from tests.network.factories import network_of

from .factories import BookingFactory, HouseFactory, SpaceFactory, in_days

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
State = Booking.State


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def house(network):
    return HouseFactory(location__municipality=network)


@pytest.fixture
def space(house):
    return SpaceFactory(house=house, needs_approval=False)


@pytest.fixture
def keeper(house):
    return MemberFactory(organization=house.location.organization, role=Role.OWNER).user


@pytest.fixture
def resident(client):
    user = UserFactory()
    client.force_login(user)
    return user


def at(house, rest=""):
    return f"/comunita/{house.location.municipality.slug}/case/{house.slug}/{rest}"


def tomorrow(days=1):
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()


def asked(**more):
    told = {"title": "Prove del coro", "people": 10, "day": tomorrow(), "start": "18:00", "end": "20:00", "weeks": 0}
    return told | more


def test_resident_books_a_free_room_and_gives_it_back(client, house, space, resident):
    response = client.post(at(house, f"stanze/{space.pk}/prenota/"), asked())

    booking = Booking.objects.get()
    assert response.url == booking.get_absolute_url()
    assert (booking.state, booking.booked_by, booking.starts_at, booking.length) == (
        State.CONFIRMED,
        resident,
        in_days(1, 18),
        2 * HOUR,
    )
    client.post(response.url, {"cancel": "1"})
    booking.refresh_from_db()
    assert booking.state == State.CANCELLED
    assert mail.outbox == []


def test_who_comes_second_hears_who_has_it_and_when_it_is_free_and_keeps_what_they_wrote(
    client, house, space, resident
):
    member = MemberFactory(organization__name="Coro degli Alpini")
    BookingFactory(space=space, organization=member.organization)

    response = client.post(
        at(house, f"stanze/{space.pk}/prenota/"), asked(title="Corso di italiano", start="19:00", end="21:00")
    )

    said = response.content.decode()
    assert response.status_code == 409
    assert ("Coro degli Alpini" in said, "Corso di italiano" in said) == (True, True)
    assert response.context["taken"].next_free == in_days(1, 20)
    assert Booking.objects.count() == 1


def test_who_asks_twice_reads_that_it_is_theirs_already(client, house, space, resident):
    mine = BookingFactory(space=space, booked_by=resident)

    once = client.post(at(house, f"stanze/{space.pk}/prenota/"), asked()).content.decode()
    several = client.post(at(house, f"stanze/{space.pk}/prenota/"), asked(weeks=1, until=tomorrow(15))).content.decode()

    assert [mine.get_absolute_url() in once, "l’hai già presa tu" in once, "l’hai già presa tu" in several] == [
        True
    ] * 3


def test_person_who_has_it_is_named_to_nobody(client, house, space, resident):
    BookingFactory(space=space, title="Compleanno di Ada", booked_by=UserFactory(name="Ada Neri"))

    pages = [
        client.get(at(house, f"stanze/{space.pk}/?settimana={tomorrow()}")),
        client.post(at(house, f"stanze/{space.pk}/prenota/"), asked()),
    ]
    calendar = client.get(at(house, f"stanze/{space.pk}/calendario.ics"))

    text = "".join(each.content.decode() for each in [*pages, calendar])
    assert "18:00–20:00 occupata" in pages[0].content.decode()
    assert [words for words in ("Ada", "Compleanno") if words in text] == []


WRONG = {
    "people": ({"people": 31}, "people"),
    "past": ({"day": tomorrow(-1)}, "day"),
    "far": ({"day": tomorrow(400)}, "day"),
    "backwards": ({"end": "17:00"}, "end"),
    "closed": ({"end": "23:30"}, "start"),
    "no last day": ({"weeks": 1}, "until"),
    "last day first": ({"weeks": 1, "until": tomorrow(-1)}, "until"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_booked_is_said_by_its_field(client, house, space, resident, name):
    told, field = WRONG[name]

    response = client.post(at(house, f"stanze/{space.pk}/prenota/"), asked(**told))

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_who_is_too_many_is_led_to_a_room_for_all(client, house, space, resident):
    shown = client.post(at(house, f"stanze/{space.pk}/prenota/"), asked(people=31)).content.decode()

    asked_for = f"/comunita/brescia/case/?people=31&amp;day={tomorrow()}&amp;start=18%3A00&amp;end=20%3A00"
    assert asked_for in shown


def test_nobody_books_for_an_organization_of_others(client, house, space):
    mine, other = MemberFactory(), MemberFactory()
    client.force_login(mine.user)

    refused = client.post(at(house, f"stanze/{space.pk}/prenota/"), asked(organization=other.organization.pk))
    client.post(at(house, f"stanze/{space.pk}/prenota/"), asked(organization=mine.organization.pk))

    assert list(refused.context["form"].errors) == ["organization"]
    assert Booking.objects.get().organization == mine.organization


def test_keeper_confirms_a_series_and_says_no_with_a_reason(client, house, keeper, django_capture_on_commit_callbacks):
    space, resident = SpaceFactory(house=house), UserFactory()
    wanted = [BookingFactory.build(space=space, starts_at=in_days(day, 9)) for day in (1, 8, 15)]
    actions.book_series(by=resident, bookings=wanted)
    first, second, third = Booking.objects.all()
    client.force_login(keeper)
    waiting = client.get(at(house, "prenotazioni/")).context["waiting"]

    with django_capture_on_commit_callbacks(execute=True):
        client.post(at(house, f"prenotazioni/{third.pk}/"), {"reject": "1"})
        client.post(at(house, f"prenotazioni/{third.pk}/"), {"reject": "1", "reason": "C’è la festa"})
        done = client.post(at(house, f"prenotazioni/{first.pk}/"), {"confirm": "1", "series": "1"}, follow=True)

    assert [str(each) for each in done.context["messages"]][-1] == "Fatto, per 2 giorni."
    assert done.context["form"]["reason"].label == "Perché la annulli"
    assert list(waiting) == [first, second, third]
    assert list(Booking.objects.values_list("state", "reason")) == [
        ("confirmed", ""),
        ("confirmed", ""),
        ("rejected", "C’è la festa"),
    ]
    assert [(each.to, each.subject.split(":")[0]) for each in mail.outbox] == [
        ([resident.email], "Non si può"),
        ([resident.email], "Confermata"),
    ]


def test_house_is_written_to_when_somebody_asks(client, house, resident, django_capture_on_commit_callbacks):
    keeper = house.location.organization
    keeper.email = "casa@example.org"
    keeper.save()
    space = SpaceFactory(house=house)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(at(house, f"stanze/{space.pk}/prenota/"), asked())

    assert [each.to for each in mail.outbox] == [["casa@example.org"]]
    assert at(house, f"prenotazioni/{Booking.objects.get().pk}/") in mail.outbox[0].body


def test_house_without_an_address_is_asked_through_its_people_or_who_runs_the_city(house, keeper):
    space = SpaceFactory(house=house)
    direction = MandateFactory(community_point=None, municipality=house.location.municipality, role=Role.DIRECTION)

    for day in (1, 2):
        booking = BookingFactory.build(space=space, starts_at=in_days(day, 18))
        actions.book(by=UserFactory(), booking=booking)
        keeper.memberships.all().delete()

    first, second = (each.get_house_url() for each in Booking.objects.order_by("starts_at"))
    asked = Notice.objects.order_by("person").values_list("person", "url", "must")
    assert list(asked) == [(keeper.pk, first, True), (direction.user_id, second, True)]


def test_three_people_before_a_booking(client, house, space, keeper):
    owner, colleague = UserFactory(), MemberFactory()
    mine = BookingFactory(space=space, booked_by=owner)
    ours = BookingFactory(space=space, organization=colleague.organization, starts_at=in_days(2, 9))
    seen = {}

    for name, user in {
        "owner": owner,
        "colleague": colleague.user,
        "keeper": keeper,
        "stranger": UserFactory(),
    }.items():
        client.force_login(user)
        own = [client.get(each.get_absolute_url()).status_code for each in (mine, ours)]
        seen[name] = (own, client.get(mine.get_house_url()).status_code)

    assert seen == {
        "owner": ([200, 404], 403),
        "colleague": ([404, 200], 403),
        "keeper": ([404, 404], 200),
        "stranger": ([404, 404], 403),
    }


def test_keeper_says_how_it_went_once_it_is_over(client, house, space, keeper):
    early = BookingFactory(space=space, state=State.CONFIRMED)
    over = BookingFactory(space=space, state=State.CONFIRMED, starts_at=in_days(-1, 9))
    client.force_login(keeper)

    for booking in (early, over):
        client.post(booking.get_house_url(), {"no_show": "1"})

    assert list(Booking.objects.order_by("starts_at").values_list("state", flat=True)) == ["no_show", "confirmed"]


def test_coordinator_of_the_quarter_keeps_the_house_too(client, house):
    quarter = house.location.quarter
    point = CommunityPointFactory(location__municipality=house.location.municipality)
    point.quarters.add(quarter)
    client.force_login(MandateFactory(community_point=point, role=Role.COORDINATOR).user)

    response = client.post(at(house, "stanze/nuova/"), ROOM)

    assert (response.status_code, Space.objects.get().name) == (302, "Sala grande")


ROOM = {
    "name": "Sala grande",
    "capacity": 40,
    "opens_at": "08:00",
    "closes_at": "23:00",
    "minutes_before": 0,
    "minutes_after": 15,
    "is_open": "on",
}


def test_room_of_a_name_that_is_there_is_refused_in_words(client, house, keeper):
    SpaceFactory(house=house, name="Sala grande")
    client.force_login(keeper)

    response = client.post(at(house, "stanze/nuova/"), ROOM | {"closes_at": "07:00"})

    assert response.status_code == 422
    assert sorted(sum(response.context["form"].errors.values(), [])) == [
        "In questa casa c’è già una stanza con questo nome.",
        "L’ora in cui chiude viene dopo quella in cui apre.",
    ]


def test_room_that_is_taken_at_that_hour_becomes_no_part_of_one_that_is_taken_too(client, house, keeper):
    whole, part = (SpaceFactory(house=house) for _ in range(2))
    for space in (whole, part):
        BookingFactory(space=space)
    client.force_login(keeper)

    response = client.post(
        at(house, f"stanze/{part.pk}/modifica/"), ROOM | {"whole": whole.pk, "revision": part.revision}
    )

    part.refresh_from_db()
    assert (response.status_code, part.whole) == (422, None)
    assert "si accavallano" in response.content.decode()


def test_who_changes_a_room_that_another_changed_meanwhile_reads_it_first(client, house, space, keeper):
    client.force_login(keeper)
    page, said = at(house, f"stanze/{space.pk}/modifica/"), ROOM | {"revision": space.revision}

    client.post(page, said | {"is_open": ""})
    late = client.post(page, said | {"is_open": "on"})

    space.refresh_from_db()
    assert (late.status_code, space.is_open, space.name) == (409, False, ROOM["name"])
    assert ("Adesso si può prenotare", "no") in late.context["as_it_is"]


def test_room_that_is_closed_is_not_booked(client, house, resident):
    space = SpaceFactory(house=house, is_open=False)

    response = client.post(at(house, f"stanze/{space.pk}/prenota/"), asked())

    assert (response.url, Booking.objects.count()) == (space.get_absolute_url(), 0)


def test_week_shows_who_has_the_whole_on_the_page_of_its_part(client, house):
    whole = SpaceFactory(house=house, name="Salone")
    part = SpaceFactory(house=house, whole=whole)
    BookingFactory(space=whole, organization=MemberFactory(organization__name="Coro").organization)

    week = client.get(at(house, f"stanze/{part.pk}/?settimana={tomorrow()}")).context["week"]

    calendar = icalendar.Calendar.from_ical(client.get(at(house, f"stanze/{part.pk}/calendario.ics")).content)

    assert [[each.organization.name for each in bookings] for _day, bookings in week if bookings] == [["Coro"]]
    assert [str(event["summary"]) for event in calendar.walk("VEVENT")] == ["Coro"]
    assert client.get(at(house, f"stanze/{part.pk}/?settimana=ieri")).status_code == 200


def test_calendar_is_read_by_another_program(client, house, space):
    BookingFactory(
        space=space, state=State.CONFIRMED, organization=MemberFactory(organization__name="Coro").organization
    )
    BookingFactory(space=space, starts_at=in_days(2, 9))

    calendar = icalendar.Calendar.from_ical(client.get(at(house, f"stanze/{space.pk}/calendario.ics")).content)

    told = [(str(event["summary"]), str(event["status"]), event["dtstart"].dt) for event in calendar.walk("VEVENT")]
    assert told == [("Coro", "CONFIRMED", in_days(1, 18)), ("Occupata", "TENTATIVE", in_days(2, 9))]


hours = st.integers(0, 5 * 24).map(lambda number: number * HOUR)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taken=st.sets(hours, max_size=30), asked_for=hours, length=st.integers(1, 6))
def test_next_free_is_the_first_that_an_oracle_finds(space, taken, asked_for, length):
    Booking.objects.all().delete()
    first, long = in_days(1, 0), length * HOUR
    rows = [BookingFactory.build(space=space, starts_at=first + at, ends_at=first + at + HOUR) for at in taken]
    Booking.objects.bulk_create(rows)

    wanted = (first + asked_for + step * HOUR for step in range(24 * 60))
    oracle = next(
        start
        for start in wanted
        if space.is_open_at(start, start + long)
        and not any(each.starts_at < start + long and start < each.ends_at for each in rows)
    )

    assert space.next_free(first + asked_for, long) == oracle


def test_no_next_free_is_said_where_two_months_are_full(client, house, resident):
    space = SpaceFactory(house=house, needs_approval=False, opens_at=datetime.time(9), closes_at=datetime.time(10))
    rows = [BookingFactory.build(space=space, starts_at=in_days(day, 9), ends_at=in_days(day, 10)) for day in range(63)]
    Booking.objects.bulk_create(rows)

    response = client.post(at(house, f"stanze/{space.pk}/prenota/"), asked(start="09:00", end="10:00"))

    assert response.context["taken"].next_free is None
    assert "prova un’altra stanza" in response.content.decode()


@pytest.mark.parametrize("address", ["stanze/", "prenotazioni/", "mie"])
def test_queries_do_not_grow_with_rooms_and_bookings(client, network, house, keeper, address):
    client.force_login(keeper)
    page = f"/comunita/{network.slug}/prenotazioni/" if address == "mie" else at(house, address)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        return len(asked)

    BookingFactory(space__house=house, organization=house.location.organization)
    first = queries()
    for _ in range(2):
        BookingFactory(space__house=house, organization=house.location.organization, booked_by=UserFactory())

    assert queries() == first
