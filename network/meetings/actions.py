"""Calling a meeting, moving it, cancelling it; asking people to it and what they answer; who was there; its stands."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from network.models import Attendance, Meeting, MeetingInvitation, Stand

from .addresses import emails_of
from .letters import tell_of_freed_stand, write_after_saving
from .recurring import months_after


class Taken(Exception):
    """Somebody else has the stand, or the organisation has one already; or stands that are to go are taken."""


class Cancelled(Exception):
    """It has been told to all: it is called anew, not changed."""


class Over(Exception):
    """Who was asked has been there, or not: nobody is told any more."""


@transaction.atomic
def call_meeting(*, by, meeting, stands=0):
    meeting.created_by = by
    meeting.save()
    provide_stands(meeting, stands)
    return meeting


@transaction.atomic
def change_meeting(*, by, meeting, stands=0):
    """Where it moves, who was asked is told, and answers anew only if they wish to."""
    before = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if before.is_cancelled:
        raise Cancelled
    moved = any(getattr(before, name) != getattr(meeting, name) for name in Meeting.MOVES_THE_EVENT)
    meeting.sequence = before.sequence + moved
    meeting.save()
    provide_stands(meeting, stands)
    if moved:
        meeting.invitations.update(reminded_at=None)
        write_after_saving(meeting)
    return meeting


def provide_stands(meeting, wanted):
    """As many as wanted, and never fewer than are taken; only a showcase has any."""
    wanted = wanted if meeting.is_showcase else 0
    meeting.stands.free().filter(number__gt=wanted).delete()
    known = set(meeting.stands.values_list("number", flat=True))
    if known and not meeting.is_showcase:
        raise Taken
    new = [Stand(meeting=meeting, number=number) for number in range(1, wanted + 1) if number not in known]
    Stand.objects.bulk_create(new)


@transaction.atomic
def cancel_meeting(*, by, meeting, reason):
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.is_over:
        raise Over
    if not meeting.is_cancelled:
        meeting.status, meeting.reason = Meeting.Status.CANCELLED, reason
        meeting.sequence += 1
        meeting.save()
        write_after_saving(meeting)
    return meeting


@transaction.atomic
def repeat_monthly(*, by, meeting, times):
    """Those of the months to come, asking the same; a month that has one of this kind and title is left as it is."""
    made = [call_meeting(by=by, meeting=each) for each in months_after(meeting, times) if not is_there(each)]
    for each in made:
        provide_stands(each, meeting.stands.count())
    return made


def is_there(meeting):
    same = Meeting.objects.standing().filter(network=meeting.network, kind=meeting.kind, title=meeting.title)
    return same.filter(dtstart=meeting.dtstart).exists()


@transaction.atomic
def invite(*, by, meeting, organizations=(), people=()):
    """How many are new; whoever is asked already stays as they are."""
    before, emails = meeting.invitations.count(), emails_of(organizations)
    asked = [MeetingInvitation(meeting=meeting, organization_id=key, email=to) for key, to in emails.items()]
    asked += [MeetingInvitation(meeting=meeting, user=each, email=each.email) for each in people]
    MeetingInvitation.objects.bulk_create(asked, ignore_conflicts=True)
    write_after_saving(meeting)
    return meeting.invitations.count() - before


def answer(*, invitation, partstat, words="", by=None):
    """By who is signed in, or by who has the link."""
    invitation.partstat, invitation.words, invitation.answered_at = partstat, words, timezone.now()
    invitation.save(update_fields=["partstat", "words", "answered_at"])


@transaction.atomic
def write_attendance(*, by, meeting, organizations, others=(), seen=((), ())):
    """`organizations` is {key: name of who came for it, or ""}, `others` the names of people of none.

    `seen` are the keys and names that the writer had before their eyes: whoever another wrote meanwhile stays.
    """
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    written = list(meeting.attendance.all())
    meanwhile = {each.organization_id: each.name for each in written if each.organization_id not in (None, *seen[0])}
    names = [each.name for each in written if not each.organization_id and each.name not in seen[1]]
    there = [
        Attendance(meeting=meeting, organization_id=key, name=name) for key, name in (meanwhile | organizations).items()
    ]
    there += [Attendance(meeting=meeting, name=name) for name in dict.fromkeys([*others, *names])]
    meeting.attendance.all().delete()
    return Attendance.objects.bulk_create(there)


def book_stand(*, by, stand, organization):
    """Of two who ask in the same moment the first has it, and an organisation has one: the database says so."""
    try:
        with transaction.atomic():
            had = Stand.objects.free().filter(pk=stand.pk).update(organization=organization, booked_by=by)
    except IntegrityError:
        raise Taken from None
    if not had:
        raise Taken


def leave_stand(*, by, stand):
    """Whether it was still theirs."""
    held = Stand.objects.filter(pk=stand.pk, organization=stand.organization)
    return bool(held.update(organization=None, booked_by=None))


@transaction.atomic
def free_stand(*, by, stand, held_by):
    """By who runs the network, of the organisation that they saw there; it hears of it."""
    if str(stand.organization_id) != held_by or not leave_stand(by=by, stand=stand):
        raise Taken
    tell_of_freed_stand(stand)


@transaction.atomic
def ask_no_more(*, by, organization, network):
    """Of who has left the network: nothing is told to it any more but of bodies where it sits; its stands are free."""
    ahead = Meeting.objects.filter(network=network, dtstart__gt=timezone.now())
    organization.meeting_invitations.filter(meeting__in=ahead.filter(body=None)).delete()
    organization.stands.filter(meeting__in=ahead).update(organization=None, booked_by=None)
