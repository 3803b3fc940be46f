"""What the public reads of the desks: cells that can be shown, and nothing they were counted from."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from territory.models import Municipality


class PublishedCellQuerySet(models.QuerySet):
    def of_year(self, city, year):
        """The year and its quarters."""
        return self.filter(municipality=city, period__startswith__year=year)

    def of_desks(self):
        return self.filter(measure__in=PublishedCell.OF_DESKS)

    def of_desk(self, point):
        return self.filter(dimensions__desk=point.slug)

    def of_city(self):
        return self.exclude(dimensions__has_key="desk")


class PublishedCell(models.Model):
    """One number of a published table of a city's desks; `dimensions` are at most two, {name: value}.

    Written by `publish_statistics` alone, once for a year that is over (a survey of the community by
    `community.proposals.surveying`, once it is over), and never changed: pages, API and files read only this.
    """

    class Measure(models.TextChoices):
        ENQUIRIES = "enquiries", _("contatti")
        UNMET = "unmet", _("richieste senza risposta")
        REFERRALS = "referrals", _("passaggi")
        SURVEY = "survey", _("sondaggi sulla comunità")

    OF_DESKS = [Measure.ENQUIRIES, Measure.UNMET, Measure.REFERRALS]

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="published_cells")
    period = DateRangeField(_("periodo"))
    measure = models.CharField(max_length=9, choices=Measure)
    dimensions = models.JSONField(default=dict)
    value = models.PositiveIntegerField()  # rounded to 5, from 5 up: what is fewer is nowhere
    published_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PublishedCellQuerySet.as_manager()

    class Meta:
        ordering = ["period", "measure", "dimensions"]
        verbose_name = _("dato pubblicato")
        verbose_name_plural = _("dati pubblicati")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "period", "measure", "dimensions"], name="one_cell_for_each_question"
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__startswith__isnull=False, period__endswith__isnull=False),
                name="published_period_begins_and_ends",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=5, value=F("value") / 5 * 5), name="published_value_is_rounded_to_five"
            ),
        ]

    def __str__(self):
        return f"{self.measure} {self.dimensions}: {self.value}"
