"""An agreement on its way: drafted, signed by three sides, ended. What is signed becomes a service of the directory."""

import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from community.models import AgreementSignature, ManagementAgreement
from community.models.agreement import FEWEST_CITIZENS
from community.notices.words import day_said
from helpdesk.moves import Settled, held
from puntocomunita.templatetags.portal import after
from services.editing import apply, read
from services.models import Service

from . import letters
from .actions import write_down

A_DAY = datetime.timedelta(days=1)
State, Side = ManagementAgreement.State, AgreementSignature.Side


class NotTheirs(Exception):
    """Who signs is not of that side, or has signed already, or another has for it."""


@transaction.atomic
def draft(*, by, agreement) -> ManagementAgreement:
    agreement.drafted_by, agreement.organization_name = by, agreement.organization.name
    write_down(agreement)
    letters.ask_to_sign(agreement)
    return agreement


@transaction.atomic
def rewrite(*, agreement, **told):
    """Who had signed the words of before signs again."""
    row = held(agreement, State.DRAFT)
    signed = list(User.objects.filter(agreement_signatures__agreement=row))
    row.signatures.all().delete()
    for name, value in told.items():
        setattr(row, name, value)
    row.organization_name = row.organization.name
    row.save()
    letters.ask_to_sign(row, signed)
    return row


@transaction.atomic
def sign(*, by, agreement, side) -> ManagementAgreement:
    """The last signature puts it in force, and writes the service into the directory."""
    row = held(agreement, State.DRAFT)
    try:
        with transaction.atomic():
            AgreementSignature.objects.create(agreement=row, side=side, person=by)
    except IntegrityError as error:
        raise NotTheirs from error
    if is_signed_by_all(row):
        put_in_force(row)
        letters.tell_it_is_in_force(row)
    return row


def is_signed_by_all(agreement) -> bool:
    sides = list(agreement.signatures.values_list("side", flat=True))
    return sides.count(Side.CITIZENS) >= FEWEST_CITIZENS and {Side.ORGANIZATION, Side.MUNICIPALITY} <= set(sides)


def renewed(agreement) -> dict:
    """What the next one begins from: the same, as long as this one, from the day after or from today."""
    first = max(agreement.ends_on + A_DAY, timezone.localdate())
    same = {name: getattr(agreement, name) for name in ("organization", "location", "service_name", "words")}
    return same | {"starts_on": first, "ends_on": first + (agreement.ends_on - agreement.starts_on)}


def put_in_force(agreement):
    """Where it goes on from one before, that one ends, and what it kept open stays the same entry."""
    before = agreement.initiative.agreements.exclude(pk=agreement.pk).exclude(service=None).select_related("service")
    before = before.order_by("-signed_at").first()
    for row in agreement.initiative.agreements.in_force().select_for_update():
        close(row, _("Rinnovato."))
    agreement.state, agreement.signed_at = State.SIGNED, timezone.now()
    if before and before.organization_id == agreement.organization_id:
        agreement.service = kept_open(before, agreement)
    else:
        agreement.service = apply(thing=Service(), seen={}, wanted=service_of(agreement))
        shut(before, Service.Status.DEFUNCT)
    agreement.save()


def service_of(agreement) -> dict:
    """As the directory reads an entry; its page says who keeps it open, until when, and leads to what it comes of."""
    initiative = agreement.initiative
    return {
        "organization": str(agreement.organization_id),
        "name": agreement.service_name,
        "description": f"{initiative.summary}\n\n{who_keeps_it(agreement)}",
        "url": f"{settings.SITE_URL}{initiative.get_absolute_url()}",
        "status": Service.Status.ACTIVE,
        "needs": sorted(initiative.topics.filter(taxonomy__slug="need").values_list("slug", flat=True)),
        "places": [str(agreement.location_id)] if agreement.location_id else [],
    }


def who_keeps_it(agreement) -> str:
    words = _("Lo tiene aperto chi abita qui, con %(organization)s e il Comune di %(city)s, fino %(day)s.")
    told = {"organization": agreement.organization_name, "city": agreement.network}
    return words % (told | {"day": after(day_said(agreement.ends_on), "al")})


def kept_open(before, agreement) -> Service:
    """Its words change only where they are still those that the agreement wrote."""
    service = before.service
    wanted = {
        "name": agreement.service_name,
        "description": service.description.replace(who_keeps_it(before), who_keeps_it(agreement)),
        "status": Service.Status.ACTIVE,
        "alert": "" if service.alert == over_since(before) else service.alert,
    }
    return apply(thing=service, seen=read(service, wanted), wanted=wanted)


@transaction.atomic
def end(*, agreement, reason):
    """The service stays in the directory, closed for good, where there is one."""
    row = held(agreement, State.DRAFT, State.SIGNED)
    shut(row, Service.Status.DEFUNCT)
    close(row, reason)
    letters.tell_that_it_ended(row)


@transaction.atomic
def expire(*, agreement):
    """On its last day: the service says so, and waits for who renews it."""
    row = held(agreement, State.SIGNED)
    if row.ends_on >= timezone.localdate():
        raise Settled
    shut(row, Service.Status.INACTIVE, over_since(row))
    close(row, _("È passato l’ultimo giorno."))
    letters.tell_that_it_ended(row)


def shut(agreement, status, alert=""):
    if agreement is None or agreement.service is None:
        return
    service = agreement.service
    wanted = {"status": status, "alert": alert or service.alert}
    apply(thing=service, seen=read(service, wanted), wanted=wanted)


def over_since(agreement) -> str:
    return _("L’accordo che lo teneva aperto è finito %(day)s.") % {"day": after(day_said(agreement.ends_on), "il")}


def close(row, reason):
    row.state, row.ended_at, row.ended_reason = State.ENDED, timezone.now(), reason
    row.save(update_fields=["state", "ended_at", "ended_reason"])
