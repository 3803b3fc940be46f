"""Two coaching programmes of the network of Brescia: one completed with its evaluation, one at work."""

import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from network.models import (
    ActionItem,
    CoachingGoal,
    CoachingPhase,
    CoachingPresence,
    CoachingProgramme,
    CoachingSession,
    Network,
    Stakeholder,
)
from organizations.models import Organization
from services.demo.people import person
from services.demo.values import lot

from . import coaching_words as words

DAYS = 270  # that each lasts
BEGAN = {"completed": 420, "active": 130}  # days ago
FROM_EACH = {"public": 3, "private": 3, "third_sector": 5, "citizens": 2}
TEAM = 16
State = CoachingProgramme.State


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.get(slug="brescia")
    members = list(network.members().order_by("slug"))
    if network.coaching_programmes.exists() or not members:
        return False
    tell("I percorsi di accompagnamento della rete")
    by = person("coordinatrice")
    load_completed(network, members, by)
    load_active(network, members, by)
    return True


def load_completed(network, members, by):
    programme = planned(network, by, BEGAN["completed"], coach_organization=members[-1], **words.COMPLETED)
    fill(programme, members, words.GOALS, by)
    start(programme)
    programme.changed, programme.learned, programme.goes_on = words.CHANGED, words.LEARNED, words.GOES_ON
    programme.state, programme.closed_by = State.COMPLETED, by
    programme.closed_at = moment(programme.ends_on)
    programme.save()


def load_active(network, members, by):
    """Led by a person of the demo who signs in."""
    programme = planned(network, by, BEGAN["active"], coach=person("referente"), **words.ACTIVE)
    fill(programme, members[::-1], words.ACTIVE_GOALS, by)
    start(programme)
    due = timezone.localdate() + datetime.timedelta(days=12)
    ActionItem.objects.create(
        network=network, programme=programme, words=words.TASK, owner_organization=members[0], due=due, created_by=by
    )


def planned(network, by, days_ago, **said):
    first = timezone.localdate() - datetime.timedelta(days=days_ago)
    last = first + datetime.timedelta(days=DAYS)
    return CoachingProgramme.objects.create(network=network, starts_on=first, ends_on=last, created_by=by, **said)


def fill(programme, members, goals, by):
    """Its team, phases and goals, and the sessions that were and the one that comes, with who was there."""
    team = Stakeholder.objects.bulk_create(team_of(programme, members))
    CoachingPhase.objects.bulk_create([phase(programme, *each) for each in words.PHASES])
    CoachingGoal.objects.bulk_create([goal(programme, *each) for each in goals])
    sessions = CoachingSession.objects.bulk_create(sessions_of(programme, by))
    CoachingPresence.objects.bulk_create(
        [
            CoachingPresence(programme=programme, session=session, stakeholder=each)
            for session in sessions
            for each in team
            if not session.is_coming and lot(f"{session.title} {each}", 10) < 8
        ]
    )


def team_of(programme, members):
    chosen = [each for kind, most in FROM_EACH.items() for each in of_sector(members, kind)[:most]]
    team = [Stakeholder(kind=each.sector, organization=each) for each in chosen]
    team += [Stakeholder(kind=Organization.Sector.CITIZENS, name=name) for name in words.PEOPLE]
    for each in team[:TEAM]:
        each.programme, each.joined_on = programme, programme.starts_on
    return team[:TEAM]


def of_sector(members, kind):
    return [each for each in members if each.sector == kind]


def phase(programme, title, said, first, last):
    first, last = (programme.starts_on + datetime.timedelta(days=each) for each in (first, last))
    return CoachingPhase(programme=programme, title=title, words=said, during=DateRange(first, last))


def goal(programme, said, measure, baseline, target, result, result_words):
    counted = {}
    if result is not None:
        counted = {"result": result, "result_words": result_words}
        counted["result_on"] = min(programme.ends_on, timezone.localdate())
    return CoachingGoal(programme=programme, words=said, measure=measure, baseline=baseline, target=target, **counted)


def sessions_of(programme, by):
    """Those that were, and the next one without notes."""
    for days, title, notes in words.SESSIONS:
        day = programme.starts_on + datetime.timedelta(days=days)
        is_coming = day > timezone.localdate()
        yield CoachingSession(
            programme=programme, day=day, title=title, notes="" if is_coming else notes, written_by=by
        )
        if is_coming:
            return


def start(programme):
    programme.state, programme.started_at = State.ACTIVE, moment(programme.starts_on)
    programme.save()


def moment(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(18)))
