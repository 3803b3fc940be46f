"""Multiranges, for which Django has no field; psycopg2 hands them over as text."""

import datetime
import re

from django.db import models

_RANGE = re.compile(r"\[([^,\]]*),([^)\]]*)\)")


class MultiRangeField(models.Field):
    """A sorted tuple of half-open `(lower, upper)` pairs, `[)`; the empty tuple for none."""

    def parse_bound(self, text):
        raise NotImplementedError

    def from_db_value(self, value, expression, connection):
        if value is None:
            return None
        return tuple((self.parse_bound(lower), self.parse_bound(upper)) for lower, upper in _RANGE.findall(value))

    def get_prep_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return "{" + ",".join(f"[{lower},{upper})" for lower, upper in value) + "}"


class IntegerMultiRangeField(MultiRangeField):
    def db_type(self, connection):
        return "int4multirange"

    def parse_bound(self, text):
        return int(text)


class DateMultiRangeField(MultiRangeField):
    def db_type(self, connection):
        return "datemultirange"

    def parse_bound(self, text):
        return datetime.date.fromisoformat(text)
