"""What every answer tells the browser: page, API, file, refusal, redirect, error."""

import re

import pytest
from django.conf import settings
from django.test import Client

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FRAMED = {"/riquadro/cerca/", "/riquadro/servizi/<slug:slug>/", "/riquadro/punti/<slug:slug>/"}  # by any other site
SHOWN = {"/incorpora.js"}  # to be run by any other site
READ_ELSEWHERE = ("/api/", "/dati/")  # by scripts of any other site
OTHERWISE = {"/incorpora/": {"frame-src 'self'"}}  # shows a frame of ours
REFERRERS = ("same-origin", "no-referrer")  # the second where the address itself is a secret
CLOSED = ["camera", "display-capture", "microphone", "payment", "usb"]
OTHERS = {
    "static file": ("get", "/static/css/base.css"),
    "static file that is not there": ("get", "/static/nothing.css"),
    "page that is not there": ("get", "/nulla/"),
    "API address that is not there": ("get", "/api/nulla"),
    "redirect of a missing slash": ("get", "/servizi"),
    "form without its token": ("post", "/account/accedi/"),
    "method that is not ours": ("trace", "/"),
    "path with a NUL": ("get", "/servizi/%00/"),
}

pytestmark = pytest.mark.django_db


def faults(response, address=""):
    """Names of the headers that are missing or say something else."""
    always, wanted = ALWAYS, POLICY | OTHERWISE.get(address, set())
    if address in FRAMED:
        always, wanted = ALWAYS | {"X-Frame-Options": None}, POLICY - {"frame-ancestors 'none'"} | {"frame-ancestors *"}
    if address in SHOWN:
        always = ALWAYS | {"Cross-Origin-Resource-Policy": "cross-origin"}
    policy = {part.strip() for part in response.headers.get("Content-Security-Policy", "").split(";")}
    found = {name for name, value in always.items() if response.headers.get(name) != value}
    found |= {"Content-Security-Policy"} if policy != wanted else set()
    found |= (
        {"Referrer-Policy"} if response.headers.get("Referrer-Policy") not in ("same-origin", "no-referrer") else set()
    )
    if response.headers.get("Access-Control-Allow-Origin") and not address.startswith(READ_ELSEWHERE):
        found |= {"Access-Control-Allow-Origin"}
    if guesses_its_encoding(response.headers.get("Content-Type", "")):
        found |= {"Content-Type"}
    permissions = response.headers.get("Permissions-Policy", "")
    return found | {feature for feature in CLOSED if f"{feature}=()" not in permissions}


def guesses_its_encoding(kind):
    """A browser that guesses an encoding can be made to guess wrong."""
    return kind.startswith("text/") and "charset=utf-8" not in kind.lower().replace('"', "")


@pytest.mark.parametrize("case", OTHERS)
def test_what_is_no_page_carries_the_headers_too(case):
    method, path = OTHERS[case]
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)

    response = getattr(client, method)(path)

    response.getvalue()  # a file is streamed, and must be read to be closed
    assert faults(response, path) == set()


def test_a_wrong_host_and_a_broken_page_carry_the_headers_too(monkeypatch):
    client = Client(raise_request_exception=False)
    monkeypatch.setattr("services.views.home.HomeView.get", lambda *args, **kwargs: 1 / 0)

    answers = [client.get("/", headers={"host": "evil.example"}), client.get("/")]

    assert [(answer.status_code, faults(answer)) for answer in answers] == [(400, set()), (500, set())]


def test_https_is_promised_for_two_years_with_subdomains(client, settings):
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    client = Client()  # reads the settings when it is made

    answers = [client.get(path, secure=True) for path in ("/", "/api/", "/nulla/", "/static/css/base.css")]
    answers[-1].getvalue()

    promise = "max-age=63072000; includeSubDomains; preload"
    assert [answer.headers.get("Strict-Transport-Security") for answer in answers] == [promise] * 4


def test_a_visitor_without_a_session_may_keep_a_page(client):
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")


def test_signing_out_clears_what_the_browser_kept(client, person):
    client.force_login(person)

    response = client.post("/account/esci/")

    assert (response.status_code, response.headers["Clear-Site-Data"]) == (302, '"cache", "storage"')


def test_files_of_ours_name_no_other_host():
    """Nothing is fetched from elsewhere, so there is nothing to vouch for by a checksum."""
    styles = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
    elsewhere = re.compile(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//[^)\s]+")

    assert {path.name: elsewhere.findall(path.read_text()) for path in styles} == {path.name: [] for path in styles}
