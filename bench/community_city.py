"""The demo's city made so many times as busy: rows of the network and the community copied by SQL, people with them.

A copy of a row points to the copies of what the row points to; houses, rooms, concierges and bodies stay as they are,
and are booked, asked and met in so many times as often. Triggers stand still meanwhile, foreign keys do not.
"""

from django.db import connection, transaction

STEP = 10_000_000  # between a row's id and that of its copy
# There is one of each in a place, a year or a body; or it says what the portal has told already.
AS_THEY_ARE = {
    "community_adviceslot",
    "community_advicebooking",
    "community_space",
    "community_concierge",
    "community_notice",
    "community_noticewish",
    "community_block",
    "network_bulletinissue",
    "network_bulletinitem",
    "network_bulletinitem_quarters",
    "network_bulletinitem_themes",
    "network_bulletinentry",
    "network_delivery",
    "network_networkmembership",
    "network_subscription",
    "network_subscription_themes",
    "network_subscription_quarters",
    "network_steeringbody",
    "network_vision",
    "network_goal",
    "network_measurement",
    "network_seat",
    "network_seatpresence",
    "network_dismissedsuggestion",
    "network_meetingcalendar",
    "network_coordinatorstold",
}
YEARS_BEFORE = "{0} - copy * interval '364 days'"
SAID_ANEW = {
    "community_booking.starts_at": YEARS_BEFORE,
    "community_booking.ends_at": YEARS_BEFORE,
    "community_occupation.occupied": "tstzrange(lower({0}) - copy * interval '364 days',"
    " upper({0}) - copy * interval '364 days')",
    "accounts_user.email": "copy || '.' || {0}",
} | dict.fromkeys(
    [
        "community_codesign.title",
        "community_communitysurvey.title",
        "community_group.slug",
        "community_needtheme.title",
    ],
    "{0} || copy",
)
MARKS = {"code": "left(md5({0} || copy), length({0}))", "digest": "md5({0} || copy)", "sender_mark": "md5({0} || copy)"}
COLUMNS = """
    SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
    WHERE c.table_schema = 'public' AND c.is_generated = 'NEVER'
    AND (c.table_name LIKE 'community\\_%' OR c.table_name LIKE 'network\\_%' OR c.table_name = 'accounts_user')
    ORDER BY c.table_name, c.ordinal_position
"""
POINTERS = """
    SELECT conrelid::regclass::text, attname, confrelid::regclass::text FROM pg_constraint
    JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
    WHERE contype = 'f' AND array_length(conkey, 1) = 1
"""
KEYS = """
    SELECT conrelid::regclass::text, attname FROM pg_constraint
    JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey) WHERE contype = 'p'
"""


def fill(times):
    """The rows of each table that has been copied."""
    with transaction.atomic(), connection.cursor() as cursor:
        copied = {table: rows for table, rows in tables(cursor).items() if table not in AS_THEY_ARE}
        pointers = {(table, column): to for table, column, to in asked(cursor, POINTERS) if to in copied}
        keys = set(asked(cursor, KEYS))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        counted = {}
        for table in in_order(copied, pointers):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(copying(table, copied[table], pointers, keys), [times - 1])
            counted[table] = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in copied:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return counted


def asked(cursor, question) -> list:
    cursor.execute(question)
    return cursor.fetchall()


def tables(cursor) -> dict:
    """{table: {column: type}}."""
    found = {}
    for table, column, kind in asked(cursor, COLUMNS):
        found.setdefault(table, {})[column] = kind
    return found


def in_order(copied, pointers) -> list:
    """Who is pointed to first."""
    done = []

    def walk(table):
        if table not in done:
            done.append(table)
            for (pointing, _column), to in pointers.items():
                if pointing == table:
                    walk(to)
            done.remove(table)
            done.append(table)

    for table in sorted(copied):
        walk(table)
    return done


def copying(table, columns, pointers, keys) -> str:
    said = [value_of(table, column, kind, pointers, keys) for column, kind in columns.items()]
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(said)} FROM {table}, generate_series(1, %s) copy"


def value_of(table, column, kind, pointers, keys) -> str:
    named = f'{table}."{column}"'
    if f"{table}.{column}" in SAID_ANEW:
        return SAID_ANEW[f"{table}.{column}"].format(named)
    if column in MARKS:
        return f"CASE {named} WHEN '' THEN '' ELSE {MARKS[column].format(named)} END"
    if (table, column) not in keys and (table, column) not in pointers:
        return named
    if kind == "uuid":
        return f"md5({named}::text || copy)::uuid"
    return f"{named} + copy * {STEP}"
