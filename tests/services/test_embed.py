"""What other sites show of the portal: frames, the script that puts them in, the page with the code to copy."""

import datetime
import html
import re
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from accounts.access import Role
from services.listings import refresh_all, touch_directory
from services.merging.following import remember
from services.models import Report, Service
from services.words import vocabulary
from territory.holidays import ensure_holidays
from tests.factories import (
    CommunityPointFactory,
    LocationFactory,
    MandateFactory,
    OrganizationFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.reading import sections

from .conftest import opening

NOW = datetime.datetime(2026, 11, 24, 9, 32, 10, tzinfo=datetime.UTC)  # Tuesday, 10:32:10 in Brescia
BESIDE = " , si apre in un’altra scheda"
SEARCH = "/riquadro/cerca/"
ASKED = ["", "?q=compiti", "?q=compiti&near=nulla", "?quarter=fiumicello", "?q=unicorni", "?open_now=true"]


@pytest.fixture(autouse=True)
def now():
    vocabulary._vocabulary_at.cache_clear()  # terms are kept by version, and every test begins at the same one
    with travel(NOW, tick=False):
        yield


@pytest.fixture
def cometa(db):
    ensure_holidays([2026])
    organization = OrganizationFactory(name="Oratorio Cometa", phones=[{"number": "030 111"}])
    service = ServiceFactory(name="Aiuto compiti", organization=organization, opening_hours=opening("TU"))
    place = LocationFactory(name="Sede", address="via Prova 1", quarter=QuarterFactory())
    ServiceAtLocationFactory(service=service, location=place)
    return service


def queries_of(act):
    with CaptureQueriesContext(connection) as queries:
        act()
        return len(queries)


def listed(response):
    return [listing.name for listing in response.context["page"].listings]


class Links(HTMLParser):
    """Where the links of a page lead that leave its frame, each with how it opens."""

    def __init__(self, page):
        super().__init__()
        self.found = {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a" and given["href"][0] != "?" and not given["href"].startswith(("#", "tel:")):
            self.found[given["href"]] = (given.get("target"), "noopener" in given.get("rel", ""))


@pytest.mark.parametrize(
    "query",
    [
        "?q=compiti",
        "?quarter=fiumicello",
        "?need=doposcuola&target=ragazzi",
        "?near=Buffalora",
        "?municipality=brescia",
    ],
)
def test_embed_search_finds_what_the_search_page_finds(client, directory, query):
    found, on_the_page = client.get(SEARCH + query), client.get(f"/servizi/{query}")

    assert (found.context["title"], listed(found)) == (on_the_page.context["title"], listed(on_the_page)[:5])
    assert listed(found) != []


def test_embed_search_shows_five_at_a_time_or_as_many_as_the_address_says(client, directory):
    pages = [client.get(f"{SEARCH}?municipality=brescia{more}") for more in ("", "&page=2", "&per_page=2")]

    assert [len(listed(page)) for page in pages] == [5, 1, 2]


def test_embed_search_without_a_question_is_only_its_form(client, directory):
    said = sections(client.get(SEARCH))

    assert said == [("Di cosa hai bisogno?", "Cosa cerchi Dove (se vuoi) Cerca")]


def test_embed_search_reads_a_day_and_an_hour_as_the_search_page_does(client, directory):
    response = client.get(f"{SEARCH}?q=&open_day=2026-11-24&open_time=10:00&need=doposcuola")

    assert (response.status_code, response.url) == (302, f"{SEARCH}?need=doposcuola&open_at=2026-11-24T10%3A00")


def test_embed_search_keeps_what_it_understood_of_its_presets_and_says_the_rest(client, directory):
    response = client.get(f"{SEARCH}?need=doposcuola&quarter=atlantide")

    assert listed(response) == ["Aiuto compiti", "Sala studio"]
    assert "Non ho capito tutto. Il resto della ricerca l’ho tenuto." in response.content.decode()
    assert "Quartiere: Non conosco il quartiere «atlantide»: sceglilo dall’elenco." in response.content.decode()


def test_embed_search_of_a_discreet_theme_leaves_no_trace(client, directory):
    response = client.get(f"{SEARCH}?need=violenza")

    assert "<title>Punto Comunità</title>" in response.content.decode()
    assert (response["Cache-Control"], response["Referrer-Policy"], response.get("ETag")) == (
        "no-store", "no-referrer", None,
    )  # fmt: skip


def test_embed_search_asks_as_much_for_three_as_for_one(client, cometa, django_assert_num_queries):
    refresh_all()
    client.get(f"{SEARCH}?q=compiti")  # the words of the taxonomy are read once
    for_one = queries_of(lambda: client.get(f"{SEARCH}?q=compiti"))
    for name in ("Compiti e merenda", "Compiti insieme"):
        ServiceAtLocationFactory(service=ServiceFactory(name=name, opening_hours=opening("TU")))
    refresh_all()
    client.get(f"{SEARCH}?q=compiti")

    with django_assert_num_queries(for_one):
        response = client.get(f"{SEARCH}?q=compiti")

    assert len(listed(response)) == 3


def test_embed_service_says_what_one_needs_to_go_there(client, cometa):
    said = sections(client.get("/riquadro/servizi/aiuto-compiti/"))

    assert [heading for heading, _ in said] == [f"Aiuto compiti{BESIDE}", "Dove", "Quando"]
    assert said[0][1] == "Oratorio Cometa Aperto ora, fino alle 12:00 030 111"
    assert said[1][1] == (
        "Sede via Prova 1 , apre la mappa di OpenStreetMap in un’altra scheda 25126 Brescia · Fiumicello"
    )
    assert said[2][1].startswith("Gli orari della settimana Martedì (oggi) 9:00–12:00 Mercoledì Chiuso")


def test_embed_service_of_many_places_shows_three_and_counts_the_others(client, cometa):
    for _number in range(4):
        ServiceAtLocationFactory(service=cometa, location=LocationFactory())

    page = client.get("/riquadro/servizi/aiuto-compiti/")

    assert len(page.context["doors"]) == 3
    assert "E in altri 2 posti." in page.content.decode()


def test_embed_service_asks_as_much_for_three_places_as_for_one(client, cometa, django_assert_num_queries):
    for_one = queries_of(lambda: client.get("/riquadro/servizi/aiuto-compiti/"))
    for _number in range(2):
        ServiceAtLocationFactory(service=cometa, location=LocationFactory())

    with django_assert_num_queries(for_one):
        client.get("/riquadro/servizi/aiuto-compiti/")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": Service.Status.TEMPORARILY_CLOSED}, "Sospeso"),
        ({"alert": "A dicembre solo al mattino."}, "A dicembre solo al mattino."),
        ({"verified_on": datetime.date(2024, 1, 1)}, "Non confermato: telefona prima"),
    ],
)
def test_embed_service_says_what_one_must_know_before_going(client, cometa, change, said):
    before = client.get("/riquadro/servizi/aiuto-compiti/").content.decode()
    Service.objects.update(**change)
    touch_directory()

    after = client.get("/riquadro/servizi/aiuto-compiti/").content.decode()

    assert (said in before, said in after) == (False, True)


