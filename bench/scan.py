"""`make security`: three attackers against the portal as `make run` serves it, with demo data of its own.

About a quarter of an hour. Everything they say is kept under var/security/; the table printed at the end counts it, and
the command fails where one of them found something.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puntocomunita.settings")

import django  # noqa: E402
from django.conf import settings  # noqa: E402

from bench.kinds import one_of_each  # noqa: E402
from bench.servers import free_port, running  # noqa: E402
from bench.visitor import Visitor  # noqa: E402

OUT = Path(settings.VAR_DIR) / "security"
TOOLS = settings.BASE_DIR / "var" / "security-venv" / "bin"
HERE = Path(sys.executable).parent
COORDINATOR, RESIDENT = ((f"{who}@demo.puntocomunita.example", "punto-demo") for who in ("coordinatrice", "cittadina"))
SEARCH = (
    "near=25126&radius=2000&need=mangiare-e-spesa&target=ragazzi&language=it&free=true&open_at=2026-12-07T10:30"
    "&ordering=distance&page=1"
)
QUESTIONS = [
    "/servizi/?q=compiti&near=25126&radius=2000",
    "/servizi/?need=mangiare-e-spesa&target=ragazzi&language=it",
    "/servizi/?open_at=2026-12-07T10:30&ordering=name&page=1",
    f"/api/listings?search=compiti&{SEARCH}",
    "/api/services?search=pasto&postcode=25126&proximity=900&modified_after=2026-01-01&per_page=5",
    "/api/service_at_locations?bbox=10.1,45.5,10.3,45.6&day=MO&start_time=09:00&end_time=12:00",
    "/api/listings.geojson?bbox=10.1,45.5,10.3,45.6&minimum_age=3&verified_within=90",
    "/api/taxonomy_terms?search=casa&top_only=true",
    "/api/places?search=via+milano",
    "/organizzazioni/?q=emporio",
    "/punti/?near=25126",
    "/dati/sportelli/?citta=brescia&anno=2025",
    "/dati/sportelli/vicinanza/?citta=brescia&giorno=MO&ora=10",
    "/ritorno/?codice=AAAAA-AAAAA",
    "/dai-una-mano/?punto=punto-comunita-fiumicello",
    "/richiamami/?quartiere=fiumicello",
    "/rete/brescia/organizzazioni/?q=casa&quarter=fiumicello",
    "/rete/brescia/riunioni/?tipo=monthly&quando=passate",
    "/rete/brescia/decisioni/?q=orto",
    "/comunita/brescia/bisogni/?q=panchina&kind=need&state=collected&quarter=fiumicello&page=1",
    "/comunita/brescia/iniziative/?q=orto&state=active&kind=neighbourhood&page=1",
    "/comunita/brescia/proposte/?q=orto&state=published&page=1",
    "/comunita/brescia/gruppi/?q=via&kind=street&quarter=fiumicello&page=1",
    "/comunita/brescia/eventi/?when=week&page=1",
    "/comunita/brescia/storie/?q=orto&page=1",
    "/api/events?city=brescia&per_page=5",
    "/api/groups?city=brescia&kind=street&per_page=5",
]
# Modules of wapiti that need no other host; `permanentxss` looks for what `xss` has planted. Cookies are Secure only
# under TLS: the Observatory looks at those (tests/security/test_observatory.py).
MODULES = "backup,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,sql,timesql,xss"
SECONDS = {"schemathesis": 240, "sqlmap": 120, "wapiti": 60}  # for each visitor, for each address, for each crawl
OF_THE_DESK = "enquiries|referrals|requests|statistics|meetings|bulletins|community_points"


def main():
    django.setup()
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "MAKELEVEL")}
    environment |= {"VAR_DIR": str(OUT / "portal"), "PORT": str(port), "THROTTLES": "off"}
    with running([sys.executable, "manage.py", "serve"], port, environment):
        site = f"http://127.0.0.1:{port}"
        rows = [*schemathesis(site), *sqlmap(site), *wapiti(site)]
    print(
        "\n".join(f"{name:<44} {asked:>8} {found:>9}" for name, asked, found in [("", "requests", "findings"), *rows])
    )
    return sum(found for name, asked, found in rows)


def schemathesis(site):
    """Fuzzes what /api/openapi.json describes, as anyone and with a desk's key: no 5xx, answers as described."""
    yield schemathesis_row(site, "anyone", ["--max-examples=40"])
    desk = ["-H", f"Authorization: Bearer {key_of_a_desk(site)}", f"--include-path-regex=^/api/({OF_THE_DESK})"]
    yield schemathesis_row(site, "a desk's key", ["--max-examples=20", *desk])


