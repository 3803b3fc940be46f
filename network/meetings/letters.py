"""What is written to who is asked to a meeting: each time it is another, once. Killed or failed, it goes on later."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string

from network.models import MeetingInvitation
from puntocomunita.security_log import digest_of, record

from .calendars import invitation_to, page_of
from .links import address_for

A_RUN = 500  # mails
GIVE_UP = 5  # in a row that do not leave: the server is down


def write_after_saving(meeting):
    """To those who do not know yet, once what is saved is saved."""
    transaction.on_commit(lambda: write_due(MeetingInvitation.objects.filter(meeting=meeting)), robust=True)


def write_due(invitations, most=A_RUN):
    """(how many left, how many did not and will be tried the next time)."""
    left, failed, in_a_row = 0, [], 0
    while left + len(failed) < most and in_a_row < GIVE_UP and (taken := take(invitations, failed)):
        invitation, before = taken
        if sends(letter_to(invitation, before)):
            left, in_a_row = left + 1, 0
        else:
            MeetingInvitation.objects.filter(pk=invitation.pk).update(sent_sequence=before)
            failed, in_a_row = [*failed, invitation.pk], in_a_row + 1
    return left, len(failed)


@transaction.atomic
def take(invitations, but):
    """The next and what it was told before, counted as told: who is killed from here on wrote it once or not at all."""
    rows = invitations.to_write().exclude(pk__in=but).order_by("meeting__dtstart", "pk")
    rows = rows.select_related("meeting__network", "meeting__location", "organization", "user")
    invitation = rows.select_for_update(skip_locked=True, of=["self"]).first()
    if invitation is None:
        return None
    before, invitation.sent_sequence = invitation.sent_sequence, invitation.meeting.sequence
    invitation.save(update_fields=["sent_sequence"])
    return invitation, before


def sends(mail) -> bool:
    """Whether the server took it; what it refuses is on record by kind, for its words would name the address."""
    try:
        mail.send()
    except (OSError, SMTPException, ValueError) as error:
        record("mail_not_sent", to=[digest_of(each) for each in mail.to], error=type(error).__name__)
        return False
    return True


def letter_to(invitation, before) -> EmailMultiAlternatives:
    meeting = invitation.meeting
    name = "cancelled" if meeting.is_cancelled else "asked" if before is None else "moved"
    mail = written(name, invitation)
    method = "CANCEL" if meeting.is_cancelled else "REQUEST"
    calendar = invitation_to(invitation, address_for(invitation)).decode()
    mail.attach_alternative(calendar, f"text/calendar; method={method}")
    return mail


def written(name, invitation) -> EmailMultiAlternatives:
    meeting = invitation.meeting
    context = {"invitation": invitation, "meeting": meeting, "address": address_for(invitation)}
    context |= {"page": page_of(meeting), "SITE_URL": settings.SITE_URL}
    subject, _line, body = render_to_string(f"network/meetings/email/{name}.txt", context).partition("\n")
    return EmailMultiAlternatives(subject, body.strip() + "\n", to=[invitation.email])
