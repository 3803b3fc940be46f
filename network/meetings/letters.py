"""What is written to who is asked to a meeting: each time it is another, once. Killed or failed, it goes on later."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string

from network.models import MeetingInvitation
from puntocomunita.mail import send_once_saved
from puntocomunita.mail import written as mail_of

from .addresses import emails_of
from .calendars import invitation_to, page_of
from .links import address_for
from .posting import A_RUN, send_each


def write_after_saving(meeting):
    """To those who do not know yet, once what is saved is saved."""
    transaction.on_commit(lambda: write_due(MeetingInvitation.objects.filter(meeting=meeting)), robust=True)


def write_due(invitations, most=A_RUN):
    """(how many left, how many did not and will be tried the next time)."""
    return send_each(
        take=lambda failed: take(invitations.exclude(pk__in=failed)), letter=letter_to, give_back=give_back, most=most
    )


@transaction.atomic
def take(invitations):
    """The next and what it was told before, counted as told: who is killed from here on wrote it once or not at all."""
    rows = invitations.to_write().order_by("meeting__dtstart", "pk")
    rows = rows.select_related("meeting__network", "meeting__location", "organization", "user")
    invitation = rows.select_for_update(skip_locked=True, of=["self"]).first()
    if invitation is None:
        return None
    before, invitation.sent_sequence = invitation.sent_sequence, invitation.meeting.sequence
    invitation.save(update_fields=["sent_sequence"])
    return invitation, before


def give_back(invitation, before):
    MeetingInvitation.objects.filter(pk=invitation.pk).update(sent_sequence=before)


def letter_to(invitation, before) -> EmailMultiAlternatives:
    meeting = invitation.meeting
    name = "cancelled" if meeting.is_cancelled else "asked" if before is None else "moved"
    mail = written(name, invitation)
    method = "CANCEL" if meeting.is_cancelled else "REQUEST"
    calendar = invitation_to(invitation, address_for(invitation)).decode()
    mail.attach_alternative(calendar, f"text/calendar; method={method}")
    return mail


def tell_of_freed_stand(stand):
    """The organisation that had it, as the row still says."""
    context = {"stand": stand, "meeting": stand.meeting, "organization": stand.organization}
    context |= {"page": page_of(stand.meeting), "SITE_URL": settings.SITE_URL}
    if address := emails_of([stand.organization])[stand.organization_id]:
        send_once_saved(mail_of(render_to_string("network/meetings/email/stand_freed.txt", context), [address]))


def written(name, invitation) -> EmailMultiAlternatives:
    meeting = invitation.meeting
    context = {"invitation": invitation, "meeting": meeting, "address": address_for(invitation)}
    context |= {"page": page_of(meeting), "SITE_URL": settings.SITE_URL}
    subject, _line, body = render_to_string(f"network/meetings/email/{name}.txt", context).partition("\n")
    return EmailMultiAlternatives(subject, body.strip() + "\n", to=[invitation.email])
