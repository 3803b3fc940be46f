"""Three concierges of Brescia with a hundred and fifty members, half a year of exchanges, and advice to book."""

import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F
from django.utils import timezone

from community.models import AdviceBooking, AdviceSlot, Concierge, ConciergeMembership, Exchange, Vetting
from community.spaces.repeating import moment
from network.models import Network
from organizations.models import CommunityPoint, House
from puntocomunita.encryption import encrypt
from services.demo.people import POINT, person
from services.demo.values import lot

from .concierge_words import ADVICE, NAMES, PLACE, SAID, WORDS

MEMBERS, EXCHANGES, VETTED, HALF_A_YEAR = 150, 250, 10, 180
DAY = datetime.timedelta(days=1)
State = Exchange.State


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.filter(slug="brescia").first()
    if network is None or network.concierges.exists():
        return False
    concierges = open_concierges(network)
    if not concierges:
        return False
    tell("Le portinerie, i loro scambi, le consulenze")
    members = {each: members_of(each, number) for number, each in enumerate(concierges)}
    exchanges = put_up(members)
    answer(exchanges, members)
    for_the_citizen(concierges[0])
    advise(network)
    return True


def open_concierges(network):
    """At the point of the demo, at another, in a house; the last has a fee."""
    points = CommunityPoint.objects.filter(location__municipality=network).order_by("slug")
    points = [*points.filter(slug=POINT), *points.exclude(slug=POINT)[:1]]
    places = [{"community_point": each} for each in points]
    places += [{"house": each} for each in House.objects.in_city(network).order_by("slug")[:1]]
    return [
        Concierge.objects.create(network=network, words=WORDS[number], fee=10 if number == 2 else 0, **place)
        for number, place in enumerate(places)
    ]


def members_of(concierge, number):
    """Without an account; the first ten are trusted with more than sewing."""
    today = timezone.localdate()
    rows = [
        ConciergeMembership(
            concierge=concierge,
            name=encrypt(NAMES[place % len(NAMES)]),
            contact=encrypt(f"030 000 {1000 + 50 * number + place}"),
            fee=concierge.fee,
            paid_on=today if concierge.fee else None,
            valid=DateRange(today - lot(f"socio {number} {place}", 300) * DAY, today + 100 * DAY),
        )
        for place in range(MEMBERS // 3)
    ]
    rows = ConciergeMembership.objects.bulk_create(rows)
    told = {"valid": DateRange(today - 200 * DAY, today + 200 * DAY), "seen": "Documento e certificato del casellario"}
    Vetting.objects.bulk_create(
        Vetting(membership=row, what_for=what, **told) for row in rows[:VETTED] for what in Vetting.For.values
    )
    return rows


def put_up(members):
    """What is said, again and again for half a year; care is offered by who is trusted with it."""
    today, concierges, rows = timezone.localdate(), list(members), []
    for number in range(EXCHANGES):
        kind, category, title, minutes, price, *needs = SAID[lot(f"che cosa {number}", len(SAID))]
        concierge = concierges[number % len(concierges)]
        trusted = members[concierge][:VETTED] if kind == "offer" and any(needs) else members[concierge][VETTED:]
        posted_on = today - (5 + lot(f"scambio {number}", HALF_A_YEAR if number % 5 else 40)) * DAY
        told = dict(zip(("minors", "care", "homes"), needs, strict=True), minutes=minutes, price=price)
        told |= {"posted_on": posted_on, "expires_on": posted_on + 60 * DAY}
        author = trusted[number % len(trusted)]
        rows.append(Exchange(concierge=concierge, author=author, kind=kind, category=category, title=title, **told))
    return Exchange.objects.bulk_create(rows)


def answer(exchanges, members):
    """Four of five have been answered and done; the newest wait on the board, or for somebody to agree."""
    now, taken = timezone.now(), [each for number, each in enumerate(exchanges) if number % 5]
    for each in taken:
        trusted = [row for row in members[each.concierge][:VETTED] if row.pk != each.author_id]
        each.other = trusted[lot(f"chi {each.pk}", len(trusted))]
        each.state, each.other_agreed_at = State.PROPOSED, now
    Exchange.objects.bulk_update(taken, ["other", "state", "other_agreed_at"])
    keys, today = [each.pk for each in taken], timezone.localdate()
    Exchange.objects.filter(pk__in=keys[:16]).update(posted_on=today - 10 * DAY, expires_on=today + 7 * DAY)
    Exchange.objects.filter(pk__in=keys[8:]).update(state=State.AGREED, author_agreed_at=now)
    done = {"author_confirmed_at": now, "other_confirmed_at": now, "done_minutes": F("minutes")}
    over = Exchange.objects.filter(pk__in=keys[16:])
    over.update(state=State.DONE, settled_on=F("posted_on") + 5 * DAY, **done)


def for_the_citizen(concierge):
    """A member with an account: something on the board, an answer that waits for hers, and what is done."""
    today = timezone.localdate()
    valid = DateRange(today, today + 365 * DAY)
    member = ConciergeMembership.objects.create(concierge=concierge, person=person("cittadina"), valid=valid)
    told = {"concierge": concierge, "author": member, "minutes": 60, "expires_on": today + 30 * DAY}
    Exchange.objects.create(kind="offer", category="languages", title="Un po’ di arabo per i nipoti", **told)
    asked = Exchange.objects.create(kind="request", category="sewing", title="Orlo a due tende", price=8, **told)
    asked.other = concierge.memberships.filter(person=None).order_by("id").first()
    asked.state, asked.other_agreed_at = State.PROPOSED, timezone.now()
    asked.save()
    for kind, title, minutes in (
        ("offer", "Attaccare i bottoni a due cappotti", 90),
        ("request", "Accorciare una gonna", 45),
    ):
        done = Exchange.objects.create(kind=kind, category="sewing", title=title, **told | {"minutes": minutes})
        do(done, asked.other)


def do(exchange, other):
    """Step by step, as the database wants it."""
    row, now = Exchange.objects.filter(pk=exchange.pk), timezone.now()
    row.update(state=State.PROPOSED, other=other, other_agreed_at=now)
    row.update(state=State.AGREED, author_agreed_at=now)
    said = {"author_confirmed_at": now, "other_confirmed_at": now, "done_minutes": exchange.minutes}
    row.update(state=State.DONE, settled_on=timezone.localdate(), **said)


def advise(network):
    """Twelve hours to come, by two people; the citizen has one, and who rang the concierge."""
    today, rows = timezone.localdate(), []
    for number in range(12):
        start = moment(today + (3 + 2 * (number // 2)) * DAY, datetime.time(10 + number % 2 * 5))
        adviser = person("referente" if number % 2 else "coordinatrice")
        told = {"topic": ADVICE[number % len(ADVICE)], "place": PLACE, "adviser": adviser}
        rows.append(
            AdviceSlot(network=network, starts_at=start, ends_at=start + datetime.timedelta(minutes=45), **told)
        )
    first, second, *_rest = AdviceSlot.objects.bulk_create(rows)
    idea = encrypt("Vorrei vendere il pane che faccio in casa")
    AdviceBooking.objects.create(slot=first, person=person("cittadina"), idea=idea)
    who = {"name": encrypt(NAMES[0]), "contact": encrypt("030 000 1000"), "recorded_by": person("volontario")}
    AdviceBooking.objects.create(slot=second, concierge=network.concierges.order_by("id").first(), **who)
