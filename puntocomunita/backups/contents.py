"""What a database holds, in few words: of two equal ones the same, on any version of PostgreSQL."""

from psycopg2 import sql

TABLES = """
    SELECT c.relname FROM pg_class c
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    ORDER BY 1
"""
ROWS = "SELECT count(*), coalesce(sum(hashtextextended(row::text, 0)::numeric), 0)::text FROM {} row"
COUNTERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
RULES = """
    SELECT 'constraint', conrelid::regclass::text, conname FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype <> 'n' AND conparentid = 0
    UNION ALL
    SELECT 'trigger', tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'index', tablename, indexname FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT 'function', p.proname, md5(p.prosrc) FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'extension', extname, '' FROM pg_extension
    ORDER BY 1, 2, 3
"""


def contents(connection) -> dict:
    """{"tables": {name: [rows, sum of the hashes of their text]}, "counters": {name: last value}, "rules": […]}."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        held = {name: digest(cursor, name) for name in tables}
        cursor.execute(COUNTERS)
        counters = dict(cursor.fetchall())
        cursor.execute(RULES)
        return {"tables": held, "counters": counters, "rules": [" ".join(row).strip() for row in cursor.fetchall()]}


def digest(cursor, table) -> list:
    cursor.execute(sql.SQL(ROWS).format(sql.Identifier("public", table)))
    return list(cursor.fetchone())


def differences(wanted: dict, found: dict) -> list[str]:
    """Names of the tables, counters and rules that are not the same on both sides."""
    apart = []
    for kind in ("tables", "counters"):
        names = sorted(wanted[kind].keys() | found[kind].keys())
        apart += [name for name in names if wanted[kind].get(name) != found[kind].get(name)]
    return apart + sorted(set(wanted["rules"]) ^ set(found["rules"]))
