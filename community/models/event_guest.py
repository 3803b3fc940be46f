"""Who said that they come to a day of an event: one's account and with how many, nothing else.

Whether there is a place is decided by the database, with the day locked: who comes too late waits. A month after the
day nobody knows any more who it was.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .event import EventDate

MOST_PEOPLE = 6


class EventGuestQuerySet(models.QuerySet):
    def coming(self):
        return self.filter(state=EventGuest.State.COMING)

    def waiting(self):
        """Who asked first is first."""
        return self.filter(state=EventGuest.State.WAITING).order_by("asked_at", "id")

    def to_days_to_come(self, network):
        """Of what takes place in a city, the soonest first."""
        days = EventDate.objects.happening().coming().filter(event__network=network)
        return self.filter(date__in=days).order_by("date__starts_at", "id")


class EventGuest(models.Model):
    class State(models.TextChoices):
        COMING = "coming", _("viene")
        WAITING = "waiting", _("aspetta un posto")

    MOVES = {"": {State.COMING, State.WAITING}, State.WAITING: {State.COMING}}

    date = models.ForeignKey(EventDate, models.CASCADE, related_name="guests")
    person = models.ForeignKey(User, models.CASCADE, related_name="event_guests")
    people = models.PositiveSmallIntegerField(_("in quanti venite"), default=1)
    state = models.CharField(max_length=7, choices=State, default=State.COMING, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)

    objects = EventGuestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        verbose_name = _("chi viene a un evento")
        verbose_name_plural = _("chi viene agli eventi")
        constraints = [
            models.UniqueConstraint(fields=["date", "person"], name="person_comes_once_to_a_day"),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MOST_PEOPLE), name="person_comes_with_a_few_people"
            ),
        ]
        indexes = [
            models.Index(fields=["date", "state", "asked_at"], name="event_guest_by_state"),
            models.Index(
                fields=["date"], condition=Q(state="coming", reminded_at=None), name="event_guest_to_be_reminded"
            ),
        ]

    def __str__(self):
        return str(self.date)

    @property
    def is_waiting(self):
        return self.state == self.State.WAITING
