"""Two years of courses in Brescia with who was there, those to come with who waits, and the library of practices."""

import datetime

from django.db import transaction
from django.utils import timezone

from network.bulletin.forms import themes
from network.meetings.recurring import same_day
from network.models import Enrolment, Network, PracticeResource, Training, TrainingDay, TrainingSession
from network.trainings.actions import new_code
from network.trainings.people import columns_of
from services.demo.people import person
from services.demo.values import lot
from services.words import lexemes

from .meetings import at, third_tuesday
from .training_words import COURSES, NAMES, PLACES, PRACTICES, STARTERS, WAITING

MONTHS, AHEAD = 24, 3
PLACES_EACH = 14
A_WEEK = datetime.timedelta(days=7)
State = Enrolment.State


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.get(slug="brescia")
    if network.trainings.exists() or not network.members().exists():
        return False
    tell("Due anni di corsi, e le pratiche")
    by = person("coordinatrice")
    courses = Training.objects.bulk_create([course(network, by, *each) for each in COURSES])
    held = hold(courses)
    enrol([session for session, _days in held])
    close([(session, days) for session, days in held if days[-1].dtend < timezone.now()], by)
    PracticeResource.objects.bulk_create(list(practices(network, by)))
    approve(network, by)
    return True


def course(network, by, title, learns, for_whom, kind, months, meetings):
    said = {"title": title, "learns": learns, "for_whom": for_whom, "kind": kind, "valid_months": months}
    said["for_business"] = for_whom == STARTERS
    return Training(network=network, created_by=by, **said)


def hold(courses) -> list:
    """[(session, its days)], one a month, each on its first Thursdays."""
    this, sessions, days = third_tuesday(timezone.localdate()) - datetime.timedelta(days=12), [], []
    for number in range(MONTHS + AHEAD):
        training, first = courses[number % len(courses)], same_day(this, number - MONTHS + 1)
        session = TrainingSession(training=training, place=PLACES[number % len(PLACES)], places=PLACES_EACH)
        sessions.append(session)
        spans = [at(first + A_WEEK * week, (18, 20)) for week in range(COURSES[number % len(COURSES)][-1])]
        days.append([TrainingDay(session=session, number=n, **span) for n, span in enumerate(spans, 1)])
    TrainingSession.objects.bulk_create(sessions)
    TrainingDay.objects.bulk_create([each for those in days for each in those])
    return list(zip(sessions, days, strict=True))


def enrol(sessions):
    """The last is full, with three who wait; the others have some room."""
    rows = []
    for number, session in enumerate(sessions):
        full = number == len(sessions) - AHEAD
        count = PLACES_EACH + 3 if full else 6 + lot(f"iscritti {number}", 7)
        rows += [enrolment(session, number, place) for place in range(count)]
    Enrolment.objects.bulk_create(rows)


def enrolment(session, number, place):
    name = NAMES[(number * 3 + place) % len(NAMES)]
    address = f"{name.lower().replace(' ', '.')}@example.org"
    state = State.CONFIRMED if place < PLACES_EACH else State.WAITLISTED
    since = timezone.now() - datetime.timedelta(days=20) + datetime.timedelta(minutes=place)
    stood = {"state": state, "asked_at": since, "placed_at": since, "told_state": state, "told_sequence": 0}
    return Enrolment(session=session, **columns_of(name, address), **stood)


def close(held, by):
    """One in eight was not there; the very last is still to be closed."""
    over = {session.pk: days[-1].dtend for session, days in sorted(held, key=lambda each: each[1][-1].dtend)[:-1]}
    rows = list(Enrolment.objects.filter(session__in=over))
    for number, each in enumerate(rows):
        each.state = each.told_state = State.ABSENT if number % 8 == 7 else State.ATTENDED
        each.code = new_code() if each.state == State.ATTENDED else ""
        each.asked_at = each.placed_at = over[each.session_id] - datetime.timedelta(days=20)
    Enrolment.objects.bulk_update(rows, ["state", "told_state", "code", "asked_at", "placed_at"])
    sessions = [session for session, _days in held if session.pk in over]
    for each in sessions:
        each.concluded_at, each.concluded_by = over[each.pk] + datetime.timedelta(hours=1), by
    TrainingSession.objects.bulk_update(sessions, ["concluded_at", "concluded_by"])


def practices(network, by):
    members, subjects = list(network.members().order_by("slug")[:40]), list(themes())
    for number, (title, text, tried_by) in enumerate([*PRACTICES, WAITING]):
        said = {"title": title, "text": text, "tried_by": tried_by, "organization": members[number * 7 % len(members)]}
        said["theme"] = subjects[lot(title, len(subjects))] if subjects and number % 5 else None
        found_by = sorted(lexemes(f"{title} {text} {tried_by}"))
        proposer = person("referente") if title == WAITING[0] else None
        yield PracticeResource(network=network, found_by=found_by, proposed_by=proposer, **said)


def approve(network, by):
    rows = list(PracticeResource.objects.filter(network=network).exclude(title=WAITING[0]).order_by("id"))
    for number, each in enumerate(rows):
        each.state, each.decided_by = PracticeResource.State.APPROVED, by
        each.decided_at = timezone.now() - datetime.timedelta(days=38 * number + 5)
    PracticeResource.objects.bulk_update(rows, ["state", "decided_by", "decided_at"])
