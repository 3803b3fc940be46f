"""Two years of meetings of the network of Brescia, with what they left, and those of the months to come."""

import datetime

from django.db import transaction
from django.utils import timezone

from network.meetings.recurring import same_day
from network.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Decision,
    Meeting,
    MeetingInvitation,
    Minutes,
    Network,
    Stand,
)
from services.demo.people import ORGANIZATION, person
from services.demo.values import lot
from services.words import lexemes

from .meeting_words import ANSWERS, CONTRIBUTIONS, EXCHANGES, MONTHS, SHOWCASE

AHEAD = 3  # months
PLACE = "Sala civica di via Milano 105, primo piano"
STANDS = 24
AFTER = datetime.timedelta(days=10)  # in which minutes are approved
Partstat = MeetingInvitation.Partstat


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.get(slug="brescia")
    members = list(network.members().order_by("slug"))
    if network.meetings.exists() or not members:
        return False
    tell("Due anni di riunioni della rete")
    by = person("coordinatrice")
    meetings = Meeting.objects.bulk_create(all_meetings(network, by))
    AgendaItem.objects.bulk_create([item for each in meetings for item in agenda_of(each, members, by)])
    Stand.objects.bulk_create([stand for each in meetings if each.is_showcase for stand in stands_of(each, members)])
    MeetingInvitation.objects.bulk_create(
        [asked for each in meetings if not each.is_over for asked in invitations_of(each, members)]
    )
    leave([each for each in meetings if each.is_over], members, by)
    return True


def all_meetings(network, by):
    """The third Tuesday of each month; a showcase each May, an exchange each October."""
    third = third_tuesday(timezone.localdate())
    made = [
        a_meeting(network, by, same_day(third, number - len(MONTHS)), number) for number in range(len(MONTHS) + AHEAD)
    ]
    years = range(third.year - 2, third.year + 2)
    made += [a_showcase(network, by, datetime.date(year, 5, 18)) for year in years]
    made += [an_exchange(network, by, datetime.date(year, 10, 9)) for year in years]
    first, last = made[0].dtstart, timezone.now() + datetime.timedelta(days=330)
    return [each for each in made if first <= each.dtstart <= last]


def third_tuesday(day):
    return same_day(datetime.date(2026, 1, 20), (day.year - 2026) * 12 + day.month - 1)


def at(day, hours):
    start, end = (datetime.datetime.combine(day, datetime.time(hour)) for hour in hours)
    return {"dtstart": timezone.make_aware(start), "dtend": timezone.make_aware(end)}


def a_meeting(network, by, day, number):
    theme, _decision, _task = MONTHS[number % len(MONTHS)]
    said = {"title": "Riunione del mese", "theme": theme, "place": PLACE, "is_public": True}
    said |= {"words": "Un giro di tavolo, un tema, e che cosa facciamo dopo."}
    return Meeting(network=network, created_by=by, **said, **at(day, (18, 20)))


def a_showcase(network, by, day):
    said = {"kind": Meeting.Kind.SHOWCASE, "title": "Vetrina delle organizzazioni", "theme": SHOWCASE}
    return Meeting(network=network, is_public=True, place="Piazza Loggia", created_by=by, **said, **at(day, (15, 19)))


def an_exchange(network, by, day):
    said = {"kind": Meeting.Kind.KNOWLEDGE_EXCHANGE, "title": "Scambio di conoscenze"}
    said |= {"theme": EXCHANGES[day.year % len(EXCHANGES)], "place": "Auditorium San Barnaba"}
    return Meeting(network=network, is_public=True, created_by=by, **said, **at(day, (9, 13)))


def agenda_of(meeting, members, by):
    if meeting.is_showcase:
        return []
    titles = CONTRIBUTIONS if meeting.is_exchange else ["Giro di tavolo", meeting.theme, "Chi cerca e chi offre"]
    items = [
        AgendaItem(meeting=meeting, title=title, minutes=30, position=number, state="accepted", decided_by=by)
        for number, title in enumerate(titles, start=1)
    ]
    if meeting.is_exchange:
        for each in items:
            each.organization = members[lot(f"{meeting.theme} {each.title}", len(members))]
    elif not meeting.is_over:
        items.append(AgendaItem(meeting=meeting, title="Un furgone per tutti", organization=members[0]))
    return items


