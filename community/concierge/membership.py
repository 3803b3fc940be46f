"""Who becomes a member of a concierge, what they pay there, what they are trusted with, and when it ends."""

import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import ConciergeMembership, Exchange, Vetting
from community.once import one_at_a_time
from puntocomunita.encryption import decrypt, encrypt

from .actions import Settled, let_go
from .letters import tell_member

A_MONTH = 30.44  # days


class AlreadyIn(Exception):
    """They are a member already."""


def months_from(day, months):
    return day + datetime.timedelta(days=round(months * A_MONTH))


def new_membership(concierge, **told):
    today = timezone.localdate()
    valid = DateRange(today, months_from(today, concierge.months))
    return ConciergeMembership(concierge=concierge, fee=concierge.fee, valid=valid, **told)


@transaction.atomic
def join(*, by, concierge, contact) -> ConciergeMembership:
    """At once where there is no fee; else once who keeps the concierge marks it as paid."""
    member = new_membership(concierge, person=by, contact=encrypt(contact) if contact else "")
    save_once(member)
    return member


def save_once(member):
    """The database holds that a person is a member once at a time."""
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name != "person_is_a_member_once_at_a_time":
            raise
        raise AlreadyIn from error


@transaction.atomic
def record_member(*, by, concierge, name, contact) -> ConciergeMembership:
    """Somebody without an account, as they say it at the desk or by telephone."""
    one_at_a_time(by)
    if before := known(concierge, name, contact):
        return before
    member = new_membership(concierge, name=encrypt(name), contact=encrypt(contact), recorded_by=by)
    member.save()
    return member


def reach_at(*, member, contact):
    """From now on; empty, of who has an account, for their own address."""
    ConciergeMembership.objects.filter(pk=member.pk).update(contact=encrypt(contact) if contact else "")


def known(concierge, name, contact):
    """Who is in already by that name and contact; compared here, for both are encrypted."""
    wanted = same_words(name), same_words(contact)
    there = concierge.memberships.in_force().of_people_without_account()
    said = ((each, (same_words(decrypt(each.name)), same_words(decrypt(each.contact)))) for each in there)
    return next((each for each, words in said if words == wanted), None)


def same_words(text) -> str:
    return "".join(text.split()).casefold()


def mark_paid(*, by, member):
    """That the fee was given by hand; the portal handles no money."""
    rows = ConciergeMembership.objects.filter(pk=member.pk, fee__gt=0, paid_on=None)
    rows.update(paid_on=timezone.localdate(), recorded_by=by)


@transaction.atomic
def renew(*, by, member, until):
    """As long again from its last day, at the fee of today, which is paid with it.

    `until` is how long it held as who renews it read it: who presses a second time is told.
    """
    row = ConciergeMembership.objects.select_for_update(of=["self"]).select_related("concierge").get(pk=member.pk)
    if str(row.valid.upper or "") != until:
        raise Settled
    today = timezone.localdate()
    begun, until = (today, today) if row.valid.isempty else (row.valid.lower, max(row.valid.upper, today))
    row.fee = row.concierge.fee
    row.paid_on = today if row.fee else None
    row.valid = DateRange(begun, months_from(until, row.concierge.months))
    row.recorded_by = by
    save_once(row)


@transaction.atomic
def end(*, by, member):
    """From today on; what they had on the board goes, and who had agreed with them hears it."""
    row = ConciergeMembership.objects.select_for_update(of=["self"]).for_reading().get(pk=member.pk)
    row.valid = DateRange(row.valid.lower, timezone.localdate()) if not row.valid.isempty else row.valid
    row.save()
    for exchange in Exchange.objects.live().of_member(row):
        let_go(by=by, exchange=exchange, member=row)
    words = _("Da oggi non sei più tra i soci. Se non sai perché, chiedi passando o al telefono.")
    url = row.concierge.get_absolute_url()
    tell_member(row, f"concierge-member-{row.pk}-ended", _("La tua portineria di quartiere"), words, url, must=True)


@transaction.atomic
def vet(*, by, member, what_for, until, seen) -> Vetting:
    """From today to that day, of another than oneself; one that holds already ends today."""
    if member.person_id == by.pk:
        raise Settled
    ConciergeMembership.objects.select_for_update(of=["self"], no_key=True).get(pk=member.pk)
    today = timezone.localdate()
    for each in member.vettings.in_force().filter(what_for=what_for):
        shorten(each)
    valid = DateRange(today, until + datetime.timedelta(days=1))
    return Vetting.objects.create(membership=member, what_for=what_for, valid=valid, seen=seen, vetted_by=by)


def shorten(vetting):
    vetting.valid = DateRange(vetting.valid.lower, timezone.localdate())
    vetting.save()


@transaction.atomic
def unvet(*, by, vetting):
    """From today on; what they were to do by it is off."""
    row = Vetting.objects.select_for_update(of=["self"]).select_related("membership__concierge").get(pk=vetting.pk)
    shorten(row)
    for exchange in Exchange.objects.live().of_member(row.membership):
        if row.what_for in exchange.needs_vetting_for and exchange.helper == row.membership:
            let_go(by=by, exchange=exchange, member=row.membership)
