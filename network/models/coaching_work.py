"""What is done in a coaching programme: its phases, the sessions with the coach, the goals and how far they are."""

import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .coaching import CoachingProgramme, Stakeholder


class CoachingPhase(models.Model):
    """One after another; never two at once, and all within the programme."""

    programme = models.ForeignKey(CoachingProgramme, models.CASCADE, related_name="phases")
    title = models.CharField(_("che fase è"), max_length=120)
    words = models.CharField(_("che cosa si fa"), max_length=500, blank=True)
    during = DateRangeField(_("periodo"))  # [first day, the day after the last)

    class Meta:
        ordering = ["during"]
        verbose_name = _("fase")
        verbose_name_plural = _("fasi")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="coaching_phase_has_a_title"),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__startswith__isnull=False, during__endswith__isnull=False),
                name="coaching_phase_begins_and_ends",
            ),
            ExclusionConstraint(
                name="coaching_phases_do_not_overlap",
                expressions=[("programme", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                violation_error_message=_("In questi giorni c’è già un’altra fase."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def starts_on(self):
        return self.during.lower

    @property
    def ends_on(self):
        return self.during.upper - datetime.timedelta(days=1)

    @property
    def is_now(self):
        return self.starts_on <= timezone.localdate() <= self.ends_on

    @property
    def is_over(self):
        return self.ends_on < timezone.localdate()


class CoachingGoal(models.Model):
    """What one counts, how it was at first, where one wants to be, and what was counted last."""

    programme = models.ForeignKey(CoachingProgramme, models.CASCADE, related_name="goals")
    words = models.CharField(_("che cosa vogliamo ottenere"), max_length=300)
    measure = models.CharField(_("che cosa contiamo"), max_length=80)
    baseline = models.DecimalField(_("com’è all’inizio"), max_digits=9, decimal_places=1)
    target = models.DecimalField(_("dove vogliamo arrivare"), max_digits=9, decimal_places=1)
    result = models.DecimalField(_("quanto abbiamo contato"), max_digits=9, decimal_places=1, null=True, blank=True)
    result_on = models.DateField(_("contato il"), null=True, blank=True)
    result_words = models.CharField(_("due parole su com’è andata"), max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("obiettivo")
        verbose_name_plural = _("obiettivi")
        constraints = [
            models.CheckConstraint(condition=~Q(words="") & ~Q(measure=""), name="coaching_goal_says_what_it_counts"),
            models.CheckConstraint(
                condition=~Q(target=F("baseline")),
                name="coaching_goal_changes_something",
                violation_error_message=_("Dove vogliamo arrivare è uguale a com’è all’inizio: cambia uno dei due."),
            ),
            models.CheckConstraint(
                condition=Q(result__isnull=True, result_on__isnull=True, result_words="")
                | Q(result__isnull=False, result_on__isnull=False),
                name="coaching_goal_says_when_it_was_counted",
            ),
        ]

    def __str__(self):
        return self.words

    @property
    def reached(self):
        """How much of the way from the baseline to the target is done, in a hundred: 0 to 100; None before a count."""
        if self.result is None:
            return None
        return int(min(max((self.result - self.baseline) / (self.target - self.baseline), 0), 1) * 100)


class CoachingSessionQuerySet(models.QuerySet):
    def latest_first(self):
        return self.annotate(present=Count("presences")).order_by("-day", "-id")


class CoachingSession(models.Model):
    """A day on which the coach and the team worked together."""

    programme = models.ForeignKey(CoachingProgramme, models.CASCADE, related_name="sessions")
    day = models.DateField(_("giorno"))
    title = models.CharField(_("di che cosa ci occupiamo"), max_length=160)
    notes = models.TextField(_("appunti"), max_length=8000, blank=True)
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = CoachingSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-id"]
        verbose_name = _("incontro")
        verbose_name_plural = _("incontri")
        constraints = [
            models.UniqueConstraint(fields=["id", "programme"], name="coaching_session_is_of_one_programme"),
            models.CheckConstraint(condition=~Q(title=""), name="coaching_session_has_a_title"),
        ]

    def __str__(self):
        return self.title

    @property
    def is_coming(self):
        return self.day > timezone.localdate()


class CoachingPresence(models.Model):
    """Who of the team was at a session; both are of the programme, by foreign keys on it."""

    programme = models.ForeignKey(CoachingProgramme, models.CASCADE, related_name="+")
    session = models.ForeignKey(CoachingSession, models.CASCADE, related_name="presences")
    stakeholder = models.ForeignKey(Stakeholder, models.CASCADE, related_name="presences")

    class Meta:
        ordering = ["id"]
        verbose_name = _("presenza a un incontro")
        verbose_name_plural = _("presenze agli incontri")
        constraints = [
            models.UniqueConstraint(fields=["session", "stakeholder"], name="coaching_presence_is_written_once"),
        ]

    def __str__(self):
        return f"{self.session}: {self.stakeholder}"
