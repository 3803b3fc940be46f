from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .organization import Organization


class CollaborationQuerySet(models.QuerySet):
    def confirmed(self):
        """By both sides: these are public."""
        return self.filter(one_confirmed_at__isnull=False, other_confirmed_at__isnull=False)

    def denied(self):
        return self.exclude(denied_at=None)

    def standing(self):
        """Confirmed, or not answered yet."""
        return self.filter(denied_at=None)

    def of_any(self, organizations):
        return self.filter(Q(one__in=organizations) | Q(other__in=organizations))

    def between(self, organizations):
        return self.filter(one__in=organizations, other__in=organizations)

    def waiting_for(self, organizations):
        """Said by the other side, not yet by one of these."""
        return self.standing().filter(
            Q(one__in=organizations, one_confirmed_at=None) | Q(other__in=organizations, other_confirmed_at=None)
        )


class Collaboration(models.Model):
    """Two organisations that do something together, `one` being the one with the lower key; both sides say so."""

    one = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name=_("organizzazione"))
    other = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name=_("con chi"))
    words = models.CharField(_("che cosa fate insieme"), max_length=300)
    since = models.DateField(_("da quando"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    one_confirmed_at = models.DateTimeField(null=True, blank=True)
    other_confirmed_at = models.DateTimeField(null=True, blank=True)
    denied_at = models.DateTimeField(null=True, blank=True)  # by the side that did not say it; its words are gone

    objects = CollaborationQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "id"]
        verbose_name = _("collaborazione")
        verbose_name_plural = _("collaborazioni")
        constraints = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="collaboration_is_of_two_in_order"),
            models.UniqueConstraint(
                fields=["one", "other"],
                name="two_organizations_collaborate_once",
                violation_error_message=_("Questa collaborazione è già scritta."),
            ),
            models.CheckConstraint(
                condition=Q(one_confirmed_at__isnull=False) | Q(other_confirmed_at__isnull=False),
                name="collaboration_is_said_by_a_side",
            ),
            models.CheckConstraint(condition=~Q(words="") | Q(denied_at__isnull=False), name="collaboration_says_what"),
            models.CheckConstraint(
                condition=Q(denied_at__isnull=True)
                | (Q(words="") & (Q(one_confirmed_at__isnull=True) | Q(other_confirmed_at__isnull=True))),
                name="collaboration_denied_is_of_one_side_and_says_nothing",
            ),
        ]

    def __str__(self):
        return f"{self.one} · {self.other}"
