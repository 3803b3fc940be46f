"""A claim from its arrival to its answer: by who reads the known mailbox, or by who coordinates."""

import secrets
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Role
from accounts.models import User
from accounts.models.api_token import digest_of
from organizations.actions import join, lock_owners
from organizations.models import Claim, Organization
from services.access import REVIEW
from services.merging.following import held

from .letters import ask_mailbox, tell_claimant, tell_owners

A_DAY = timedelta(days=1)
GOOD_FOR = timedelta(days=3)
OF_A_PERSON, TO_A_MAILBOX = 5, 3  # claims a day


class AlreadyDecided(Exception):
    """Somebody else decided in between; `claim` says what."""

    def __init__(self, claim):
        super().__init__(str(claim.pk))
        self.claim = claim


def by_mail(organization) -> bool:
    """Whether its known address may decide; where there are owners they are asked, with who coordinates."""
    return bool(organization.email) and not organization.members.filter(role=Role.OWNER).exists()


@transaction.atomic
def make_claim(*, by, organization, words, mail):
    """The claim; the open one where there is one already. ValidationError over the limit of a day."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    organization = held(organization)
    if same := Claim.objects.submitted().filter(claimant=by, organization=organization).first():
        return same
    lately = Claim.objects.filter(created_at__gt=timezone.now() - A_DAY)
    if lately.filter(claimant=by).count() >= OF_A_PERSON:
        raise ValidationError(_("Oggi hai già fatto molte richieste. Riprova domani."))
    claim = Claim(claimant=by, organization=organization, words=words)
    asked = lately.filter(organization=organization, mailed_at__isnull=False).count() < TO_A_MAILBOX
    return send(claim, mail=mail and asked and by_mail(organization))


def send(claim, *, mail):
    """Saved, and whoever decides is told."""
    secret = secrets.token_urlsafe(24)
    if mail:
        claim.digest, claim.mailed_at = digest_of(secret), timezone.now()
    claim.save()
    if mail:
        ask_mailbox(claim, secret)
    tell_owners(claim, "made")
    return claim


def claim_of(secret):
    """The one whose link this is, while it is good: three days, and until somebody has decided; else None."""
    if not secret:
        return None
    rows = Claim.objects.submitted().select_related("organization", "claimant")
    return rows.filter(digest=digest_of(secret), mailed_at__gt=timezone.now() - GOOD_FOR).first()


@transaction.atomic
def answer_by_mailbox(*, secret, yes):
    """Whoever reads the known mailbox decides, once. Raises AlreadyDecided, Claim.DoesNotExist."""
    found = claim_of(secret)
    if found is None:
        raise Claim.DoesNotExist
    reason = "" if yes else _("Chi legge la posta dell’organizzazione ha detto di no.")
    return settle(waiting(found), yes, by=None, reason=reason)


@transaction.atomic
def decide_claim(*, claim, yes, reason="", by):
    """Nobody decides on their own. Raises AlreadyDecided."""
    REVIEW.check(by, claim.organization)
    if claim.claimant_id == by.pk:
        raise PermissionDenied
    return settle(waiting(claim), yes, by=by, reason=reason)


def part_from(entries, *, by):
    """The entries are about to go, and with them who asks for one: these are told. Who calls locked them."""
    gone = [each for each in entries if isinstance(each, Organization)]
    claims = Claim.objects.submitted().filter(organization__in=gone).exclude(claimant=by)
    for claim in claims.select_related("organization", "claimant"):
        claim.state, claim.reason = Claim.State.REFUSED, _("Abbiamo tolto la scheda.")
        tell_claimant(claim, gone=True)


def waiting(claim):
    """The claim, locked until the transaction ends; its organisation first."""
    held(claim.organization)
    rows = Claim.objects.select_for_update(of=["self"]).select_related("organization", "claimant")
    claim = rows.get(pk=claim.pk)
    if claim.state != Claim.State.SUBMITTED:
        raise AlreadyDecided(claim)
    return claim


def settle(claim, yes, *, by, reason):
    claim.state = Claim.State.ACCEPTED if yes else Claim.State.REFUSED
    claim.decided_by, claim.decided_at, claim.reason, claim.digest = by, timezone.now(), reason, ""
    if yes:
        lock_owners(claim.organization)
        tell_owners(claim, "joined")
        join(claim.claimant, claim.organization, Role.OWNER)
    claim.save()
    tell_claimant(claim)
    return claim
