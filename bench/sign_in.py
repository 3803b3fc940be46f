"""Sign-in under attack, on the portal as `make run` serves it with production's limits and shared counter.

    python -m bench.sign_in [--seconds 60] [--samples 60]

1. A thousand wrong tries a minute on one person's account, first from one address, then spread over 59, while that
   person signs in from another address with the right password.
2. How long sign-in, sign-up and "password dimenticata" take for an address that has an account and for one that has
   none, in turns; and whether the answers differ in anything but the form's token.

Everything it says goes to var/sign_in.json too.
"""

import argparse
import contextlib
import json
import os
import random
import statistics
import sys
import threading
import time
import urllib.parse
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puntocomunita.settings")

from django.conf import settings  # noqa: E402

from bench.servers import free_port, running  # noqa: E402
from bench.visitor import DOOR, TOKEN, Visitor  # noqa: E402

PERSON, PASSWORD = "cittadina@demo.puntocomunita.example", "punto-demo"
TRIES_A_MINUTE = 1_000
SPREAD = [f"127.0.0.{number}" for number in range(2, 61)]
HOME = "127.0.1.1"
SHUFFLES = 5_000
FORMS = {
    "sign-in": (DOOR, lambda email: {"login": email, "password": "una-parola-sbagliata"}),
    "sign-up": (
        "/account/registrati/",
        lambda email: {"email": email, "name": "Prova", "password1": "quattro parole mai viste"},
    ),
    "reset": ("/account/password/dimenticata/", lambda email: {"email": email}),
}


def main():
    asked = arguments()
    results = {}
    with portal(THROTTLES="on") as port:
        for name, addresses in {"one address": SPREAD[:1], "59 addresses": SPREAD}.items():
            results[name] = under_attack(port, addresses, asked.seconds)
            print(name, results[name], flush=True)
    with portal(THROTTLES="off") as port:
        for name in FORMS:
            results[name] = compared(port, name, asked.samples)
            print(name, results[name], flush=True)
    (Path(settings.VAR_DIR) / "sign_in.json").write_text(json.dumps(results, indent=1))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="of each attack")
    parser.add_argument("--samples", type=int, default=60, help="of each form, for each kind of address")
    return parser.parse_args()


@contextlib.contextmanager
def portal(**more):
    """Served on a port of its own, its database apart under var/sign-in."""
    port, folder = free_port(), Path(settings.VAR_DIR) / "sign-in"
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "MAKELEVEL")}
    environment |= {"VAR_DIR": str(folder), "PORT": str(port), "CACHE_URL": "dbcache://cache", **more}
    with running([sys.executable, "manage.py", "serve"], port, environment):
        yield port


def under_attack(port, addresses, seconds):
    """How many tries were made and refused, and how the person fared meanwhile."""
    answers, over = [], time.monotonic() + seconds
    pace = TRIES_A_MINUTE / 60 / len(addresses)
    threads = [threading.Thread(target=attack, args=(port, address, pace, over, answers)) for address in addresses]
    for thread in threads:
        thread.start()
    entered, times = [], []
    while time.monotonic() < over - 5:
        began = time.perf_counter()
        entered.append(Visitor(port, HOME).sign_in(PERSON, PASSWORD))
        times.append(time.perf_counter() - began)
        time.sleep(4)
    for thread in threads:
        thread.join()
    return {
        "tries": len(answers),
        "tries a minute": round(len(answers) / seconds * 60),
        "limited (429)": answers.count(429),
        "not answered": answers.count(0),
        "the person tried": len(entered),
        "the person entered": sum(entered),
        "median seconds to enter": round(statistics.median(times), 2),
    }


def attack(port, address, pace, over, answers):
    """Wrong passwords at that pace, from one address, with one token that stays good."""
    visitor = Visitor(port, address)
    token = TOKEN.search(visitor.get(DOOR)[2])[1]
    body = f"csrfmiddlewaretoken={token}&login={PERSON}&password=una-parola-sbagliata"
    start, done = time.monotonic(), 0
    while time.monotonic() < over:
        try:
            answers.append(visitor.ask("POST", DOOR, body)[0])
        except OSError:
            answers.append(0)
        done += 1
        time.sleep(max(0, start + done / pace - time.monotonic()))


def compared(port, name, samples):
    """Known and unknown addresses in turns: milliseconds, bodies, and how often chance alone parts them as far."""
    path, fields = FORMS[name]
    times, bodies = {"known": [], "unknown": []}, {"known": set(), "unknown": set()}
    for number in range(-3, samples):  # the first three warm it up
        for kind in random.sample(["known", "unknown"], 2):
            email = PERSON if kind == "known" else f"nessuno{number}x{random.randrange(10**6)}@example.org"
            seconds, body = timed(port, path, fields(email))
            bodies[kind].add(body.replace(email, "…"))
            if number >= 0:
                times[kind].append(seconds * 1000)
    figures = {kind: spread_of(found) for kind, found in times.items()}
    return figures | {"p": by_chance(*times.values()), "same bodies": bodies["known"] == bodies["unknown"]}


def timed(port, path, fields):
    """Seconds of the answer alone, and its text without the token."""
    visitor = Visitor(port)
    token = TOKEN.search(visitor.get(path)[2])[1]
    began = time.perf_counter()
    status, headers, text = visitor.ask("POST", path, urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}))
    taken = time.perf_counter() - began
    return taken, TOKEN.sub("", f"{status} {headers.get('Location')} {text}")


def spread_of(times):
    cuts = statistics.quantiles(times, n=20)
    return {"median": round(statistics.median(times), 1), "5 %": round(cuts[0], 1), "95 %": round(cuts[-1], 1)}


def by_chance(one, other):
    """Share of random divisions whose medians differ at least as much: a permutation test."""
    seen, together = abs(statistics.median(one) - statistics.median(other)), one + other
    chance = random.Random(1)
    hits = 0
    for _ in range(SHUFFLES):
        chance.shuffle(together)
        hits += abs(statistics.median(together[: len(one)]) - statistics.median(together[len(one) :])) >= seen
    return hits / SHUFFLES


if __name__ == "__main__":
    main()
