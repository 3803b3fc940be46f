"""Four questions on how one feels where one lives, before and after: answered once, and by nobody in particular.

There is no row of one person’s answers. `SurveyAnswer` says how many chose a score; `SurveyTaken` says, by a digest
made with the secret key of the portal and with no time beside it, that some account has answered, or some sheet of
paper was copied, and never what. Both go when the survey is published: what stays are `helpdesk.PublishedCell`s, in
which nobody is few.
"""

import datetime
import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.models import Network


class CommunitySurveyQuerySet(models.QuerySet):
    def open(self):
        return self.filter(period__contains=timezone.localdate(), published_at=None)

    def to_publish(self):
        return self.filter(period__fully_lt=(timezone.localdate(), None), published_at=None)

    def published(self):
        return self.exclude(published_at=None)

    def not_taken(self, digests):
        """`digests` are {survey’s key: digest of the account for it}."""
        taken = SurveyTaken.objects.filter(survey=OuterRef("pk"), digest__in=digests)
        return self.exclude(Exists(taken))

    def latest_first(self):
        return self.select_related("network", "initiative").order_by("-period", "-id")


class CommunitySurvey(models.Model):
    """One of two waves; those of one city and title are shown next to each other."""

    class Wave(models.TextChoices):
        BEFORE = "before", _("prima")
        AFTER = "after", _("dopo")

    network = models.ForeignKey(Network, models.PROTECT, related_name="surveys", verbose_name=_("città"))
    initiative = models.ForeignKey(
        "Initiative", models.PROTECT, null=True, blank=True, related_name="surveys", verbose_name=_("iniziativa")
    )
    title = models.CharField(_("di che cosa"), max_length=120)
    wave = models.CharField(_("prima o dopo"), max_length=6, choices=Wave, default=Wave.BEFORE)
    period = DateRangeField(_("periodo"))  # [first day, the day after the last)
    opened_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_("pubblicato il"), null=True, blank=True)

    objects = CommunitySurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-period", "-id"]
        verbose_name = _("sondaggio sulla comunità")
        verbose_name_plural = _("sondaggi sulla comunità")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "title", "wave"],
                name="survey_has_each_wave_once",
                violation_error_message=_("C’è già: scegli «dopo», o un altro titolo."),
            ),
            ExclusionConstraint(
                name="waves_of_a_survey_do_not_overlap",
                expressions=[
                    ("network", RangeOperators.EQUAL),
                    ("title", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("In quei giorni si risponde già all’altra metà di questo sondaggio."),
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__startswith__isnull=False, period__endswith__isnull=False),
                name="survey_begins_and_ends",
            ),
            models.CheckConstraint(condition=Q(wave__in=["before", "after"]), name="survey_is_before_or_after"),
            models.CheckConstraint(condition=~Q(title=""), name="survey_has_a_title"),
        ]

    def __str__(self):
        return f"{self.title}, {self.get_wave_display()}"

    def get_absolute_url(self):
        return reverse("community:survey_detail", args=[self.network.slug, self.pk])

    @property
    def is_open(self):
        return timezone.localdate() in self.period and self.published_at is None

    @property
    def is_over(self):
        return self.period.upper <= timezone.localdate()

    @property
    def last_day(self):
        return self.period.upper - datetime.timedelta(days=1)


class Dimension(models.TextChoices):
    """Of the Sense of Community Index (McMillan and Chavis, 1986): a question each."""

    BELONGING = "belonging", _("appartenenza")
    INFLUENCE = "influence", _("influenza")
    NEEDS_MET = "needs_met", _("bisogni che trovano risposta")
    CONNECTION = "connection", _("legami")


SCORES = range(1, 6)


class SurveyAnswer(models.Model):
    """How many people chose that score; the rows are there from the start, and only counted up."""

    survey = models.ForeignKey(CommunitySurvey, models.CASCADE, related_name="answers")
    dimension = models.CharField(max_length=10, choices=Dimension)
    score = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["dimension", "score"]
        verbose_name = _("risposta a un sondaggio")
        verbose_name_plural = _("risposte ai sondaggi")
        constraints = [
            models.UniqueConstraint(fields=["survey", "dimension", "score"], name="one_count_for_each_answer"),
            models.CheckConstraint(
                condition=Q(dimension__in=["belonging", "influence", "needs_met", "connection"], score__range=(1, 5)),
                name="answer_is_from_one_to_five",
            ),
        ]

    def __str__(self):
        return f"{self.survey}: {self.dimension} {self.score}"


class SurveyTaken(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # says nothing of the order
    survey = models.ForeignKey(CommunitySurvey, models.CASCADE, related_name="taken")
    digest = models.CharField(max_length=64)  # of an account or, on paper, of a sheet
    on_paper = models.BooleanField(default=False)

    class Meta:
        ordering = ["digest"]
        verbose_name = _("sondaggio a cui si è risposto")
        verbose_name_plural = _("sondaggi a cui si è risposto")
        constraints = [models.UniqueConstraint(fields=["survey", "digest"], name="survey_is_answered_once")]

    def __str__(self):
        return str(self.survey)
