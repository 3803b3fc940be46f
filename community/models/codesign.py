"""A way to answer a theme together: phases one after the other, and the days on which people meet."""

import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.models import Network

from .need import NeedTheme


class CoDesignQuerySet(models.QuerySet):
    def for_reading(self):
        """With its phases, and how many proposals of it are seen."""
        seen = Q(proposals__hidden_at=None) & ~Q(proposals__state="draft")
        counted = self.annotate(proposals_count=Count("proposals", filter=seen))
        phases = Prefetch("phases", Phase.objects.in_order(), to_attr="in_order")
        return counted.select_related("network", "theme").prefetch_related(phases)

    def latest_first(self):
        return self.order_by("-opened_at", "-id")

    def proposing(self, day=None):
        """Those to which a proposal may be sent that day."""
        today = day or timezone.localdate()
        return self.filter(phases__kind=Phase.Kind.PROPOSE, phases__period__contains=today).distinct()

    def not_over(self):
        return self.filter(phases__period__endswith__gt=timezone.localdate()).distinct()


class CoDesign(models.Model):
    """Opened by who coordinates, on what people asked for."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="codesigns", verbose_name=_("città"))
    theme = models.ForeignKey(
        NeedTheme, models.PROTECT, null=True, blank=True, related_name="codesigns", verbose_name=_("tema")
    )
    title = models.CharField(_("titolo"), max_length=120)
    words = models.CharField(_("che cosa cerchiamo, e chi decide"), max_length=1000)
    opened_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(_("aperta il"), default=timezone.now)

    objects = CoDesignQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        verbose_name = _("percorso per progettare insieme")
        verbose_name_plural = _("percorsi per progettare insieme")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "title"],
                name="codesign_has_one_title",
                violation_error_message=_("C’è già un percorso con questo titolo."),
            ),
            models.UniqueConstraint(fields=["id", "network"], name="codesign_with_its_network"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(words=""), name="codesign_says_what_it_looks_for"),
        ]
        indexes = [models.Index(fields=["network", "-opened_at"], name="codesign_by_day")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("community:codesign_detail", args=[self.network.slug, self.pk])

    @cached_property
    def in_order(self):
        return list(self.phases.in_order())

    @property
    def now(self):
        """The phase of today, or None."""
        return next((each for each in self.in_order if each.is_now), None)

    @property
    def next(self):
        """The first phase that has not begun, or None."""
        return next((each for each in self.in_order if each.is_to_come), None)

    @property
    def takes_proposals(self):
        return bool(self.now) and self.now.kind == Phase.Kind.PROPOSE

    @property
    def takes_contributions(self):
        return bool(self.now) and self.now.kind in Phase.TALKED_OVER


class PhaseQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("period", "id")


class Phase(models.Model):
    """The order of the kinds is that of the days, by a trigger; no day is of two phases."""

    class Kind(models.TextChoices):
        LISTEN = "listen", _("ascoltare")
        PROPOSE = "propose", _("proporre")
        DECIDE = "decide", _("decidere")
        ACT = "act", _("fare")
        ACCOUNT = "account", _("rendere conto")

    TALKED_OVER = [Kind.PROPOSE, Kind.DECIDE]

    codesign = models.ForeignKey(CoDesign, models.CASCADE, related_name="phases")
    kind = models.CharField(_("che cosa si fa"), max_length=7, choices=Kind)
    period = DateRangeField(_("periodo"))  # [first day, the day after the last)

    objects = PhaseQuerySet.as_manager()

    class Meta:
        ordering = ["period", "id"]
        verbose_name = _("fase")
        verbose_name_plural = _("fasi")
        constraints = [
            ExclusionConstraint(
                name="one_phase_at_a_time",
                expressions=[("codesign", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                violation_error_message=_("Quei giorni sono già di un’altra fase."),
            ),
            models.UniqueConstraint(fields=["codesign", "kind"], name="codesign_has_each_phase_once"),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__startswith__isnull=False, period__endswith__isnull=False),
                name="phase_begins_and_ends",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["listen", "propose", "decide", "act", "account"]), name="phase_is_of_a_kind"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.period}"

    @property
    def first_day(self):
        return self.period.lower

    @property
    def last_day(self):
        return self.period.upper - datetime.timedelta(days=1)

    @property
    def is_now(self):
        return timezone.localdate() in self.period

    @property
    def is_to_come(self):
        return self.period.lower > timezone.localdate()

    @property
    def is_over(self):
        return self.period.upper <= timezone.localdate()


class CoDesignMeeting(models.Model):
    """When people meet about it and where; afterwards, what came of it."""

    codesign = models.ForeignKey(CoDesign, models.CASCADE, related_name="meetings")
    at = models.DateTimeField(_("quando"))
    place = models.CharField(_("dove"), max_length=200)
    words = models.CharField(_("che cosa si fa"), max_length=300, blank=True)
    outcome = models.CharField(_("che cosa ne è uscito"), max_length=600, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("incontro")
        verbose_name_plural = _("incontri")
        constraints = [models.CheckConstraint(condition=~Q(place=""), name="codesign_meeting_is_somewhere")]

    def __str__(self):
        return f"{self.codesign}, {self.at:%d/%m/%Y}"

    @property
    def is_over(self):
        return self.at <= timezone.now()
