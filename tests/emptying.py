"""How the database is emptied after a test that commits: quickly, and not under a page that is being answered."""

import contextlib
import threading

from django.core.handlers.wsgi import WSGIHandler
from django.core.management.commands import flush
from django.db.backends.postgresql.operations import DatabaseOperations

# Never emptied: what says which models there are, which `flush` would write anew after it.
LASTING = {"django_content_type", "auth_permission"}
FEW = 500  # rows of a table that are sooner deleted than all tables truncated
FILLED = "SELECT '{0}', count(*) FROM (SELECT FROM {0} LIMIT {1}) AS few HAVING count(*) > 0"
# What is written once refuses TRUNCATE and DELETE too; only here its triggers stand still. Their table's owner may.
DISABLE, ENABLE = "ALTER TABLE {} DISABLE TRIGGER USER", "ALTER TABLE {} ENABLE TRIGGER USER"


class Answering:
    """The requests that a live server is answering, which an emptying waits for and keeps out."""

    def __init__(self):
        self.changed = threading.Condition()
        self.under_way = 0
        self.emptying = False

    @contextlib.contextmanager
    def request(self):
        with self.changed:
            self.changed.wait_for(lambda: not self.emptying, timeout=60)
            self.under_way += 1
        try:
            yield
        finally:
            with self.changed:
                self.under_way -= 1
                self.changed.notify_all()

    @contextlib.contextmanager
    def none(self):
        with self.changed:
            self.emptying = True
            self.changed.wait_for(lambda: not self.under_way, timeout=30)
        try:
            yield
        finally:
            with self.changed:
                self.emptying = False
                self.changed.notify_all()


def all_tables(connection) -> list:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [connection.ops.quote_name(name) for name in sorted({*names} - LASTING)]


def filled(connection, tables) -> dict:
    """Rows of each table that has some, no more than `FEW` counted."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(FILLED.format(table, FEW) for table in tables))
        return dict(cursor.fetchall())


def emptying(connection) -> list:
    """Statements. All rows go in one, after which the foreign keys are asked."""
    tables = all_tables(connection)
    rows = filled(connection, tables)
    if FEW in rows.values():
        gone = f"TRUNCATE {', '.join(tables)}"
    else:
        tables = list(rows)
        gone = "WITH " + ", ".join(f"t{n} AS (DELETE FROM {table})" for n, table in enumerate(tables)) + " SELECT 1"
    each_way = [[line.format(table) for table in tables] for line in (DISABLE, ENABLE)]
    return [*each_way[0], gone, "SET CONSTRAINTS ALL IMMEDIATE", *each_way[1]] if rows else []


def patch(monkeypatch):
    """Makes Django's `flush`, which pytest-django calls, do it so."""
    execute, answer, answering = DatabaseOperations.execute_sql_flush, WSGIHandler.__call__, Answering()

    def emptied(self, sql_list):
        with answering.none():
            execute(self, emptying(self.connection))

    def answered(self, environ, start_response):
        with answering.request():
            return answer(self, environ, start_response)

    monkeypatch.setattr(DatabaseOperations, "execute_sql_flush", emptied)
    monkeypatch.setattr(flush, "emit_post_migrate_signal", lambda *args, **kwargs: None)
    monkeypatch.setattr(WSGIHandler, "__call__", answered)
