"""The values of `services.editing` as people read them, and a change line by line."""

import json
from typing import NamedTuple

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from organizations.hours.words import days_closed, schedule_words
from organizations.models import Location, OnHolidays
from services.editing import KINDS, read
from services.editing.fields import Hours, Many, Objects, One, Terms, closure_days, schedule_of
from services.editing.kinds import Places
from services.models import TaxonomyTerm


class Line(NamedTuple):
    """A field in words: what its author saw, what is there now, what they would have."""

    name: str
    label: str
    seen: str
    now: str
    wanted: str

    @property
    def moved(self):
        """Somebody else wrote something in between."""
        return self.now not in (self.seen, self.wanted)


def lines_of(change) -> list:
    kind, now = KINDS[change.kind], values_now(change)
    return [
        Line(
            name,
            label_of(kind, name),
            *(in_words(kind, name, each.get(name)) for each in (change.seen, now, change.wanted)),
        )
        for name in kind.fields
        if name in change.wanted
    ]


def values_now(change) -> dict:
    """Of the fields in question; nothing for an entry that is not there yet."""
    return read(change.entry, list(change.wanted)) if change.entry else {}


def now_text(change) -> str:
    """As a form carries it, so that who decides is told if it is no longer so."""
    return json.dumps(values_now(change), sort_keys=True)


def label_of(kind, name):
    return capfirst(str(kind.fields[name].label(kind.model)))


def in_words(kind, name, value) -> str:
    field = kind.fields[name]
    if value in (None, "", [], {}):
        return ""
    if isinstance(field, Hours):
        return hours_in_words(value)
    if isinstance(field, Terms):
        return named(TaxonomyTerm.objects.filter(taxonomy__slug=field.taxonomy, slug__in=value))
    if isinstance(field, One | Many):
        model = Location if isinstance(field, Places) else kind.model._meta.get_field(name).related_model
        return named(model.objects.filter(pk__in=value if isinstance(value, list) else [value]))
    if isinstance(field, Objects):
        return listed(value)
    return plain(kind.model._meta.get_field(name), value)


def named(rows):
    return ", ".join(sorted(map(str, rows))) or _("uno che non c’è più")


def plain(field, value):
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return str(value)


def listed(objects):
    return "; ".join(", ".join(filter(None, map(str, each.values()))) for each in objects)


def hours_in_words(value):
    """Every line and closure, with its year where it is far; notes last."""
    today = timezone.localdate()
    lines = [schedule_words(schedule_of(each)) for each in value["schedules"]]
    for each in value["closures"]:
        days = closure_days(each)
        said = days_closed(days["first_day"], days["last_day"], today)
        lines.append(f"{said}: {days['reason']}" if days["reason"] else said)
    holidays = OnHolidays(value["on_holidays"]).label if value["on_holidays"] else ""
    return "; ".join(filter(None, [*lines, str(holidays), value["notes"]]))
