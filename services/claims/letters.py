"""What is written to whom about a claim, once all is saved; a mail that does not leave undoes nothing."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.access import Role
from puntocomunita.mail import send_once_saved, written


def write(name, claim, addresses, **more):
    context = {"claim": claim, "organization": claim.organization, "SITE_URL": settings.SITE_URL} | more
    text = render_to_string(f"services/claims/email/{name}.txt", context)
    for address in addresses:
        send_once_saved(written(text, [address]))


def ask_mailbox(claim, secret):
    address = settings.SITE_URL + reverse("services:claim_answer", args=[secret])
    write("ask", claim, [claim.organization.email], address=address)


def tell_claimant(claim, gone=False):
    """`gone`: the entry is about to be taken away, and its page with it."""
    write("decided", claim, [claim.claimant.email], gone=gone)


def tell_owners(claim, what):
    """Those there are, but for the claimant: that somebody asks, or that somebody is with them now."""
    owners = claim.organization.members.filter(role=Role.OWNER, user__is_active=True).exclude(user=claim.claimant)
    write(what, claim, list(owners.order_by("id").values_list("user__email", flat=True)))


def masked(email) -> str:
    """ "i•••@emporio.example": enough for its reader, too little for anyone else."""
    name, _at, domain = email.rpartition("@")
    return f"{name[:1]}•••@{domain}" if domain else ""
