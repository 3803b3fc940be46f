"""The pages of a list, for somebody who has no account and keeps no cookie."""

import datetime
import re
import smtplib

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from time_machine import travel

from services.models import Service
from territory.holidays import ensure_holidays
from tests.factories import (
    AssetFactory,
    CommunityPointFactory,
    LocationFactory,
    OrganizationFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
)
from tests.reading import headings, sections

from .conftest import opening

TUESDAY = datetime.datetime(2026, 11, 24, 9, 30, tzinfo=datetime.UTC)  # 10:30 in Brescia
PHONE = [{"number": "030 000 1234"}]


@pytest.fixture(autouse=True)
def _tuesday(db):
    cache.clear()
    ensure_holidays([2026])
    with travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def quarter():
    return QuarterFactory()


@pytest.fixture
def desk(quarter):
    place = LocationFactory(quarter=quarter, name="", address="via Milano 130", phones=[{"number": "030 000 8891"}])
    point = CommunityPointFactory(name="Punto Comunità Fiumicello", location=place, verified_on=TUESDAY.date())
    point.quarters.add(quarter)
    return point


@pytest.fixture
def homework(quarter, desk):
    service = ServiceFactory(
        name="Aiuto compiti",
        organization=OrganizationFactory(name="Oratorio Cometa"),
        phones=PHONE,
        contacts=[{"name": "Maria Rossi", "title": "Segretaria"}],
        required_documents=[{"document": "il diario"}, {"document": "i libri"}],
        opening_hours=opening("WE", "TH", opens=14, closes=16),
        verified_on=TUESDAY.date(),
        verified_how="phone",
    )
    place = LocationFactory(
        quarter=quarter, name="Oratorio", address="via Milano 1", transportation="Bus 3, fermata Manzoni."
    )
    ServiceAtLocationFactory(service=service, location=place)
    return service


@pytest.fixture
def park(quarter):
    return AssetFactory(name="Parco Tarello", location=LocationFactory(quarter=quarter, name="", address="via Po 2"))


@pytest.fixture
def refuge():
    return ServiceFactory(name="Casa sicura", terms=[TermFactory(name="Violenza", discreet=True)])


def test_shortlist_shows_every_kind_of_place_in_its_order(client, homework, park, desk):
    response = client.get(f"/lista/?s=p.{desk.slug}&s=r.{park.slug}&s={homework.slug}~chiedi+di+Maria")

    assert headings(response)[:4] == [
        "La tua lista: 3 posti",
        "Punto Comunità Fiumicello",
        "Parco Tarello",
        "Aiuto compiti",
    ]
    assert [(entry.item.ref, entry.item.note) for entry in response.context["entries"]] == [
        (f"p.{desk.slug}", ""),
        (f"r.{park.slug}", ""),
        (homework.slug, "chiedi di Maria"),
    ]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert (response.cookies.output(), "no-store" in response.headers.get("Cache-Control", "")) == ("", False)


def test_shortlist_without_places_says_how_to_begin(client):
    response = client.get("/lista/")

    assert sections(response)[:2] == [
        ("La tua lista", ""),
        (
            "La lista è vuota",
            "Cerca un posto e premi «Aggiungi alla tua lista». Poi la stampi, la mandi o la porti con te. "
            "Cerca un posto",
        ),
    ]


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        ("s=a&n=una+nota&s=b&n=", "s=a~una+nota&s=b"),
        ("s=a&n=una+nota&s=b&n=&fai=giu:a", "s=b&s=a~una+nota"),
        ("s=a&s=b&fai=su:b", "s=b&s=a"),
        ("s=a&s=b&fai=togli:a", "s=b"),
        ("s=a&s=b&fai=boh", "s=a&s=b"),
        ("s=a&fai=togli:a", ""),
    ],
)
def test_shortlist_buttons_lead_to_a_plain_address(client, sent, address):
    response = client.get(f"/lista/?{sent}")

    assert (response.status_code, response.url) == (302, f"/lista/?{address}")


def test_shortlist_goes_back_to_the_search_with_what_was_just_typed(client):
    response = client.get("/lista/?s=a&n=nota&fai=cerca")

    assert response.url == "/servizi/?lista=a~nota"


def test_shortlist_names_what_is_no_more_and_keeps_the_rest(client, homework):
    ServiceFactory(name="Vecchio corso", slug="vecchio-corso", status=Service.Status.DEFUNCT)

    response = client.get(f"/lista/?s=vecchio-corso&s={homework.slug}&s=mai-stato&s=p.chiuso")

    assert response.context["gone"] == ["Vecchio corso", "mai stato", "chiuso"]
    assert [entry.thing for entry in response.context["entries"]] == [homework]
    assert response.context["query"] == f"s={homework.slug}"


@pytest.mark.parametrize(
    "query",
    ["s=%00", "s=%FF%FE", "s=" + "x" * 3000, "s=" + "&s=".join(map(str, range(300))), "n=1&n=2", "fai=su", "s[]=1"],
    ids=["NUL", "not UTF-8", "long", "many", "notes alone", "verb alone", "brackets"],
)
@pytest.mark.parametrize("path", ["/lista/", "/lista/foglio/", "/lista/invia/", "/servizi/"])
def test_shortlist_bears_what_no_page_of_ours_wrote(client, path, query):
    response = client.get(f"{path}?{query.replace('s=', 'lista=') if path == '/servizi/' else query}", follow=True)

    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/lista/", "/lista/foglio/"])
