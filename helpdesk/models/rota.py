"""Who is at the desk when: shifts made from the desk's hours, and the people who take their places."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Role
from accounts.models import SecretCalendar, User
from organizations.models import CommunityPoint, Invitation
from puntocomunita.encryption import EncryptedTextField

HOURS_A_WEEK = 6  # that a Punto Comunità is open, at least


class DeskSchedule(models.Model):
    """How the opening hours of a desk become shifts."""

    community_point = models.OneToOneField(CommunityPoint, models.CASCADE, related_name="desk_schedule")
    seats = models.PositiveSmallIntegerField(_("quante persone per turno"), default=2)
    longest = models.PositiveSmallIntegerField(_("ore di un turno, al massimo"), default=4)
    weeks_ahead = models.PositiveSmallIntegerField(_("settimane preparate in anticipo"), default=8)
    generated_until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("turni di uno sportello")
        constraints = [
            models.CheckConstraint(condition=Q(seats__range=(1, 12)), name="shift_has_one_to_twelve_seats"),
            models.CheckConstraint(condition=Q(longest__range=(1, 12)), name="shift_lasts_one_to_twelve_hours"),
            models.CheckConstraint(condition=Q(weeks_ahead__range=(1, 26)), name="shifts_are_made_half_a_year_ahead"),
        ]

    def __str__(self):
        return str(self.community_point)

    def roles_of(self, user):
        return self.community_point.roles_of(user)


class ShiftQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(cancelled_at__isnull=True)

    def not_over(self, moment=None):
        return self.standing().filter(during__endswith__gt=moment or timezone.now())

    def now(self, moment=None):
        return self.standing().filter(during__contains=moment or timezone.now())

    def within(self, start, end):
        return self.standing().filter(during__overlap=(start, end))

    def with_coming(self):
        """Each with how many people are `coming`, or came."""
        coming = Q(assignments__state__in=[ShiftAssignment.State.CONFIRMED, ShiftAssignment.State.ATTENDED])
        return self.annotate(coming=models.Count("assignments", filter=coming))

    def uncovered(self):
        """Not over, and with a free seat or somebody who cannot come."""
        return self.not_over().with_coming().filter(coming__lt=F("seats"))


class Shift(models.Model):
    """Some hours at a desk; those of one desk never overlap."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community_point = models.ForeignKey(CommunityPoint, models.PROTECT, related_name="shifts")
    during = DateTimeRangeField(_("quando"))
    seats = models.PositiveSmallIntegerField(_("quante persone"), default=2)
    is_extra = models.BooleanField(default=False)  # made by hand, beside the desk's hours
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("perché"), max_length=200, blank=True)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ["during", "community_point"]
        verbose_name = _("turno")
        verbose_name_plural = _("turni")
        constraints = [
            models.UniqueConstraint(fields=["id", "during"], name="shift_has_one_time"),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__startswith__isnull=False, during__endswith__isnull=False),
                name="shift_begins_and_ends",
            ),
            models.CheckConstraint(condition=Q(seats__range=(1, 12)), name="shift_seats_are_one_to_twelve"),
            ExclusionConstraint(
                name="shifts_of_a_desk_do_not_overlap",
                expressions=[
                    ("community_point", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.community_point}: {self.during}"

    def roles_of(self, user):
        return self.community_point.roles_of(user)


class ShiftAssignmentQuerySet(models.QuerySet):
    def holding(self):
        return self.filter(state__in=ShiftAssignment.HOLDING)

    def of(self, user):
        return self.filter(volunteer=user)

    def moved_to(self, state):
        """How many went to that state, each with a new number for the calendars that follow it."""
        return self.update(state=state, sequence=F("sequence") + 1, changed_at=timezone.now())


class ShiftAssignment(models.Model):
    """A seat of a shift and who has it; `during` repeats the shift's, by a foreign key, for the exclusion."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("viene")
        SEEKING_COVER = "seeking_cover", _("non può: cerca chi la sostituisce")
        CANCELLED = "cancelled", _("turno annullato")
        ATTENDED = "attended", _("c’era")
        EXCUSED = "excused", _("non poteva")
        NO_SHOW = "no_show", _("non è venuta")

    HOLDING = [State.CONFIRMED, State.SEEKING_COVER, State.ATTENDED, State.NO_SHOW]
    MOVES = {
        "": {"confirmed", "attended"},  # who came unplanned is written down after
        "confirmed": {"seeking_cover", "cancelled", "attended", "excused", "no_show"},
        "seeking_cover": {"confirmed", "cancelled", "excused"},
        "attended": {"confirmed", "no_show", "excused"},
        "no_show": {"confirmed", "attended", "excused"},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    shift = models.ForeignKey(Shift, models.CASCADE, related_name="assignments")
    during = DateTimeRangeField(editable=False)
    seat = models.PositiveSmallIntegerField()  # 1 … seats of the shift
    volunteer = models.ForeignKey(User, models.CASCADE, related_name="shift_assignments")
    state = models.CharField(_("stato"), max_length=13, choices=State, default=State.CONFIRMED)
    stands_in_for = models.OneToOneField("self", models.SET_NULL, null=True, blank=True, related_name="stand_in")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    sequence = models.PositiveIntegerField(default=0)  # iCalendar SEQUENCE

    objects = ShiftAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["during", "seat"]
        verbose_name = _("turno di una persona")
        verbose_name_plural = _("turni delle persone")
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "seat"],
                name="one_volunteer_in_each_seat",
                condition=Q(state__in=["confirmed", "seeking_cover", "attended", "no_show"]),
            ),
            models.CheckConstraint(condition=Q(seat__range=(1, 12)), name="seat_is_one_to_twelve"),
            ExclusionConstraint(
                name="one_volunteer_is_in_one_shift_at_a_time",
                expressions=[("volunteer", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state__in=["confirmed", "seeking_cover", "attended", "no_show"]),
            ),
        ]
        indexes = [models.Index(fields=["volunteer", "during"], name="assignment_of_volunteer")]

    def __str__(self):
        return f"{self.volunteer}: {self.during}"

    def roles_of(self, user):
        """As at the desk; but a volunteer is nobody to the place of another."""
        held = self.shift.roles_of(user)
        return held if self.volunteer_id == user.pk else held - {Role.VOLUNTEER}


class CalendarLink(SecretCalendar):
    """Of the shifts of a person."""

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_link")

    class Meta:
        verbose_name = _("calendario dei turni")
        verbose_name_plural = _("calendari dei turni")


class VolunteerApplicationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=VolunteerApplication.OPEN)


class VolunteerApplication(models.Model):
    """Somebody would help at a desk: met, trained, then given a mandate."""

    class State(models.TextChoices):
        APPLIED = "applied", _("da incontrare")
        MET = "met", _("incontrata")
        TRAINED = "trained", _("formata")
        MANDATE = "mandate", _("con un incarico")
        DECLINED = "declined", _("non ora")
        WITHDRAWN = "withdrawn", _("ha cambiato idea")

    OPEN = [State.APPLIED, State.MET, State.TRAINED]
    MOVES = {
        "": {"applied"},
        "applied": {"met", "declined", "withdrawn"},
        "met": {"trained", "declined", "withdrawn"},
        "trained": {"mandate", "declined", "withdrawn"},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community_point = models.ForeignKey(CommunityPoint, models.PROTECT, related_name="volunteer_applications")
    name = EncryptedTextField(blank=True)
    email = EncryptedTextField(blank=True)
    words = EncryptedTextField(blank=True)
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.APPLIED)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    meeting_at = models.DateTimeField(_("incontro"), null=True, blank=True)
    learned = ArrayField(models.CharField(max_length=13), default=list, blank=True)  # kinds of Qualification
    learned_on = models.DateField(_("formazione finita il"), null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="decided_applications")
    invitation = models.OneToOneField(Invitation, models.SET_NULL, null=True, blank=True, related_name="application")

    objects = VolunteerApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("candidatura")
        verbose_name_plural = _("candidature")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["applied", "met", "trained"], settled_at__isnull=True)
                & ~Q(name="")
                & ~Q(email="")
                | Q(state__in=["mandate", "declined", "withdrawn"], settled_at__isnull=False)
                & Q(name="", email="", words=""),
                name="settled_application_has_no_text",
            )
        ]

    def __str__(self):
        return f"{self.created_at:%Y-%m-%d} {self.get_state_display()}"

    def roles_of(self, user):
        return self.community_point.roles_of(user)
