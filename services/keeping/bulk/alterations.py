"""What can be done to many entries of a kind: each says what it would make of one, and writes it of many."""

import functools
import operator
from typing import NamedTuple

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from organizations import hours
from organizations.models import Closure, OpeningHours

# Whose hours a closure is written in. Those of a place stay where a service has none: others may be open there.
OWN_HOURS = {
    "organization": [
        "location__organization",
        "service__organization",
        "service_at_location__service__organization",
        "asset__organization",
    ],
    "location": ["location"],
    "service": ["service", "service_at_location__service"],
    "asset": ["asset"],
    "community_point": ["community_point"],
}


class Line(NamedTuple):
    label: str
    before: str
    after: str


class Column:
    """Another value of a column."""

    def __init__(self, model, name, value):
        self.model, self.name, self.value = model, name, value
        self.field = model._meta.get_field(name)

    def look_at(self, things):
        pass

    def line(self, thing):
        """None where it is so already."""
        before = getattr(thing, self.name)
        if before == self.value:
            return None
        return Line(capfirst(str(self.field.verbose_name)), self.words(before), self.words(self.value))

    def seen(self, thing):
        """As JSON keeps it."""
        value = getattr(thing, self.field.attname)
        return str(value) if self.field.is_relation and value is not None else value

    def words(self, value):
        if isinstance(value, bool):
            return _("sì") if value else _("no")
        if value is None:
            return _("nessuna") if self.field.is_relation else _("non si sa")
        return str(dict(self.field.flatchoices).get(value, value))

    def write(self, things):
        self.model.objects.filter(pk__in=[each.pk for each in things]).update(**{self.name: self.value})


class Topic:
    """A term that is added or, with `away`, taken away."""

    def __init__(self, model, term, away=False):
        self.links, self.term, self.away = model.terms.through, term, away
        self.column = f"{model._meta.model_name}_id"

    def look_at(self, things):
        links = self.links.objects.filter(taxonomyterm=self.term, **{f"{self.column}__in": keys_of(things)})
        self.having = set(links.values_list(self.column, flat=True))

    def line(self, thing):
        if (thing.pk in self.having) != self.away:
            return None
        said = (str(self.term), "") if self.away else ("", str(self.term))
        return Line(str(self.term.taxonomy), *said)

    def write(self, things):
        keys = keys_of(things)
        if self.away:
            self.links.objects.filter(taxonomyterm=self.term, **{f"{self.column}__in": keys}).delete()
        else:
            new = [self.links(taxonomyterm=self.term, **{self.column: key}) for key in keys]
            self.links.objects.bulk_create(new, ignore_conflicts=True)


class Closing:
    """Days on which they are closed."""

    def __init__(self, kind, first_day, last_day, reason):
        self.kind = kind
        self.days = {"first_day": first_day, "last_day": last_day, "reason": reason}

    @cached_property
    def words(self):
        said = hours.days_closed(self.days["first_day"], self.days["last_day"], timezone.localdate())
        return f"{said}: {self.days['reason']}" if self.days["reason"] else said

    def look_at(self, things):
        """`hours` are {key of the thing: keys of its hours}, `to_write` those that do not say it yet."""
        self.hours, keys = {each.pk: set() for each in things}, keys_of(things)
        for key, owner in hours_of(OWN_HOURS[self.kind], keys):
            self.hours[owner].add(key)
        every = set().union(*self.hours.values())
        said = Closure.objects.filter(opening_hours__in=every, **self.days)
        self.to_write = every - set(said.values_list("opening_hours", flat=True))

    def line(self, thing):
        return Line(_("Chiusura"), "", self.words) if self.hours[thing.pk] & self.to_write else None

    def has_nowhere(self, thing):
        """There are no hours of its own to write it in."""
        return not self.hours[thing.pk]

    def write(self, things):
        keys = set().union(*(self.hours[each.pk] for each in things)) & self.to_write
        locked = OpeningHours.objects.select_for_update().filter(pk__in=keys).order_by("pk")
        rows = [Closure(opening_hours=each, **self.days) for each in locked]
        Closure.objects.bulk_create(rows)
        hours.compile_all(OpeningHours.objects.filter(pk__in=keys))


def hours_of(paths, keys):
    """(key of the hours, key of whose they are) of all that one of these paths leads to."""
    mine = functools.reduce(operator.or_, (Q(**{f"{path}__in": keys}) for path in paths))
    whose = Coalesce(*paths) if len(paths) > 1 else F(paths[0])
    return OpeningHours.objects.filter(mine).values_list("pk", whose)


def keys_of(things):
    return [each.pk for each in things]
