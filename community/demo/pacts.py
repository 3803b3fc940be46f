"""Fifty pacts of hours in Brescia over a year: most are active or done, some end early, some wait for a signature."""

import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.access import Role
from community.models import HoursEntry, Pact, PactSignature, Side
from network.models import Network
from network.trainings.actions import new_code
from organizations.models import Location, Mandate
from puntocomunita.encryption import encrypt
from services.demo.people import ORGANIZATION, person
from services.demo.values import lot

from .pact_words import DOING, EARLY, NAMES, SURNAMES

MANY, HOURS_A_WEEK, YEARS = 50, 3, 3
WEEK = datetime.timedelta(days=7)
Kind, State = Pact.Kind, Pact.State
# What becomes of each ten: their last state.
LAST = [State.COMPLETED] * 4 + [State.ACTIVE] * 4 + [State.ENDED_EARLY, State.SIGNING]


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.filter(slug="brescia").first()
    if network is None or network.pacts.exists():
        return False
    direction = person("direzione")
    if network.pk not in direction.cities_directed:
        return False
    tell("Cinquanta patti, e le ore di un anno")
    assessing(direction, network)
    pacts = Pact.objects.bulk_create(drafts(network, direction))
    last = {each.pk: LAST[number % len(LAST)] for number, each in enumerate(pacts)}
    signed(pacts, [each for each in pacts if last[each.pk] != State.SIGNING], direction)
    given(pacts, last)
    ended(pacts, last)
    return True


def assessing(direction, network):
    """Social pacts need a social worker; in the demo the direction is one too."""
    since = timezone.localdate() - datetime.timedelta(days=YEARS * 365)
    term = {"term": DateRange(since, since + datetime.timedelta(days=2 * YEARS * 365))}
    Mandate.objects.get_or_create(term, user=direction, role=Role.SOCIAL_WORKER, municipality=network)


def drafts(network, direction):
    places = Location.objects.filter(municipality=network, quarter__isnull=False, organization__in=network.members())
    places = list(places.select_related("organization").order_by("organization__slug", "id").distinct())
    of_demo = [each for each in places if each.organization.slug == ORGANIZATION]
    for number in range(MANY):
        place = of_demo[0] if of_demo and number % 4 == 0 else places[number * 7 % len(places)]
        yield draft(number, network, place, direction)


def draft(number, network, place, direction):
    """Those that are done began a year ago, the others this year."""
    is_done = LAST[number % len(LAST)] == State.COMPLETED
    weeks = 6 + lot(f"pact {number}", 10)
    starts = timezone.localdate() - WEEK * (26 + lot(f"begins {number}", 26) if is_done else weeks)
    kind = [Kind.CALL, Kind.VOLUNTARY, Kind.SOCIAL, Kind.CALL, Kind.VOLUNTARY][number % 5]
    told = {"hours_due": weeks * HOURS_A_WEEK * (1 if is_done else 2), "words": DOING[number % len(DOING)]}
    told |= {"starts_on": starts, "ends_on": starts + WEEK * 52, "host": place.organization, "quarter": place.quarter}
    if kind == Kind.SOCIAL:
        told |= {"assessed_on": starts - WEEK, "assessed_by": direction}
    return Pact(network=network, kind=kind, drafted_by=direction, **told, **participant(number))


def participant(number):
    """The citizen of the demo has one that is done, one that is active and one to sign."""
    if number in (0, 4, 9):
        return {"participant": person("cittadina")}
    return {"name": encrypt(f"{NAMES[number % len(NAMES)]} {SURNAMES[number % len(SURNAMES)]}")}


def signed(pacts, begun, direction):
    """Where the host has nobody in the portal, on paper; those that wait lack the municipality's."""
    keys = [each.pk for each in pacts]
    Pact.objects.filter(pk__in=keys).update(state=State.SIGNING)
    rows = [signature(each, Side.HOST, is_on_paper=True) for each in begun]
    for each in begun:
        who = {"signed_by": each.participant} if each.participant else {"is_on_paper": True}
        rows += [signature(each, Side.PARTICIPANT, **who), signature(each, Side.MUNICIPALITY, signed_by=direction)]
    PactSignature.objects.bulk_create(rows)
    Pact.objects.filter(pk__in=[each.pk for each in begun]).update(state=State.ACTIVE)


def signature(pact, side, **who):
    moment = timezone.make_aware(datetime.datetime.combine(pact.starts_on, datetime.time(10)))
    return PactSignature(pact=pact, side=side, signed_at=moment, **who)


def given(pacts, last):
    """Three hours each week, until the pact is done or today; the last of those that go on wait to be confirmed."""
    today, rows = timezone.localdate(), []
    for number, pact in enumerate(pacts):
        if last[pact.pk] == State.SIGNING:
            continue
        weeks = (
            pact.hours_due // HOURS_A_WEEK if last[pact.pk] == State.COMPLETED else (today - pact.starts_on).days // 7
        )
        rows += [entry(pact, pact.starts_on + WEEK * week, 9 + number % 8) for week in range(weeks)]
    HoursEntry.objects.bulk_create(rows)
    recent = HoursEntry.objects.filter(pact__in=[each for each in pacts if last[each.pk] == State.ACTIVE])
    waiting = recent.filter(day__gt=today - 2 * WEEK).values_list("pk", flat=True)
    decided = {"state": HoursEntry.State.VERIFIED, "decided_side": Side.HOST, "decided_at": timezone.now()}
    HoursEntry.objects.filter(pact__in=pacts).exclude(pk__in=list(waiting)).update(**decided)


def entry(pact, day, hour):
    return HoursEntry(
        pact=pact,
        day=day,
        starts=datetime.time(hour),
        ends=datetime.time(hour + HOURS_A_WEEK),
        side=Side.PARTICIPANT,
        submitted_by=pact.participant,
    )


def ended(pacts, last):
    for number, pact in enumerate(pacts):
        told = {"state": last[pact.pk], "code": new_code()}
        if last[pact.pk] == State.COMPLETED:
            told["ended_on"] = pact.starts_on + WEEK * (pact.hours_due // HOURS_A_WEEK)
        elif last[pact.pk] == State.ENDED_EARLY:
            told |= {"end_reason": EARLY[number % len(EARLY)], "ended_on": timezone.localdate()}
        if "ended_on" in told:
            Pact.objects.filter(pk=pact.pk).update(**told)
