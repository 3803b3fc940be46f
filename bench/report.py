"""What the bench says: while it runs, and at the end."""

from datetime import datetime


def tell(line) -> None:
    print(f"{datetime.now():%H:%M:%S}  {line}", flush=True)


def show(figures) -> None:
    print(f"\n{'listings':>10} {'clients':>7} {'searches':>8} {'errors':>6} {'req/s':>7}", end="")
    print(f" {'p50':>8} {'p95':>8} {'p99':>8}  ms")
    for size, found in figures["sizes"].items():
        for clients, answer in found.get("load", {}).items():
            row = (size, clients, answer["searches"], answer["errors"], answer["per second"])
            print("{:>10} {:>7} {:>8} {:>6} {:>7}".format(*row), *(_ms(answer)))
            for name, part in answer["parts"].items():
                print(f"{'':>10} {name:>32}", *_ms(part))
    _show_ratios(figures)
    for name in ("memory", "datasette", "empty view"):
        if name in figures:
            print(f"\n{name}: {figures[name]}")
    print()
    for target in figures["targets"]:
        print(f"{'met   ' if target['met'] else 'MISSED'}  {target['target']}: {target['measured']}")


def _ms(part):
    return [f"{part[name]:>8}" for name in ("p50", "p95", "p99")]


def _show_ratios(figures) -> None:
    for size, found in figures["sizes"].items():
        if "ratio" in found:
            said = found["ratio"]
            print(f"\n{size}: API / SQL median {said['median ratio']}, in all {said['total ratio']},", end=" ")
            print(f"{said['api ms']} / {said['sql ms']} ms, {said['differences']} differences")
            for name, part in said["by name"].items():
                print(f"{'':>10} {name:>24} {part['median ratio']:>6}  {part['api ms']} / {part['sql ms']} ms")
        if "queries" in found:
            print(f"{size}: queries a request {found['queries']}")


def targets(figures) -> list[dict]:
    """Each promise with what was measured, for those that were."""
    sizes, found = figures["sizes"], []

    def promise(target, measured, met):
        found.append({"target": target, "measured": measured, "met": bool(met)})

    for size, figure in sizes.items():
        if "load" in figure:
            errors = sum(answer["errors"] for answer in figure["load"].values())
            promise(f"no errors at {size}", errors, errors == 0)
        if "ratio" in figure:
            measured = figure["ratio"]["median ratio"]
            promise(f"API at most 2.5 × SQL at {size}", measured, measured <= 2.5)
    if "load" in sizes.get(1_000_000, {}):
        parts = sizes[1_000_000]["load"][1]["parts"]
        for name, most in (("with a place", 100), ("without", 600)):
            promise(f"p95 {name} at 1000000 at most {most} ms", parts[name]["p95"], parts[name]["p95"] <= most)
    if "whole" in figures.get("datasette", {}):
        measured = figures["datasette"]["whole"]["ratio"]
        promise("at least 20 × Datasette with all its facets", measured, measured >= 20)
    if "memory" in figures:
        first, last = figures["memory"].values()
        promise("a worker at most 250 MB, not growing", f"{first} → {last} MB", last <= 250 and last <= first * 1.05)
    queries = [tuple(map(tuple, figure["queries"].values())) for figure in sizes.values() if "queries" in figure]
    if queries:
        most = {max(high for _, high in each) for each in queries}
        promise("queries do not grow with the data", sorted(most), len(most) == 1)
    return found
