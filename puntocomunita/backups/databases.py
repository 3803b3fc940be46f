"""Databases beside the portal's, on its server."""

import contextlib

from django.db import Error
from psycopg2 import sql

from .trouble import BackupError

MAKE = "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE {collate} LC_CTYPE {ctype}"
LEAVE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


@contextlib.contextmanager
def fresh(connection, name):
    """A connection to a new, empty database of the same letters; it goes, unless it has been renamed meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()")
        collate, ctype = cursor.fetchone()
    letters = {"collate": sql.Literal(collate), "ctype": sql.Literal(ctype)}
    try:
        ask(connection, MAKE, name=sql.Identifier(name), **letters)
    except Error as error:
        raise BackupError(
            f"Non posso fare un secondo database: {first_line(error)} Serve il diritto CREATEDB."
        ) from None
    other = connection.copy()
    other.settings_dict["NAME"] = name
    try:
        yield other
    finally:
        other.close()
        ask(connection, "DROP DATABASE IF EXISTS {name}", name=sql.Identifier(name))


def ask(connection, statement, params=None, **names) -> None:
    """From a connection that is of neither database."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**names), params)


def swap(connection, coming, put_aside) -> None:
    """The database called `coming` takes the place of the portal's, which is called `put_aside` from now on."""
    name = connection.settings_dict["NAME"]
    connection.close()
    shut(connection, name, True)
    try:
        with connection._nodb_cursor() as cursor:
            cursor.execute(LEAVE, [name])
            cursor.execute("BEGIN")
            for old, new in ((name, put_aside), (coming, name)):
                cursor.execute(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
                )
            cursor.execute("COMMIT")
    except Error as error:
        shut(connection, name, False)
        raise BackupError(f"Qualcuno sta ancora usando il database: {first_line(error)} Ferma il portale.") from None
    shut(connection, put_aside, False)


def shut(connection, name, closed) -> None:
    """Lets nobody in any more, or again."""
    allow = sql.SQL("false" if closed else "true")
    ask(connection, "ALTER DATABASE {name} ALLOW_CONNECTIONS {allow}", name=sql.Identifier(name), allow=allow)


def first_line(error) -> str:
    return str(error).strip().splitlines()[0]
