"""The bodies of Brescia's network and of two of its Punti Comunità, two years of their meetings, and the vision."""

import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from network.governance.quorum import quorum_of
from network.meetings.recurring import same_day
from network.models import (
    ActionItem,
    Decision,
    Goal,
    Measurement,
    Meeting,
    Minutes,
    Network,
    Seat,
    SeatPresence,
    SteeringBody,
    Vision,
)
from organizations.models import CommunityPoint
from services.demo.people import POINT, person
from services.demo.values import lot
from services.words import lexemes

from .governance_words import AGREED, DECISIONS, GOALS, NAMES, NETWORK_BODY, POINT_BODY, SOURCES, STATEMENT, TOO_FEW
from .meetings import at, third_tuesday

A_DAY = datetime.timedelta(days=1)
ONE_SEAT_FREE = {"third_sector", "citizens"}  # where the network's body and the points' have nobody yet
AT_THEIR_OWN_NAME = {"citizens", "public"}  # the city's offices are no organisations of the demo


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.get(slug="brescia")
    members = list(network.members().order_by("slug"))
    if network.steering_bodies.exists() or not members:
        return False
    tell("Chi guida la rete, e dove vuole arrivare")
    by = person("coordinatrice")
    bodies = SteeringBody.objects.bulk_create(all_bodies(network))
    Seat.objects.bulk_create([seat for number, each in enumerate(bodies) for seat in seats_of(each, number, members)])
    for number, body in enumerate(bodies):
        meet(body, [same_day(third_tuesday(timezone.localdate()), -3 * back - number) for back in range(8)], by)
    see(network, members, by)
    return True


def all_bodies(network):
    points = CommunityPoint.objects.filter(location__municipality=network).order_by("slug")
    chosen = [*points.filter(slug=POINT), *points.exclude(slug=POINT)[:1]]
    yield body_of(network, NETWORK_BODY, None)
    yield from (body_of(network, POINT_BODY, each) for each in chosen)


def body_of(network, said, point):
    seats = {f"{sector}_seats": number for sector, number in said["seats"].items()}
    name = said["name"].format(point=point and point.name)
    return SteeringBody(network=network, community_point=point, name=name, words=said["words"], **seats)


def seats_of(body, number, members):
    """All but one of two sectors; the direction has the chair of the network's, and in each a term ends soon."""
    today = timezone.localdate()
    wanted = [each for each, seats in body.seats_by_sector.items() for _seat in range(seats - (each in ONE_SEAT_FREE))]
    for index, sector in enumerate(wanted):
        until = today + datetime.timedelta(days=45 if index == 1 else 400 + 10 * index)
        seat = Seat(body=body, sector=sector, term=DateRange(today - datetime.timedelta(days=800), until))
        seat.role = ["chair", "vice", "secretary"][index] if index < 3 else "member"
        seat.organization = None if sector in AT_THEIR_OWN_NAME else sits_for(sector, number + index, members)
        if index == 0 and body.community_point is None:
            seat.user = person("direzione")
        else:
            seat.name = NAMES[(number * 6 + index) % len(NAMES)]
        yield seat


def sits_for(sector, number, members):
    """A member of the sector; of another where the sector has none."""
    of_it = [each for each in members if each.sector == sector] or members
    return of_it[number % len(of_it)]


def meet(body, days, by):
    """Every three months, with who was there, a decision and the approved minutes; the next is called."""
    where = {"place": "Sala civica di via Milano 105, primo piano", "title": str(body)}
    kind = {"network": body.network, "body": body, "kind": Meeting.Kind.STEERING, "is_public": True, "created_by": by}
    meetings = [Meeting(**kind, **where, **at(day, (17, 18))) for day in days]
    meetings.append(Meeting(**kind, **where, **at(same_day(days[0], 3), (17, 18))))
    past = [each for each in Meeting.objects.bulk_create(meetings) if each.is_over]
    seats = list(body.seats.all())
    there = [
        SeatPresence(meeting=meeting, seat=seat, body=body)
        for meeting in past
        for seat in seats
        if lot(f"siede {seat} {meeting.day}", 10) < 8
    ]
    SeatPresence.objects.bulk_create(there)
    decide(past, by)


def decide(meetings, by):
    """Where the quorum was there; the minutes say it either way."""
    minutes, decisions = [], []
    for number, meeting in enumerate(meetings):
        quorum, text = quorum_of(meeting), DECISIONS[number % len(DECISIONS)]
        said = AGREED.format(text=text) if quorum.is_reached else TOO_FEW
        minutes.append((Minutes(meeting=meeting, text=said, written_by=by), quorum))
        if quorum.is_reached:
            decisions.append(Decision(meeting=meeting, text=text, recorded_by=by, found_by=sorted(lexemes(text))))
    Minutes.objects.bulk_create([each for each, _quorum in minutes])
    Decision.objects.bulk_create(decisions)
    for each, quorum in minutes:
        each.seats_in_force, each.seats_present, each.seats_needed = quorum
        each.state, each.approved_by = Minutes.State.APPROVED, by
        each.approved_at = each.meeting.dtend + 5 * A_DAY
    Minutes.objects.bulk_update(
        [each for each, _quorum in minutes],
        ["state", "approved_by", "approved_at", "seats_in_force", "seats_present", "seats_needed"],
    )


def see(network, members, by):
    today = timezone.localdate()
    years = DateRange(datetime.date(today.year - 2, 1, 1), datetime.date(today.year + 4, 1, 1))
    vision = Vision.objects.create(network=network, statement=STATEMENT, period=years)
    for position, (title, indicator, unit, baseline, target, values, tasks) in enumerate(GOALS, 1):
        said = {"title": title, "indicator": indicator, "unit": unit, "baseline": baseline, "target": target}
        goal = Goal.objects.create(vision=vision, network=network, position=position, **said)
        days = [today - datetime.timedelta(days=30 + 182 * back) for back in reversed(range(len(values)))]
        Measurement.objects.bulk_create(
            Measurement(goal=goal, day=day, value=value, source=SOURCES[position - 1], recorded_by=by)
            for day, value in zip(days, values, strict=True)
        )
        do(goal, members, tasks, by)


def do(goal, members, tasks, by):
    today = timezone.localdate()
    due = {"done": -60, "late": -12, "open": 40}
    made = ActionItem.objects.bulk_create(
        ActionItem(
            network=goal.network,
            goal=goal,
            words=words,
            owner_organization=members[lot(words, len(members))],
            due=today + datetime.timedelta(days=due[how]),
            created_by=by,
        )
        for how, words in tasks.items()
    )
    for each in made:
        if each.words == tasks.get("done"):
            each.state, each.outcome, each.closed_at = ActionItem.State.DONE, "Fatto.", timezone.now() - 70 * A_DAY
            each.save()
