"""Websites asked by the daily job: against a real server that does what the worst sites do."""

import contextlib
import datetime
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command
from django.db import IntegrityError
from time_machine import travel

from services import links
from services.models import LinkCheck
from tests.factories import AssetFactory, OrganizationFactory, ServiceFactory

FIRST_NIGHT = datetime.datetime(2026, 11, 3, 3, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
STATUS = {"/": 200, "/gone": 404, "/broken": 500, "/members": 403, "/only-get": 405}


class Site(BaseHTTPRequestHandler):
    """`/loop` leads to itself, `/elsewhere` to /, `/inside` into the network, `/only-get` knows no HEAD."""

    places = {"/loop": "/loop", "/elsewhere": "/", "/inside": "http://10.0.0.1/", "/file": "file:///etc/passwd"}

    def do_HEAD(self):
        self.server.seen.append((self.command, self.path, self.headers["User-Agent"]))
        place = self.places.get(self.path)
        self.send_response(302 if place else STATUS.get(self.path, 200))
        if place:
            self.send_header("Location", place)
        self.end_headers()

    def do_GET(self):
        self.server.seen.append((self.command, self.path, self.headers["User-Agent"]))
        self.send_response(200 if self.path == "/only-get" else STATUS[self.path])
        self.end_headers()

    def log_message(self, *args):
        """Says nothing."""


@pytest.fixture
def site():
    """A web server; `url(path)` is an address of it, `seen` what it was asked."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.seen, server.url = [], lambda path="/": f"http://127.0.0.1:{server.server_port}{path}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def wild():
    """`wild(speak)`: the port of a server that calls `speak(socket)` for who connects."""
    listening = []

    def serve(speak):
        listener = socket.create_server(("127.0.0.1", 0))
        listening.append(listener)
        threading.Thread(target=answer_each, args=(listener, speak), daemon=True).start()
        return listener.getsockname()[1]

    yield serve
    for listener in listening:
        listener.close()


def answer_each(listener, speak):
    while True:
        try:
            connection, _address = listener.accept()
        except OSError:
            return
        with connection, contextlib.suppress(OSError):  # whoever asked has gone
            speak(connection)


@pytest.fixture(autouse=True)
def at_home(monkeypatch):
    """Our own machine counts as the Internet, and nobody waits long."""
    monkeypatch.setattr(links, "is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(links, "SECONDS", 1)
    monkeypatch.setattr(links, "PAUSE", 0)


def answer(url):
    ((_url, found),) = links.asked([url])
    return found.reason, found.status


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", ("answers", 200)),
        ("/elsewhere", ("answers", 200)),
        ("/members", ("answers", 403)),
        ("/only-get", ("answers", 200)),
        ("/gone", ("gone", 404)),
        ("/broken", ("broken", 500)),
        ("/loop", ("loop", None)),
        ("/inside", ("not_public", None)),
        ("/file", ("not_a_website", None)),
    ],
)
def test_check_links_says_what_became_of_a_page(site, path, expected):
    assert answer(site.url(path)) == expected


def drip(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X")
        time.sleep(0.05)


def silence(connection):
    connection.recv(1)
    time.sleep(3)


def huge_head(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X-More: " + b"a" * 1_000_000)


def huge_body(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"a" * 1_000_000)


def not_http(connection):
    connection.sendall(b"220 mail ready\r\n\r\n")


@pytest.mark.parametrize(
    ("speak", "expected"),
    [
        (drip, ("slow", None)),
        (silence, ("slow", None)),
        (huge_head, ("not_a_website", None)),
        (huge_body, ("answers", 200)),
        (not_http, ("not_a_website", None)),
    ],
)
def test_check_links_is_done_in_time_with_the_worst_of_sites(wild, speak, expected):
    url, begun = f"http://127.0.0.1:{wild(speak)}/", time.monotonic()

    found = answer(url)

    assert found == expected
    assert time.monotonic() - begun < 2.5


def test_check_links_believes_no_certificate_that_nobody_signed(wild, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path))

    def speak(connection):
        context.wrap_socket(connection, server_side=True)

    assert answer(f"https://127.0.0.1:{wild(speak)}/") == ("bad_certificate", None)


def certificate(folder):
    """A file with a key and a certificate that it signed itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(datetime.datetime(2020, 1, 1))
    made = builder.not_valid_after(datetime.datetime(2040, 1, 1)).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "certificate.pem"
    path.write_bytes(private + made.public_bytes(pem))
    return path


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://127.0.0.1/", "not_a_website"),
        ("http://", "not_a_website"),
        ("http://[::1/", "not_a_website"),
        ("http://127.0.0.1:99999/", "not_a_website"),
        ("http://127.0.0.1:1/", "unreachable"),
        ("http://nessuno.invalid/", "unknown_host"),
        (f"http://{'a' * 80}.example/", "not_a_website"),
    ],
)
def test_check_links_says_why_an_address_is_no_website(url, reason):
    assert answer(url) == (reason, None)


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [(["127.0.0.1"], ("answers", 200)), (["127.0.0.1", "10.0.0.1"], ("not_public", None)), ([], ("not_public", None))],
)
def test_check_links_goes_nowhere_when_one_address_of_a_name_is_inside(site, monkeypatch, addresses, expected):
    async def resolve(host, port):
        return addresses

    monkeypatch.setattr(links, "resolve", resolve)

    assert answer(f"http://sito.example:{site.server_port}/") == expected
    assert len(site.seen) == (1 if expected[1] else 0)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
     "ff02::1", "nonsense"],
)  # fmt: skip
def test_check_links_takes_no_inner_address_for_public(address, monkeypatch):
    monkeypatch.undo()

    assert not links.is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_check_links_takes_an_address_of_the_internet_for_public(address, monkeypatch):
    monkeypatch.undo()

    assert links.is_public(address)


