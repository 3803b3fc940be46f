"""An organisation asks to join a network, is admitted or not, leaves."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from network.bulletin.actions import withdraw_all
from network.exchange.leaving import end_all_of
from network.meetings.actions import ask_no_more
from network.meetings.addresses import emails_of
from network.models import NetworkMembership
from puntocomunita.mail import send_once_saved, written

State = NetworkMembership.State


@transaction.atomic
def apply_to_join(*, by, membership):
    """Of two who ask at once for the same organisation the second is told that it has asked already."""
    membership.applied_by = by
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError as error:
        raise ValidationError(_("Questa organizzazione è già nella rete, o ha già chiesto di entrare.")) from error
    return membership


@transaction.atomic
def admit(*, by, membership):
    membership = moved_from(State.APPLIED, membership)
    membership.state, membership.admitted_at, membership.decided_by = State.ADMITTED, timezone.now(), by
    membership.save()
    tell("admitted", membership)


@transaction.atomic
def turn_down(*, by, membership, reason):
    """It may ask again: what it asked stays on record with the answer."""
    membership = moved_from(State.APPLIED, membership)
    close(membership, by, reason)
    tell("turned_down", membership)


@transaction.atomic
def leave(*, by, membership, reason):
    membership = moved_from(State.ADMITTED, membership)
    end_all_of(membership, by)
    gone = {"organization": membership.organization, "network": membership.network}
    withdraw_all(by=by, **gone)
    ask_no_more(by=by, **gone)
    close(membership, by, reason)
    tell("left", membership)


def moved_from(state, membership):
    """The row, locked; who comes second hears that it has been done."""
    membership = NetworkMembership.objects.select_for_update(of=["self"]).get(pk=membership.pk)
    if membership.state != state:
        raise ValidationError(_("Nel frattempo qualcun altro ha già deciso."))
    return membership


def close(membership, by, reason):
    membership.state, membership.left_at, membership.left_reason = State.LEFT, timezone.now(), reason
    membership.decided_by = by
    membership.save()


def tell(name, membership):
    """The organisation, once it is saved; one without an address has nobody to tell."""
    address = emails_of([membership.organization])[membership.organization_id]
    if address:
        context = {"membership": membership, "SITE_URL": settings.SITE_URL}
        send_once_saved(written(render_to_string(f"network/members/email/{name}.txt", context), [address]))
