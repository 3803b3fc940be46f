"""Rooms of a house and who has them when: two in one room at one time is refused by the database.

`Occupation` is written by the trigger of Booking alone: a row for the space itself and one for each of its parts, with
the minutes that are needed before and after. So who has the whole has every part, and two parts are had by two.
"""

import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import connection, models
from django.db.models import Exists, ExpressionWrapper, F, Func, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from organizations.models import House, Organization
from puntocomunita.revisions import revision_of

LONGEST_BUFFER = 240  # minutes
LONGEST = datetime.timedelta(hours=24)
DURATION = models.DurationField()
AHEAD = 60  # days looked through for when a space is free
NEXT_FREE = """
WITH theirs AS (SELECT id FROM community_space WHERE id = %(space)s OR whole_id = %(space)s)
SELECT begins FROM (
    SELECT %(start)s::timestamptz AS begins
    UNION SELECT upper(occupied) + %(before)s FROM community_occupation
        WHERE space_id IN (SELECT id FROM theirs) AND upper(occupied) + %(before)s > %(start)s
          AND lower(occupied) < %(start)s::timestamptz + %(ahead)s
    UNION SELECT (day + %(opens)s::time) AT TIME ZONE 'Europe/Rome'
        FROM generate_series((%(start)s AT TIME ZONE 'Europe/Rome')::date::timestamp,
            (%(start)s AT TIME ZONE 'Europe/Rome')::date + %(ahead)s, interval '1 day') AS day
) AS candidates
WHERE begins >= %(start)s
  AND (begins AT TIME ZONE 'Europe/Rome')::time >= %(opens)s
  AND (begins AT TIME ZONE 'Europe/Rome')::date + %(closes)s::time >= (begins + %(length)s) AT TIME ZONE 'Europe/Rome'
  AND NOT EXISTS (
    SELECT FROM community_occupation WHERE space_id IN (SELECT id FROM theirs)
      AND occupied && tstzrange(begins - %(before)s, begins + %(length)s + %(after)s))
ORDER BY begins LIMIT 1
"""


class SpaceQuerySet(models.QuerySet):
    def for_reading(self):
        return self.select_related("house__location__municipality", "whole").order_by("name", "id")

    def holding_people(self, people):
        return self.filter(capacity__gte=people)

    def free(self, start, end):
        """Those one could have from `start` to `end`, which are of one day: open then, and in nobody's way."""
        minute = Value(datetime.timedelta(minutes=1))
        before, after = (ExpressionWrapper(F(f"minutes_{name}") * minute, DURATION) for name in ("before", "after"))
        needed = Func(
            Value(start) - before, Value(end) + after, function="TSTZRANGE", output_field=DateTimeRangeField()
        )
        theirs = Q(space=OuterRef("pk")) | Q(space__whole=OuterRef("pk"))
        taken = Occupation.objects.filter(theirs, occupied__overlap=OuterRef("needed"))
        opens, closes = (timezone.localtime(each).time() for each in (start, end))
        usable = self.filter(is_open=True, opens_at__lte=opens, closes_at__gte=closes)
        return usable.alias(needed=needed).exclude(Exists(taken))


