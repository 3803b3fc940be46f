"""The link of an enrolment: signed, it confirms, says how things stand, withdraws and gives the certificate."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from network.models import Enrolment


def signer():
    return Signer(salt="network.trainings", sep=".")


def secret_of(enrolment) -> str:
    return signer().sign(enrolment.pk.hex)


def page_of(enrolment, name="enrolment") -> str:
    """Without the portal's own address."""
    network = enrolment.session.training.network
    return reverse(f"network:{name}", args=[network.slug, secret_of(enrolment)])


def address_of(enrolment) -> str:
    return settings.SITE_URL + page_of(enrolment)


def opened(secret, network):
    """The enrolment that a link of ours was made for, or None."""
    try:
        key = signer().unsign(secret)
    except BadSignature:
        return None
    rows = Enrolment.objects.select_related("session__training__network", "user")
    return rows.filter(pk=key, session__training__network=network).first()
