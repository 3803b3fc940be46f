from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from organizations.models import Organization


class DismissedSuggestion(models.Model):
    """An organisation has said, for good, that another is not to be suggested to it."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    other = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    dismissed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    dismissed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("suggerimento scartato")
        verbose_name_plural = _("suggerimenti scartati")
        constraints = [
            models.UniqueConstraint(fields=["organization", "other"], name="suggestion_is_dismissed_once"),
            models.CheckConstraint(condition=~Q(organization=F("other")), name="nobody_is_suggested_to_itself"),
        ]

    def __str__(self):
        return f"{self.organization}: {self.other}"
