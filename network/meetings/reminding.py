"""Who comes to a meeting and who has something to do is reminded; it may be run again, or killed, and nothing twice."""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from network.models import ActionItem, MeetingInvitation
from puntocomunita.mail import written as mail_of

from .addresses import email_of
from .letters import written
from .posting import A_RUN, send_each, told_until

BEFORE_A_MEETING = datetime.timedelta(days=2)
BEFORE_IT_IS_DUE = datetime.timedelta(days=3)
AGAIN = datetime.timedelta(days=7)  # while it is late


def meetings_to_remind(now):
    """Of the invitations that were sent, those whose meeting is near and who have not said no."""
    until = told_until(timezone.localdate(now), BEFORE_A_MEETING)
    sent = MeetingInvitation.objects.filter(sent_sequence__isnull=False, reminded_at=None)
    near = sent.filter(meeting__dtstart__gt=now, meeting__dtstart__date__lte=until)
    near = near.exclude(meeting__status="CANCELLED").exclude(partstat=MeetingInvitation.Partstat.DECLINED)
    return near.order_by("meeting__dtstart", "pk")


def tasks_to_remind(now):
    """Those due soon, once; those that are late, each week."""
    today = timezone.localdate(now)
    soon = Q(due__lte=told_until(today, BEFORE_IT_IS_DUE), reminded_at=None)
    return ActionItem.objects.open().filter(soon | Q(due__lt=today, reminded_at__lt=now - AGAIN)).order_by("due", "pk")


def remind_of_meetings(most=A_RUN):
    rows = meetings_to_remind(timezone.now()).select_related("meeting__network", "meeting__location")
    return remind(rows.select_related("meeting__network", "organization", "user"), most, meeting_reminder)


def remind_of_tasks(most=A_RUN):
    rows = tasks_to_remind(timezone.now())
    return remind(rows.select_related("network", "owner", "owner_organization", "meeting"), most, task_reminder)


def remind(rows, most, letter):
    return send_each(
        take=lambda failed: take(rows.exclude(pk__in=failed)),
        letter=lambda row, before: letter(row),
        give_back=lambda row, before: type(row).objects.filter(pk=row.pk).update(reminded_at=before),
        most=most,
    )


@transaction.atomic
def take(rows):
    """The next, counted already: who is killed from here on has reminded it once or not at all."""
    row = rows.select_for_update(skip_locked=True, of=["self"]).first()
    if row is None:
        return None
    before, row.reminded_at = row.reminded_at, timezone.now()
    row.save(update_fields=["reminded_at"])
    return row, before


def meeting_reminder(invitation):
    return written("reminder", invitation)


def task_reminder(task):
    """None where nobody can be written to."""
    address = email_of(task)
    page = settings.SITE_URL + reverse("network:action_item_list", args=[task.network.slug])
    context = {"task": task, "page": page, "SITE_URL": settings.SITE_URL}
    text = render_to_string("network/meetings/email/task.txt", context)
    return mail_of(text, [address]) if address else None