def test_embed_service_in_doubt_says_to_phone_first(client, cometa):
    Report.objects.create(service=cometa, topic=Report.Topic.HOURS, words="Chiuso", checked_at=NOW)

    assert "In verifica: telefona prima" in client.get("/riquadro/servizi/aiuto-compiti/").content.decode()


def test_embed_point_says_where_and_when_a_person_listens(client, db):
    place = LocationFactory(name="Casa", address="via Prova 2", quarter=QuarterFactory())
    ensure_holidays([2026])
    lead = OrganizationFactory(name="Rete Ovest", phones=[{"number": "030 222"}])
    CommunityPointFactory(
        name="Punto Fiumicello",
        location=place,
        lead_organization=lead,
        opening_hours=opening("TU", opens=15, closes=17),
    )

    said = sections(client.get("/riquadro/punti/punto-fiumicello/"))

    assert said[0] == (f"Punto Fiumicello{BESIDE}", "Rete Ovest Chiuso, apre alle 15:00 030 222")
    assert said[1][1].startswith("Casa via Prova 2")
    assert said[2][1].startswith("Gli orari della settimana Martedì (oggi) 15:00–17:00 Mercoledì Chiuso")


def test_what_is_gone_is_said_in_the_frame_with_a_way_to_search(client, cometa):
    Service.objects.update(status=Service.Status.DEFUNCT)

    answers = [client.get(f"/riquadro/{path}/") for path in ("servizi/aiuto-compiti", "servizi/mai", "punti/mai")]

    assert [(answer.status_code, sections(answer)[0][0]) for answer in answers] == [
        (200, "«Aiuto compiti» non c’è più"),
        (404, "Quello che cercavi qui non c’è più"),
        (404, "Quello che cercavi qui non c’è più"),
    ]
    assert ["/servizi/" in Links(answer.content.decode()).found for answer in answers] == [True] * 3
    assert ["frame-ancestors *" in answer["Content-Security-Policy"] for answer in answers] == [True] * 3


