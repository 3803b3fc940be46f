"""Who asks for a benefit of a call (domanda): only what decides, under a reference; who it is stays encrypted.

Of a birth date only the age is kept, of a codice fiscale only a digest, by which nobody asks twice.
"""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Avg, Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Round
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from puntocomunita.encryption import EncryptedTextField
from services.models.report import new_code
from territory.models import Quarter

from .call import Call, Criterion

POINTS = models.DecimalField(max_digits=6, decimal_places=2)


class Reason(models.TextChoices):
    """Why an application is not admitted; the first four are rules that are asked before it is sent."""

    AGE = "age", _("l’età")
    RESIDENCE = "residence", _("dove abita")
    PERMIT = "permit", _("la cittadinanza o il permesso di soggiorno")
    DECLARED = "declared", _("una delle dichiarazioni")
    DOCUMENTS = "documents", _("mancano documenti")
    TWICE = "twice", _("la casa ha già una domanda")


class ApplicationQuerySet(models.QuerySet):
    def sent(self):
        return self.exclude(state=Application.State.DRAFT)

    def unsent(self):
        """Begun by somebody who may still send it."""
        return self.filter(state=Application.State.DRAFT, person__isnull=False)

    def waiting(self):
        return self.filter(state=Application.State.SUBMITTED)

    def admitted(self):
        return self.filter(state=Application.State.ADMITTED)

    def excluded(self):
        return self.filter(state=Application.State.EXCLUDED)

    def appealed(self):
        """To be looked at again."""
        return self.excluded().filter(appealed_at__isnull=False, appeal_closed_at=None)

    def at_a_desk(self):
        """Sent by who has no access."""
        return self.sent().filter(person=None, erased_at=None)

    def to_tell(self):
        """Of who has no access, the first who waits first."""
        return self.exclude(to_tell="").order_by("to_tell_since", "id")

    def to_be_assessed_by(self, user):
        """Of a call that waits for it; not one's own."""
        rows = self.waiting().filter(call__in=Call.objects.waiting_for_assessments(), assessed_on=None)
        return rows.exclude(person=user)

    def standing(self):
        """Those that count for who has one already."""
        return self.exclude(state=Application.State.WITHDRAWN)

    def of(self, user):
        return self.filter(person=user) if user.is_authenticated else self.none()

    def with_score(self):
        """`score`, as published: the means of each criterion added up; who gives some points gives all."""
        given = Score.objects.filter(application=OuterRef("pk")).order_by().values("application")
        added = given.annotate(score=Avg("points") * Count("criterion", distinct=True)).values("score")
        return self.annotate(score=Round(Coalesce(Subquery(added), 0.0, output_field=POINTS), precision=2))

    def with_paid(self):
        """`paid` of the benefit, up to now."""
        return self.annotate(paid=Sum("payments__amount", default=0))

    def unpaid(self):
        """Benefits, also those paid in part; of `with_paid()`."""
        return self.filter(state=Application.State.AWARDED, paid__lt=F("call__amount"))

    def in_order(self):
        return self.order_by("-score", "submitted_at", "protocol")

    def ranked(self):
        return self.filter(position__isnull=False).order_by("position")

    def past_their_time(self, day):
        return self.filter(call__archived_on__lt=day, erased_at=None)


