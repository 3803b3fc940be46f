"""A feed of known good and bad rows, and imports of it that are killed.

    python -m tests.services.killed_import PATH

imports a folder of HSDS, or a table of organizations, in children that kill themselves before their first, second,
third … statement, before their commit and after it. It prints a line for each: the moment, what ended the child, and
a digest of the database.
"""

import contextlib
import csv
import os
import signal
import sys

from django.core.management import call_command
from django.db import connection

COLUMNS = {
    "organizations": ["id", "name", "email"],
    "locations": ["id", "organization_id", "name", "latitude", "longitude"],
    "services": ["id", "organization_id", "name", "description", "minimum_age"],
    "service_at_location": ["id", "service_id", "location_id"],
}
EVERY = 97  # one row of so many is bad, each table in its own way


def write_feed(folder, each, edition):
    """Tables of `each` organizations, as many places, twice the services, each at a place; returns the bad rows said.

    Another edition has other names and descriptions, so that every row differs.
    """
    folder.mkdir(exist_ok=True)
    rows = {
        "organizations": [[n, f"Ente {n} {edition}", f"ente{n}@example.org"] for n in range(each)],
        "locations": [[n, n, f"Sede {n} {edition}", 45.5 + n / 1e5, 10.2] for n in range(each)],
        "services": [[n, n % each, f"Aiuto {n} {edition}", f"Testo {edition}", 18] for n in range(2 * each)],
        "service_at_location": [[n, n, n % each] for n in range(each)],
    }
    said = [*spoil(rows)]
    for table, columns in COLUMNS.items():
        with (folder / f"{table}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([columns, *rows[table]])
    return said


def spoil(rows):
    """Makes some rows bad, and yields what an import must say of each, in its order."""
    for n in range(5, len(rows["organizations"]), EVERY):
        rows["organizations"][n][2] = "ente(at)example.org"
        yield f"organizations.csv, riga {n + 2}, email: «ente(at)example.org» non è un indirizzo e-mail"
    for n in range(7, len(rows["locations"]), EVERY):
        rows["locations"][n][3] = "qui"
        yield f"locations.csv, riga {n + 2}, latitude, longitude: «qui» non è un numero"
    homeless = set(range(11, len(rows["services"]), 2 * EVERY))
    for n in range(11, len(rows["services"]), EVERY):
        if n in homeless:
            rows["services"][n][1] = "nessuno"
            yield f"services.csv, riga {n + 2}, organization_id: l’organizzazione non è nel file"
        else:
            rows["services"][n][4] = "undici"
            yield f"services.csv, riga {n + 2}, minimum_age: «undici» non è un numero"
    for n, row in enumerate(rows["service_at_location"]):
        if n in homeless:
            yield f"service_at_location.csv, riga {n + 2}, service_id: il servizio non è nel file, o non è stato preso"
        elif n % EVERY == 13:
            row[2] = "nessuno"
            yield f"service_at_location.csv, riga {n + 2}, location_id: il luogo non è nel file, o non è stato preso"


def digest_of_all():
    """Of every row of every table, whatever their order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [table for (table,) in cursor.fetchall()]
        said = "md5(string_agg(md5(t::text), '' ORDER BY md5(t::text)))"
        each = " UNION ALL ".join(f"SELECT '{table}', {said} FROM {table} t" for table in tables)
        cursor.execute(f"SELECT md5(string_agg(name || said, '' ORDER BY name)) FROM ({each}) AS tables (name, said)")
        return cursor.fetchone()[0]


def main(path):
    connection.ensure_connection()  # what is asked of a server once is not asked again by a child
    _, statements = ended_by(path, "")
    for moment in [*range(1, statements + 1), "commit", "after"]:
        print(moment, ended_by(path, moment)[0], digest_of_all(), flush=True)


def ended_by(path, moment):
    """(the signal that ended an import, 0 for none; how many statements it asked when it came to its end)."""
    connection.close()
    child = os.fork()
    if not child:
        os._exit(import_until(path, moment))
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status), os.WEXITSTATUS(status)


def import_until(path, moment):
    """How many statements were asked; one without a moment writes nothing."""
    asked = die_at(moment)
    command = ["import_hsds", path] if os.path.isdir(path) else ["import_csv", "organizations", path]
    with open(os.devnull, "w") as nowhere, contextlib.suppress(SystemExit):
        call_command(*command, source="prova", dry_run=moment == "", stdout=nowhere, stderr=nowhere)
    return len(asked)


def die_at(moment):
    """The statements as they are asked, until the moment comes."""
    commit, asked = connection._commit, []

    def count(execute, sql, *rest):
        asked.append(sql)
        if len(asked) == moment:
            die()
        return execute(sql, *rest)

    def commit_or_die():
        if moment == "commit":
            die()
        commit()
        if moment == "after":
            die()

    connection.execute_wrappers.append(count)
    connection._commit = commit_or_die
    return asked


def die():
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    import django

    django.setup()
    main(sys.argv[1])
