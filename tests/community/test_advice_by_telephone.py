"""Advice of who has no account: booked at the concierge, told on paper, forgotten the day after."""

import datetime

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import Role, lacks_second_factor
from accounts.models import AccessLog
from community.concierge import advice
from community.models import AdviceBooking, Notice
from puntocomunita.encryption import decrypt
from tests.factories import QualificationFactory, UserFactory

from .concierge_factories import (
    AdviceSlotFactory,
    ConciergeFactory,
    ConciergeMemberFactory,
    ExchangeFactory,
    advice_of_neighbour,
    answered,
    keeper_of,
    member_without_account,
)
from .factories import HouseFactory
from .test_concierge import at

pytestmark = pytest.mark.django_db
ROSA = {"name": "Rosa", "contact": "030 000 1234", "idea": "Cucire per altri"}


@pytest.fixture
def concierge():
    return ConciergeFactory()


@pytest.fixture
def keeper(client, concierge):
    user = keeper_of(concierge)
    client.force_login(user)
    return user


def test_keeper_books_for_who_rings_and_the_adviser_reads_who_comes(client, concierge, keeper):
    slot = AdviceSlotFactory(network=concierge.network)

    wrong = client.post(at(concierge, "consulenze/"), ROSA | {"slot": slot.pk, "contact": "x"})
    client.post(at(concierge, "consulenze/"), ROSA | {"slot": slot.pk})
    taken = client.post(at(concierge, "consulenze/"), ROSA | {"slot": slot.pk, "name": "Ugo"}, follow=True).text
    at_desk = client.get(at(concierge, "consulenze/")).content.decode()
    public = client.get(slot.get_absolute_url()).content.decode()
    client.force_login(slot.adviser)
    read = client.get(slot.get_absolute_url()).content.decode()

    booking = AdviceBooking.objects.get()
    assert (list(wrong.context["form"].errors), "qualcuno è arrivato prima" in taken) == (["contact"], True)
    assert [decrypt(each) for each in (booking.name, booking.contact, booking.idea)] == list(ROSA.values())
    assert ("030 000 1234" in at_desk, "030 000 1234" in public, "Rosa" in public) == (True, False, False)
    assert [each in read for each in ("L’ha prenotata Rosa.", "030 000 1234", "Cucire per altri")] == [True] * 3
    assert Notice.objects.get().person == slot.adviser
    assert AccessLog.objects.filter(what="client", actor=slot.adviser, thing=str(slot)).count() == 1


def test_desk_asks_as_much_for_three_as_for_one(client, concierge, keeper):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            client.get(at(concierge, "consulenze/"))
        return len(counted)

    advice_of_neighbour(concierge)
    one = queries()
    for _booking in range(2):
        advice_of_neighbour(concierge)

    assert (queries(), AccessLog.objects.filter(what="client", thing=str(concierge)).count()) == (one, 2)


def test_of_who_gives_it_back_nothing_is_left(client, concierge, keeper):
    booking = advice_of_neighbour(concierge, adviser=UserFactory())
    elsewhere = advice_of_neighbour(ConciergeFactory(network=concierge.network))

    client.post(at(concierge, "consulenze/"), {"give_back": booking.pk})
    missing = [client.post(at(concierge, "consulenze/"), {"give_back": each}) for each in (elsewhere.pk, "x", "1\x00")]

    booking.refresh_from_db()
    assert (booking.name, booking.contact, booking.idea, bool(booking.cancelled_at)) == ("", "", "", True)
    assert [each.status_code for each in missing] == [404] * 3
    assert AdviceBooking.objects.held().get() == elsewhere


def test_keepers_are_told_whom_to_ring_when_it_is_called_off(client, concierge, keeper):
    booking = advice_of_neighbour(concierge, adviser=UserFactory())

    advice.call_off(slot=booking.slot, reason="Sono malata.")

    notice = Notice.objects.get(person=keeper)
    assert ("Sono malata. Telefona a chi" in notice.words, notice.must, notice.url) == (
        True,
        True,
        at(concierge, "consulenze/"),
    )
    assert "Non si fa: Sono malata." in client.get(at(concierge, "consulenze/")).content.decode()


