"""Courses of the network, always free: when they are held, and who has a place, waits for one, was there."""

import datetime
import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Count, Exists, F, Func, Max, Min, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Qualification, User
from puntocomunita.encryption import EncryptedTextField

from .membership import Network


class TrainingQuerySet(models.QuerySet):
    def for_who_starts_a_business(self):
        return self.filter(for_business=True)

    def with_sessions(self):
        """Those with a date to come first, the soonest first; each with its sessions to come, in order."""
        days = TrainingDay.objects.filter(session__training=OuterRef("pk"), dtend__gt=timezone.now())
        first = days.exclude(session__status="CANCELLED").order_by("dtstart").values("dtstart")[:1]
        to_come = Prefetch("sessions", TrainingSession.objects.coming().with_places(), to_attr="to_come")
        soonest = F("next_at").asc(nulls_last=True)
        return self.annotate(next_at=models.Subquery(first)).order_by(soonest, "title", "id").prefetch_related(to_come)


class Training(models.Model):
    """What one learns; it may open something at the desk to who was there."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="trainings", verbose_name=_("rete"))
    title = models.CharField(_("titolo"), max_length=160)
    learns = models.TextField(_("che cosa si impara"), max_length=2000)
    for_whom = models.CharField(_("per chi è"), max_length=300, blank=True)
    for_business = models.BooleanField(_("per chi apre una piccola attività"), default=False)
    kind = models.CharField(
        _("che cosa permette di fare allo sportello"), max_length=13, choices=Qualification.Kind, blank=True
    )
    valid_months = models.PositiveSmallIntegerField(_("per quanti mesi vale"), null=True, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = TrainingQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        verbose_name = _("corso")
        verbose_name_plural = _("corsi")
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(learns=""), name="training_says_what_one_learns"),
            models.CheckConstraint(
                condition=Q(kind="", valid_months__isnull=True)
                | ~Q(kind="") & Q(valid_months__isnull=False, valid_months__range=(1, 60)),
                name="training_that_opens_something_says_for_how_long",
                violation_error_message=_("Se permette qualcosa allo sportello, di’ per quanti mesi vale: da 1 a 60."),
            ),
        ]
        indexes = [models.Index(fields=["network", "title"], name="training_by_title")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("network:training_detail", args=[self.network.slug, self.pk])


class TrainingSessionQuerySet(models.QuerySet):
    def with_days(self):
        """The first to begin first."""
        days = Prefetch("days", TrainingDay.objects.order_by("number"), to_attr="all_days")
        rows = self.annotate(first_at=Min("days__dtstart"), last_at=Max("days__dtend"))
        return rows.order_by("first_at", "id").prefetch_related(days)

    def coming(self):
        """Not over yet; a cancelled one too until its day, so that nobody goes there."""
        ahead = TrainingDay.objects.filter(session=OuterRef("pk"), dtend__gt=timezone.now())
        return self.filter(Exists(ahead)).with_days()

    def held_between(self, start, end):
        """On a day of theirs at least; the first to begin first."""
        days = TrainingDay.objects.filter(session=OuterRef("pk"), dtend__gt=start, dtstart__lt=end)
        return self.filter(Exists(days)).with_days()

    def past(self):
        """The latest first."""
        ahead = TrainingDay.objects.filter(session=OuterRef("pk"), dtend__gt=timezone.now())
        return self.filter(~Exists(ahead)).exclude(status="CANCELLED").with_days().order_by("-first_at", "id")

    def with_places(self):
        """Each with how many places are taken, and how many wait for one."""
        state = {"taken": Enrolment.TAKES_A_PLACE, "waiting": [Enrolment.State.WAITLISTED]}
        return self.annotate(**{name: counted(states) for name, states in state.items()})


def counted(states):
    rows = Enrolment.objects.filter(session=OuterRef("pk"), state__in=states).order_by()
    count = rows.annotate(n=Func("pk", function="count", output_field=models.IntegerField())).values("n")
    return Coalesce(models.Subquery(count), 0)


class TrainingSession(models.Model):
    """A course held once, on one day or more; it is concluded when who was there is settled for good."""

    class Status(models.TextChoices):
        CONFIRMED = "CONFIRMED", _("confermato")
        CANCELLED = "CANCELLED", _("annullato")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training = models.ForeignKey(Training, models.PROTECT, related_name="sessions", verbose_name=_("corso"))
    place = models.CharField(_("dove"), max_length=300)
    places = models.PositiveSmallIntegerField(_("quanti posti"))
    words = models.CharField(_("da sapere prima"), max_length=500, blank=True)
    status = models.CharField(_("stato"), max_length=9, choices=Status, default=Status.CONFIRMED)
    reason = models.CharField(_("perché è annullato"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects = TrainingSessionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("edizione di un corso")
        verbose_name_plural = _("edizioni di un corso")
        constraints = [
            models.CheckConstraint(condition=Q(places__range=(1, 500)), name="training_session_has_places"),
            models.CheckConstraint(condition=~Q(place=""), name="training_session_is_somewhere"),
            models.CheckConstraint(
                condition=Q(status="CANCELLED") & ~Q(reason="") | ~Q(status="CANCELLED") & Q(reason=""),
                name="training_session_says_why_it_is_cancelled",
            ),
            models.CheckConstraint(
                condition=~Q(status="CANCELLED") | Q(concluded_at__isnull=True),
                name="training_session_cancelled_is_not_concluded",
            ),
        ]

    def __str__(self):
        return str(self.training)

    def get_absolute_url(self):
        return reverse("network:training_session", args=[self.training.network.slug, self.pk])

    @cached_property
    def in_order(self) -> list:
        """Its days; without a query where they came `with_days`."""
        return self.all_days if hasattr(self, "all_days") else list(self.days.order_by("number"))

    @property
    def begins_at(self):
        return self.in_order[0].dtstart

    @property
    def ends_at(self):
        return self.in_order[-1].dtend

    @property
    def first_day(self):
        return timezone.localdate(self.begins_at)

    @property
    def last_day(self):
        return timezone.localdate(self.ends_at)

    @property
    def lasts(self) -> datetime.timedelta:
        return sum((each.dtend - each.dtstart for each in self.in_order), datetime.timedelta())

    @property
    def is_cancelled(self):
        return self.status == self.Status.CANCELLED

    @property
    def has_begun(self):
        return self.begins_at <= timezone.now()

    @property
    def is_over(self):
        return self.ends_at <= timezone.now()

    @property
    def is_open(self):
        """Whether one may enrol, and the waiting list moves."""
        return not self.is_cancelled and not self.has_begun

    @property
    def takes_attendance(self):
        """From its first hour until it is concluded."""
        return self.has_begun and not self.is_cancelled and not self.concluded_at

    @property
    def may_be_concluded(self):
        return self.takes_attendance and self.last_day <= timezone.localdate()

    @property
    def free(self):
        """Of a session `with_places`."""
        return max(self.places - self.taken, 0)


class TrainingDay(models.Model):
    """One meeting of a session: an iCalendar event, whose UID is the session's with its number."""

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="days")
    number = models.PositiveSmallIntegerField()
    dtstart = models.DateTimeField(_("comincia"))
    dtend = models.DateTimeField(_("finisce"))

    class Meta:
        ordering = ["number"]
        verbose_name = _("giorno di un corso")
        verbose_name_plural = _("giorni di un corso")
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="training_days_have_a_number_each"),
            models.CheckConstraint(condition=Q(dtend__gt=F("dtstart")), name="training_day_ends_after_it_begins"),
            ExclusionConstraint(
                name="training_days_do_not_overlap",
                expressions=[
                    ("session", RangeOperators.EQUAL),
                    (
                        Func("dtstart", "dtend", function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [models.Index(fields=["dtend"], name="training_day_by_end")]

    def __str__(self):
        return f"{self.session}, {self.number}"


class EnrolmentQuerySet(models.QuerySet):
    def taking_a_place(self):
        return self.filter(state__in=Enrolment.TAKES_A_PLACE)

    def confirmed(self):
        return self.filter(state=Enrolment.State.CONFIRMED)

    def attended(self):
        return self.filter(state=Enrolment.State.ATTENDED)

    def waiting_longest_first(self):
        return self.filter(state=Enrolment.State.WAITLISTED).order_by("placed_at", "id")

    def in_force(self):
        return self.exclude(state=Enrolment.State.WITHDRAWN)

    def of_user(self, user):
        return self.filter(user=user)

    def to_write(self):
        """
        Who has not been told how things stand: the place or the wait, what moved, that it is off; once it is
        concluded, the certificate.
        """
        state = Enrolment.State
        ahead = TrainingDay.objects.filter(session=OuterRef("session"), dtend__gt=timezone.now())
        other = ~Q(told_state=F("state")) | ~Q(told_sequence=F("session__sequence"))
        of_place = Q(state__in=[state.CONFIRMED, state.WAITLISTED]) & other & Exists(ahead)
        of_paper = Q(state=state.ATTENDED, session__concluded_at__isnull=False) & ~Q(told_state=state.ATTENDED)
        return self.filter(of_place | of_paper)

    def to_remind(self, until):
        """Who has a place, knows it and was not reminded that it begins by that day; what begins first comes first."""
        first = TrainingDay.objects.filter(session=OuterRef("session"), number=1).values("dtstart")
        rows = self.confirmed().exclude(session__status="CANCELLED").filter(reminded_at=None)
        rows = rows.filter(told_state=F("state"), told_sequence=F("session__sequence"))
        begins = rows.annotate(begins_at=models.Subquery(first))
        return begins.filter(begins_at__gt=timezone.now(), begins_at__date__lte=until).order_by("begins_at", "pk")


class Enrolment(models.Model):
    """A person in a session: signed in, or by name and mailbox, which are kept encrypted."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("da confermare per e-mail")
        CONFIRMED = "confirmed", _("ha un posto")
        WAITLISTED = "waitlisted", _("in lista d’attesa")
        WITHDRAWN = "withdrawn", _("ha rinunciato")
        ATTENDED = "attended", _("c’era")
        ABSENT = "absent", _("non c’era")

    TAKES_A_PLACE = (State.CONFIRMED, State.ATTENDED, State.ABSENT)
    MOVES = {
        "": {"requested", "confirmed", "waitlisted"},
        "requested": {"confirmed", "waitlisted", "withdrawn"},
        "waitlisted": {"confirmed", "withdrawn"},
        "confirmed": {"withdrawn", "attended", "absent"},
        "attended": {"absent"},
        "absent": {"attended"},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="enrolments")
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="enrolments")
    name = EncryptedTextField(blank=True)
    email = EncryptedTextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)  # of the mailbox, to find it again
    state = models.CharField(_("a che punto è"), max_length=10, choices=State)
    asked_at = models.DateTimeField(default=timezone.now)
    placed_at = models.DateTimeField(null=True, blank=True)  # since when they have a place or wait for one
    told_state = models.CharField(max_length=10, blank=True)  # how things stood when they were last written to
    told_sequence = models.PositiveIntegerField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)  # that it begins
    code = models.CharField(max_length=19, blank=True)  # of the certificate, by which anyone checks it

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["placed_at", "id"]
        verbose_name = _("iscrizione a un corso")
        verbose_name_plural = _("iscrizioni a un corso")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, name="", email="", digest="")
                | Q(user__isnull=True) & ~Q(name="") & ~Q(email="") & ~Q(digest="") & ~Q(state="withdrawn")
                | Q(user__isnull=True, name="", email="", digest="", state="withdrawn"),
                name="enrolment_is_of_one_person_until_withdrawn",
            ),
            models.UniqueConstraint(
                fields=["session", "user"], condition=~Q(state="withdrawn"), name="person_is_enrolled_once"
            ),
            models.UniqueConstraint(
                fields=["session", "digest"], condition=~Q(digest=""), name="mailbox_is_enrolled_once"
            ),
            models.CheckConstraint(
                condition=Q(state="requested", placed_at__isnull=True)
                | Q(state="withdrawn")
                | Q(placed_at__isnull=False, state__in=["confirmed", "waitlisted", "attended", "absent"]),
                name="enrolment_says_since_when_it_stands",
            ),
            models.CheckConstraint(condition=Q(code="") | Q(state="attended"), name="certificate_is_of_who_was_there"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="certificate_has_its_own_code"),
        ]
        indexes = [models.Index(fields=["session", "state", "placed_at"], name="enrolment_by_place_in_line")]

    def __str__(self):
        return f"{self.session}: {self.get_state_display()}"

    @property
    def has_paper(self):
        return bool(self.code)

    @property
    def is_over(self):
        return self.state == self.State.WITHDRAWN

    @property
    def before_them(self) -> int:
        """How many wait for longer."""
        earlier = Q(placed_at__lt=self.placed_at) | Q(placed_at=self.placed_at, id__lt=self.id)
        return self.session.enrolments.waiting_longest_first().filter(earlier).aggregate(n=Count("pk"))["n"]
