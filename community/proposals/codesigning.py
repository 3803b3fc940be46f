"""A co-design is opened, its phases are set whole, and people meet: who asked for it and who is in it hear of that."""

from django.db import transaction

from community.models import CoDesign, CoDesignMeeting, Phase
from community.once import all_of, written_before

from . import letters
from .actions import write_down


@transaction.atomic
def open_codesign(*, by, codesign, periods) -> CoDesign:
    """`periods` are {kind of phase: days}."""
    codesign.opened_by = by
    write_down(codesign)
    set_phases(codesign, periods)
    letters.tell_that_it_is_open(codesign, by=by)
    return codesign


@transaction.atomic
def mend(*, codesign, periods):
    CoDesign.objects.select_for_update(no_key=True).get(pk=codesign.pk)
    write_down(codesign)
    set_phases(codesign, periods)


def set_phases(codesign, periods):
    codesign.phases.all().delete()
    Phase.objects.bulk_create([Phase(codesign=codesign, kind=kind, period=days) for kind, days in periods.items()])


@transaction.atomic
def set_meeting(*, by, meeting):
    """Said when it is new or moves to another day or place, as long as it is to come; then, once, what came of it."""
    before = meeting.codesign.meetings.select_for_update().filter(pk=meeting.pk).first()
    if not before and written_before(by, meeting.codesign.meetings, **all_of(meeting)):
        return
    meeting.save()
    if not meeting.is_over and is_elsewhere(meeting, before):
        letters.tell_when_people_meet(meeting, by=by, is_new=before is None)
    if meeting.outcome and not (before and before.outcome):
        letters.tell_what_came_of_it(meeting, by=by)


def is_elsewhere(meeting, before) -> bool:
    return before is None or (meeting.at, meeting.place) != (before.at, before.place)


@transaction.atomic
def call_off(*, by, meeting):
    """It goes from the page; who would have come to it hears so."""
    if not meeting.is_over:
        letters.tell_that_nobody_meets(meeting, by=by)
    CoDesignMeeting.objects.filter(pk=meeting.pk).delete()
