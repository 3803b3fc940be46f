"""An organisation asks for its entry: who says so, how it was verified, how it ended."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .organization import Organization


class ClaimQuerySet(models.QuerySet):
    def submitted(self):
        return self.filter(state=Claim.State.SUBMITTED)


class Claim(models.Model):
    """Verified by a link sent to the address that the entry had, or by who coordinates; makes its person an owner."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("in attesa")
        ACCEPTED = "accepted", _("accolta")
        REFUSED = "refused", _("rifiutata")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="claims")
    claimant = models.ForeignKey(User, models.CASCADE, related_name="claims")
    words = models.CharField(_("chi sei per l’organizzazione"), max_length=500)
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.SUBMITTED)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)  # of the secret mailed to the known address
    mailed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="decided_claims")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("perché"), max_length=500, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("richiesta di tenere la voce")
        verbose_name_plural = _("richieste di tenere la voce")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "claimant"],
                condition=Q(state="submitted"),
                name="one_open_claim_for_person_and_organization",
            ),
            models.CheckConstraint(
                condition=Q(state="submitted", decided_at__isnull=True)
                | Q(state__in=["accepted", "refused"], decided_at__isnull=False),
                name="claim_is_decided_at_a_moment",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="claim_is_refused_for_a_reason"),
        ]

    def __str__(self):
        return f"{self.claimant}: {self.organization}"