def test_a_service_that_was_merged_is_shown_as_the_one_it_is_now(client, cometa):
    remember(winner=cometa, loser=Service(name="Compiti insieme", slug="compiti-insieme"))

    frame = client.get("/riquadro/servizi/compiti-insieme/")
    written = code(client.get("/incorpora/?cosa=servizi&pagina=/servizi/compiti-insieme/"))

    assert (frame.status_code, frame.url) == (302, "/riquadro/servizi/aiuto-compiti/")
    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert 'data-punto="servizi/aiuto-compiti"' in written[0]


@pytest.mark.parametrize("path", [*(f"cerca/{query}" for query in ASKED), "servizi/aiuto-compiti/", "servizi/mai/"])
def test_frames_set_no_cookie_and_open_the_portal_beside(client, directory, path):
    response = client.get(f"/riquadro/{path}")

    links = Links(response.content.decode()).found
    assert links != {}
    assert {href: opens for href, opens in links.items() if opens != ("_blank", True)} == {}
    assert dict(response.cookies) == {}
    assert (response.headers.get("X-Frame-Options"), response["X-Robots-Tag"]) == (None, "noindex")


@pytest.mark.parametrize("path", ["cerca/?q=compiti", "servizi/aiuto-compiti/"])
def test_frames_are_the_same_for_who_has_signed_in(client, directory, path):
    answers = [client.get(f"/riquadro/{path}")]
    client.force_login(MandateFactory(role=Role.COORDINATOR).user)
    answers.append(client.get(f"/riquadro/{path}"))

    assert answers[0].content == answers[1].content
    assert [answer["Cache-Control"] for answer in answers] == ["public, max-age=170"] * 2


def test_a_frame_is_kept_until_the_next_five_minutes_strike(client, cometa):
    ages = []
    for second in (0, 10, 299, 300):
        with travel(NOW.replace(minute=30, second=0) + datetime.timedelta(seconds=second), tick=False):
            ages.append(client.get("/riquadro/servizi/aiuto-compiti/")["Cache-Control"])

    assert ages == [f"public, max-age={age}" for age in (300, 290, 1, 300)]


def test_a_frame_is_answered_anew_only_when_something_can_have_changed(client, cometa):
    address = "/riquadro/servizi/aiuto-compiti/"
    kept = {"If-None-Match": client.get(address)["ETag"]}

    answers = [client.get(address, headers=kept)]
    touch_directory()
    answers.append(client.get(address, headers=kept))
    with travel(NOW + datetime.timedelta(minutes=5), tick=False):
        answers.append(client.get(address, headers={"If-None-Match": answers[-1]["ETag"]}))

    assert [answer.status_code for answer in answers] == [304, 200, 200]
    assert answers[0].headers.get("X-Frame-Options") is None


def test_a_frame_that_is_still_good_costs_one_query(client, cometa, django_assert_num_queries):
    kept = {"If-None-Match": client.get("/riquadro/servizi/aiuto-compiti/")["ETag"]}

    with django_assert_num_queries(1):
        client.get("/riquadro/servizi/aiuto-compiti/", headers=kept)


