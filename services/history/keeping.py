"""How the history is kept: what commands say of themselves, when it stands still, what it forgets."""

from contextlib import contextmanager

import pghistory
from django.db import connection, transaction

from services.models import RowChange

from .kinds import KINDS

AT_ONCE = 5_000


def told(source):
    """A context in which changes are one act of a command: `with told("import_hsds comune"):`."""
    return pghistory.context(source=source[:200])


@contextmanager
def not_kept():
    """Inside, in one transaction, nothing is kept and the tables are closed to other writers: invented rows."""
    with transaction.atomic():
        _switch("DISABLE")
        yield
        _switch("ENABLE")


def _switch(how):
    """Foreign keys are checked first: a table with checks to come cannot be altered."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for kind in KINDS.values():
            for verb in ("insert", "update", "delete"):
                cursor.execute(f"ALTER TABLE {kind.table} {how} TRIGGER keeps_{verb}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def erase_past_keeping() -> int:
    """Forget who had which role past the time it may be known; returns how many changes, in small transactions."""
    erased = 0
    while ids := list(RowChange.objects.past_keeping().values_list("pk", flat=True)[:AT_ONCE]):
        erased += RowChange.objects.filter(pk__in=ids).delete()[0]
    return erased
