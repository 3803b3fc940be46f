import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.personal_data import everything_held, forget
from community.demo import houses as demo
from community.doors import own
from community.models import Booking, Space
from organizations.models import House
from services.demo.people import load_people, person
from tests.factories import LocationFactory, MemberFactory, OrganizationFactory, UserFactory
from tests.network.factories import MembershipFactory, network_of

from .factories import BookingFactory, SpaceFactory, in_days

pytestmark = pytest.mark.django_db


def test_person_reads_what_they_booked():
    booking = BookingFactory(booked_by=UserFactory())

    held = everything_held(booking.booked_by)["Stanze che hai prenotato"]

    place = f"{booking.space.house}, {booking.space}"
    assert held == [{"che cosa": "Prove del coro", "dove": place, "quando": booking.starts_at}]


def test_own_list_parts_what_is_to_come_from_what_is_off_and_what_is_over(client):
    space, me = SpaceFactory(), UserFactory()
    days = {"coming": 1, "given back": 2, "refused": 3, "used": -2, "long given back": -3}
    for title, day in days.items():
        BookingFactory(space=space, booked_by=me, title=title, starts_at=in_days(day, 18))
    Booking.objects.filter(title__contains="given back").update(state="cancelled")
    Booking.objects.filter(title="refused").update(state="rejected", reason="C’è il mercato.")
    client.force_login(me)

    shown = client.get(f"/comunita/{network_of().slug}/prenotazioni/")

    parts = {name: [each.title for each in shown.context[name]] for name in ("page", "off", "past")}
    assert parts == {"page": ["coming"], "off": ["given back", "refused"], "past": ["used"]}
    assert shown.text.index(">coming<") < shown.text.index('id="annullate"') < shown.text.index(">given back<")
    assert {each.words: each.count for each in own(me, network_of())}["Le stanze che hai prenotato"] == 1


def test_room_of_who_goes_is_free_and_what_their_organization_booked_stays():
    member = MemberFactory()
    BookingFactory(booked_by=member.user)
    used = BookingFactory(booked_by=member.user, starts_at=in_days(-2, 18), title="Compleanno di Ada")
    ours = BookingFactory(booked_by=member.user, organization=member.organization)

    forget(member.user)
    member.user.delete()

    assert list(Booking.objects.order_by("starts_at").values_list("pk", "booked_by", "title")) == [
        (used.pk, None, ""),
        (ours.pk, None, "Prove del coro"),
    ]


def test_rooms_of_an_organization_that_goes_are_free_and_how_they_were_used_stays():
    choir, other = OrganizationFactory(), BookingFactory(organization=OrganizationFactory())
    BookingFactory(organization=choir)
    used = BookingFactory(organization=choir, starts_at=in_days(-2, 18))

    choir.delete()

    assert list(Booking.objects.order_by("starts_at").values_list("pk", "organization")) == [
        (used.pk, None),
        (other.pk, other.organization_id),
    ]


def test_who_booked_is_forgotten_a_year_later():
    booking, old = (BookingFactory(booked_by=UserFactory(), title="Compleanno di Ada") for _ in range(2))
    Booking.objects.filter(pk=old.pk).update(
        starts_at=timezone.now() - datetime.timedelta(days=400), ends_at=timezone.now() - datetime.timedelta(days=399.9)
    )

    call_command("erase_expired", verbosity=0)

    assert list(Booking.objects.exclude(booked_by=None)) == [booking]
    old.refresh_from_db()
    assert (old.booked_by, old.title) == (None, "")


@pytest.mark.parametrize(("state", "left"), [("cancelled", ""), ("rejected", "–")])
def test_why_a_room_was_not_had_and_who_said_so_are_forgotten_a_year_later(state, left):
    old = Booking.objects.filter(pk=BookingFactory().pk)
    ended = timezone.now() - datetime.timedelta(days=399.9)
    old.update(starts_at=ended - datetime.timedelta(hours=2), ends_at=ended)
    old.update(state=state, reason="Ada non sta bene", decided_by=UserFactory())

    call_command("erase_expired", verbosity=0)

    assert list(old.values_list("decided_by", "title", "reason")) == [(None, "", left)]


def test_demo_has_houses_rooms_and_a_year_once():
    load_people()
    network = network_of()
    for _ in range(9):
        organization = OrganizationFactory()
        MembershipFactory(network=network, organization=organization)
        LocationFactory(organization=organization, municipality=network)

    assert (demo.load(str), demo.load(str)) == (True, False)
    assert (House.objects.count(), Space.objects.count()) == (8, 30)
    first, last = Booking.objects.first(), Booking.objects.last()
    assert (last.starts_at - first.starts_at).days > 350
    assert set(Booking.objects.values_list("state", flat=True)) == {"done", "no_show", "confirmed", "requested"}
    assert Booking.objects.of(person("cittadina")).filter(starts_at__gt=in_days(0, 0)).count() == 2


def test_api_tells_houses_and_rooms_and_not_who_has_them(client):
    booking = BookingFactory(space__name="Sala", title="Compleanno di Ada")

    answer = client.get("/api/houses").json()

    (told,) = answer["contents"]
    assert [(each["name"], each["capacity"]) for each in told["spaces"]] == [("Sala", 30)]
    assert told["spaces"][0]["url"].endswith(booking.space.get_absolute_url())
    assert "Ada" not in str(answer)