class Application(models.Model):
    """One for a person, or for the two of a couple, at each call."""

    class State(models.TextChoices):
        DRAFT = "draft", _("da finire")
        SUBMITTED = "submitted", _("mandata")
        ADMITTED = "admitted", _("ammessa")
        EXCLUDED = "excluded", _("esclusa")
        AWARDED = "awarded", _("contributo assegnato")
        RESERVE = "reserve", _("in lista d’attesa")
        WITHDRAWN = "withdrawn", _("ritirata")

    class Household(models.TextChoices):
        SINGLE = "single", _("da sola o da solo")
        COUPLE = "couple", _("in coppia")

    class Residence(models.TextChoices):
        HERE = "here", _("abito già in città")
        COMING = "coming", _("abito altrove, ma vengo ad abitarci")
        ELSEWHERE = "else", _("abito altrove e ci resto")

    MOVES = {
        "": {State.DRAFT},
        State.DRAFT: {State.SUBMITTED},
        State.SUBMITTED: {State.ADMITTED, State.EXCLUDED, State.WITHDRAWN},
        State.EXCLUDED: {State.ADMITTED},
        State.ADMITTED: {State.EXCLUDED, State.AWARDED, State.RESERVE, State.WITHDRAWN},
        State.RESERVE: {State.AWARDED, State.WITHDRAWN},
        State.AWARDED: {State.WITHDRAWN},
    }
    MAY_WITHDRAW = [State.SUBMITTED, State.ADMITTED, State.RESERVE, State.AWARDED]

    call = models.ForeignKey(Call, models.PROTECT, related_name="applications", verbose_name=_("bando"))
    code = models.CharField(_("riferimento"), max_length=11, unique=True, default=new_code, editable=False)
    person = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="call_applications")
    name = EncryptedTextField(blank=True)  # where a desk wrote it for who has no access
    phone = EncryptedTextField(blank=True)
    email = EncryptedTextField(blank=True)  # only where a desk wrote it, for who wants to be written to
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    household = models.CharField(_("come fai domanda"), max_length=6, choices=Household, blank=True)
    age = models.PositiveSmallIntegerField(null=True, blank=True)  # both on the `age_day` of the call
    partner_age = models.PositiveSmallIntegerField(null=True, blank=True)
    residence = models.CharField(_("dove abiti"), max_length=6, choices=Residence, blank=True)
    permit = models.BooleanField(null=True, blank=True)
    declared = ArrayField(models.BooleanField(), default=list, blank=True)
    quarter = models.ForeignKey(
        Quarter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="call_applications",
        verbose_name=_("quartiere dove abiti, o abiterai"),
    )
    state = models.CharField(_("a che punto è"), max_length=9, choices=State, default=State.DRAFT)
    protocol = models.PositiveIntegerField(_("numero di protocollo"), null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    assessed_on = models.DateField(_("colloquio fatto il"), null=True, blank=True)
    assessed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    reasons = ArrayField(models.CharField(max_length=9, choices=Reason), default=list, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    appeal = EncryptedTextField(blank=True)  # why it should be looked at again, by who was not admitted
    appealed_at = models.DateTimeField(null=True, blank=True)
    appeal_closed_at = models.DateTimeField(null=True, blank=True)
    to_tell = models.CharField(max_length=9, blank=True)  # what who has no access does not know yet
    to_tell_since = models.DateTimeField(null=True, blank=True)
    position = models.PositiveIntegerField(_("posto in graduatoria"), null=True, blank=True)
    points = models.DecimalField(_("punti"), max_digits=6, decimal_places=2, null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["protocol", "id"]
        verbose_name = _("domanda a un bando")
        verbose_name_plural = _("domande ai bandi")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "person"], condition=~Q(state="withdrawn"), name="person_applies_to_a_call_once"
            ),
            models.UniqueConstraint(fields=["call", "protocol"], name="application_has_its_protocol_number"),
            models.UniqueConstraint(fields=["call", "position"], name="place_in_a_ranking_is_of_one"),
            models.UniqueConstraint(fields=["id", "call"], name="application_with_its_call"),  # for foreign keys
            models.CheckConstraint(
                condition=Q(state="draft", protocol=None, submitted_at=None)
                | Q(protocol__isnull=False, submitted_at__isnull=False) & ~Q(state="draft"),
                name="application_that_is_sent_has_a_protocol_number",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(erased_at__isnull=False)
                | ~Q(household="") & ~Q(residence="") & ~Q(phone="") & (Q(person__isnull=False) | ~Q(name="")),
                name="application_that_is_sent_says_who_asks",
            ),
            models.CheckConstraint(
                condition=Q(person=None) | Q(assessed_by=None) | ~Q(assessed_by=F("person")),
                name="applicant_is_assessed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(person=None) | Q(decided_by=None) | ~Q(decided_by=F("person")),
                name="application_is_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(partner_age=None) | Q(household="couple", age__isnull=False),
                name="application_of_one_has_one_age",
            ),
            models.CheckConstraint(
                condition=Q(state="excluded") & ~Q(reasons=[])
                | ~Q(state="excluded") & Q(reasons=[])
                | Q(erased_at__isnull=False),
                name="application_is_excluded_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="excluded") | Q(decided_at__isnull=False),
                name="application_that_is_excluded_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(appealed_at=None, appeal="", appeal_closed_at=None)
                | Q(appealed_at__isnull=False) & (~Q(appeal="") | Q(erased_at__isnull=False)),
                name="application_says_why_it_should_be_looked_at_again",
            ),
            models.CheckConstraint(
                condition=Q(to_tell="", to_tell_since=None)
                | ~Q(to_tell="") & Q(to_tell_since__isnull=False, person=None),
                name="who_has_an_access_is_told_by_the_portal",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["awarded", "reserve"], position__isnull=False)
                | Q(state__in=["draft", "submitted", "admitted", "excluded"], position=None)
                | Q(state="withdrawn"),
                name="application_in_a_ranking_has_its_place",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(name="", phone="", household="", age=None, partner_age=None, residence="", permit=None)
                & Q(declared=[], person=None, quarter=None, assessed_on=None, email="", appeal="", to_tell="")
                & Q(reasons=[]),
                name="application_that_is_erased_says_nothing_of_anybody",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "state", "protocol"], name="application_by_state"),
            models.Index(fields=["to_tell_since"], condition=~Q(to_tell=""), name="application_to_tell"),
        ]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        """Of who reads it for the city."""
        return reverse("community:application_detail", args=[self.call.network.slug, self.call_id, self.code])

    @property
    def said_reasons(self) -> list:
        return [Reason(each).label for each in self.reasons]

    @property
    def appeal_until(self):
        """The last day on which who was not admitted may ask that it be looked at again."""
        return timezone.localdate(self.decided_at) + datetime.timedelta(days=self.call.appeal_days)

    @property
    def may_be_appealed(self) -> bool:
        is_out = self.state == self.State.EXCLUDED and self.call.state == Call.State.EVALUATING
        in_time = is_out and self.call.appeal_days and timezone.localdate() <= self.appeal_until
        return bool(in_time and not self.appealed_at)

    @property
    def is_appealed(self) -> bool:
        return self.state == self.State.EXCLUDED and bool(self.appealed_at) and not self.appeal_closed_at

    @property
    def its_pact(self):
        """Of the hours that the benefit asks for, or None."""
        return getattr(self, "pact", None)

    @property
    def has_place(self) -> bool:
        """In a ranking that is out."""
        return self.state in (self.State.AWARDED, self.State.RESERVE)

    @property
    def may_be_withdrawn(self) -> bool:
        return self.state in self.MAY_WITHDRAW


