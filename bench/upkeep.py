"""Each page of `/redazione/` with ten thousand things waiting beside the same page when it is just full, in one run.

    python -m bench.upkeep [--sizes 100 10000] [--times 15] [--again]

Two databases, made once and kept (`--again` makes them anew), each asked by a process of its own, in turns. Of so many
times the best counts, for whatever else the machine does adds to each; the table goes to var/upkeep.json too.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puntocomunita.settings")

import django  # noqa: E402
from django.conf import settings  # noqa: E402

from bench import databases  # noqa: E402
from bench.worker import Worker, timed  # noqa: E402

MOST_QUERIES, MOST_RATIO = 8, 1.3
PAGES = {
    "": "all that waits",
    "segnalazioni/": "reports",
    "modifiche/": "changes",
    "richieste/": "claims",
    "fiducia/": "trust",
    "da-confermare/": "stale services",
    "da-confermare/?che=organizzazioni": "stale organizations",
    "siti/": "dead websites",
    "doppioni/": "suspected pairs",
    "elenco/": "services together",
    "elenco/organizzazioni/": "organizations together",
    "cestino/": "trash",
    "bozze/": "drafts",
    "/giri/": "campaigns",
}


def main():
    django.setup()
    asked = arguments()
    for size in asked.sizes:
        ready(size, asked.again)
    workers = {size: Worker("bench.upkeep", f"upkeep_{size}") for size in asked.sizes}
    rows = [row for who in ("coordinator", "direction") for row in rows_of(who, workers, asked)]
    print(f"{'':<38}" + "".join(f"{size:>9} ms {'queries':>8}" for size in asked.sizes) + "   ratio")
    for row in rows:
        print(told(row))
    (Path(settings.VAR_DIR) / "upkeep.json").write_text(json.dumps(rows, indent=1))
    return sum(row["missed"] for row in rows)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs=2, default=[100, 10_000])
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def ready(size, again):
    if again or not databases.exists(f"upkeep_{size}"):
        start = time.monotonic()
        databases.recreate(f"upkeep_{size}")
        databases.manage(f"upkeep_{size}", "migrate", "--verbosity=0")
        Worker("bench.upkeep", f"upkeep_{size}").ask("fill", size)
        print(f"· {size}: made in {time.monotonic() - start:.0f} s", flush=True)


def address(path):
    return path if path.startswith("/") else f"/redazione/{path}"


def rows_of(who, workers, asked):
    small, large = asked.sizes
    for path, name in PAGES.items():
        answers = {size: [] for size in asked.sizes}
        for _time in range(asked.times):
            for size, worker in workers.items():
                answers[size].append(worker.ask(who, address(path)))
        ms = {size: round(min(each["ms"] for each in found), 1) for size, found in answers.items()}
        queries = {size: max(each["queries"] for each in found[1:]) for size, found in answers.items()}
        ratio = round(ms[large] / ms[small], 2)
        missed = ratio > MOST_RATIO or max(queries.values()) >= MOST_QUERIES
        yield {"who": who, "page": name, "ms": ms, "queries": queries, "ratio": ratio, "missed": missed}


def told(row):
    cells = "".join(f"{row['ms'][size]:>12} {row['queries'][size]:>8}" for size in row["ms"])
    return f"{row['who'] + ', ' + row['page']:<38}{cells} {row['ratio']:>7}{'  missed' if row['missed'] else ''}"


def work():
    """Answers lines `fill size` and `who path`."""
    django.setup()
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS.append("testserver")
    clients = {}
    for line in sys.stdin:
        words = line.split()
        print(json.dumps(filled(int(words[1])) if words[0] == "fill" else answer(clients, *words)), flush=True)


def filled(size):
    from bench.upkeep_city import fill

    fill(size)
    return {}


def answer(clients, who, path):
    """How long the page took, and how many queries it asked."""
    if who not in clients:
        clients[who] = signed_in(who)
    ms, status, asked = timed(clients[who], path)
    if status != 200:
        raise SystemExit(f"{path}: {status}")
    if os.environ.get("TELL"):
        print(*(sql for sql, _params in asked), sep="\n", file=sys.stderr)
    return {"ms": ms, "queries": len(asked)}


def signed_in(who):
    from django.test import Client

    from accounts.models import User
    from bench.upkeep_city import COORDINATOR, DIRECTION

    client = Client()
    client.force_login(User.objects.get(email=COORDINATOR if who == "coordinator" else DIRECTION))
    return client


if __name__ == "__main__":
    work() if "--work" in sys.argv else sys.exit(1 if main() else 0)