def test_embed_script_is_for_every_site_and_asked_anew_each_day(client, db):
    first = client.get("/incorpora.js")

    again = client.get("/incorpora.js", headers={"If-None-Match": first["ETag"]})

    assert (first["Content-Type"], again.status_code, again.content) == ("text/javascript; charset=utf-8", 304, b"")
    assert first["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert first["Cache-Control"] == "public, max-age=86400, stale-while-revalidate=604800"


def code(response):
    """[script, iframe] as they are read in the boxes."""
    boxes = re.findall(r"<textarea[^>]*>(.*?)</textarea>", response.content.decode(), re.DOTALL)
    return [html.unescape(box) for box in boxes]


def test_embed_writes_the_code_of_a_search_with_its_presets(client, directory, settings):
    settings.SITE_URL = "https://portal.example"

    written = code(client.get("/incorpora/?cosa=cerca&q=compiti&quarter=fiumicello&need=doposcuola&open_now=&near="))

    query = "q=compiti&amp;quarter=fiumicello&amp;need=doposcuola"
    title = "Cerca un aiuto vicino: Punto Comunità"
    assert written == [
        f'<script src="https://portal.example/incorpora.js" data-punto="cerca" data-filtri="{query}"'
        f' data-titolo="{title}" async></script>\n'
        f'<noscript><a href="https://portal.example/servizi/?{query}">{title}</a></noscript>',
        f'<iframe src="https://portal.example/riquadro/cerca/?{query}" title="{title}"'
        ' width="100%" height="600" style="border:0" loading="lazy"></iframe>',
    ]


@pytest.mark.parametrize("asked", ["aiuto-compiti", "https://altrove.example/servizi/aiuto-compiti/?lista=x#dove"])
def test_embed_writes_the_code_of_a_service_by_its_address(client, directory, settings, asked):
    settings.SITE_URL = "https://portal.example"

    written = code(client.get("/incorpora/", {"cosa": "servizi", "pagina": asked}))

    assert written == [
        '<script src="https://portal.example/incorpora.js" data-punto="servizi/aiuto-compiti"'
        ' data-titolo="Aiuto compiti" async></script>\n'
        '<noscript><a href="https://portal.example/servizi/aiuto-compiti/">Aiuto compiti</a></noscript>',
        '<iframe src="https://portal.example/riquadro/servizi/aiuto-compiti/" title="Aiuto compiti"'
        ' width="100%" height="600" style="border:0" loading="lazy"></iframe>',
    ]


def test_embed_writes_a_name_so_that_it_stays_a_name(client, db):
    ServiceFactory(name='Bar "da <b>Gino</b>"', slug="gino")

    (script, iframe) = code(client.get("/incorpora/?cosa=servizi&pagina=gino"))

    named = "Bar &quot;da &lt;b&gt;Gino&lt;/b&gt;&quot;"
    assert (f'data-titolo="{named}"' in script, f'title="{named}"' in iframe, "<b>" in script + iframe) == (
        True, True, False,
    )  # fmt: skip


def test_embed_shows_the_code_of_a_punto_comunita(client, directory):
    response = client.get("/incorpora/?cosa=punti&pagina=/punti/punto-comunita-fiumicello/")

    assert 'data-punto="punti/punto-comunita-fiumicello"' in code(response)[0]


@pytest.mark.parametrize(
    ("asked", "likely", "problem"),
    [
        ({"cosa": "servizi"}, [], ""),
        (
            {"cosa": "servizi", "pagina": "compiti"},
            [
                ("Aiuto compiti", "?cosa=servizi&pagina=aiuto-compiti"),
                ("Sala studio", "?cosa=servizi&pagina=sala-studio"),
                ("Emporio La Dispensa", "?cosa=servizi&pagina=emporio-la-dispensa"),
            ],
            "",
        ),
        ({"cosa": "punti", "pagina": "unicorni"}, [], "Non trovo «unicorni»: incolla l’indirizzo della sua pagina."),
        ({"cosa": "servizi", "pagina": "/servizi/chiuso/"}, [], "«Chiuso» non c’è più: scegline un altro."),
    ],
)
def test_embed_without_a_thing_offers_those_that_may_be_meant(client, directory, asked, likely, problem):
    ServiceFactory(name="Chiuso", status=Service.Status.DEFUNCT)

    response = client.get("/incorpora/", asked)

    assert code(response) == []
    assert (response.context["likely"], response.context["problem"]) == (likely, problem)
    assert problem in response.content.decode()


def test_embed_says_what_is_wrong_with_the_presets_and_leaves_it_out(client, directory):
    response = client.get("/incorpora/?need=doposcuola&quarter=atlantide&quartiere=fiumicello&near=nulla")

    assert response.context["refused"] == [
        ("Quartiere", ["Non conosco il quartiere «atlantide»: sceglilo dall’elenco."]),
        ("quartiere", ["Questo filtro non c’è: guarda se l’hai scritto giusto."]),
    ]
    assert "Non ho capito tutto." in response.content.decode()
    assert response.context["asked_back"]["message"] in html.unescape(response.content.decode())
    assert 'data-filtri="need=doposcuola"' in code(response)[0]


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("/servizi/aiuto-compiti/", "?cosa=servizi&amp;pagina=aiuto-compiti"),
        ("/punti/punto-comunita-fiumicello/", "?cosa=punti&amp;pagina=punto-comunita-fiumicello"),
        ("/dati/", ""),
    ],
)
def test_the_code_is_offered_where_somebody_may_want_it(client, directory, page, asked):
    cache.clear()

    assert f'href="/incorpora/{asked}"' in client.get(page).content.decode()
