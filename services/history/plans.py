"""The plan of a restoration as a page shows it, and its carrying out."""

import json
from dataclasses import dataclass

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError, TextField
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from organizations.hours import compile_all
from organizations.models import Location, OpeningHours
from services import listings
from services.models import Moved, RowChange
from services.models.history import FORGOTTEN

from .kinds import KINDS
from .restoring import Steps, effect, settle, steps_of, times_before, times_now
from .rows import rows_now
from .subjects import Subject
from .telling import TIMES, Line, in_words, name_of, place_of
from .values import Names, label_of, value_of


class CannotRestore(Exception):
    """Nothing was written; the message says why, and `plan` what it would be now."""

    def __init__(self, message, plan=None):
        super().__init__(message)
        self.message, self.plan = message, plan


@dataclass
class Plan:
    """`lines` say what would be again, `lost` what was written since and would go, `notes` what cannot come back.

    `seen` is the version of the thing for which this holds.
    """

    subject: Subject
    steps: Steps
    lines: list
    lost: list
    notes: list
    refusal: str
    seen: int | None


def plan_of(act, subject) -> Plan:
    changes = effect(act, subject)
    steps = steps_of(changes)
    refusal, notes = settle(steps, subject)
    refusal = merged_refusal(act, subject) or refusal
    lines = [*_rows(steps), *_times(steps)]
    if act.changes.filter(key=subject.key, before__has_key=FORGOTTEN).exists():
        refusal = _("È nel cestino da più di 30 giorni: quello che diceva è stato cancellato, e non torna.")
    if not lines and not refusal:
        refusal = _("Non c’è niente da rimettere: è già tutto com’era prima.")
    return Plan(subject, steps, lines, [*_lost(changes, steps)], notes, refusal, subject.last_change())


def merged_refusal(act, subject):
    """Of two that this act made one, the other comes back first: its places would be nobody's."""
    gone = act.changes.filter(kind=subject.kind, verb=RowChange.Verb.DELETE).exclude(key=subject.key)
    keys = Moved.objects.filter(old_id__in=[each.key for each in gone]).values_list("old_id", flat=True)
    there = {str(key) for key in KINDS[subject.kind].model.objects.filter(pk__in=keys).values_list("pk", flat=True)}
    lost = Moved.objects.filter(old_id__in=keys).exclude(old_id__in=there).first()
    if lost is None:
        return ""
    return _("Qui due schede sono diventate una: prima rimetti «%(name)s», dalla storia di tutte.") % {
        "name": lost.old_name
    }


def _rows(steps):
    names, now = Names(), {}
    for kind, keys in steps.keys().items():
        now |= {(kind, key): row for key, row in rows_now(kind, keys).items()}
    for (kind, key), row in [*now.items(), *steps.puts.items(), *steps.sets.items()]:
        names.want(kind, row)
        names.want_row(kind, key)
    for (kind, key), values in steps.sets.items():
        for column in sorted(values, key=place_of(kind)):
            value = values[column]
            said = [value_of(kind, column, each, names) or _("niente") for each in (now[kind, key][column], value)]
            yield Line(label_of(kind, column), *said, text=isinstance(KINDS[kind].field(column), TextField))
    for (kind, _key), row in steps.puts.items():
        if kind != "opening_hours":
            yield Line(capfirst(str(KINDS[kind].label)), after=name_of(kind, row, names) or "…")
    for kind, key in steps.takes:
        if kind != "opening_hours":
            yield Line(capfirst(str(KINDS[kind].label)), before=name_of(kind, now[kind, key], names) or "…")


def _times(steps):
    for key, wanted in steps.hours.items():
        for kind, label in (("schedule", _("Orari")), ("closure", _("Chiusure"))):
            said = [_said(kind, rows) for rows in (times_now(key), wanted)]
            if said[0] != said[1]:
                yield Line(label, *(each or _("niente") for each in said))


def _said(kind, rows):
    return "; ".join(sorted(in_words(kind, row) for (each, _key), row in rows.items() if each == kind))


def _lost(changes, steps):
    """What somebody wrote after the act where it would be put back."""
    left = {(c.kind, c.key, column): value for c in changes for column, value in (c.after or {}).items()}
    for (kind, key), values in steps.sets.items():
        now, names = rows_now(kind, [key])[key], Names()
        names.want(kind, now)
        for column in values:
            if left.get((kind, key, column), now[column]) != now[column]:
                yield Line(label_of(kind, column), before=value_of(kind, column, now[column], names) or _("niente"))
    last = {change.parent: change.pk for change in changes if change.kind in TIMES}
    for key, pk in last.items():
        now = times_now(key)
        if now != times_before(key, pk + 1):
            said = "; ".join(filter(None, (_said(kind, now) for kind in TIMES)))
            yield Line(_("Orari"), before=said or _("niente"))


