import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .user import User


class QualificationQuerySet(models.QuerySet):
    def current(self, day=None):
        """Those good on that day, today without one."""
        return self.filter(valid__contains=day or timezone.localdate())


class Qualification(models.Model):
    """What somebody has learned and may therefore do; given by a training or by who coordinates."""

    class Kind(models.TextChoices):
        PERSONAL_DATA = "personal_data", _("aprire i dati delle persone")
        DESK = "desk", _("ascoltare e orientare allo sportello")
        FORMS = "forms", _("aiutare con moduli e pratiche")

    user = models.ForeignKey(User, models.CASCADE, related_name="qualifications", verbose_name=_("persona"))
    kind = models.CharField(_("che cosa sa fare"), max_length=13, choices=Kind)
    valid = DateRangeField(_("quando vale"))  # [first day, the day after the last), no end if open
    granted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="granted_qualifications")

    objects = QualificationQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "kind", "id"]
        verbose_name = _("formazione fatta")
        verbose_name_plural = _("formazioni fatte")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid__isempty=False, valid__startswith__isnull=False),
                name="qualification_has_a_first_day",
            ),
            ExclusionConstraint(
                name="qualification_does_not_overlap_the_same",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_kind_display()}"

    @property
    def last_day(self):
        """None for one without end."""
        return self.valid.upper and self.valid.upper - datetime.timedelta(days=1)
