"""What who coordinates keeps of bodies and visions; where two ask at once, the database says which of them holds."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from network.meetings.actions import call_meeting, invite
from network.models import Meeting, Seat, SeatPresence


@transaction.atomic
def keep(*, by, row):
    """Saved, or refused in the words of the rule that the database names."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ValidationError(words_of(error, row)) from error
    return row


def words_of(error, row):
    """Of a rule without words of its own nobody breaks it by the form: the error goes on."""
    name = error.__cause__.diag.constraint_name
    rule = next((each for each in row._meta.constraints if each.name == name), None)
    if rule is None or rule.violation_error_message == rule.default_violation_error_message:
        raise error
    return rule.violation_error_message


@transaction.atomic
def keep_seat(*, by, seat):
    """With another term, who sits there is told anew when it is near its end."""
    before = Seat.objects.select_for_update().filter(pk=seat.pk).first()
    if before and before.term != seat.term:
        seat.reminded_at = None
    return keep(by=by, row=seat)


@transaction.atomic
def call_body_meeting(*, by, meeting):
    """Asking to it who sits in the body: the person where we know them, else the organisation; who is left unasked."""
    call_meeting(by=by, meeting=meeting)
    seats = list(meeting.body.seats.in_force(meeting.day).chair_first())
    organizations = {each.organization for each in seats if not each.user and each.organization}
    invite(by=by, meeting=meeting, organizations=organizations, people=[each.user for each in seats if each.user])
    return [each.name for each in seats if not each.user and not each.organization]


@transaction.atomic
def write_seats_present(*, by, meeting, there, seen):
    """`there` are the seats ticked, `seen` those that were when the sheet was opened: what another ticked stays."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    meeting.seats_present.filter(seat__in=set(seen) - set(there)).delete()
    present = [SeatPresence(meeting=meeting, seat=each, body_id=meeting.body_id) for each in there]
    SeatPresence.objects.bulk_create(present, ignore_conflicts=True)
