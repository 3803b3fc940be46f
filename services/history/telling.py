"""An act as a page tells it: who, when, and line by line what was and what is."""

import difflib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import TextField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Role
from organizations import hours
from organizations.models import Closure, Location, Schedule
from services.models import RowChange, ServiceAtLocation

from .kinds import KINDS, OF_PEOPLE, THINGS
from .rows import before, rows_after
from .values import Names, label_of, value_of

INSERT, UPDATE, DELETE = RowChange.Verb.INSERT, RowChange.Verb.UPDATE, RowChange.Verb.DELETE
LONG = 60  # characters above which a text is shown with what changed in it marked
AROUND = 6  # words shown around what changed
TIMES = {"schedule": Schedule, "closure": Closure}
SILENT = "opening_hours"  # whose coming and going its schedules tell


@dataclass
class Line:
    """`where` says of which part of the thing; what was added has no `before`, what was taken away no `after`."""

    label: str
    before: str = ""
    after: str = ""
    where: str = ""
    text: bool = False  # sentences, of which one wants to see what changed in them

    @property
    def pieces(self):
        """[(tag, text)] of a long text, tag one of same, del, ins; empty for anything else."""
        if not self.text or max(len(self.before), len(self.after)) < LONG:
            return []
        return list(_pieces(re.findall(r"\S+\s*", self.before), re.findall(r"\S+\s*", self.after)))


def _pieces(was, now):
    for tag, first, last, start, end in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", _shortened(was[first:last], starts=start == 0, ends=last == len(was))
        if tag in ("delete", "replace"):
            yield "del", "".join(was[first:last])
        if tag in ("insert", "replace"):
            yield "ins", "".join(now[start:end])


def _shortened(words, starts, ends):
    """The words next to what changed, and "…" for the others."""
    if len(words) <= 2 * AROUND + 2:
        return "".join(words)
    head = [] if starts else words[:AROUND]
    tail = [] if ends else words[-AROUND:]
    return "".join(head) + "… " + "".join(tail)


@dataclass
class Entry:
    """One act, as far as it concerns the thing with that key; of a whole act there is only who and how."""

    act: object
    changes: list = ()
    lines: list = ()
    key: str = ""

    @property
    def who(self):
        if self.act.by:
            return self.act.by.name
        return _("una persona che non ha più un accesso") if self.act.by_id else capfirst(how_words(self.act.how))

    @property
    def how(self):
        """In words, where it says more than who."""
        return how_words(self.act.how) if self.act.by_id and self.act.how != "page" else ""

    @property
    def came_or_went(self):
        """The verbs by which the thing came to be or ceased, if any: the words say it all."""
        return {change.verb for change in self.changes if change.key == self.key and change.kind in THINGS} - {UPDATE}

    @property
    def what(self):
        things = self.came_or_went
        if self.act.undoes:
            return _("ha rimesso le cose com’erano")
        if INSERT in things:
            return _("ha creato la scheda")
        if DELETE in things:
            return _("ha tolto la scheda")
        count = len(self.lines)
        return ngettext("ha cambiato %(count)s cosa", "ha cambiato %(count)s cose", count) % {"count": count}


def how_words(how):
    known = {
        "page": _("qualcuno dal portale"),
        "api": _("con un programma"),
        "admin": _("dall’amministrazione"),
        "sql": _("da fuori del portale"),
        "load_demo": _("dati di prova"),
    }
    command, _space, source = how.partition(" ")
    if command in ("import_hsds", "import_csv"):
        return _("importazione da «%(source)s»") % {"source": source}
    if command == "merge":
        return _("ha unito la scheda doppia «%(name)s»") % {"name": source}
    if command == "trash":
        return _("nel cestino: %(reason)s") % {"reason": source}
    return known.get(how, how)


