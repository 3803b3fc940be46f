"""When something is open: the schedules people edit, and the timetable they compile to.

`OpeningHours` is what an owner (a location, a service, a service at a location, a desk) has: HSDS
schedules, closures, and what happens on public holidays. `Timetable` is the same said once for all
those who keep the same hours: immutable, shared, found by its digest, and the only thing the search reads.
"""

import datetime
import enum
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from territory.models import Municipality

from ..fields import DateMultiRangeField, IntegerMultiRangeField


class OnHolidays(models.TextChoices):
    OPEN = "open", _("aperto anche nei giorni festivi")
    CLOSED = "closed", _("chiuso nei giorni festivi")
    UNKNOWN = "unknown", _("nei giorni festivi non si sa")


def ids_in_state(state, at):
    """The ids of the timetables in that state at a naive local time, for `timetable__in`.

    CASE, because the planner takes `state = 'open'` for one row in 200, and this for one in two.
    """
    sql = "SELECT timetable_id FROM opening_states(%s::timestamp) WHERE CASE state WHEN %s THEN true ELSE false END"
    return RawSQL(sql, [at, state])


def is_in_state(timetable, state, at):
    """A condition on an expression that gives a timetable's id: the ids are found once and kept as a hash.

    IS TRUE keeps the planner from joining them, for which it would ask the calendar anew for every row.
    """
    return Func(
        timetable,
        ids_in_state(state, at),
        arg_joiner=" IN ",
        template="(%(expressions)s) IS TRUE",
        output_field=models.BooleanField(),
    )


class TimetableQuerySet(models.QuerySet):
    """Questions that the SQL functions of migration 0002 answer; `at` is a naive local time.

    No timetable at all means hours that nobody has said: whoever asks for unconfirmed ones adds those.
    """

    def open_at(self, at):
        """Certainly open at that minute."""
        return self._in_state("open", at)

    def unconfirmed_at(self, at):
        """Perhaps open at that minute: a holiday or a fortnight about which nobody has said enough."""
        return self._in_state("unknown", at)

    def _in_state(self, state, at):
        return self.filter(pk__in=ids_in_state(state, at))

    def open_on(self, weekday, start=None, end=None, today=None):
        """Certainly open at some minute of that slot of that weekday ("MO"), `today` or in the five weeks from then.

        `start` and `end` are minutes of the day or times; without one, the day's beginning or end.
        """
        today = today or timezone.localdate()
        day = today + datetime.timedelta(days=(Weekday[weekday] - today.weekday()) % 7)
        slot = f"[{_minute(start, 0)},{_minute(end, 1440)})"
        sql = "SELECT timetable_id FROM opening_on_weekday(%s::date, %s::int4range)"
        return self.filter(pk__in=RawSQL(sql, [day, slot]))


Weekday = enum.IntEnum("Weekday", "MO TU WE TH FR SA SU", start=0)


def _minute(time, default):
    if time is None:
        return default
    return time if isinstance(time, int) else time.hour * 60 + time.minute


class Timetable(models.Model):
    """Opening hours as the database evaluates them; never changed once written.

    `same_day` and `past_midnight` are minutes of the ordinary week, Monday 00:00 = 0 … 10079: an
    opening belongs to the day on which it begins, and what lasts past midnight stands in
    `past_midnight` at the minutes of the day after. `rules` holds what the ordinary week cannot say
    (valid from/to, first Tuesday, every second week); `closed_on` the closures.
    """

    digest = models.CharField(max_length=64, unique=True)
    municipality = models.ForeignKey(Municipality, models.CASCADE, null=True, blank=True, related_name="+")
    same_day = IntegerMultiRangeField()
    past_midnight = IntegerMultiRangeField()
    closed_on = DateMultiRangeField()
    on_holidays = models.CharField(max_length=7, choices=OnHolidays, default=OnHolidays.UNKNOWN)
    rules = models.JSONField(default=list)

    objects = TimetableQuerySet.as_manager()

    def __str__(self):
        return self.digest[:12]


class OpeningHoursQuerySet(models.QuerySet):
    def of_nobody(self):
        """Left behind by what was taken away, or was given other hours."""
        owners = [each.name for each in OpeningHours._meta.related_objects if each.one_to_one]
        return self.filter(**{f"{name}__isnull": True for name in owners})


class OpeningHours(models.Model):
    """The hours of one owner; `timetable` is empty when nobody has said them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("comune")
    )
    on_holidays = models.CharField(
        _("nei giorni festivi"), max_length=7, choices=OnHolidays, default=OnHolidays.UNKNOWN
    )
    notes = models.CharField(_("note sugli orari"), max_length=500, blank=True)
    timetable = models.ForeignKey(Timetable, models.PROTECT, null=True, blank=True, related_name="opening_hours")

    objects = OpeningHoursQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("orari")

    def __str__(self):
        return str(self.id)


class Schedule(models.Model):
    """One line of opening hours, with the names of HSDS and iCalendar (RFC 5545).

    `byday` are iCalendar days, with an ordinal for monthly rules: "MO", "1TU", "-1FR". `closes_at`
    at or before `opens_at` means past midnight; 00:00 is the end of the day. Times are local.
    """

    class Freq(models.TextChoices):
        WEEKLY = "WEEKLY", _("ogni settimana")
        MONTHLY = "MONTHLY", _("ogni mese")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opening_hours = models.ForeignKey(OpeningHours, models.CASCADE, related_name="schedules")
    valid_from = models.DateField(_("dal"), null=True, blank=True)
    valid_to = models.DateField(_("al"), null=True, blank=True)
    dtstart = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    wkst = models.CharField(max_length=2, blank=True)
    freq = models.CharField(_("si ripete"), max_length=7, choices=Freq, default=Freq.WEEKLY)
    interval = models.PositiveSmallIntegerField(_("ogni quante volte"), default=1)
    byday = ArrayField(models.CharField(max_length=4), default=list, blank=True, verbose_name=_("giorni"))
    byweekno = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    bymonthday = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    byyearday = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    opens_at = models.TimeField(_("apre alle"), null=True, blank=True)
    closes_at = models.TimeField(_("chiude alle"), null=True, blank=True)
    description = models.CharField(_("note"), max_length=500, blank=True)
    schedule_link = models.URLField(max_length=500, blank=True)
    attending_type = models.CharField(max_length=60, blank=True)
    notes = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["valid_from", "byday", "opens_at"]
        verbose_name = _("riga di orario")
        verbose_name_plural = _("righe di orario")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(opens_at__isnull=False, closes_at__isnull=False),
                name="schedule_has_both_times_or_neither",
            ),
            models.CheckConstraint(condition=Q(interval__gte=1), name="schedule_interval_is_at_least_one"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="schedule_is_valid_forward",
            ),
        ]

    def __str__(self):
        return f"{self.freq} {','.join(self.byday)} {self.opens_at}–{self.closes_at}"


class Closure(models.Model):
    """Days on which the ordinary hours do not count: August, a strike, works."""

    opening_hours = models.ForeignKey(OpeningHours, models.CASCADE, related_name="closures")
    first_day = models.DateField(_("dal"))
    last_day = models.DateField(_("al"))
    reason = models.CharField(_("motivo"), max_length=200, blank=True)

    class Meta:
        ordering = ["first_day"]
        verbose_name = _("chiusura")
        verbose_name_plural = _("chiusure")
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="closure_ends_after_it_begins")
        ]

    def __str__(self):
        return f"{self.first_day}–{self.last_day}"
