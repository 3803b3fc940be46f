"""Help is asked for, given to somebody to do, done, or no longer needed; who is concerned is told each time."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from network.meetings.addresses import emails_of
from network.models import AssistanceRequest
from puntocomunita.mail import send_once_saved, written

State = AssistanceRequest.State


class Settled(Exception):
    """Somebody else was quicker."""


@transaction.atomic
def ask(*, by, request):
    request.asked_by = by
    request.save()
    return request


@transaction.atomic
def assign(*, by, request, helper=None, helper_organization=None):
    """To another also when somebody has it: whoever had it is not told, for they spoke to who coordinates."""
    row = held(request, State.OPEN, State.ASSIGNED)
    row.helper, row.helper_organization = helper, helper_organization
    row.state, row.assigned_by, row.assigned_at = State.ASSIGNED, by, timezone.now()
    row.save()
    tell("assigned", row, address_of_helper(row))
    tell("somebody", row, address_of_asker(row))


@transaction.atomic
def give_back(*, by, request):
    """Whoever was to help cannot: it waits for somebody else."""
    row = held(request, State.ASSIGNED)
    row.let_go()
    tell("given_back", row, address_of_asker(row))


@transaction.atomic
def finish(*, by, request, outcome):
    row = held(request, State.ASSIGNED)
    row.state, row.outcome, row.closed_at = State.DONE, outcome, timezone.now()
    row.save()
    tell("done", row, address_of_helper(row) if row.is_asked_by(by) else address_of_asker(row))


@transaction.atomic
def withdraw(*, by, request):
    row = held(request, State.OPEN, State.ASSIGNED)
    helped = row.is_assigned and address_of_helper(row)
    row.state, row.closed_at = State.WITHDRAWN, timezone.now()
    row.save()
    tell("withdrawn", row, helped)


def held(request, *states):
    rows = AssistanceRequest.objects.select_for_update(of=["self"]).for_reading()
    row = rows.get(pk=request.pk)
    if row.state not in states:
        raise Settled
    return row


def address_of_asker(request):
    return emails_of([request.organization])[request.organization_id]


def address_of_helper(request):
    if request.helper:
        return request.helper.email if request.helper.is_active else ""
    return emails_of([request.helper_organization])[request.helper_organization_id]


def tell(name, request, address):
    if address:
        context = {"request": request, "about": request, "SITE_URL": settings.SITE_URL}
        send_once_saved(written(render_to_string(f"network/support/email/{name}.txt", context), [address]))