class Applicant(models.Model):
    """Of each of those who ask a keyed digest of the codice fiscale: whoever is in one application is in no other."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="+")
    application = models.ForeignKey(Application, models.CASCADE, related_name="applicants")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        verbose_name = _("chi chiede")
        verbose_name_plural = _("chi chiede")
        constraints = [
            models.UniqueConstraint(fields=["call", "digest"], name="nobody_asks_a_call_twice"),
        ]

    def __str__(self):
        return str(self.application_id)


class ScoreQuerySet(models.QuerySet):
    def told(self):
        """(criterion, most, given) of one application: the mean of who gave them."""
        rows = self.order_by("criterion__number").values_list("criterion__words", "criterion__points")
        return rows.annotate(given=Round(Avg("points"), precision=2))


class Score(models.Model):
    """The points that one of those who read gives an application by one criterion."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="+")
    application = models.ForeignKey(Application, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="scores")
    evaluator = models.ForeignKey(User, models.SET_NULL, null=True, related_name="given_points")
    points = models.PositiveSmallIntegerField(_("punti"))

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["application", "criterion"]
        verbose_name = _("punteggio")
        verbose_name_plural = _("punteggi")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "criterion", "evaluator"], name="evaluator_gives_points_once"
            ),
        ]

    def __str__(self):
        return str(self.points)
