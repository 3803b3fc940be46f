"""Eighty events over half a year and who comes, three projects of houses, four fund-raisings with their accounts."""

import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from community.models import (
    Booking,
    Event,
    EventDate,
    EventGuest,
    Fundraising,
    FundraisingSource,
    FundraisingUse,
    HouseProject,
    ProjectHouse,
    Space,
)
from community.spaces.repeating import moment
from network.bulletin.forms import quarters, themes
from network.models import Network
from organizations.models import House

from .event_words import EVENTS, HOW_TO_GIVE, IN_THE_CITY, PROJECTS, RAISED

WORKSHOPS, IN_ALL, TIMES, BACK, FEW = 40, 80, 6, 90, 6
DAY = datetime.timedelta(days=1)


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.filter(slug="brescia").first()
    if network is None or Event.objects.exists() or not Space.objects.exists():
        return False
    tell("Gli eventi, i progetti delle case, le raccolte fondi")
    houses = list(House.objects.in_city(network).select_related("location__organization").order_by("pk"))
    projects = share(network, houses)
    invite_to_houses(network, projects)
    invite_to_the_city(network)
    raise_money(network, houses, projects)
    tell_who_comes(network)
    return True


def share(network, houses):
    today, made = timezone.localdate(), []
    for number, (title, words) in enumerate(PROJECTS):
        told = {"starts_on": today - 30 * (number + 1) * DAY, "ends_on": today + 180 * DAY}
        project = HouseProject.objects.create(network=network, title=title, words=words, **told)
        parts = [ProjectHouse(project=project, house=each, agreed_at=timezone.now()) for each in houses[number::3][:3]]
        ProjectHouse.objects.bulk_create(parts)
        if len(parts) > 1:
            HouseProject.objects.filter(pk=project.pk).update(state=HouseProject.State.ACTIVE)
            made.append(project)
    return made


def invite_to_houses(network, projects):
    """Workshops that come again every two weeks in the morning, when nobody has the room for the year."""
    spaces = list(Space.objects.filter(house__location__municipality=network).select_related("house__location"))
    events = []
    for number in range(WORKSHOPS):
        space, (title, words) = spaces[number % len(spaces)], EVENTS[number % len(EVENTS)]
        told = {"house": space.house, "space": space, "quarter": space.house.location.quarter}
        told["project"] = projects[number % len(projects)] if projects and number % 8 == 0 else None
        events.append(event(network, title, words, number, **told))
    Event.objects.bulk_create(events)
    give_days(events, [days_of(number, TIMES) for number in range(WORKSHOPS)])
    give_themes(events)


def invite_to_the_city(network):
    members = list(network.members().order_by("slug")[:20])
    districts = list(quarters(network))
    events = []
    for number in range(IN_ALL - WORKSHOPS if members else 0):
        title, words, address = IN_THE_CITY[number % len(IN_THE_CITY)]
        told = {"organization": members[number % len(members)], "address": address}
        told["quarter"] = districts[number % len(districts)] if districts else None
        events.append(event(network, title, words, number, **told))
    Event.objects.bulk_create(events)
    give_days(events, [days_of(number, 1) for number in range(len(events))])
    give_themes(events)


def event(network, title, words, number, **told):
    price = {} if number % 5 else {"is_free": False, "price": "5 euro, i bambini niente"}
    state = {"state": Event.State.PUBLISHED, "published_at": timezone.now() - BACK * DAY}
    told["capacity"] = told["space"].capacity if "space" in told and number % 2 == 0 else None
    return Event(network=network, title=title, words=words, **state, **price, **told)