class Space(models.Model):
    """A room, a kitchen, a court of a house; one may be a part of another."""

    house = models.ForeignKey(House, models.CASCADE, related_name="spaces", verbose_name=_("casa"))
    name = models.CharField(_("come si chiama"), max_length=120)
    words = models.CharField(_("che cosa c’è"), max_length=600, blank=True)
    capacity = models.PositiveSmallIntegerField(_("quante persone ci stanno"))
    rules = models.CharField(_("che cosa chiediamo a chi la usa"), max_length=600, blank=True)
    whole = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("è una parte di")
    )
    minutes_before = models.PositiveSmallIntegerField(_("minuti per preparare"), default=0)
    minutes_after = models.PositiveSmallIntegerField(_("minuti per riordinare"), default=0)
    opens_at = models.TimeField(_("si usa dalle"), default=datetime.time(8))
    closes_at = models.TimeField(_("fino alle"), default=datetime.time(23))
    needs_approval = models.BooleanField(_("chi cura la casa conferma ogni prenotazione"), default=True)
    is_open = models.BooleanField(_("adesso si può prenotare"), default=True)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("stanza")
        verbose_name_plural = _("stanze")
        constraints = [
            models.UniqueConstraint(
                fields=["house", "name"],
                name="space_has_a_name_of_its_own",
                violation_error_message=_("In questa casa c’è già una stanza con questo nome."),
            ),
            models.UniqueConstraint(fields=["id", "house"], name="space_with_its_house"),  # for the foreign key
            models.CheckConstraint(
                condition=Q(capacity__gte=1),
                name="space_holds_somebody",
                violation_error_message=_("Ci sta almeno una persona."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")),
                name="space_opens_before_it_closes",
                violation_error_message=_("L’ora in cui chiude viene dopo quella in cui apre."),
            ),
            models.CheckConstraint(
                condition=Q(minutes_before__lte=LONGEST_BUFFER, minutes_after__lte=LONGEST_BUFFER),
                name="space_is_made_ready_in_four_hours",
                violation_error_message=_("Per preparare o riordinare bastano 240 minuti."),
            ),
            models.CheckConstraint(condition=~Q(whole=F("id")), name="space_is_no_part_of_itself"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("community:space_detail", args=[*self.address, self.pk])

    @property
    def revision(self):
        """Of what is said of it, and of how it is used."""
        used = [self.capacity, self.whole_id, self.opens_at, self.closes_at, self.minutes_before, self.minutes_after]
        return revision_of(self.name, self.words, self.rules, self.needs_approval, self.is_open, *used)

    @property
    def address(self):
        """The arguments of every page of its house."""
        return self.house.location.municipality.slug, self.house.slug

    def next_free(self, start, length):
        """The first moment from `start` on at which it is free for `length`, in the next 60 days, or None."""
        minutes = {name: datetime.timedelta(minutes=getattr(self, f"minutes_{name}")) for name in ("before", "after")}
        asked = {"space": self.pk, "start": start, "length": length, "ahead": datetime.timedelta(days=AHEAD)}
        with connection.cursor() as cursor:
            cursor.execute(NEXT_FREE, asked | minutes | {"opens": self.opens_at, "closes": self.closes_at})
            row = cursor.fetchone()
        return row and row[0]

    def in_the_way(self, bookings) -> list:
        """[(booking, who is in its way or None)], for bookings in order of time; one query."""
        before, after = (datetime.timedelta(minutes=each) for each in (self.minutes_before, self.minutes_after))
        spans = [(each.starts_at - before, each.ends_at + after) for each in bookings]
        theirs = Occupation.objects.filter(Q(space=self) | Q(space__whole=self))
        theirs = theirs.filter(occupied__overlap=(spans[0][0], spans[-1][1])).select_related("booking__organization")
        taken = [(each.occupied.lower, each.occupied.upper, each.booking) for each in theirs]
        first = [next((held for low, up, held in taken if low < end and start < up), None) for start, end in spans]
        return list(zip(bookings, first, strict=True))

    def is_open_at(self, start, end) -> bool:
        """Whether both are within its hours of one day."""
        start, end = timezone.localtime(start), timezone.localtime(end)
        return start.date() == end.date() and self.opens_at <= start.time() and end.time() <= self.closes_at


class BookingQuerySet(models.QuerySet):
    def holding(self):
        """Those that keep others out."""
        return self.filter(state__in=Booking.HOLDING)

    def off(self):
        """Given back, or that nobody could have."""
        return self.filter(state__in=Booking.OFF)

    def requested(self):
        return self.filter(state=Booking.State.REQUESTED)

    def coming(self):
        return self.filter(ends_at__gt=timezone.now())

    def over(self):
        """Past, and not off."""
        return self.filter(ends_at__lte=timezone.now()).exclude(state__in=Booking.OFF)

    def of_house(self, house):
        return self.filter(space__house=house)

    def between(self, start, end):
        """None is longer than a day: so those of years ago are not read."""
        near = self.filter(starts_at__gt=start - LONGEST, starts_at__lt=end)
        return near.filter(ends_at__gt=start).order_by("starts_at", "id")

    def keeping_out_of(self, space, start, end):
        """Those in whose way one would be there: in it, in what it is a part of, or in a part of it."""
        before, after = (datetime.timedelta(minutes=each) for each in (space.minutes_before, space.minutes_after))
        theirs = Q(space=space) | Q(space__whole=space)
        there = Occupation.objects.filter(
            theirs, booking=OuterRef("pk"), occupied__overlap=(start - before, end + after)
        )
        return self.filter(Exists(there)).order_by("starts_at", "id")

    def of(self, user):
        """Their own, and those of the organisations that they keep."""
        return self.filter(
            Q(booked_by=user) | Q(organization__in=[each.organization_id for each in user.current_memberships])
        )

    def for_reading(self):
        return self.select_related("space__house__location__municipality", "organization", "booked_by")


def free_what_is_to_come(collector, field, bookings, using):
    """Who had them is no more: how a house was used stays, and the rooms are free again from now on."""
    to_come = bookings.filter(ends_at__gt=timezone.now())
    models.CASCADE(collector, field, to_come, using)
    models.SET_NULL(collector, field, bookings.exclude(pk__in=to_come.values("pk")), using)


class Booking(models.Model):
    """A space for some hours, asked for by a person, maybe for an organisation; `series` is of those asked at once."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("da confermare")
        CONFIRMED = "confirmed", _("confermata")
        REJECTED = "rejected", _("non si può")
        CANCELLED = "cancelled", _("annullata")
        DONE = "done", _("usata")
        NO_SHOW = "no_show", _("non è venuto nessuno")

    MOVES = {
        "": {State.REQUESTED, State.CONFIRMED},
        State.REQUESTED: {State.CONFIRMED, State.REJECTED, State.CANCELLED},
        State.CONFIRMED: {State.CANCELLED, State.DONE, State.NO_SHOW},
    }
    HOLDING = [State.REQUESTED, State.CONFIRMED]
    OFF = [State.REJECTED, State.CANCELLED]

    space = models.ForeignKey(Space, models.PROTECT, related_name="bookings", verbose_name=_("stanza"))
    booked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="bookings")
    organization = models.ForeignKey(
        Organization, free_what_is_to_come, null=True, blank=True, related_name="bookings", verbose_name=_("per chi")
    )
    title = models.CharField(_("che cosa fate"), max_length=120)
    people = models.PositiveSmallIntegerField(_("quante persone"))
    starts_at = models.DateTimeField(_("dalle"))
    ends_at = models.DateTimeField(_("alle"))
    series = models.UUIDField(null=True, blank=True, editable=False)
    state = models.CharField(_("a che punto è"), max_length=9, choices=State, default=State.REQUESTED)
    asked_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(_("perché"), max_length=300, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("prenotazione")
        verbose_name_plural = _("prenotazioni")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + LONGEST),
                name="booking_ends_within_a_day",
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="booking_is_for_somebody"),
            models.CheckConstraint(condition=~Q(state="rejected", reason=""), name="booking_is_rejected_with_a_reason"),
        ]
        indexes = [
            models.Index(fields=["space", "starts_at"], name="booking_by_time"),
            models.Index(fields=["series"], condition=Q(series__isnull=False), name="booking_by_series"),
        ]

    def __str__(self):
        return f"{self.space}, {timezone.localtime(self.starts_at):%d/%m/%Y %H:%M}"

    def get_absolute_url(self):
        """Of who has it."""
        return reverse("community:booking_detail", args=[self.space.address[0], self.pk])

    def get_house_url(self):
        """Of who keeps the house."""
        return reverse("community:house_booking", args=[*self.space.address, self.pk])

    @property
    def length(self):
        return self.ends_at - self.starts_at

    @property
    def is_over(self):
        return self.ends_at <= timezone.now()

    @property
    def holds(self):
        return self.state in self.HOLDING

    @property
    def said_holder(self):
        """Who everybody may read has it: an organisation, never a person."""
        return str(self.organization) if self.organization else ""

    def is_of(self, user) -> bool:
        kept = [each.organization_id for each in user.current_memberships]
        return self.booked_by_id == user.pk or self.organization_id is not None and self.organization_id in kept


class Occupation(models.Model):
    """A space that a booking keeps others out of; written by the database."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="occupations")
    space = models.ForeignKey(Space, models.CASCADE, related_name="occupations")
    occupied = DateTimeRangeField()

    class Meta:
        ordering = ["occupied", "id"]
        verbose_name = _("occupazione")
        verbose_name_plural = _("occupazioni")
        constraints = [
            ExclusionConstraint(
                name="space_is_had_by_one_at_a_time",
                expressions=[("space", RangeOperators.EQUAL), ("occupied", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self):
        return f"{self.space}: {self.occupied}"
