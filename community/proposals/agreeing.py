"""An agreement on its way: drafted, signed by three sides, ended. What is signed becomes a service of the directory."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import AgreementSignature, ManagementAgreement
from community.models.agreement import FEWEST_CITIZENS
from services.editing import apply
from services.models import Service

from . import letters
from .actions import Settled, write_down

State, Side = ManagementAgreement.State, AgreementSignature.Side


class NotTheirs(Exception):
    """Who signs is not of that side, or has signed already, or another has for it."""


@transaction.atomic
def draft(*, by, agreement) -> ManagementAgreement:
    agreement.drafted_by, agreement.organization_name = by, agreement.organization.name
    write_down(agreement)
    letters.ask_to_sign(agreement)
    return agreement


def held(agreement, *states):
    rows = ManagementAgreement.objects.select_for_update(of=["self"]).select_related("network", "initiative")
    row = rows.get(pk=agreement.pk)
    if row.state not in states:
        raise Settled
    return row


@transaction.atomic
def rewrite(*, agreement, **told):
    """Who had signed the words of before signs again."""
    row = held(agreement, State.DRAFT)
    row.signatures.all().delete()
    for name, value in told.items():
        setattr(row, name, value)
    row.organization_name = row.organization.name
    row.save()
    letters.ask_to_sign(row)
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


def put_in_force(agreement):
    agreement.state, agreement.signed_at = State.SIGNED, timezone.now()
    agreement.service = apply(thing=Service(), seen={}, wanted=service_of(agreement))
    agreement.save()


def service_of(agreement) -> dict:
    """As the directory reads an entry; its page says who keeps it open."""
    initiative = agreement.initiative
    kept_by = _("Lo tiene aperto chi abita qui, con %(organization)s e il Comune di %(city)s.")
    who = kept_by % {"organization": agreement.organization_name, "city": agreement.network}
    return {
        "organization": str(agreement.organization_id),
        "name": agreement.service_name,
        "description": f"{initiative.summary}\n\n{who}",
        "status": Service.Status.ACTIVE,
        "needs": sorted(initiative.topics.filter(taxonomy__slug="need").values_list("slug", flat=True)),
        "places": [str(agreement.location_id)] if agreement.location_id else [],
    }


@transaction.atomic
def end(*, agreement, reason):
    """The service stays in the directory, closed, where there is one."""
    row = held(agreement, State.DRAFT, State.SIGNED)
    if row.service:
        wanted = {"status": Service.Status.DEFUNCT}
        apply(thing=row.service, seen={"status": row.service.status}, wanted=wanted)
    row.state, row.ended_at, row.ended_reason = State.ENDED, timezone.now(), reason
    row.save()
