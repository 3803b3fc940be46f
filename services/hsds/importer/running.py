"""The one transaction of an import: alone, whole or not at all, and begun again where an edit got in its way."""

from django.db import OperationalError, connection, transaction

from services import history

from .spool import Spool

LOCK = 6  # the advisory lock that imports share (docs/adr/0006-imports.md)
TRIES = 3
DEADLOCK = "40P01"


class DryRun(Exception):
    """Undoes a transaction that was only to see what would happen."""


def run(bring_in, *, told, dry_run, report):
    """`bring_in(spool)` reads and writes; killed wherever it may be, nothing has happened.

    An edit may hold a row that the import wants, and want one that it holds. PostgreSQL then ends one of the two;
    where it is the import, that starts afresh.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            once(bring_in, told, dry_run, report)
        except OperationalError as error:
            if not tries_left or getattr(error.__cause__, "pgcode", None) != DEADLOCK:
                raise
            report.begin_again()
        else:
            break


def once(bring_in, told, dry_run, report):
    try:
        with Spool() as spool, history.told(told), transaction.atomic():
            wait_for_others(report)
            bring_in(spool)
            if dry_run:
                raise DryRun
    except DryRun:
        return


def wait_for_others(report):
    """Two imports at once would each miss what the other is writing: the second reads when the first is done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            report.tell("Un’altra importazione è in corso: questa aspetta che finisca.")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def keep_others_out(model, records):
    """From here on nobody else changes these rows: what is read of them is still so when they are written."""
    rows = model.objects.filter(id__in=[record.id for record in records]).order_by("id")
    list(rows.select_for_update(no_key=True).values_list("id"))
