"""What the public reads of the desks: cells that can be shown, and nothing they were counted from."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PublishedCell(models.Model):
    """One number of a published table: `value`, or hidden; `dimensions` are at most two, {name: value}.

    Written by `publish_statistics` alone, for fixed periods; pages, API and files read only this.
    """

    class Measure(models.TextChoices):
        ENQUIRIES = "enquiries", _("contatti")
        UNMET = "unmet", _("richieste senza risposta")
        REFERRALS = "referrals", _("passaggi")
        OUTCOMES = "outcomes", _("passaggi verificati")

    period = DateRangeField(_("periodo"))
    measure = models.CharField(max_length=9, choices=Measure)
    dimensions = models.JSONField(default=dict)
    value = models.PositiveIntegerField(null=True, blank=True)  # rounded to 5; None where it is hidden
    published_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["period", "measure", "dimensions"]
        verbose_name = _("dato pubblicato")
        verbose_name_plural = _("dati pubblicati")
        constraints = [
            models.UniqueConstraint(fields=["period", "measure", "dimensions"], name="one_cell_for_each_question"),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__startswith__isnull=False, period__endswith__isnull=False),
                name="published_period_begins_and_ends",
            ),
        ]

    def __str__(self):
        return f"{self.measure} {self.dimensions}: {self.value}"
