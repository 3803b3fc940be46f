import datetime

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import Role
from community.concierge import advice
from community.models import AdviceBooking, AdviceSlot, Notice
from puntocomunita.encryption import decrypt
from tests.factories import CommunityPointFactory, MandateFactory, UserFactory
from tests.network.factories import MembershipFactory, network_of

from .concierge_factories import AdviceSlotFactory
from .factories import in_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot():
    return AdviceSlotFactory()


@pytest.fixture
def resident(client):
    user = UserFactory(name="Fatima Benali")
    client.force_login(user)
    return user


def listed(slot):
    return f"/comunita/{slot.network.slug}/consulenze/"


def test_who_works_for_a_member_offers_an_hour_and_not_two_at_once(client):
    network = network_of()
    member = MembershipFactory(network=network).organization
    adviser = member.members.create(user=UserFactory(), role=Role.EDITOR).user
    client.force_login(adviser)
    day = (timezone.localdate() + datetime.timedelta(days=5)).isoformat()
    asked = {"topic": "Partita IVA", "place": "Sala", "day": day, "start": "10:00", "minutes": "45"}
    page = f"/comunita/{network.slug}/consulenze/nuova/"

    client.post(page, asked | {"organization": member.pk})
    twice = client.post(page, asked | {"start": "10:30"})
    past = client.post(page, asked | {"day": "2020-01-01"})
    named = client.post(page, asked | {"topic": "Chiama Ada al 333 1234567"})

    slot = AdviceSlot.objects.get()
    assert (slot.adviser, slot.organization, slot.starts_at) == (adviser, member, in_days(5, 10))
    assert (slot.ends_at - slot.starts_at).seconds == 45 * 60
    assert (twice.status_code, list(twice.context["form"].errors)) == (422, ["start"])
    assert (past.status_code, list(past.context["form"].errors)) == (422, ["day"])
    assert list(named.context["form"].errors) == ["topic"]


def test_nobody_else_offers_advice(client, resident, slot):
    point = CommunityPointFactory(location__municipality=slot.network)

    refused = client.get(f"{listed(slot)}nuova/").status_code
    client.force_login(MandateFactory(community_point=point).user)

    assert (refused, client.get(f"{listed(slot)}nuova/").status_code) == (403, 200)


def test_resident_books_is_the_only_one_and_gives_it_back(client, resident, slot):
    page = slot.get_absolute_url()

    client.post(page, {"take": "1", "idea": "Vendere il pane"})
    booking = AdviceBooking.objects.get()
    idea, mine = booking.idea, client.get(page).content.decode()
    client.force_login(UserFactory())
    second = client.post(page, {"take": "1"})
    of_others = client.get(page).content.decode()
    client.force_login(resident)
    client.post(page, {"give_back": "1"})

    booking.refresh_from_db()
    assert (decrypt(idea), "Vendere il pane" in mine, "Vendere" in of_others, "Fatima" in of_others) == (
        "Vendere il pane",
        True,
        False,
        False,
    )
    assert (second.url, booking.idea, bool(booking.cancelled_at)) == (listed(slot), "", True)
    assert list(client.get(listed(slot)).context["page"]) == [slot]
    subjects = Notice.objects.filter(person=slot.adviser).order_by("made_at").values_list("subject", flat=True)
    assert list(subjects) == ["Una consulenza prenotata", "Una consulenza disdetta"]


def test_adviser_reads_who_comes_and_calls_off_with_a_reason(client, resident, slot):
    advice.take(by=resident, slot=slot, idea="Vendere il pane")
    client.post(slot.get_absolute_url(), {"call_off": "1", "reason": "Io no"})
    still = AdviceSlot.objects.get().cancelled_at
    client.force_login(slot.adviser)

    shown = client.get(slot.get_absolute_url()).content.decode()
    wrong = client.post(slot.get_absolute_url(), {"call_off": "1"})
    client.post(slot.get_absolute_url(), {"call_off": "1", "reason": "Sono malata"})

    slot.refresh_from_db()
    assert (still, wrong.status_code, slot.reason) == (None, 422, "Sono malata")
    assert ("Fatima Benali" in shown, "Vendere il pane" in shown) == (True, True)
    notice = Notice.objects.get(person=resident)
    assert ("Sono malata" in notice.words, notice.must) == (True, True)
    with pytest.raises(advice.Gone):
        advice.take(by=UserFactory(), slot=slot)


def test_what_has_begun_is_neither_booked_nor_given_back(resident):
    slot = AdviceSlotFactory(starts_at=timezone.now() - datetime.timedelta(minutes=5))

    for act in (advice.take, advice.give_back):
        with pytest.raises(advice.Gone):
            act(by=resident, slot=slot)


def test_calendar_is_for_the_two_of_it(client, resident, slot):
    advice.take(by=resident, slot=slot)
    page = f"{slot.get_absolute_url()}consulenza.ics"

    (event,) = icalendar.Calendar.from_ical(client.get(page).content).walk("VEVENT")
    client.force_login(UserFactory())

    assert (event["SUMMARY"], event.decoded("DTSTART"), event["LOCATION"]) == (
        "Aprire la partita IVA",
        slot.starts_at,
        "Sala piccola",
    )
    assert client.get(page).status_code == 404


def test_list_takes_as_many_queries_for_three_as_for_one(client, resident, slot):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            client.get(listed(slot))
        return len(counted)

    one = queries()
    for number in range(2):
        AdviceSlotFactory(starts_at=in_days(5 + number, 10))

    assert queries() == one
