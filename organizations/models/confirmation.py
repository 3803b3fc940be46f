"""That an organisation was asked whether its entries are still right: how often, and whether it answered."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .organization import Organization

LAST_STEP = 3


class ConfirmationRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(ended_at=None)

    def to_send(self, today):
        """Whose next mail is due."""
        return self.open().filter(step__lt=LAST_STEP, next_on__lte=today, disowned_at=None)


class ConfirmationRequest(models.Model):
    """One open for an organisation at a time; `step` counts the mails, each of them counted before it leaves."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="confirmation_requests")
    step = models.PositiveSmallIntegerField(default=0)
    next_on = models.DateField(default=timezone.localdate)
    sent_at = models.DateTimeField(null=True, blank=True)  # empty while nobody knows whether the last mail left
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    disowned_at = models.DateTimeField(null=True, blank=True)  # "non siamo noi": nobody is written to any more
    disowned_mailboxes = models.CharField(max_length=40, blank=True, editable=False)  # a digest of where it had gone
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ConfirmationRequestQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("richiesta di conferma")
        verbose_name_plural = _("richieste di conferma")
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(ended_at=None), name="one_open_confirmation_for_organization"
            ),
            models.CheckConstraint(condition=Q(step__lte=LAST_STEP), name="confirmation_asks_three_times"),
        ]
        indexes = [models.Index(fields=["next_on"], condition=Q(ended_at=None), name="confirmation_by_next_mail")]

    def __str__(self):
        return f"{self.organization}: {self.step}/{LAST_STEP}"
