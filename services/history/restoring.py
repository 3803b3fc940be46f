"""What putting one act's effect on one thing back comes to, as far as the directory still allows."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from organizations.models import CommunityPoint, House
from services.models import Asset, RowChange, ServiceAtLocation

from .kinds import KINDS, THINGS
from .roots import Gone
from .rows import before, rows_now
from .telling import TIMES

INSERT, UPDATE, DELETE = RowChange.Verb.INSERT, RowChange.Verb.UPDATE, RowChange.Verb.DELETE


def gone_in(act, subject):
    """The thing as this act took it away, of which one can ask what a person is to it; None when it did not."""
    row = act.changes.filter(kind=subject.kind, key=subject.key, verb=DELETE).values_list("before", flat=True).first()
    return Gone((subject.kind, subject.key), row, list(act.changes.all())) if row else None


def can_come_back(subject, changes) -> bool:
    """Whether some of these changes, all of one act, can be put back: not those by which the thing came to be."""
    born = any(change.key == subject.key and change.verb == INSERT for change in changes)
    return not born and any(is_own(subject, change) for change in changes)


def is_own(subject, change) -> bool:
    """Of the thing, not of a place or another thing that its history shows too; and kept in full."""
    if not KINDS[change.kind].comes_back or (change.verb != INSERT and not change.tells):
        return False
    if change.kind in THINGS:
        return change.key == subject.key
    return change.kind != "location" or subject.key in (change.key, change.parent)


def effect(act, subject) -> list:
    """The changes to put back; of a thing that went, with all that went with it."""
    mine = [change for change in subject.changes().filter(act=act) if is_own(subject, change)]
    if any(change.key == subject.key and change.verb == DELETE for change in mine):
        return _with_all_that_went(subject, [each for each in act.changes.all() if KINDS[each.kind].comes_back])
    return [] if any(change.key == subject.key and change.verb == INSERT for change in mine) else mine


def _with_all_that_went(subject, changes):
    """Down from the thing: what hung on it, their hours, and what pointed at it and lost it."""
    keys, found = {subject.key}, {}
    while True:
        more = [change for change in changes if change.pk not in found and _went_with(change, keys)]
        if not more:
            return [found[pk] for pk in sorted(found)]
        found |= {change.pk: change for change in more}
        gone = [change for change in more if change.verb == DELETE]
        keys |= {change.key for change in gone if KINDS[change.kind].is_pointed_at}
        keys |= {change.before.get("opening_hours_id") for change in gone} - {None}


def _went_with(change, keys):
    if not change.tells:
        return False
    pointed_at = change.verb in (UPDATE, DELETE) and not keys.isdisjoint(map(str, change.before.values()))
    return change.key in keys or change.parent in keys or pointed_at


@dataclass
class Steps:
    """Rows by (kind, key): to put in whole, to set some columns of, to take away."""

    puts: dict = field(default_factory=dict)
    sets: dict = field(default_factory=lambda: defaultdict(dict))
    takes: list = field(default_factory=list)
    hours: dict = field(default_factory=dict)  # key → {(kind, key): row} of its schedules and closures

    def keys(self):
        """{kind: keys} of all rows that are there and would be written."""
        found = defaultdict(set)
        for kind, key in [*self.sets, *self.takes, *(("opening_hours", key) for key in self.hours)]:
            found[kind].add(key)
        return found


def steps_of(changes) -> Steps:
    """From the last change to the first, so that what one act did twice comes back to what it was at first."""
    steps = Steps()
    for change in reversed([each for each in changes if each.kind not in TIMES]):
        take_back(steps, change, (change.kind, change.key))
    first = {}
    for change in changes:
        if change.kind in TIMES:
            first.setdefault(change.parent, change.pk)
    steps.hours = {key: times_before(key, pk) for key, pk in first.items()}
    return steps


def take_back(steps, change, row):
    if change.verb == DELETE:
        steps.puts[row] = dict(change.before)
    elif change.verb == UPDATE:
        (steps.puts if row in steps.puts else steps.sets)[row].update(change.before)
    elif row in steps.puts:
        del steps.puts[row]
    else:
        steps.sets.pop(row, None)
        steps.takes.append(row)


def times_before(hours, change) -> dict:
    """{(kind, key): row} of the schedules and closures of these hours before that change."""
    rows = times_now(hours)
    since = RowChange.objects.filter(parent=hours, kind__in=TIMES, pk__gte=change).order_by("-pk")
    for each in since:
        row = (each.kind, each.key)
        rows[row] = before(each, rows.get(row))
        if not rows[row]:
            del rows[row]
    return rows


def times_now(hours) -> dict:
    found = {}
    for kind, model in TIMES.items():
        keys = [str(key) for key in model.objects.filter(opening_hours=hours).values_list("id", flat=True)]
        found |= {(kind, key): row for key, row in rows_now(kind, keys).items()}
    return found


def settle(steps, subject) -> tuple:
    """(refusal, notes): fits the steps to what is there now, leaving out what cannot be and saying it."""
    now = {kind: rows_now(kind, [key for each, key in _named(steps) if each == kind]) for kind, _key in _named(steps)}
    steps.puts = {row: values for row, values in steps.puts.items() if row[1] not in now[row[0]]}
    steps.takes = [row for row in steps.takes if row[1] in now[row[0]]]
    sets = {row: _differing(values, now[row[0]][row[1]]) for row, values in steps.sets.items() if row[1] in now[row[0]]}
    steps.sets = {row: values for row, values in sets.items() if values}
    notes = [*_keep_used_places(steps), *_fit_references(steps), *_fit_slugs(steps), *_without_persons(steps)]
    lost = (subject.kind, subject.key) not in steps.puts and subject.thing is None
    refusal = _("Quello a cui apparteneva non c’è più: rimetti prima quello.") if lost else ""
    return refusal, notes


def _named(steps):
    return [*steps.puts, *steps.sets, *steps.takes]


def _differing(values, now):
    return {column: value for column, value in values.items() if column in now and now[column] != value}


def _keep_used_places(steps):
    """A place that others use stays."""
    keys = [key for kind, key in steps.takes if kind == "location"]
    used = set()
    for model in (ServiceAtLocation, Asset, CommunityPoint, House) if keys else ():
        used |= {str(key) for key in model.objects.filter(location__in=keys).values_list("location_id", flat=True)}
    steps.takes = [row for row in steps.takes if row[1] not in used]
    return [_("Un luogo aggiunto allora resta: lo usano altre schede.")] if used else []


def _fit_references(steps):
    """Points at nothing that is gone: emptied where it may be empty, else left out; until nothing changes."""
    notes = []
    while missing := missing_references(steps):
        for row, fields in missing.items():
            written = steps.puts if row in steps.puts else steps.sets
            for each in fields:
                _let_go(written, row, each)
            what = ", ".join(str(each.related_model._meta.verbose_name) for each in fields)
            notes.append(_("%(row)s: non c’è più %(what)s.") % {"row": KINDS[row[0]].label, "what": what})
    return list(dict.fromkeys(notes))


def _let_go(written, row, reference):
    """Of a row that must point somewhere, what is left out is all of it, or the one column if it is there still."""
    if reference.null:
        written[row][reference.column] = None
    elif "id" in written.get(row, ()):
        del written[row]
    elif row in written:
        del written[row][reference.column]


def missing_references(steps):
    """{(kind, key): fields} that would point at a row that is not there."""
    asked, pointing = defaultdict(set), []
    for row, values in [*steps.puts.items(), *steps.sets.items()]:
        for reference in _references(row[0], values):
            pointing.append((row, reference, str(values[reference.column])))
            asked[reference.related_model].add(values[reference.column])
    there = {(model, str(pk)) for model, keys in asked.items() for pk in model.objects.in_bulk(keys)}
    there |= {(KINDS[kind].model, key) for kind, key in steps.puts}
    missing = defaultdict(list)
    for row, reference, key in pointing:
        if (reference.related_model, key) not in there:
            missing[row].append(reference)
    return missing


def _references(kind, values):
    fields = (KINDS[kind].field(column) for column, value in values.items() if value is not None)
    return [each for each in fields if each is not None and each.is_relation]


def _fit_slugs(steps):
    """A page whose address another has taken comes back under one of its own."""
    notes = []
    for (kind, key), row in steps.puts.items():
        if "slug" in row and KINDS[kind].model.objects.filter(slug=row["slug"]).exists():
            row["slug"] = f"{row['slug'][:151]}-{key[:8]}"
            notes.append(_("L’indirizzo della pagina ora è di un’altra scheda: questa torna come «%s».") % row["slug"])
    return notes


def _without_persons(steps):
    without = any(KINDS[kind].field("contacts") for kind, _key in steps.puts)
    return [_("Le persone da cercare non tornano: la storia non le conserva.")] if without else []