def test_shortlist_queries_do_not_grow(client, desk, quarter, path, django_assert_num_queries):
    services = []
    for _number in range(12):
        service = ServiceFactory(opening_hours=opening("MO"))
        ServiceAtLocationFactory(service=service, location=LocationFactory(quarter=quarter))
        services.append(service)

    with django_assert_num_queries(9 if path == "/lista/foglio/" else 8):
        client.get(f"{path}?s={services[0].slug}")
    with django_assert_num_queries(9 if path == "/lista/foglio/" else 8):
        client.get(path + "?" + "&".join(f"s={service.slug}" for service in services))


@pytest.mark.parametrize("path", ["/lista/", "/lista/foglio/", "/lista/invia/"])
def test_shortlist_with_something_discreet_leaves_no_trace(client, refuge, path):
    response = client.get(f"{path}?s={refuge.slug}")

    html = response.content.decode()
    assert re.findall("<title>(.*)</title>", html) == ["Punto Comunità"]
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert ("data-quick-exit" in html, "data-worker" in html) == (True, False)


def test_shortlist_never_gives_away_who_offers_a_skill(client, desk, quarter):
    skill = AssetFactory(
        name="Ripetizioni di inglese", offered_by_resident=True, location=None, quarter=quarter, phones=PHONE,
        contacts=[{"name": "Anna"}],
    )  # fmt: skip

    words = client.get(f"/lista/foglio/?s=r.{skill.slug}").content.decode()

    assert ("030 000 1234" in words, "Anna" in words, "Vi mette in contatto il Punto Comunità." in words) == (
        False,
        False,
        True,
    )


def test_shortlist_sheet_says_all_one_needs_on_the_way(client, homework, park):
    response = client.get(f"/lista/foglio/?s={homework.slug}~chiedi+il+posto+in+fondo&s=r.{park.slug}")

    assert sections(response) == [
        ("I posti della tua lista", ""),
        (
            "1. Aiuto compiti",
            "Oratorio, via Milano 1, 25126 Brescia Bus 3, fermata Manzoni. "
            "Apre mercoledì 25 novembre alle ore 14:00. Nei prossimi 7 giorni: mercoledì, giovedì 14:00–16:00. "
            "Tel. 030 000 1234 Chiedi di Maria Rossi (segretaria). Porta: il diario, i libri. chiedi il posto in fondo",
        ),
        (
            "2. Parco Tarello",
            "via Po 2, 25126 Brescia Orario da confermare. Telefona prima "
            "Per una domanda: Punto Comunità Fiumicello Tel. 030 000 8891 "
            "Stampato martedì 24 novembre 2026: gli orari possono cambiare, telefona prima se è segnato. "
            f"127.0.0.1:8000/lista/?s={homework.slug}&s=r.{park.slug}",
        ),
    ]


def test_shortlist_sheet_draws_without_style_or_script(client, homework):
    picture = re.search(r"<svg viewBox.*?</svg>", client.get(f"/lista/foglio/?s={homework.slug}").content.decode())[0]

    assert ("style" in picture, "<script" in picture, "aria-label" in picture) == (False, False, True)


def test_shortlist_sheet_marks_what_to_call_before_going(client, homework):
    Service.objects.update(status=Service.Status.TEMPORARILY_CLOSED)

    assert "Telefona prima" in client.get(f"/lista/foglio/?s={homework.slug}").content.decode()


def test_shortlist_send_writes_the_sheet_and_the_address(client, homework, settings):
    settings.SITE_URL = "https://punto.example"

    response = client.post(f"/lista/invia/?s={homework.slug}~porta+la+merenda", {"email": "ada@example.org"})

    assert response.url == f"/lista/?s={homework.slug}~porta+la+merenda&inviata=1"
    (message,) = mail.outbox
    assert (message.to, message.subject, message.content_subtype) == (["ada@example.org"], "La tua lista", "plain")
    assert message.body == (
        "Ciao,\n"
        "ecco i posti della lista che hai chiesto, o che qualcuno ha preparato per te.\n"
        "\n"
        "1. Aiuto compiti\n"
        "   Chi: Oratorio Cometa\n"
        "   Dove: Oratorio, via Milano 1, 25126 Brescia\n"
        "   Come arrivare: Bus 3, fermata Manzoni.\n"
        "   Quando: Apre mercoledì 25 novembre alle ore 14:00 · mercoledì, giovedì 14:00–16:00\n"
        "   Telefono: 030 000 1234\n"
        "   Chiedi di: Maria Rossi (segretaria)\n"
        "   Porta: il diario, i libri\n"
        "   Nota: porta la merenda\n"
        f"   https://punto.example/servizi/{homework.slug}/\n"
        "\n"
        "Gli orari sono di martedì 24 novembre 2026 e possono cambiare: dove è scritto, telefona prima.\n"
        "Per qualunque domanda: Punto Comunità Fiumicello, 030 000 8891\n"
        "\n"
        "La lista, da aprire e cambiare:\n"
        f"https://punto.example/lista/?s={homework.slug}~porta+la+merenda\n"
        "\n"
        "Il tuo indirizzo è servito solo per questa e-mail: non lo teniamo.\n"
    )


