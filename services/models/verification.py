from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from organizations.models import HowVerified

from .about import ENTRIES, AboutEntry, AboutEntryQuerySet, exactly_one


class VerificationQuerySet(AboutEntryQuerySet):
    def latest_of_each_field(self):
        """For each entry and field the last one; an empty field means the whole entry."""
        columns = [*(f"{name}_id" for name in ENTRIES), "field"]  # not "service", which orders by its name
        return self.order_by(*columns, "-on", "-id").distinct(*columns)


class Verification(AboutEntry):
    """That somebody checked an entry, or one field of it: who, how, when. Written once; the entry keeps the last."""

    field = models.CharField(max_length=40, blank=True)  # a name of `services.editing`; empty: all of it
    how = models.CharField(_("come"), max_length=5, choices=HowVerified)
    on = models.DateField(_("quando"), default=timezone.localdate)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="verifications")
    right = models.BooleanField(_("era giusto"), default=True)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = _("controllo")
        verbose_name_plural = _("controlli")
        constraints = [
            models.CheckConstraint(condition=exactly_one(), name="verification_is_of_one_entry"),
            models.CheckConstraint(condition=~Q(how=""), name="verification_says_how"),
        ]
        indexes = [models.Index(fields=["on"], name="verification_by_day")]

    def __str__(self):
        return f"{self.get_how_display()}, {self.on}"
