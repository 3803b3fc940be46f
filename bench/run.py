"""`make bench`: what docs/performance.md promises, measured; a table on the screen, all figures in var/bench.json.

    python -m bench.run [--sizes 10000 100000 1000000] [--searches 5000] [--only load ratio …]

Timings of one run are comparable with one another; between machines, and while something else runs, they are not.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puntocomunita.settings")
django.setup()

from django.conf import settings  # noqa: E402

from bench import client, databases, datasette, ratio, report, servers  # noqa: E402
from bench.mix import WITHOUT_PLACE, Mix  # noqa: E402

SIZES = [10_000, 100_000, 1_000_000]
PATH = "/api/listings?"
PARTS = ["load", "ratio", "queries", "memory", "datasette", "empty"]
WITH_ONE, COMPARED, WARMED = 1_000, 150, 50  # searches: of the one client, beside SQL, before all
PATIENCE = {10_000: 60, 100_000: 90, 1_000_000: 240}  # seconds for one measurement; fewer searches are said
MIDDLE = 100_000  # the size of the measurements that need one only
SLOW = 20  # seconds given to Datasette


def main():
    asked = arguments()
    start, figures = time.monotonic(), {"machine": machine(), "seed": databases.SEED, "sizes": {}}
    for size in asked.sizes:
        databases.ready(size, report.tell)
        figures["sizes"][size] = of_size(size, asked)
    figures |= of_middle(asked)
    figures["seconds"] = round(time.monotonic() - start)
    figures["targets"] = report.targets(figures)
    path = Path(settings.VAR_DIR) / "bench.json"
    path.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    report.show(figures)
    report.tell(f"all figures: {path}")
    sys.exit(any(answer["errors"] for size in figures["sizes"].values() for answer in size.get("load", {}).values()))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--searches", type=int, default=5_000)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    return parser.parse_args()


def machine() -> dict:
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load before": [round(load, 1) for load in os.getloadavg()],
        "day": time.strftime("%Y-%m-%d"),
    }


def of_size(size, asked) -> dict:
    databases.use(size)
    searches = Mix(databases.SEED).searches(asked.searches + WARMED)
    warm, searches = searches[:WARMED], searches[WARMED:]
    figures = {}
    if "load" in asked.only:
        figures["load"] = load(size, warm, searches)
    if "ratio" in asked.only:
        report.tell(f"{size}: beside SQL")
        figures["ratio"] = ratio.compare(size, searches[: COMPARED if size < 1_000_000 else COMPARED // 2], report.tell)
    if "queries" in asked.only:
        figures["queries"] = ratio.queries(size, searches[-60:])
    return figures


def load(size, warm, searches) -> dict:
    """{clients: figures}: the first searches with one client, all others with eight."""
    split = min(WITH_ONE, len(searches) // 2)
    answered = {}
    with servers.portal(size) as (port, _):
        client.run(port, paths(warm), 2)
        for clients, part in ((1, searches[:split]), (8, searches[split:])):
            report.tell(f"{size}: {clients} client{'s' * (clients > 1)}, up to {len(part)} searches")
            answers, seconds = client.run(port, paths(part), clients, PATIENCE.get(size, 240))
            answered[clients] = summary(answers, seconds) | {"asked of": len(part)}
    return answered


def paths(searches):
    return [(name, PATH + query) for name, query in searches]


def summary(answers, seconds) -> dict:
    parts = {
        "with a place": [answer for answer in answers if answer.kind not in WITHOUT_PLACE],
        "without": [answer for answer in answers if answer.kind in WITHOUT_PLACE],
    }
    parts |= {kind: [a for a in answers if a.kind == kind] for kind in sorted({a.kind for a in answers})}
    failed = [answer for answer in answers if answer.status != 200]
    for answer in failed[:3]:
        report.tell(f"failed: {answer.status} {answer.path}")
    return {
        "searches": len(answers),
        "errors": len(failed),
        "per second": round(len(answers) / seconds, 1),
        **milliseconds(answers),
        "parts": {name: milliseconds(part) for name, part in parts.items() if part},
    }


def milliseconds(answers) -> dict:
    times = sorted(answer.seconds * 1000 for answer in answers)
    return {f"p{share}": round(percentile(times, share), 1) for share in (50, 95, 99)}


def percentile(times, share) -> float:
    return times[min(len(times) - 1, round(len(times) * share / 100))] if times else 0.0


def of_middle(asked) -> dict:
    """What one size is enough for: memory, Datasette, the yardstick."""
    figures, size = {}, MIDDLE if MIDDLE in asked.sizes else asked.sizes[0]
    databases.use(size)
    searches = Mix(databases.SEED + 1).searches(asked.searches)
    if "memory" in asked.only:
        figures["memory"] = memory(size, searches)
    if "datasette" in asked.only:
        figures["datasette"] = beside_datasette(size, searches)
    if "empty" in asked.only:
        with servers.empty_view() as port:
            client.run(port, [("empty", "/")] * 200, 2)
            answers, seconds = client.run(port, [("empty", "/")] * 10_000, 8, 10)
            figures["empty view"] = {"per second": round(len(answers) / seconds)}
    return figures


def memory(size, searches) -> dict:
    """Resident megabytes of the one worker after a fifth of the searches and after all."""
    sizes = {}
    with servers.portal(size, workers=1) as (port, pid):
        done = 0
        for upto in (len(searches) // 5, len(searches)):
            report.tell(f"{size}: memory after {upto} requests")
            client.run(port, paths(searches[done:upto]), 8)
            sizes[upto], done = round(servers.resident_megabytes(pid), 1), upto
    return sizes


def beside_datasette(size, searches) -> dict:
    """Both with eight clients, one after the other, on the same searches as far as each comes."""
    if not datasette.PROGRAM.exists():
        return {"skipped": "requirements-bench.txt is not installed: use make bench"}
    report.tell(f"{size}: Datasette")
    path = datasette.export(size)
    theirs = [(name, datasette.translated(query, path.stem)) for name, query in searches[:1_000]]
    whole = rate_of_datasette(path, theirs, datasette.PATIENT)
    as_it_comes = rate_of_datasette(path, theirs, {})
    with servers.portal(size) as (port, _):
        client.run(port, paths(searches[-WARMED:]), 2)
        answers, seconds = client.run(port, paths(searches[:4_000]), 8, SLOW)
    ours = round(len(answers) / seconds, 1)
    return {
        "ours per second": ours,
        "whole": whole | {"ratio": round(ours / whole["per second"], 1)},
        "as it comes": as_it_comes | {"ratio": round(ours / as_it_comes["per second"], 1)},
    }


def rate_of_datasette(path, searches, limits) -> dict:
    with datasette.served(path, limits) as port:
        client.run(port, searches[-2:], 2)
        answers, seconds = client.run(port, searches[:-2], 8, SLOW)
    median = statistics.median(answer.seconds for answer in answers)
    errors = sum(answer.status != 200 for answer in answers)
    return {"per second": round(len(answers) / seconds, 2), "p50": round(median * 1000), "errors": errors}


if __name__ == "__main__":
    main()