def test_check_links_asks_one_question_at_a_time_of_a_host(wild):
    now, most, busy = 0, 0, threading.Lock()

    def speak(connection):
        nonlocal now, most
        with busy:
            now += 1
            most = max(most, now)
        connection.recv(1_000)
        time.sleep(0.05)
        with busy:
            now -= 1
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

    port = wild(speak)

    found = dict(links.asked([f"http://127.0.0.1:{port}/{number}" for number in range(links.OF_ONE_HOST + 5)]))

    assert (most, len(found)) == (1, links.OF_ONE_HOST)


def run(**options):
    call_command("check_links", verbosity=0, **options)


def rows():
    return list(LinkCheck.objects.values_list("url", "reason", "failures", "failing_since"))


@pytest.mark.django_db
def test_check_links_asks_each_website_once_and_says_who_asks(site, settings, capsys):
    settings.SITE_URL = "https://portal.example"
    OrganizationFactory.create_batch(2, website=site.url())
    ServiceFactory(url=site.url(), organization__website="")
    AssetFactory(url=site.url("/gone"))
    LinkCheck.objects.create(url="http://nessuno-ne-parla.example/")

    with travel(FIRST_NIGHT, tick=False):
        run()
        run()

    agent = "PuntoComunita-check-links/1 (+https://portal.example)"
    assert sorted(site.seen) == [("GET", "/gone", agent), ("HEAD", "/", agent), ("HEAD", "/gone", agent)]
    assert rows() == [(site.url(), "answers", 0, None), (site.url("/gone"), "gone", 1, datetime.date(2026, 11, 3))]
    assert capsys.readouterr().out.splitlines() == [
        "Siti controllati: 2; non rispondono: 1; da giorni: 0.",
        "Siti controllati: 0; non rispondono: 0; da giorni: 0.",
    ]


@pytest.mark.django_db
def test_check_links_holds_a_site_for_dead_on_the_third_day_and_forgets_when_it_answers(site, monkeypatch):
    OrganizationFactory(website=site.url("/gone"))
    dead = []

    for night in range(3):
        with travel(FIRST_NIGHT + night * DAY, tick=False):
            run()
        dead.append(LinkCheck.objects.dead_among(site.url("/gone"), ""))

    assert dead == [{}, {}, {site.url("/gone"): datetime.date(2026, 11, 3)}]
    monkeypatch.setitem(STATUS, "/gone", 200)
    with travel(FIRST_NIGHT + 3 * DAY, tick=False):
        run()
    assert rows() == [(site.url("/gone"), "answers", 0, None)]


def test_check_links_counts_a_failure_once_a_day():
    check = LinkCheck(url="http://sito.example/")

    for hours in [0, 1, 20, 24]:
        check.learn("slow", None, FIRST_NIGHT + datetime.timedelta(hours=hours))

    assert (check.failures, check.failing_since) == (2, datetime.date(2026, 11, 3))


@pytest.mark.django_db
def test_check_links_goes_on_where_it_was_killed(site, monkeypatch):
    for number in range(3):
        OrganizationFactory(website=site.url(f"/{number}"))
    asked = links.asked

    def killed_after_one(urls):
        yield next(asked(urls[:1]))
        raise KeyboardInterrupt

    with travel(FIRST_NIGHT, tick=False):
        monkeypatch.setattr(links, "asked", killed_after_one)
        with pytest.raises(KeyboardInterrupt):
            run()
        monkeypatch.setattr(links, "asked", asked)
        run()

    assert sorted(path for _method, path, _agent in site.seen) == ["/0", "/1", "/2"]
    assert [reason for _url, reason, *_ in rows()] == ["answers"] * 3


@pytest.mark.django_db
def test_check_links_takes_the_stalest_when_there_are_too_many(site):
    for number in range(3):
        OrganizationFactory(website=site.url(f"/{number}"))
        LinkCheck.objects.create(url=site.url(f"/{number}"), reason="answers", checked_at=FIRST_NIGHT - number * DAY)

    with travel(FIRST_NIGHT + DAY, tick=False):
        run(most=2)

    assert sorted(path for _method, path, _agent in site.seen) == ["/1", "/2"]


@pytest.mark.django_db
def test_link_check_fails_since_a_day_or_not_at_all():
    with pytest.raises(IntegrityError):
        LinkCheck.objects.create(url="http://sito.example/", failures=1)


@pytest.mark.django_db
@pytest.mark.parametrize(("failures", "said"), [(2, False), (3, True)])
@pytest.mark.parametrize("factory", [ServiceFactory, AssetFactory])
def test_check_links_marks_a_dead_site_on_the_page_of_its_entry(client, factory, failures, said):
    entry = factory(url="https://sito.example/")
    LinkCheck.objects.create(url=entry.url, reason="slow", failures=failures, failing_since=FIRST_NIGHT)

    page = client.get(entry.get_absolute_url()).content.decode()

    assert ("Il sito non risponde da martedì 3 novembre 2026." in page) is said
