"""How the history is kept: what commands say of themselves, and when it stands still."""

from contextlib import contextmanager

import pghistory
from django.db import connection, transaction

from .kinds import KINDS


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