def schemathesis_row(site, who, more):
    command = [HERE / "schemathesis", "run", f"{site}/api/openapi.json", "--seed=1", "--no-color", *more]
    command += ["--exclude-checks=unsupported_method,positive_data_acceptance,negative_data_rejection"]
    told = run(f"schemathesis-{who.split()[-1]}", command, SECONDS["schemathesis"])
    asked = re.search(r"(\d+) generated", told)
    failed = re.search(r"(\d+) (?:unique )?failures?", told)
    return f"schemathesis, {who}" + late(told), int(asked[1]) if asked else 0, int(failed[1]) if failed else 0


def key_of_a_desk(site):
    fields = {"name": "schemathesis", "scopes": "desk", "days": "30"}
    page = coordinator(site).post("/account/chiavi/nuova/", fields)[2]
    return re.search(r"punto_[\w-]{40,}", page)[0]


def coordinator(site):
    return signed_in(site, COORDINATOR)


def signed_in(site, who):
    person = Visitor(port_of(site))
    if not person.sign_in(*who):
        raise SystemExit(f"{who[0]} was not let in.")
    return person


def sqlmap(site):
    """Every parameter of the searches, a part of a path, and the sign-in form."""
    basis = ["--batch", "--level=2", "--dbms=PostgreSQL", "--time-sec=2", "--disable-coloring"]
    basis += ["--flush-session", f"--output-dir={OUT / 'sqlmap'}", "--skip=User-Agent,Referer,Host,Cookie"]
    for question in QUESTIONS:
        answers(site, question)
        yield sqlmap_row(question[:50], ["-u", site + question, *basis])
    yield sqlmap_row("/api/services/…", ["-u", f"{site}/api/services/7*", "--ignore-code=404", *basis])
    door = site + "/account/accedi/"
    form = [f"--data=csrfmiddlewaretoken=x&login={COORDINATOR[0]}&password=x", "--csrf-token=csrfmiddlewaretoken"]
    form += [f"--csrf-url={door}", "-p", "login,password"]
    yield sqlmap_row("/account/accedi/ (POST)", ["-u", door, *form, *basis, "--technique=BET"])


def answers(site, question):
    """An attack on a question that is refused anyway would prove nothing."""
    status = Visitor(port_of(site)).get(question)[0]
    if status != 200:
        raise SystemExit(f"{question} was answered {status}: an attack on it would prove nothing.")


def port_of(site):
    return int(site.rpartition(":")[2])


def sqlmap_row(name, arguments):
    told = run("sqlmap" + re.sub(r"\W+", "-", name), [TOOLS / "sqlmap", *arguments], SECONDS["sqlmap"])
    found = re.findall(r"is vulnerable|injection point\(s\)", told)
    return f"sqlmap, {name}" + late(told), told.count("testing '"), len(found)


def late(told):
    return " (out of time)" if "\nended after" in told else ""


def wapiti(site):
    """A crawl as anyone, one with the session of a coordinator, one with a resident's."""
    yield wapiti_row(site, "anyone", Visitor(port_of(site)))
    yield wapiti_row(site, "coordinator", coordinator(site))
    yield wapiti_row(site, "resident", signed_in(site, RESIDENT))


def wapiti_row(site, who, person):
    """Begins at one page of each kind of the community: by links alone it does not come there in its time."""
    more = [part for each in one_of_each(person, ["/comunita/"], "/comunita/") for part in ("-s", site + each)]
    if person.cookies:
        more += ["-H", f"Cookie: {person.cookie_header}", "-x", f"{site}/account/esci/*"]
    report = OUT / f"wapiti-{who}.json"
    command = [TOOLS / "wapiti", "-u", f"{site}/", "-m", MODULES, "-f", "json", "-o", report, "--flush-session"]
    command += ["--store-session", OUT / "wapiti", "--no-bugreport", "-d", "4", "--max-links-per-page", "40"]
    command += ["--max-scan-time", SECONDS["wapiti"], "--max-attack-time", "15", *more]
    run(f"wapiti-{who}", command, SECONDS["wapiti"] * 5)
    found = json.loads(report.read_text())
    faults = sum(len(each) for kind in ("vulnerabilities", "anomalies") for each in found[kind].values())
    return f"wapiti, {who}", found["infos"].get("crawled_pages_nbr", 0), faults


def run(name, command, seconds):
    """What the program says, kept in a file; ended when its time is over."""
    started = time.monotonic()
    with (OUT / f"{name}.txt").open("w") as out:
        try:
            subprocess.run([*map(str, command)], cwd=OUT, stdout=out, stderr=out, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            out.write(f"\nended after {seconds} seconds\n")
    print(f"· {name}: {time.monotonic() - started:.0f} s", flush=True)
    return (OUT / f"{name}.txt").read_text(errors="replace")


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
