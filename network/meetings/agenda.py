"""The agenda: anyone who takes part proposes, who runs the network decides, and hours follow from the order."""

import datetime

from django.db import transaction

from network.models import AgendaItem, Meeting

State = AgendaItem.State


class Closed(Exception):
    """The meeting has begun, or is off: nothing is proposed any more."""


@transaction.atomic
def propose(*, by, item):
    meeting = Meeting.objects.select_for_update().get(pk=item.meeting_id)
    if not meeting.takes_proposals:
        raise Closed
    item.state, item.proposed_by = State.PROPOSED, by
    item.save()
    return item


@transaction.atomic
def accept(*, by, item, minutes, position=None):
    """At that place of the order, the others after it; at the end without one."""
    Meeting.objects.select_for_update().get(pk=item.meeting_id)
    others = list(AgendaItem.objects.accepted().filter(meeting=item.meeting_id).exclude(pk=item.pk))
    at = len(others) if position is None else min(max(position, 1), len(others) + 1) - 1
    item.state, item.answer, item.minutes, item.decided_by = State.ACCEPTED, "", minutes, by
    for number, each in enumerate([*others[:at], item, *others[at:]], start=1):
        each.position = number
        each.save()
    return item


@transaction.atomic
def decline(*, by, item, answer):
    Meeting.objects.select_for_update().get(pk=item.meeting_id)
    item.state, item.answer, item.position, item.decided_by = State.DECLINED, answer, None, by
    item.save()
    return item


def programme(meeting) -> list:
    """[(when it begins, the item), …] of what is accepted; one query."""
    at, rows = meeting.dtstart, []
    for item in meeting.agenda.accepted().select_related("organization"):
        rows.append((at, item))
        at += datetime.timedelta(minutes=item.minutes)
    return rows