def restore(*, act, subject, seen, by, losing=False):
    """Carry out the plan that was shown, if it is still the plan: raises CannotRestore, and nothing is written.

    `losing`: what was written since may go.
    """
    try:
        with transaction.atomic(), pghistory.context(user=by.pk, undoes=str(act.pk)):
            _lock(act, subject)
            plan = plan_of(act, Subject(subject.kind, subject.key))
            _refuse(plan, seen, losing)
            _write(plan)
            _bring_along(plan)
    except (DatabaseError, ProtectedError) as error:
        raise CannotRestore(
            _("Non si può rimettere: nel frattempo un’altra scheda ha preso quello che serve. Non è cambiato niente.")
        ) from error
    return plan


def _lock(act, subject):
    """The thing, be it there or gone, and every row to be written, before anything is read to decide."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [subject.key])
    keys = steps_of(effect(act, subject)).keys()
    keys[subject.kind].add(subject.key)
    for kind in sorted(keys):
        list(KINDS[kind].model.objects.select_for_update(of=("self",)).filter(pk__in=keys[kind]).order_by("pk"))


def _refuse(plan, seen, losing):
    if plan.seen != seen:
        raise CannotRestore(_("Nel frattempo la scheda è cambiata: guarda di nuovo che cosa succederebbe."), plan)
    if plan.refusal:
        raise CannotRestore(plan.refusal, plan)
    if plan.lost and not losing:
        raise CannotRestore(_("Di’ che può andare perso quello che è stato scritto dopo."), plan)


def _write(plan):
    steps = plan.steps
    with connection.cursor() as cursor:
        for (kind, key), values in steps.sets.items():
            _set(cursor, kind, key, values)
        for kind in KINDS:  # things before their links: what is unique is asked at once
            for (each, _key), row in steps.puts.items():
                if each == kind:
                    put(cursor, kind, row)
        for kind, key in reversed(steps.takes):
            KINDS[kind].model.objects.filter(pk=key).delete()
        for key, wanted in steps.hours.items():
            _replace_times(cursor, key, wanted)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _set(cursor, kind, key, values):
    model, columns = KINDS[kind], ", ".join(values)
    cursor.execute(
        f"UPDATE {model.table} SET ({columns}) ="
        f" (SELECT {columns} FROM jsonb_populate_record(NULL::{model.table}, %s::jsonb)) WHERE id = %s",
        [json.dumps(values), key],
    )


def put(cursor, kind, row):
    """The row with its key; what was not kept begins anew, and a link that is there again stays as it is."""
    model = KINDS[kind]
    values = {column: model.field(column).get_default() for column in model.columns}
    values |= {"last_modified": timezone.now()} if "last_modified" in values else {}
    values |= {column: value for column, value in row.items() if column in values}
    columns = ", ".join(values)
    cursor.execute(
        f"INSERT INTO {model.table} ({columns}) SELECT {columns}"
        f" FROM jsonb_populate_record(NULL::{model.table}, %s::jsonb)"
        + ("" if "slug" in values else " ON CONFLICT DO NOTHING"),
        [json.dumps(values, cls=DjangoJSONEncoder)],
    )


def _replace_times(cursor, key, wanted):
    now = times_now(key)
    for kind, model in TIMES.items():
        gone = [each for (name, each), row in now.items() if name == kind and wanted.get((kind, each)) != row]
        model.objects.filter(pk__in=gone).delete()
    for row, values in wanted.items():
        if now.get(row) != values and OpeningHours.objects.filter(pk=key).exists():
            put(cursor, row[0], values)


def _bring_along(plan):
    """The hours compiled, the search and the directory's version moved on, the thing marked as changed."""
    subject, written = plan.subject, plan.steps.keys()
    for kind, key in plan.steps.puts:
        written[kind].add(key)
    written[subject.kind].add(subject.key)
    compile_all(OpeningHours.objects.filter(pk__in=written["opening_hours"]))
    KINDS[subject.kind].model.objects.filter(pk=subject.key).update(last_modified=timezone.now())
    owners = Location.objects.filter(opening_hours__in=written["opening_hours"]).values_list("pk", flat=True)
    listings.refresh_listings(
        services=written["service"], assets=written["asset"], community_points=written["community_point"]
    )
    listings.refresh_around(organizations=written["organization"], locations=[*written["location"], *owners])
    listings.touch_directory()
