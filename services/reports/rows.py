"""A report as who decides sees it: what is written, what should be, what one click can do."""

from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from organizations import hours
from services.editing import kind_of
from services.models import Report, ServiceAtLocation
from services.shortlist.hours_on_paper import week_in_a_line

from .reach import in_reach
from .topics import correction_of, said_now

WHOLE = (
    *("organization", "location", "service__organization", "service__opening_hours", "checked_by"),
    *("asset__organization", "asset__location", "asset__opening_hours"),
    *("community_point__lead_organization", "community_point__location", "community_point__opening_hours"),
)
REASONS = [
    _("Abbiamo chiamato: quello che c’è scritto è giusto."),
    _("Siamo passati: quello che c’è scritto è giusto."),
    _("Non siamo riusciti a saperlo con certezza."),
    _("È già corretto."),
    _("Non riguarda questa pagina."),
]


class Row(NamedTuple):
    report: Report
    entry: Any
    now: str
    correction: Any  # None where one click is not enough
    edit_url: str  # of a place that is not there yet: where it is made


def with_all_that_is_shown(reports):
    """As many queries for one as for twenty."""
    places = Prefetch("service__service_at_locations", ServiceAtLocation.objects.select_related("location"))
    return reports.select_related(*WHOLE).prefetch_related(places)


def queue_of(user):
    return in_reach(Report.objects.open(), user)


def rows_of(reports, today):
    """A query more where hours are in question."""
    kept = {each.pk: getattr(each.entry, "opening_hours", None) for each in reports}
    asked = [kept[each.pk].timetable_id for each in reports if each.topic == Report.Topic.HOURS and kept[each.pk]]
    weeks = hours.weeks([each for each in asked if each], today) if any(asked) else {}
    return [row_of(each, weeks.get(kept[each.pk] and kept[each.pk].timetable_id, [])) for each in reports]


def row_of(report, week):
    entry = report.entry
    if entry is None:
        return Row(report, None, "", None, reverse("services:report_add", args=[report.code]))
    now = week_in_a_line(week) if report.topic == Report.Topic.HOURS else said_now(entry, report.topic)
    return Row(report, entry, now, correction_of(report), edit_url(entry))


def edit_url(entry):
    name = f"services:{kind_of(entry).column}_update"
    try:
        return reverse(name, args=[getattr(entry, "slug", entry.pk)])
    except NoReverseMatch:
        return ""
