"""A public call (bando): what it gives, to whom, by which rules. All of it is data, and frozen once it is out."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.models import Network
from organizations.models import Organization

YEAR = datetime.timedelta(days=366)


class CallQuerySet(models.QuerySet):
    def published(self):
        return self.exclude(state=Call.State.DRAFT)

    def seen_by(self, runs):
        """Drafts are for who runs calls."""
        return self if runs else self.published()

    def taking_applications(self):
        today = timezone.localdate()
        return self.filter(state=Call.State.OPEN, opens_on__lte=today, closes_on__gte=today)

    def to_close(self, today):
        return self.filter(state=Call.State.OPEN, closes_on__lt=today).order_by("closes_on", "id")

    def to_open(self, today):
        """Drafts that are ready, on their day."""
        return self.due_drafts(today).filter(is_ready=True)

    def forgotten(self, today):
        """Drafts whose day has come, and nobody has said that they are ready."""
        return self.due_drafts(today).filter(is_ready=False)

    def lingering(self, today):
        """Over for a year, and nobody has said so: until then all is kept of who asked."""
        going_on = [Call.State.CLOSED, Call.State.EVALUATING, Call.State.AWARDED]
        return self.filter(state__in=going_on, closes_on__lt=today - YEAR).select_related("network").order_by("id")

    def due_drafts(self, today):
        due = self.filter(state=Call.State.DRAFT, opens_on__lte=today, closes_on__gte=today)
        return due.select_related("network").order_by("opens_on", "id")

    def open_first(self):
        """Those that one may apply to, the first to close before; then the latest."""
        is_open = Case(
            When(state=Call.State.OPEN, closes_on__gte=timezone.localdate(), then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        )
        soonest = Case(When(state=Call.State.OPEN, then=F("closes_on")))
        return self.order_by(is_open, soonest.asc(nulls_last=True), "-closes_on", "-id")

    def waiting_for_assessments(self):
        return self.filter(needs_assessment=True, state__in=[Call.State.CLOSED, Call.State.EVALUATING, Call.State.OPEN])

    def for_reading(self):
        return self.select_related("network", "organization")


class Call(models.Model):
    """So many benefits of so much, who may ask for one, and what they give back in hours."""

    class State(models.TextChoices):
        DRAFT = "draft", _("bozza")
        OPEN = "open", _("aperto")
        CLOSED = "closed", _("chiuso")
        EVALUATING = "evaluating", _("in valutazione")
        AWARDED = "awarded", _("assegnato")
        ARCHIVED = "archived", _("concluso")

    class Payee(models.TextChoices):
        APPLICANT = "applicant", _("a chi fa la domanda")
        LANDLORD = "landlord", _("a chi affitta la casa")
        ORGANIZATION = "organization", _("a un’organizzazione")

    class Residence(models.TextChoices):
        ANY = "any", _("dovunque")
        HERE = "here", _("chi abita già in città")
        HERE_OR_COMING = "coming", _("chi abita in città o ci viene ad abitare")

    MOVES = {
        "": {State.DRAFT},
        State.DRAFT: {State.OPEN},
        State.OPEN: {State.CLOSED},
        State.CLOSED: {State.EVALUATING},
        State.EVALUATING: {State.AWARDED},
        State.AWARDED: {State.ARCHIVED},
    }

    network = models.ForeignKey(Network, models.PROTECT, related_name="calls", verbose_name=_("città"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("chi lo promuove")
    )
    title = models.CharField(_("titolo"), max_length=160)
    words = models.TextField(_("che cos’è, in parole semplici"), max_length=4000)
    benefits = models.PositiveSmallIntegerField(_("quanti contributi"))
    amount = models.PositiveIntegerField(_("quanti euro ciascuno"), default=0)
    of_what = models.CharField(_("che cosa si riceve"), max_length=160)
    payee = models.CharField(_("a chi si paga"), max_length=12, choices=Payee, default=Payee.APPLICANT)
    hours_due = models.PositiveSmallIntegerField(_("quante ore di volontariato si danno"), default=0)
    hours_where = models.CharField(_("dove si danno le ore"), max_length=160, blank=True)
    opens_on = models.DateField(_("si fa domanda dal"))
    closes_on = models.DateField(_("fino al, compreso"))
    single_under = models.PositiveSmallIntegerField(_("chi è da solo: meno di quanti anni"), null=True, blank=True)
    couple_under = models.PositiveSmallIntegerField(
        _("una coppia: meno di quanti anni, sommati"), null=True, blank=True
    )
    age_from = models.PositiveSmallIntegerField(_("ognuno: almeno quanti anni"), default=18)
    residence = models.CharField(_("dove deve abitare"), max_length=6, choices=Residence, default=Residence.ANY)
    asks_permit = models.BooleanField(_("cittadinanza italiana o UE, oppure permesso di soggiorno"), default=False)
    declarations = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    documents = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    needs_assessment = models.BooleanField(_("prima serve un colloquio con l’assistente sociale"), default=False)
    appeal_days = models.PositiveSmallIntegerField(
        _("quanti giorni ha chi non è ammesso per chiedere di riguardare"), default=10
    )
    office = models.CharField(_("a chi ci si rivolge"), max_length=200, blank=True)
    state = models.CharField(_("a che punto è"), max_length=10, choices=State, default=State.DRAFT)
    is_ready = models.BooleanField(default=False, editable=False)  # a draft that opens by itself on its first day
    opened_on = models.DateField(null=True, blank=True, editable=False)
    ages_on = models.DateField(
        null=True, blank=True, editable=False
    )  # its last day when it opened, also if it gets more
    closed_on = models.DateField(null=True, blank=True, editable=False)
    archived_on = models.DateField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-closes_on", "-id"]
        verbose_name = _("bando")
        verbose_name_plural = _("bandi")
        constraints = [
            models.CheckConstraint(
                condition=Q(benefits__gte=1),
                name="call_gives_something",
                violation_error_message=_("Almeno un contributo."),
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="call_closes_after_it_opens",
                violation_error_message=_("Il giorno in cui si chiude viene dopo quello in cui si apre."),
            ),
            models.CheckConstraint(
                condition=Q(hours_due=0, hours_where="") | Q(hours_due__gte=1) & ~Q(hours_where=""),
                name="call_says_where_hours_are_given",
                violation_error_message=_(
                    "Se ci sono ore di volontariato, di’ dove si danno; altrimenti lascia vuoto."
                ),
            ),
            models.CheckConstraint(
                condition=Q(single_under=None, couple_under=None)
                | Q(single_under__isnull=False, couple_under__isnull=False)
                & Q(single_under__range=(14, 120), couple_under__range=(28, 240)),
                name="call_says_the_age_of_one_and_of_two",
                violation_error_message=_("Di’ l’età per chi è da solo e per la coppia, o per nessuno dei due."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", ages_on=None) | ~Q(state="draft") & Q(ages_on__isnull=False),
                name="call_that_is_out_says_the_day_of_ages",
            ),
            models.CheckConstraint(
                condition=Q(age_from__range=(14, 99))
                & (Q(single_under=None) | Q(single_under__gt=F("age_from"), couple_under__gt=F("age_from") * 2)),
                name="call_leaves_some_ages_between",
                violation_error_message=_("Fra l’età più bassa e la più alta non resta nessuno."),
            ),
            models.CheckConstraint(
                condition=Q(appeal_days__lte=60),
                name="call_leaves_days_to_appeal",
                violation_error_message=_("Al massimo 60 giorni."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", opened_on=None)
                | Q(opened_on__isnull=False, opened_on__gte=F("opens_on"), opened_on__lte=F("closes_on"))
                & ~Q(state="draft"),
                name="call_opens_within_its_period",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "open"], closed_on=None)
                | Q(closed_on__isnull=False, closed_on__gt=F("closes_on")) & ~Q(state__in=["draft", "open"]),
                name="call_closes_once_its_period_is_over",
            ),
            models.CheckConstraint(condition=Q(is_ready=False) | Q(state="draft"), name="call_that_waits_is_a_draft"),
            models.CheckConstraint(
                condition=Q(state="archived", archived_on__isnull=False) | ~Q(state="archived") & Q(archived_on=None),
                name="call_that_is_archived_says_since_when",
            ),
        ]
        indexes = [models.Index(fields=["network", "state", "-closes_on"], name="call_by_state")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("community:call_detail", args=[self.network.slug, self.pk])

    @property
    def publisher(self):
        return str(self.organization or _("Comune di %s") % self.network)

    @property
    def takes_applications(self) -> bool:
        return self.state == self.State.OPEN and self.opens_on <= timezone.localdate() <= self.closes_on

    @property
    def opens_later(self) -> bool:
        return self.opens_on > timezone.localdate()

    @property
    def is_over(self) -> bool:
        """Its period, whoever has said so yet."""
        return timezone.localdate() > self.closes_on

    @property
    def has_ranking(self) -> bool:
        return self.state in (self.State.AWARDED, self.State.ARCHIVED)

    @property
    def asks_ages(self) -> bool:
        return self.single_under is not None

    @property
    def age_day(self):
        """On which ages are counted: more time to apply makes nobody older."""
        return self.ages_on or self.closes_on

    @property
    def total(self):
        return self.benefits * self.amount


class Criterion(models.Model):
    """By what applications are put in order, and how many points it may give; published with the call."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="criteria")
    number = models.PositiveSmallIntegerField()
    words = models.CharField(_("che cosa si guarda"), max_length=200)
    points = models.PositiveSmallIntegerField(_("punti al massimo"))

    class Meta:
        ordering = ["number"]
        verbose_name = _("criterio di un bando")
        verbose_name_plural = _("criteri dei bandi")
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="criterion_has_its_number"),
            models.UniqueConstraint(fields=["id", "call"], name="criterion_with_its_call"),  # for the foreign key
            models.CheckConstraint(condition=Q(points__range=(1, 100)), name="criterion_gives_points"),
        ]

    def __str__(self):
        return self.words