def test_the_day_after_nobody_is_left_of_who_had_no_account(concierge):
    slot = AdviceSlotFactory(network=concierge.network)
    by_account = advice.take(by=UserFactory(), slot=slot)
    booking = advice_of_neighbour(concierge)

    with time_machine.travel(booking.slot.ends_at + datetime.timedelta(hours=20), tick=False):
        call_command("erase_expired", verbosity=0)
        on_the_day = AdviceBooking.objects.count()
    with time_machine.travel(booking.slot.ends_at + datetime.timedelta(hours=25), tick=False):
        call_command("erase_expired", verbosity=0)

    assert (on_the_day, list(AdviceBooking.objects.all())) == (2, [by_account])


@pytest.mark.parametrize(
    "broken",
    [
        lambda row, person: {"name": "", "contact": ""},
        lambda row, person: {"contact": ""},
        lambda row, person: {"person": person},
        lambda row, person: {"concierge": None},
        lambda row, person: {"cancelled_at": timezone.now(), "idea": ""},
    ],
)
def test_database_refuses_a_booking_of_nobody_or_of_two(concierge, broken):
    booking = advice_of_neighbour(concierge)

    with pytest.raises(IntegrityError, match="advice_(is_of_an_account_or_name|given_back)"), transaction.atomic():
        AdviceBooking.objects.filter(pk=booking.pk).update(**broken(booking, UserFactory()))


def test_sheet_says_when_and_where_and_nothing_of_the_person(client, concierge, keeper):
    booking = advice_of_neighbour(concierge)

    sheet = client.get(at(concierge, f"consulenze/{booking.pk}/foglio/")).content.decode()

    assert [each in sheet for each in ("Aprire la partita IVA", "Sala piccola", "Rosa", "030 000 999")] == [
        True,
        True,
        False,
        False,
    ]


def test_card_has_what_was_agreed_and_with_whom(client, concierge, keeper):
    rosa, luca = (
        member_without_account(concierge),
        ConciergeMemberFactory(concierge=concierge, person__name="Luca Zani"),
    )
    agreed = answered(ExchangeFactory(author=rosa, title="Spesa del sabato", kind="request"), luca, agreed=True)
    ExchangeFactory(author=rosa, title="Due chiacchiere", kind="request")

    card = client.get(at(concierge, f"soci/{rosa.pk}/tessera/")).content.decode()

    assert [each in card for each in ("Rosa", "Spesa del sabato", "Lo fa Luca.", luca.person.email)] == [True] * 4
    assert ("Due chiacchiere" in card, client.get(at(concierge, f"soci/{luca.pk}/tessera/")).status_code) == (
        False,
        404,
    )
    assert AccessLog.objects.filter(what="people", actor=keeper, subject=luca.person).exists()
    assert "è scritto sulla tua tessera" in client.get(f"{agreed.get_desk_url()}foglio/").content.decode()


def test_who_keeps_a_concierge_in_a_house_is_asked_for_a_second_factor(client, settings):
    house = HouseFactory()
    owner = house.location.organization.members.create(user=UserFactory(), role=Role.OWNER).user
    QualificationFactory(user=owner)
    settings.REQUIRE_MFA = True

    before = lacks_second_factor(type(owner).objects.get(pk=owner.pk))
    concierge = ConciergeFactory(community_point=None, house=house)
    client.force_login(owner)
    refused = client.get(at(concierge, "banco/"))
    TOTP.activate(owner, generate_totp_secret())

    assert (before, refused.status_code, refused.url[:22]) == (False, 302, "/account/secondo-passo")
    assert client.get(at(concierge, "banco/")).status_code == 200