class Teller:
    """Puts changes into lines; asks its queries once for all of them, however many."""

    def __init__(self, changes):
        came = [c for c in changes if c.verb == INSERT or (c.verb == UPDATE and c.kind in TIMES)]
        self.rows, self.names = rows_after(came), Names()
        for change in changes:
            for row in (change.before, change.after, self.rows.get(change.pk)):
                self.names.want(change.kind, row)
            if change.kind in ("location", "service_at_location"):
                self.names.want_row(change.kind, change.key)
        self.homes = _homes(
            {c.parent for c in changes if c.kind in TIMES} | {c.key for c in changes if c.kind == SILENT}
        )

    def entry(self, act, changes, key):
        times = [change for change in changes if change.kind in TIMES]
        told = [line for change in changes if change.kind not in TIMES for line in self._lines(change)]
        return Entry(act, changes, [*told, *self._times(times)], key)

    def _lines(self, change):
        if change.verb == UPDATE:
            return self._changed(change)
        if change.kind == SILENT:
            return []
        name = self.title(change)
        label = capfirst(str(KINDS[change.kind].label))
        return [Line(label, after=name or "…") if change.verb == INSERT else Line(label, before=name or "…")]

    def _changed(self, change):
        if change.before is None:
            return [Line(_("Scheda di chi abita qui"), after=_("cambiata; che cosa diceva non si conserva"))]
        columns = set(KINDS[change.kind].columns) & change.before.keys()
        return [self._column(change, column) for column in sorted(columns, key=place_of(change.kind))]

    def _column(self, change, column):
        kind = change.kind
        said = [self._said(kind, column, row) for row in (change.before, change.after)]
        text = isinstance(KINDS[kind].field(column), TextField)
        return Line(label_of(kind, column), *said, self._where(change), text)

    def _said(self, kind, column, row):
        return value_of(kind, column, row[column], self.names) or _("niente")

    def _where(self, change):
        if change.kind in ("location", "service_at_location"):
            return self.names.get(KINDS[change.kind].model, change.key)
        return self.homes.get(change.key, "") if change.kind == SILENT else ""

    def title(self, change):
        """What a row is called that came or went."""
        row = self.rows.get(change.pk) if change.verb == INSERT else change.before
        return name_of(change.kind, row, self.names) if row else ""

    def _times(self, changes):
        """What was said of opening and is not, and the other way round; lines that stay the same are silent."""
        was, now = defaultdict(Counter), defaultdict(Counter)
        for change in changes:
            after = self.rows.get(change.pk)
            if change.verb == UPDATE and not after:
                continue  # it went without a trace since
            if change.verb != INSERT:
                was[change.kind, change.parent][in_words(change.kind, before(change, after))] += 1
            if change.verb != DELETE and after:
                now[change.kind, change.parent][in_words(change.kind, after)] += 1
        for key in dict.fromkeys([*was, *now]):
            gone, new = was[key] - now[key], now[key] - was[key]
            if gone or new:
                label = _("Orari") if key[0] == "schedule" else _("Chiusure")
                yield Line(label, "; ".join(gone), "; ".join(new), self.homes.get(key[1], ""))


def place_of(kind):
    """Where a column stands in what is told: names first, the others as in the model."""
    columns = KINDS[kind].columns
    return lambda column: -1 if column == "name" else columns.index(column)


def name_of(kind, row, names):
    """What a kept row is called: its name or address, a person's name and role, what a link leads to."""
    if kind in OF_PEOPLE:
        return f"{value_of(kind, 'user_id', row['user_id'], names)}, {Role(row['role']).label}"
    for column in ("name", "address", "extent", "postal_code"):
        if row.get(column):
            return row[column]
    upward = KINDS[kind].upward
    ends = [field for field in KINDS[kind].model._meta.concrete_fields if field.is_relation and field.column != upward]
    found = (names.get(field.related_model, row[field.column]) for field in ends if row.get(field.column))
    return next(filter(None, found), "")


def _homes(keys):
    """{key of opening hours: name of the place whose hours they are}; none for those of the thing itself."""
    if not keys:
        return {}
    places = list(Location.objects.filter(opening_hours__in=keys))
    links = ServiceAtLocation.objects.filter(opening_hours__in=keys).select_related("location")
    return {str(each.opening_hours_id): str(each) for each in places} | {
        str(link.opening_hours_id): str(link.location) for link in links
    }


def in_words(kind, row):
    """A kept schedule or closure as people say it."""
    model = TIMES[kind]
    fields = {field.column: field for field in model._meta.concrete_fields}
    values = {column: fields[column].to_python(value) for column, value in row.items() if column in fields}
    thing = model(**{fields[column].attname: value for column, value in values.items()})
    if kind == "schedule":
        return hours.schedule_words(thing) or thing.notes
    days = hours.days_closed(thing.first_day, thing.last_day, None)
    return f"{days}: {thing.reason}" if thing.reason else days
