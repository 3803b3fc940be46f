"""Each page that lists something of a network or of a community, in the demo's city and in one a hundred times as busy.

    python -m bench.community [--times 7] [--sizes 1 100] [--only pact_ …]

Two databases, made once and kept, each asked by a process of its own, in turns; of so many times the best counts. Fails
where a page asks more in the larger city, takes longer than it may, or walks a large table from end to end. The table
goes to var/community.json too.
"""

import argparse
import json
import logging
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puntocomunita.settings")

import django  # noqa: E402
from django.conf import settings  # noqa: E402

from bench import databases  # noqa: E402
from bench.worker import Worker, timed  # noqa: E402

MOST_MILLISECONDS, LARGE = 300, 20_000  # rows of a table that nothing walks whole
FILLED = "demo, copied"
CITY = "brescia"
ROOMS = ["community", "community_api", "network", "network_api"]
PEOPLE = {"citizen": "cittadina", "coordinator": "coordinatrice", "owner": "referente", "direction": "direzione"}
DEMO = "@demo.puntocomunita.example"


def main():
    django.setup()
    asked = arguments()
    for times in asked.sizes:
        ready(times)
    workers = {times: Worker("bench.community", name_of(times)) for times in asked.sizes}
    print("| page | asked by | ms | in the larger | queries | walked whole |\n| --- | --- | ---: | ---: | ---: | --- |")
    rows = []
    for name, path in pages(asked.only):
        for row in rows_of(name, path, workers, asked.times):
            rows.append(row)
            print(told(row), flush=True)
    (Path(settings.VAR_DIR) / "community.json").write_text(json.dumps(rows, indent=1))
    return sum(row["missed"] for row in rows)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--sizes", type=int, nargs=2, default=[1, 100])
    parser.add_argument("--only", nargs="+", default=[""], help="how the names of pages begin")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def name_of(times):
    return f"community_{times}"


def ready(times):
    """One that was left half-made is made anew."""
    name, start = name_of(times), time.monotonic()
    is_filled = databases.comment(name) == FILLED
    if not is_filled:
        databases.recreate(name)
    databases.manage(name, "migrate", "--verbosity=0")
    if not is_filled:
        databases.manage(name, "load_demo")
        Worker("bench.community", name).ask("fill", times)
        databases.stamp_it(name, FILLED)
        print(f"· {times}: made in {time.monotonic() - start:.0f} s", flush=True)


def pages(beginnings):
    """(name, path) of whatever is asked with nothing but a city, so that no list that comes later is forgotten."""
    from django.urls import get_resolver, reverse

    found = []
    for room in ROOMS:
        inside = get_resolver().namespace_dict[room][1].reverse_dict
        for name in sorted(each for each in inside if isinstance(each, str)):
            wanted = inside.getlist(name)[0][0][0][1]
            if set(wanted) <= {"slug"} and "create" not in name and name.startswith(tuple(beginnings)):
                found.append((f"{room}:{name}", reverse(f"{room}:{name}", args=[CITY] * len(wanted))))
    return found


def rows_of(name, path, workers, times):
    """One for each person who is shown the page."""
    small, large = workers
    for who in PEOPLE:
        answers = {size: [] for size in workers}
        for _time in range(times):
            for size, worker in workers.items():
                answers[size].append(worker.ask(who, path))
        if answers[large][0]["status"] != 200:
            continue
        ms = {size: round(min(each["ms"] for each in found), 1) for size, found in answers.items()}
        queries = {size: max(each["queries"] for each in found[1:]) for size, found in answers.items()}
        walked = workers[large].ask(who, path, "plans")["walked"]
        missed = queries[large] > queries[small] or ms[large] > MOST_MILLISECONDS or bool(walked)
        yield {"page": name, "who": who, "ms": ms, "queries": queries, "walked": walked, "missed": missed}


def told(row):
    (few, many), (_less, asked) = row["ms"].values(), row["queries"].values()
    walked = ", ".join(row["walked"])
    return f"| {row['page']} | {row['who']} | {few:.0f} | {many:.0f} | {asked} | {walked} |" + " missed" * row["missed"]


def work():
    """Answers lines `fill times`, `who path` and `who path plans`."""
    django.setup()
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS.append("testserver")
    logging.disable()  # who is not shown a page is refused it, and that is told
    clients = {}
    for line in sys.stdin:
        words = line.split()
        print(json.dumps(filled(words[1]) if words[0] == "fill" else answer(clients, *words)), flush=True)


def filled(times):
    from bench.community_city import fill

    return fill(int(times))


def answer(clients, who, path, plans=""):
    if who not in clients:
        clients[who] = signed_in(who)
    ms, status, asked = timed(clients[who], path)
    return {"ms": ms, "status": status, "queries": len(asked), "walked": walked_whole(asked) if plans else []}


def walked_whole(asked):
    """The large tables of which a query reads every row, by its plan."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE reltuples >= %s", [LARGE])
        large, found = {name for (name,) in cursor.fetchall()}, set()
        for sql, params in asked:
            if sql.lstrip("( ").startswith(("SELECT", "WITH")):
                cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
                found |= large & set(sequential(cursor.fetchone()[0][0]["Plan"]))
    return sorted(found)


def sequential(plan):
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", []):
        yield from sequential(part)


def signed_in(who):
    from django.test import Client

    from accounts.models import User

    client = Client()
    client.force_login(User.objects.get(email=f"{PEOPLE[who]}{DEMO}"))
    return client


if __name__ == "__main__":
    work() if "--work" in sys.argv else sys.exit(1 if main() else 0)
