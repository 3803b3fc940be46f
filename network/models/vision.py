"""Where a network wants to go: what it wants to see, by which numbers it knows, and what was measured."""

import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .membership import Network

AMOUNT = {"max_digits": 12, "decimal_places": 2, "validators": [MinValueValidator(0)]}


class VisionQuerySet(models.QuerySet):
    def in_force(self, day=None):
        return self.filter(period__contains=day or timezone.localdate())

    def latest_first(self):
        return self.order_by("-period")


class Vision(models.Model):
    """What a network wants the city to be like, for some years; one at a time."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="visions", verbose_name=_("rete"))
    statement = models.TextField(_("la visione, in poche frasi"), max_length=1000)
    period = DateRangeField(_("periodo"))  # [first day, the day after the last)

    objects = VisionQuerySet.as_manager()

    class Meta:
        ordering = ["-period"]
        verbose_name = _("visione")
        verbose_name_plural = _("visioni")
        constraints = [
            models.UniqueConstraint(fields=["id", "network"], name="vision_is_of_one_network"),
            models.CheckConstraint(condition=~Q(statement=""), name="vision_says_something"),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__startswith__isnull=False, period__endswith__isnull=False),
                name="vision_has_a_first_and_a_last_day",
            ),
            ExclusionConstraint(
                name="network_has_one_vision_at_a_time",
                expressions=[("network", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                violation_error_message=_(
                    "In quegli anni la rete ha già una visione: cambia i giorni dell’una o dell’altra."
                ),
            ),
        ]

    def __str__(self):
        return self.statement

    def get_absolute_url(self):
        return reverse("network:vision_detail", args=[self.network.slug, self.pk])

    @property
    def first_day(self):
        return self.period.lower

    @property
    def last_day(self):
        return self.period.upper - datetime.timedelta(days=1)


class GoalQuerySet(models.QuerySet):
    def of_now(self, network):
        """Those of the vision that the network has now."""
        return self.filter(vision__in=network.visions.in_force())


class Goal(models.Model):
    """A number to move from where it was to where it should be."""

    vision = models.ForeignKey(Vision, models.PROTECT, related_name="goals", verbose_name=_("visione"))
    network = models.ForeignKey(Network, models.PROTECT, related_name="+")  # of the vision, and of the actions
    title = models.CharField(_("obiettivo"), max_length=160)
    indicator = models.CharField(_("da quale numero si vede"), max_length=200)
    unit = models.CharField(_("unità"), max_length=40)
    baseline = models.DecimalField(_("da dove si parte"), **AMOUNT)
    target = models.DecimalField(_("dove si vuole arrivare"), **AMOUNT)
    position = models.PositiveSmallIntegerField(_("a che posto nell’elenco"), default=1)

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("obiettivo")
        verbose_name_plural = _("obiettivi")
        constraints = [
            models.UniqueConstraint(fields=["id", "network"], name="goal_is_of_one_network"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(indicator="") & ~Q(unit=""), name="goal_says_what_is_counted"
            ),
            models.CheckConstraint(condition=Q(baseline__gte=0, target__gte=0), name="goal_counts_from_zero"),
            models.CheckConstraint(
                condition=~Q(baseline=F("target")),
                name="goal_has_a_way_to_go",
                violation_error_message=_("Dove si parte e dove si arriva sono lo stesso numero."),
            ),
        ]

    def __str__(self):
        return self.title

    def roles_of(self, user):
        return self.network.roles_of(user)

    @property
    def holds_nothing(self):
        """Neither measured nor worked for: it may have been written by mistake."""
        return not self.measurements.exists() and not self.action_items.exists()

    def way_to(self, value) -> int:
        """How much of the way from the baseline to the target is done, of 100: never less than 0 nor more than 100."""
        return min(max(round(100 * (value - self.baseline) / (self.target - self.baseline)), 0), 100)


class Measurement(models.Model):
    """The number of a goal on a day, and where it comes from."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="measurements", verbose_name=_("obiettivo"))
    day = models.DateField(_("giorno"))
    value = models.DecimalField(_("quanto"), **AMOUNT)
    source = models.CharField(_("da dove viene il numero"), max_length=200)
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    holds_nothing = True

    class Meta:
        ordering = ["day"]
        verbose_name = _("misura")
        verbose_name_plural = _("misure")
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "day"],
                name="goal_is_measured_once_a_day",
                violation_error_message=_("Per quel giorno c’è già una misura: correggi quella."),
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="measurement_counts_from_zero"),
            models.CheckConstraint(condition=~Q(source=""), name="measurement_says_where_it_comes_from"),
        ]

    def __str__(self):
        return f"{self.value} {self.goal.unit}"
