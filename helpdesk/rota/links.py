"""The link of a mail by which one volunteer stands in with one button: signed, for one seat and one person."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.models import User
from helpdesk.models import ShiftAssignment

from .people import volunteers_of


def signer():
    return Signer(salt="helpdesk.rota", sep=".")


def address_for(assignment, person) -> str:
    secret = signer().sign(f"{assignment.pk.hex}.{person.pk}")
    return settings.SITE_URL + reverse("helpdesk:stand_in", args=[secret])


def opened(secret):
    """(the seat, who would take it); None where the link is not ours, or its reader is no longer at that desk."""
    try:
        key, _dot, person = signer().unsign(secret).partition(".")
    except BadSignature:
        return None
    rows = ShiftAssignment.objects.select_related("shift__community_point", "volunteer")
    assignment, user = rows.filter(pk=key).first(), User.objects.filter(pk=person).first()
    if assignment is None or user not in volunteers_of(assignment.shift.community_point):
        return None
    return assignment, user
