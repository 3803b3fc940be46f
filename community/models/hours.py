"""Hours given under a pact, said by one side and verified by another; the database counts their minutes."""

from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from community.pacts.progress import said

from .pact import DECIDED_WITHIN, UNANSWERED, Pact, Side

MOST_MINUTES = 12 * 60  # a day


class HoursEntryQuerySet(models.QuerySet):
    def submitted(self):
        return self.filter(state=HoursEntry.State.SUBMITTED)

    def verified(self):
        return self.filter(state=HoursEntry.State.VERIFIED)

    def from_sides(self, *sides):
        return self.filter(side__in=sides)

    def asked_of_the_host(self, user, network):
        """Of the pacts that an organisation they keep hosts."""
        hosted = Pact.objects.hosted_by(user).active().filter(network=network)
        rows = self.submitted().from_sides(Side.PARTICIPANT, Side.MUNICIPALITY).filter(pact__in=hosted)
        return rows.exclude(submitted_by=user)

    def asked_of_who_gives_them(self, user, network):
        """Of their own pacts, written down by another side."""
        mine = Pact.objects.of(user).active().filter(network=network)
        rows = self.submitted().from_sides(Side.HOST, Side.MUNICIPALITY).filter(pact__in=mine)
        return rows.exclude(submitted_by=user)

    def left_to_decide_by(self, user, network):
        """Of the pacts of others that somebody follows: nobody answered for three weeks, or the pact is over."""
        today, mine = timezone.localdate(), Q(submitted_by=user) | Q(pact__participant=user)
        late = Q(submitted_at__date__lte=today - UNANSWERED) | Q(pact__ends_on__lt=today)
        followed = self.filter(pact__in=Pact.objects.followed_by(user, network).active()).exclude(mine)
        return followed.submitted().from_sides(Side.PARTICIPANT, Side.HOST).filter(late)

    def latest_first(self):
        return self.order_by("-day", "-starts", "-id")


class HoursEntry(models.Model):
    """From one hour to another of one day, as the clock on the wall says; `participant` is written by the database."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("da confermare")
        VERIFIED = "verified", _("confermate")
        REJECTED = "rejected", _("non confermate")

    MOVES = {"": {State.SUBMITTED}, State.SUBMITTED: {State.VERIFIED, State.REJECTED}}

    pact = models.ForeignKey(Pact, models.CASCADE, related_name="hours", verbose_name=_("patto"))
    participant = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, editable=False, related_name="pact_hours"
    )
    day = models.DateField(_("giorno"))
    starts = models.TimeField(_("dalle"))
    ends = models.TimeField(_("alle"))
    minutes = models.GeneratedField(
        expression=Func(F("day"), F("starts"), F("ends"), function="community_minutes"),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    words = models.CharField(_("che cosa hai fatto"), max_length=120, blank=True)
    state = models.CharField(_("a che punto sono"), max_length=9, choices=State, default=State.SUBMITTED)
    side = models.CharField(max_length=12, choices=Side)
    submitted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="hours_submitted")
    submitted_at = models.DateTimeField(default=timezone.now)
    decided_side = models.CharField(max_length=12, choices=Side, blank=True)
    verified_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="hours_verified")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("perché no"), max_length=300, blank=True)

    objects = HoursEntryQuerySet.as_manager()

    class Meta:
        ordering = ["day", "starts", "id"]
        verbose_name = _("ore date")
        verbose_name_plural = _("ore date")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__lt=F("ends")),
                name="hours_end_after_they_begin",
                violation_error_message=_("L’ora in cui finisci viene dopo quella in cui cominci."),
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="hours_last_a_while"),
            models.CheckConstraint(
                condition=Q(state="submitted", decided_side="", decided_at=None, verified_by=None)
                | Q(state__in=["verified", "rejected"], decided_at__isnull=False) & ~Q(decided_side=""),
                name="hours_that_are_decided_say_by_which_side",
            ),
            models.CheckConstraint(condition=~Q(decided_side=F("side")), name="hours_are_decided_by_another_side"),
            models.CheckConstraint(
                condition=Q(verified_by=None) | Q(submitted_by=None) | ~Q(verified_by=F("submitted_by")),
                name="hours_are_decided_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(state="rejected") & ~Q(reason="") | ~Q(state="rejected") & Q(reason=""),
                name="hours_are_rejected_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["pact", "state", "-day"], name="hours_by_pact"),
        ]

    def __str__(self):
        return f"{self.day:%d/%m/%Y} {self.starts:%H:%M}–{self.ends:%H:%M}"

    @property
    def decide_by(self):
        """The day by which who follows the pact decides them."""
        return timezone.localdate(self.submitted_at) + DECIDED_WITHIN

    @property
    def length(self) -> str:
        return said(self.minutes)