@pytest.mark.parametrize(
    ("email", "error"),
    [
        ("", "Manca questo: serve per andare avanti."),
        ("ada", "Inserisci un indirizzo email valido."),
        ("ada@example.org\nBcc: eva@example.org", "Inserisci un indirizzo email valido."),
        ("ada@example.org,eva@example.org", "Inserisci un indirizzo email valido."),
    ],
)
def test_shortlist_send_takes_one_address_and_nothing_else(client, homework, email, error):
    response = client.post(f"/lista/invia/?s={homework.slug}", {"email": email})

    assert (response.context["form"].errors["email"], mail.outbox) == ([error], [])


def test_shortlist_send_has_nothing_to_send_of_an_empty_list(client):
    response = client.post("/lista/invia/", {"email": "ada@example.org"})

    assert (response.status_code, mail.outbox) == (400, [])


def test_shortlist_send_tells_a_machine_the_same_and_sends_nothing(client, homework):
    address = f"/lista/invia/?s={homework.slug}"

    response = client.post(address, {"email": "ada@example.org", "website": "https://esca.example"})

    assert (response.url, mail.outbox) == (f"/lista/?s={homework.slug}&inviata=1", [])


def test_shortlist_send_keeps_what_was_typed_when_no_server_takes_it(client, homework, monkeypatch):
    def refuse(self, messages):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)

    response = client.post(f"/lista/invia/?s={homework.slug}", {"email": "ada@example.org"})

    assert response.status_code == 503
    assert response.context["form"].non_field_errors() == [
        "L’e-mail non è partita. Riprova fra qualche minuto, o stampa."
    ]
    assert 'value="ada@example.org"' in response.content.decode()


def test_shortlist_send_stops_after_ten_from_one_address(client, homework, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.LIMITS

    answers = [
        client.post(f"/lista/invia/?s={homework.slug}", {"email": f"ada{number}@example.org"}).status_code
        for number in range(11)
    ]

    assert (answers, len(mail.outbox)) == ([302] * 10 + [429], 10)


def test_shortlist_send_stops_after_five_to_one_mailbox(client, homework, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.LIMITS

    answers = [
        client.post(f"/lista/invia/?s={homework.slug}", {"email": email}).status_code
        for email in ["ada@example.org"] * 5 + ["ADA@example.org"]
    ]

    assert (answers, len(mail.outbox)) == ([302] * 5 + [429], 5)


def test_shortlist_goes_along_with_search_and_pages(client, homework, park):
    carried = f"lista={homework.slug}~nota&lista=r.{park.slug}"

    for path in ("/servizi/?q=compiti&", f"/risorse/{park.slug}/?", f"/servizi/{homework.slug}/?"):
        html = client.get(f"{path}{carried}").content.decode()

        assert f'href="/lista/?s={homework.slug}~nota&amp;s=r.{park.slug}"' in html


def test_shortlist_of_a_search_travels_in_its_form(client):
    html = client.get("/servizi/?q=compiti&lista=isee~nota&lista=r.parco").content.decode()

    assert re.findall('<input type="hidden" name="lista" value="(.*?)">', html) == ["isee~nota", "r.parco"]


def test_shortlist_takes_a_service_from_its_page_and_gives_it_back(client, homework, park):
    before = client.get(f"/servizi/{homework.slug}/?near=25126&lista=r.{park.slug}").content.decode()
    after = client.get(f"/servizi/{homework.slug}/?lista=r.{park.slug}&lista={homework.slug}").content.decode()

    link = re.compile(r'<a class="more[^"]*" rel="nofollow" href="(.*?)">(.*?)<')
    assert link.findall(before) == [
        (f"?near=25126&amp;lista=r.{park.slug}&amp;lista={homework.slug}", "Aggiungi alla tua lista")
    ]
    assert link.findall(after) == [(f"?lista=r.{park.slug}", "Togli")]


def test_shortlist_that_is_full_takes_no_more(client, homework):
    full = "&".join(f"lista=s{number}" for number in range(12))

    html = client.get(f"/servizi/{homework.slug}/?{full}").content.decode()

    assert ("Aggiungi alla tua lista" in html, "La tua lista è piena: tiene 12 posti." in html) == (False, True)


def test_service_worker_may_answer_for_every_page_and_changes_with_its_files(client, monkeypatch):
    response, same = client.get("/sw.js"), client.get("/sw.js")
    monkeypatch.setattr("services.views.offline.KEPT", ["css/base.css"])

    assert response.headers["Service-Worker-Allowed"] == "/"
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.content == same.content
    assert response.content != client.get("/sw.js").content


def test_offline_says_what_to_do(client):
    assert headings(client.get("/senza-rete/")) == ["Adesso non c’è rete"]
