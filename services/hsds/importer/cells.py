"""The cells of one record, read as the columns of a model want them."""

import uuid

from django.db import models
from django.utils.functional import cached_property

from .cleaning import (
    LONGEST_TEXT,
    Unreadable,
    boolean_of,
    email_of,
    line_of,
    number_of,
    quoted,
    text_of,
    url_of,
    whole_number_of,
)
from .shapes import SCALARS
from .times import date_of, moment_of, time_of


class Refused(Exception):
    """A row that cannot go in: `field` and `reason`, in Italian."""

    def __init__(self, field, reason):
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


class Cells:
    """What cannot be read is reported and taken as empty; what is too long is cut and reported.

    `exact` takes texts as they stand: a portal's own export has nothing to repair.
    """

    def __init__(self, record, report, exact=False):
        self.record, self.report, self.exact = record, report, exact

    @cached_property
    def data(self):
        return self.record.data

    def problem(self, key, reason, place=None):
        self.report.problem(place or self.record.place, key, reason)

    def take(self, key, clean, empty=None):
        """The cleaned value of a key, `empty` where there is none or it cannot be read."""
        return self.cleaned(key, self.data.get(key), clean, empty)

    def cleaned(self, key, value, clean, empty=None, place=None):
        try:
            found = clean(value)
        except Unreadable as error:
            self.problem(key, str(error), place)
            return empty
        return empty if found is None else found

    def text(self, key, limit=LONGEST_TEXT, lines=True):
        return self.cut(key, self.take(key, self._text if lines else self._line, ""), limit)

    def _text(self, value):
        return str(value) if self.exact and isinstance(value, str) else text_of(value)

    def _line(self, value):
        return str(value) if self.exact and isinstance(value, str) else line_of(value)

    def cut(self, key, text, limit, place=None):
        if len(text) <= limit:
            return text
        self.problem(key, f"{len(text)} caratteri, tenuti i primi {limit}", place)
        return text[:limit].rstrip()

    def column(self, key, field):
        """The value of a key for a model field."""
        if self.exact and isinstance(field, models.CharField | models.TextField):
            return str(self.data.get(key) or "") or field.get_default()
        empty = (
            None
            if field.null
            else ""
            if isinstance(field, models.CharField | models.TextField)
            else field.get_default()
        )
        if field.choices:
            return self.take(key, choice_of(field), field.get_default())
        if isinstance(field, models.EmailField):
            return self.take(key, self._first_email, "")
        for kind, clean in CLEANERS:
            if isinstance(field, kind):
                return self.take(key, clean, empty)
        return self.text(key, field.max_length or LONGEST_TEXT, lines=isinstance(field, models.TextField))

    def _first_email(self, value):
        text = line_of(value).replace(";", ",")
        first, *others = [part.strip() for part in text.replace(" ", ",").split(",") if part.strip()] or [""]
        if len(others) and "@" in first and all("@" in other for other in others):
            self.problem("email", f"{len(others) + 1} indirizzi, tenuto il primo")
            return email_of(first)
        return email_of(line_of(value))

    def columns(self, table, skip=()):
        """{column: value} of a `fields.Table`, for the keys the record has (all of HSDS's when it is whole)."""
        values = {}
        for key, lookup in table.columns.items():
            if key in skip or key == "id" or not self.has(key, table):
                continue
            field = table.model._meta.get_field(lookup)
            if not isinstance(field, models.ForeignKey):
                values[field.attname] = self.column(key, field)
        return values

    def has(self, key, table):
        """Whether the record says something of a key, be it that it is empty."""
        if key in NEVER_EMPTIED:
            return self.data.get(key) not in (None, "")
        return key in self.data or (self.record.whole and (self.exact or key in SCALARS[table.name]))


NEVER_EMPTIED = {"last_modified", "slug", "status", "sector", "level", "location_type", "no_appointment", "anonymous"}
NEVER_EMPTIED |= {"place_to_sit", "phone_or_internet", "play_area", "comes_home", "by_phone", "online"}


def uuid_of(value):
    text = line_of(value)
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise Unreadable(f"{quoted(value)} non è un identificativo") from None


def choice_of(field):
    """A cleaner that finds a choice by value or by Italian label, whatever the case."""
    known = {str(word).lower(): value for value, label in field.flatchoices for word in (value, label)}

    def choose(value):
        text = line_of(value).lower()
        if not text:
            return None
        if text not in known:
            raise Unreadable(f"{quoted(value)} non è fra {', '.join(str(value) for value, _ in field.flatchoices)}")
        return known[text]

    return choose


CLEANERS = (
    (models.URLField, url_of),
    (models.DateTimeField, moment_of),
    (models.DateField, date_of),
    (models.TimeField, time_of),
    (models.BooleanField, boolean_of),
    (models.FloatField, number_of),
    (models.SmallIntegerField, whole_number_of),
    (models.IntegerField, lambda value: whole_number_of(value, most=2_147_483_647)),
    (models.UUIDField, uuid_of),
)
