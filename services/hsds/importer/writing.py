"""Bringing rows to what the feed says: only what differs is written, and a bad row takes no good one with it."""

from dataclasses import dataclass, field

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.text import slugify

from services.models import Moved

from .report import ADDED, CHANGED, SAME

_CONSTRAINTS = {  # what the database refuses, in words
    "organization_is_not_its_own_parent": "l’organizzazione non può stare sopra a sé stessa",
    "a_service_is_once_at_a_location": "questo servizio è già in questo luogo",
    "service_ages_are_in_order": "l’età massima è sotto la minima",
    "schedule_is_valid_forward": "l’orario finisce prima di cominciare",
    "schedule_has_both_times_or_neither": "c’è solo l’apertura o solo la chiusura",
    "closure_ends_after_it_begins": "la chiusura finisce prima di cominciare",
}
NOT_OF_A_ROW = ("08", "25", "40", "53", "55", "57", "58")  # classes of SQLSTATE


@dataclass(slots=True)
class Prepared:
    """A row ready to be written: the instance with its new values, and what else hangs on it."""

    record: object
    instance: object
    new: bool
    changed: set  # names of the columns that differ
    extra: dict = field(default_factory=dict)

    def moved(self, names):
        """Whether one of these columns differs."""
        return not self.changed.isdisjoint(names)

    @property
    def outcome(self):
        return ADDED if self.new else CHANGED if self.changed else SAME


def prepare(model, wanted, now):
    """`[(record, {column: value})]` → Prepared, against the rows that are there (one query).

    `id` stands in the record; `last_modified`, where the feed has none, is `now` for what is new or differs.
    """
    known = model.objects.in_bulk([record.id for record, _ in wanted])
    known = {str(pk): instance for pk, instance in known.items()}
    return [_prepared(model, known.get(record.id), record, values, now) for record, values in wanted]


def _prepared(model, instance, record, values, now):
    new = instance is None
    if new:
        instance = model(id=record.id)
    changed = [name for name, value in values.items() if getattr(instance, name) != value]
    for name in changed:
        setattr(instance, name, values[name])
    if hasattr(instance, "last_modified") and values.get("last_modified") is None and (new or changed):
        instance.last_modified = now
    return Prepared(record, instance, new, set(changed))


def touch(prepared, now):
    """Something that hangs on the row differs: the row counts as changed."""
    dated = hasattr(prepared.instance, "last_modified") and not prepared.record.data.get("last_modified")
    if dated and not prepared.new and not prepared.changed:
        prepared.instance.last_modified = now
    prepared.changed.add("")


def save(prepared):
    """Insert or update the rows that are new or differ, in one statement."""
    rows = [one.instance for one in prepared if one.new or one.changed]
    if rows:
        model = type(rows[0])
        columns = [
            f.name
            for f in model._meta.concrete_fields
            if not f.primary_key and not f.generated and f.name != "created_at"
        ]
        model.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=columns)


def give_slugs(prepared, length=160):
    """A slug of its name for each row without one, with its id where another has or had it (two queries)."""
    wanting = {one.record.id: one for one in prepared if one.new or not one.instance.slug}
    if not wanting:
        return
    candidates = {id: _slugs(one.instance, id, length) for id, one in wanting.items()}
    model = type(next(iter(wanting.values())).instance)
    asked = [slug for slugs in candidates.values() for slug in slugs]
    taken = {slug: str(pk) for slug, pk in model.objects.filter(slug__in=asked).values_list("slug", "pk")}
    taken |= dict.fromkeys(Moved.objects.filter(old_slug__in=asked).values_list("old_slug", flat=True), "")
    for id, one in wanting.items():
        one.instance.slug = next(slug for slug in candidates[id] if taken.get(slug, id) == id)
        taken[one.instance.slug] = id


def _slugs(instance, id, length):
    """The slugs it may have, the plainest first; the last is its own for certain."""
    slug = (instance.slug or slugify(instance.name))[:length].strip("-_") or "n"
    return slug, f"{slug[: length - 9]}-{id[:8]}", f"{slug[: length - 37]}-{id}"


def write_each(prepared, write, report):
    """`write(list)` for all in one savepoint; where the database refuses, one by one, refusing the bad ones."""
    if not prepared:
        return []
    try:
        _write(prepared, write)
        written = prepared
    except DatabaseError as error:
        _pass_on(error)
        written = [one for one in prepared if _alone(one, write, report)]
    for one in written:
        report.count(one.record.kind, one.outcome)
    return written


def _write(prepared, write):
    with transaction.atomic():
        write(prepared)
        with connection.cursor() as cursor:  # foreign keys are checked now, not when all is committed
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _alone(one, write, report):
    try:
        _write([one], write)
    except DatabaseError as error:
        _pass_on(error)
        report.refuse(one.record.kind, one.record.place, "", in_words(error))
        return False
    return True


def _pass_on(error):
    """Raise again what no row is to blame for: a deadlock, a full disk, a server that goes away."""
    if (getattr(error.__cause__, "pgcode", None) or "08")[:2] in NOT_OF_A_ROW:
        raise error


def in_words(error):
    """Why the database refused a row."""
    diagnosis = getattr(error.__cause__, "diag", None)
    constraint = getattr(diagnosis, "constraint_name", None) or ""
    if constraint in _CONSTRAINTS:
        return _CONSTRAINTS[constraint]
    if isinstance(error, IntegrityError) and constraint:
        return f"la base dati non la accetta (regola {constraint})"
    message = getattr(diagnosis, "message_primary", None) or str(error).splitlines()[0]
    return f"la base dati non la accetta: {message}"