def days_of(number, times):
    first = timezone.localdate() + (number * 180 // WORKSHOPS - BACK) * DAY
    return [first + 14 * each * DAY for each in range(times)]


def give_days(events, days):
    """With the booking of the room."""
    rows = []
    for number, (row, dates) in enumerate(zip(events, days, strict=True)):
        for day in dates:
            start = moment(day, datetime.time(9 + number % 3 * 2))
            rows.append(EventDate(event=row, starts_at=start, ends_at=start + datetime.timedelta(hours=2)))
    rows = once_in_a_room(rows)
    bookings = [booking_of(each) for each in rows if each.event.space_id]
    Booking.objects.bulk_create(bookings)
    for date, booking in zip([each for each in rows if each.event.space_id], bookings, strict=True):
        date.booking = booking
    EventDate.objects.bulk_create(rows)
    over = Booking.objects.filter(event_date__event__in=events, state=Booking.State.CONFIRMED)
    over.filter(ends_at__lte=timezone.now()).update(state=Booking.State.DONE)


def once_in_a_room(rows):
    """One of the mornings of a room, where nobody has it already."""
    mornings = Booking.objects.filter(starts_at__hour__lt=16).values_list("space", "starts_at")
    taken, kept = {(space, timezone.localdate(start)) for space, start in mornings}, []
    for date in rows:
        key = (date.event.space_id, timezone.localdate(date.starts_at))
        if key not in taken or not date.event.space_id:
            taken.add(key)
            kept.append(date)
    return kept


def booking_of(date):
    space = date.event.space
    told = {"title": date.event.title, "people": min(space.capacity, 12), "state": Booking.State.CONFIRMED}
    told["organization"] = space.house.location.organization
    return Booking(space=space, starts_at=date.starts_at, ends_at=date.ends_at, **told)


def give_themes(events):
    needs = list(themes())
    through = Event.topics.through
    rows = [through(event=row, taxonomyterm=needs[n % len(needs)]) for n, row in enumerate(events) if needs]
    through.objects.bulk_create(rows)


def tell_who_comes(network):
    """How many came to what is past, who comes to the next days; for the first of them the places are over."""
    now = timezone.now()
    dates = EventDate.objects.filter(event__network=network)
    dates.filter(ends_at__lt=now).update(came=5 + F("id") % 14, counted_at=F("ends_at"))
    people = list(User.objects.filter(is_active=True).order_by("pk")[:FEW])
    soon = dates.taking_place().coming().exclude(event__capacity=None).soonest_first()[:FEW]
    coming = [EventGuest(date=each, person=who, people=1 + n % 2) for each in soon for n, who in enumerate(people)]
    EventGuest.objects.bulk_create(coming)
    if soon and people:
        Event.objects.filter(pk=soon[0].event_id).update(capacity=sum(1 + n % 2 for n in range(len(people))))


def raise_money(network, houses, projects):
    today = timezone.localdate()
    for number, (title, words, goal, amounts) in enumerate(RAISED):
        told = {"title": title, "words": words, "goal": goal, "how_to_give": HOW_TO_GIVE}
        is_done = sum(amounts) >= goal
        told |= {
            "ends_on": today + (20 * number + 10) * DAY,
            "project": projects[0] if projects and number == 1 else None,
            "initiative": network.initiatives.filter(state="active").order_by("id").first() if number == 2 else None,
        }
        row = Fundraising.objects.create(network=network, **told)
        row.houses.set(houses[number : number + 1 + number % 2])
        Fundraising.objects.filter(pk=row.pk).update(state=Fundraising.State.OPEN)
        kinds = ["event", "people", "public"]
        FundraisingSource.objects.bulk_create(
            FundraisingSource(
                fundraising=row, kind=kinds[n % 3], amount=amount, received_on=today - (60 - 15 * n) * DAY
            )
            for n, amount in enumerate(amounts)
        )
        FundraisingUse.objects.create(
            fundraising=row, words="Primo acconto", amount=sum(amounts) // 3, used_on=today - 5 * DAY
        )
        if is_done:
            account_for(row, sum(amounts) - sum(amounts) // 3, today)


def account_for(row, rest, today):
    """It is over, and all of it is used, and written."""
    FundraisingUse.objects.create(fundraising=row, words="Il saldo", amount=rest, used_on=today - 2 * DAY)
    for state in (Fundraising.State.CLOSED, Fundraising.State.ACCOUNTED):
        Fundraising.objects.filter(pk=row.pk).update(state=state, ends_on=today - 10 * DAY)