def stands_of(meeting, members):
    """All taken once it is over; half of them before."""
    taken = STANDS if meeting.is_over else STANDS // 2
    holders = [*members[:taken], *[None] * STANDS][:STANDS]
    return [Stand(meeting=meeting, number=number, organization=each) for number, each in enumerate(holders, start=1)]


def invitations_of(meeting, members):
    """The contact person of the demo has not answered yet."""
    for each in members:
        number = lot(f"{meeting.dtstart:%Y%m} {each.slug}", 10)
        said = [Partstat.ACCEPTED, Partstat.ACCEPTED, Partstat.ACCEPTED, Partstat.TENTATIVE, Partstat.DECLINED]
        partstat = said[number] if number < len(said) and each.slug != ORGANIZATION else Partstat.NEEDS_ACTION
        answered = {"answered_at": timezone.now(), "words": ANSWERS[number % len(ANSWERS)]}
        answered = answered if partstat != Partstat.NEEDS_ACTION else {}
        yield MeetingInvitation(
            meeting=meeting, organization=each, email=each.email, partstat=partstat, sent_sequence=0, **answered
        )


def leave(meetings, members, by):
    """Who was there, the minutes, the decisions and the tasks of those that are over; the last is still a draft."""
    there = {each.pk: present(each, members) for each in meetings}
    Attendance.objects.bulk_create(
        [Attendance(meeting=each, organization=one) for each in meetings for one in there[each.pk]]
    )
    monthly = [each for each in meetings if each.kind == Meeting.Kind.MONTHLY]
    said = {theme: (decision, task) for theme, decision, task in MONTHS}
    minutes = Minutes.objects.bulk_create([minutes_of(each, said[each.theme], by) for each in monthly])
    approve(sorted(minutes, key=lambda each: each.meeting.dtstart)[:-1], by)
    Decision.objects.bulk_create([decision_of(each, said[each.theme][0], there[each.pk], by) for each in monthly])
    tasks = [task_of(each, said[each.theme][1], there[each.pk], by) for each in monthly]
    close([each for each in ActionItem.objects.bulk_create(tasks) if each.due < timezone.localdate()][:-2])


def present(meeting, members):
    chosen = [each for each in members if lot(f"c’era {meeting.dtstart:%Y%m} {each.slug}", 10) < 4]
    return [each for each in members if each in chosen or each.slug == ORGANIZATION]


def minutes_of(meeting, said, by):
    decision, task = said
    text = (
        f"1. Giro di tavolo\nOgni organizzazione ha detto una cosa nuova in due minuti.\n\n"
        f"2. {meeting.theme}\nSe ne è parlato a gruppi, poi insieme. Alla fine eravamo d’accordo: {decision}\n\n"
        f"3. Chi cerca e chi offre\nSono passate di mano tre richieste. Resta da fare: {task.lower()}."
    )
    return Minutes(meeting=meeting, text=text, written_by=by)


def approve(minutes, by):
    for each in minutes:
        each.state, each.approved_by, each.approved_at = Minutes.State.APPROVED, by, each.meeting.dtend + AFTER
    Minutes.objects.bulk_update(minutes, ["state", "approved_by", "approved_at"])


def decision_of(meeting, text, there, by):
    """One in four by a vote."""
    votes = {"how": Decision.How.VOTE, "in_favour": max(len(there) - 2, 2), "against": 1, "abstained": 1}
    how = votes if lot(text, 4) == 0 else {}
    return Decision(meeting=meeting, text=text, recorded_by=by, found_by=sorted(lexemes(text)), **how)


def task_of(meeting, words, there, by):
    day = timezone.localdate(meeting.dtstart)
    owner = there[lot(words, len(there))]
    said = {"words": words, "owner_organization": owner, "due": same_day(day, 1), "created_by": by}
    return ActionItem(network=meeting.network, meeting=meeting, created_at=meeting.dtend, **said)


def close(tasks):
    for each in tasks:
        each.state, each.outcome = ActionItem.State.DONE, "Fatto, e raccontato alla riunione dopo."
        each.closed_at = each.meeting.dtend + datetime.timedelta(days=25)
    ActionItem.objects.bulk_update(tasks, ["state", "outcome", "closed_at"])
