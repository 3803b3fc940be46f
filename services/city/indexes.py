"""Loading into empty tables without their indexes and foreign keys, which are made again at the end.

Both stay inside the caller's transaction: a load that fails or is killed leaves everything as it was.
Primary and unique keys stay, so nothing twice goes in unseen.
"""

from contextlib import contextmanager

from django.db import connection

INDEXES = """
SELECT format('DROP INDEX %%I', c.relname), pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
ORDER BY c.relname
"""
FOREIGN_KEYS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
ORDER BY conname
"""


@contextmanager
def lifted(tables, tell):
    """Without the secondary indexes and foreign keys of these tables, for as long as the block lasts."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        pairs = [pair for query in (FOREIGN_KEYS, INDEXES) for pair in _rows(cursor, query, tables)]
        for drop, _ in pairs:
            cursor.execute(drop)
        yield
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for number, (_, create) in enumerate(reversed(pairs)):
            if number % 10 == 0:
                tell(f"indici e vincoli: {number} di {len(pairs)}")
            cursor.execute(create)


def _rows(cursor, query, tables):
    cursor.execute(query, [tables])
    return cursor.fetchall()
