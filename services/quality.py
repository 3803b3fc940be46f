"""How true the directory is: who checked what, how long ago, what is missing, how soon a report is answered."""

import datetime
from typing import NamedTuple

from django.db.models import Aggregate, Count, DurationField, F, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from organizations.models import HowVerified

from .models import LinkCheck, Listing, Report

LATELY = datetime.timedelta(days=183)
YEAR = datetime.timedelta(days=365)
KINDS = {
    Listing.Kind.SERVICE: _("servizi"),
    Listing.Kind.ASSET: _("risorse dei quartieri"),
    Listing.Kind.COMMUNITY_POINT: _("Punti Comunità"),
}
AGES = {
    "lately": _("negli ultimi sei mesi"),
    "within_a_year": _("da sei mesi a un anno fa"),
    "within_two_years": _("da uno a due anni fa"),
    "earlier": _("più di due anni fa"),
    "never": _("mai"),
}


def share(part, whole):
    """How many out of a hundred; None of nothing."""
    return round(100 * part / whole) if whole else None


class Line(NamedTuple):
    """What was checked lately of one sort of entry."""

    label: str
    entries: int
    lately: int

    @property
    def of_100(self):
        return share(self.lately, self.entries)


class Quality(NamedTuple):
    """`rows` are dicts of kind, verified_how, entries, the keys of AGES, unknown_hours, oldest; fifteen at most."""

    rows: list[dict]

    def total(self, name, **of):
        return sum(row[name] for row in self.rows if all(row[key] == value for key, value in of.items()))

    @property
    def entries(self):
        return self.total("entries")

    @property
    def of_100(self):
        return share(self.total("lately"), self.entries)

    @property
    def by_kind(self):
        lines = [
            Line(label, self.total("entries", kind=kind), self.total("lately", kind=kind))
            for kind, label in KINDS.items()
        ]
        return [line for line in lines if line.entries]

    @property
    def by_how(self):
        """Of what was checked lately: (how, how many), the most first."""
        pairs = [(how.label, self.total("lately", verified_how=how)) for how in HowVerified]
        return sorted((pair for pair in pairs if pair[1]), key=lambda pair: -pair[1])

    @property
    def ages(self):
        return [(label, self.total(name)) for name, label in AGES.items()]

    @property
    def oldest(self):
        """The day of the last check of what has waited longest, None where nothing was ever checked."""
        return min((row["oldest"] for row in self.rows if row["oldest"]), default=None)

    @property
    def unknown_hours(self):
        """Services and Punti Comunità of which nobody knows the hours; a square or a skill may well have none."""
        return self.total("unknown_hours") - self.total("unknown_hours", kind=Listing.Kind.ASSET)

    @property
    def with_hours(self):
        return self.entries - self.total("entries", kind=Listing.Kind.ASSET)


def checks(today):
    """One query."""
    lately, year, two_years = today - LATELY, today - YEAR, today - 2 * YEAR
    ages = {
        "lately": Q(verified_on__gte=lately),
        "within_a_year": Q(verified_on__gte=year, verified_on__lt=lately),
        "within_two_years": Q(verified_on__gte=two_years, verified_on__lt=year),
        "earlier": Q(verified_on__lt=two_years),
        "never": Q(verified_on=None),
    }
    counts = {name: Count("id", condition) for name, condition in ages.items()}
    rows = (
        Listing.objects.of_directory()
        .values("kind", "verified_how")
        .annotate(
            entries=Count("id"), unknown_hours=Count("id", Q(timetable=None)), oldest=Min("verified_on"), **counts
        )
    )
    return Quality(list(rows.order_by("kind", "verified_how")))


def dead_links():
    return LinkCheck.objects.dead().count()


class Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


class RepairTime(NamedTuple):
    """Of the reports settled in a year: how many, and how long half of them took at most."""

    settled: int
    median: datetime.timedelta | None

    @property
    def words(self):
        """ "3 giorni", "5 ore"; an hour at least."""
        days, hours = round(self.median / datetime.timedelta(days=1)), self.median / datetime.timedelta(hours=1)
        if hours >= 24:
            return ngettext("%(days)d giorno", "%(days)d giorni", days) % {"days": days}
        hours = max(1, round(hours))
        return ngettext("%(hours)d ora", "%(hours)d ore", hours) % {"hours": hours}


def repair_time():
    """One query, by the index of settlement."""
    settled = Report.objects.settled().filter(settled_at__gte=timezone.now() - YEAR)
    return RepairTime(**settled.aggregate(settled=Count("id"), median=Median(F("settled_at") - F("created_at"))))
