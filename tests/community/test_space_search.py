"""Which rooms of a city hold so many people and are free: said as a booking would find it."""

import datetime

import pytest
from django.utils import timezone

from accounts.access import Role
from community.models import Booking, Space
from community.spaces import actions
from services.models import Listing
from tests.factories import MemberFactory, MunicipalityFactory, UserFactory
from tests.network.factories import network_of

from .factories import BookingFactory, HouseFactory, SpaceFactory, in_days

pytestmark = pytest.mark.django_db
HERE = "/comunita/brescia/case/"


@pytest.fixture
def house():
    return HouseFactory(location__municipality=network_of(), name="Casa Ponte")


def asked(start="18:00", end="20:00", **more):
    return {"day": (timezone.localdate() + datetime.timedelta(days=1)).isoformat(), "start": start, "end": end} | more


def found(response):
    return [space.name for house in response.context["houses"] for space in house.found]


def bookable(space, start, end):
    if not space.is_open_at(start, end):
        return False
    try:
        actions.book(by=UserFactory(), booking=Booking(space=space, title="x", people=1, starts_at=start, ends_at=end))
    except (actions.Taken, actions.Changed):
        return False
    Booking.objects.filter(space=space, title="x").delete()
    return True


def test_what_is_said_to_be_free_is_what_can_be_booked(house):
    hall = SpaceFactory(house=house, name="Salone")
    part, other = (SpaceFactory(house=house, whole=hall, name=name) for name in ("Metà", "Altra metà"))
    tidy = SpaceFactory(house=house, name="Cucina", minutes_before=30, minutes_after=60)
    SpaceFactory(house=house, name="Chiusa", is_open=False)
    SpaceFactory(house=house, name="Di giorno", closes_at=datetime.time(19))
    BookingFactory(space=part, starts_at=in_days(1, 18))
    BookingFactory(space=tidy, starts_at=in_days(1, 16), ends_at=in_days(1, 18))
    actions.cancel(by=UserFactory(), booking=BookingFactory(space=other, starts_at=in_days(1, 12)), reason="")

    for hour in (9, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21):
        start, end = in_days(1, hour), in_days(1, hour + 2)
        free = Space.objects.free(start, end)
        assert set(free) == {each for each in Space.objects.all() if bookable(each, start, end)}, hour


def test_rooms_are_found_by_how_many_and_when_and_lead_to_their_booking(client, house):
    SpaceFactory(house=house, name="Piccola", capacity=8)
    large = SpaceFactory(house=house, name="Grande", capacity=80)
    BookingFactory(space=SpaceFactory(house=house, name="Presa", capacity=80), starts_at=in_days(1, 19))
    elsewhere = HouseFactory(location__municipality=MunicipalityFactory(name="Bergamo", istat_code="016024"))
    SpaceFactory(house=elsewhere, capacity=80)

    everything, many = client.get(HERE), client.get(HERE, {"people": "40"})
    free = client.get(HERE, asked(people="40"))

    assert (found(everything), found(many), found(free)) == (
        ["Grande", "Piccola", "Presa"],
        ["Grande", "Presa"],
        ["Grande"],
    )
    address = f"{HERE}{house.slug}/stanze/{large.pk}/prenota/?people=40&amp;day={asked()['day']}"
    assert f'href="{address}&amp;start=18%3A00&amp;end=20%3A00"' in free.text
    client.force_login(UserFactory())
    form = client.get(HERE + f"{house.slug}/stanze/{large.pk}/prenota/", asked(people="40")).context["form"]
    assert (form["start"].value(), form["people"].value()) == ("18:00", "40")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"day": asked()["day"]}, ["end", "start"]),
        ({"start": "18:00", "end": "20:00"}, ["day"]),
        (asked(end="17:00"), ["end"]),
        (asked(day="2020-01-01"), ["day"]),
        ({"people": "0"}, ["people"]),
        ({"people": "\x00", "day": "\x00"}, ["day", "people"]),
    ],
)
def test_what_cannot_be_looked_for_is_said_by_its_field(client, house, said, wrong):
    SpaceFactory(house=house, name="Sala")

    response = client.get(HERE, said)

    assert (sorted(response.context["form"].errors), found(response)) == (wrong, ["Sala"])


def test_who_keeps_a_house_says_what_it_is(client, house):
    owner = MemberFactory(organization=house.location.organization, role=Role.OWNER).user
    page = f"{HERE}{house.slug}/modifica/"
    told = {"name": "Casa del Ponte", "words": "Si cucina insieme. Chi entra saluta.", "revision": house.revision}

    statuses = []
    for person in (UserFactory(), owner):
        client.force_login(person)
        statuses.append(client.post(page, told).status_code)
    named = client.post(page, told | {"words": "Chiama Ada al 333 1234567"})
    late = client.post(page, told | {"words": "Si balla."})

    read = client.get(f"{HERE}{house.slug}/stanze/").text
    assert (statuses, list(named.context["form"].errors)) == ([403, 302], ["words"])
    assert (late.status_code, late.context["as_it_is"][0][1]) == (409, told["words"])
    assert Listing.objects.filter(kind="house", name="Casa del Ponte").exists()
    assert ("Casa del Ponte" in read, "Chi entra saluta." in read, "333 1234567" in read) == (True, True, False)


def test_who_finds_nothing_is_told_what_to_try(client, house):
    SpaceFactory(house=house, capacity=8)

    assert "Prova un’altra ora" in client.get(HERE, {"people": "500"}).text


def test_who_comes_second_is_led_to_the_next_hour_and_to_other_rooms(client, house):
    space, other = SpaceFactory(house=house, name="Sala"), SpaceFactory(house=house, name="Altra")
    BookingFactory(space=space, starts_at=in_days(1, 18))
    client.force_login(UserFactory())

    response = client.post(space.get_absolute_url() + "prenota/", asked(title="Prove & cena", people="10", weeks="0"))
    later = client.get(f"{space.get_absolute_url()}prenota/?{response.context['later']}")
    elsewhere = client.get(f"{HERE}?{response.context['others']}")

    assert response.status_code == 409
    kept = {name: later.context["form"][name].value() for name in ("title", "people", "day", "start", "end")}
    assert kept == {"title": "Prove & cena", "people": "10", **asked("20:00", "22:00")}
    assert found(elsewhere) == [other.name]
