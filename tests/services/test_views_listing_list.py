"""The search page: what it says and keeps; what is found is tested with the search itself."""

import datetime

import pytest
from django.db.models import JSONField, Value
from django.urls import reverse
from time_machine import travel

from organizations import hours
from organizations.models import OnHolidays, OpeningHours
from services import listings
from services.words import vocabulary
from tests.factories import (
    CommunityPointFactory,
    LocationFactory,
    OpeningHoursFactory,
    QuarterFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
)

TUESDAY = datetime.datetime(2026, 11, 24, 9, 30, tzinfo=datetime.UTC)  # 10:30 in Brescia
LIVE = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def now():
    with travel(TUESDAY, tick=False):
        yield


@pytest.fixture(autouse=True)
def forget_words():
    """Terms are kept in memory by version, and every test begins at the same one."""
    vocabulary._vocabulary_at.cache_clear()


def refresh_all():
    hours.compile_all(OpeningHours.objects.all())
    listings.refresh_all()


@pytest.fixture
def search(client, db):
    def ask(query="", **kwargs):
        return client.get(f"{reverse('services:listing_list')}{query}", **kwargs)

    return ask


def homework(name, *, opens=9, closes=12, **traits):
    opening_hours = OpeningHoursFactory(on_holidays=OnHolidays.OPEN)
    ScheduleFactory(
        opening_hours=opening_hours, byday=["TU"], opens_at=datetime.time(opens), closes_at=datetime.time(closes)
    )
    traits.setdefault("opening_hours", opening_hours)
    service = ServiceFactory(name=name, description="Aiuto nei compiti.", **traits)
    return ServiceAtLocationFactory(service=service, location=LocationFactory())


def names(response):
    return [listing.name for listing in response.context["page"].listings]


def test_listing_list_says_the_count_and_the_question(search):
    homework("Doposcuola Cometa")
    homework("Aiuto compiti")
    refresh_all()

    titles = [
        search(query).context["title"]
        for query in [
            *("", "?q=compiti", "?near=Fiumicello", "?q=compiti&near=Fiumicello", "?q=unicorni"),
            *("?near=Brescia", "?near=45.5442,10.193"),
        ]
    ]

    assert titles == [
        "2 posti",
        "2 posti per «compiti»",
        "2 posti vicino a Fiumicello",
        "2 posti per «compiti» vicino a Fiumicello",
        "Nessun posto per «unicorni»",
        "2 posti in Brescia",
        "2 posti vicino a te",
    ]


def test_listing_list_card_says_state_distance_marks_and_reason(search):
    homework("Doposcuola Cometa", free=True, no_appointment=True, languages=[{"code": "it"}, {"code": "ur"}])
    refresh_all()

    page = search("?q=compiti&near=Fiumicello").content.decode()

    assert 'data-lat="45.5442" data-lng="10.193" data-number="1"' in page
    assert "Aperto ora, fino alle 12:00" in page
    assert "10 m, 1 minuto a piedi" in page
    assert [mark in page for mark in (">senza appuntamento<", ">gratis<", ">urdu<")] == [True, True, True]
    assert "Perché è qui: «compiti» è nella descrizione · vicino · aperto · " in page


def test_listing_list_live_answer_is_the_list_without_the_frame(search):
    homework("Doposcuola Cometa")
    refresh_all()

    whole, live = search("?q=compiti"), search("?q=compiti", headers=LIVE)

    assert names(live) == names(whole) == ["Doposcuola Cometa"]
    assert ("<header" in whole.content.decode(), "<header" in live.content.decode()) == (True, False)
    assert '<p id="annuncio" hx-swap-oob="innerHTML">1 posto per «compiti»</p>' in live.content.decode()
    assert "HX-Request" in whole.headers["Vary"]


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_listing_list_is_whole_when_htmx_needs_the_page(search, header):
    assert "<header" in search(headers=LIVE | {header: "true"}).content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("?q=compiti&near=&open_day=2026-11-24&open_time=16:30", "?q=compiti&open_at=2026-11-24T16%3A30"),
        ("?q=compiti&open_day=2026-11-24&open_time=", "?q=compiti&open_at=2026-11-24T10%3A00"),
        ("?q=&need=a&need=b&open_day=&open_time=10:00", "?need=a&need=b"),
        ("?open_day=&open_time=10:00&radius=", "?"),
    ],
)
def test_listing_list_without_javascript_gets_a_clean_address(search, typed, kept):
    response = search(typed)

    assert (response.status_code, response.headers["Location"]) == (302, f"/servizi/{kept}")


def test_listing_list_marks_the_asked_day_and_hour(search):
    moment = search("?open_at=2026-11-25T16:30").context["moment"]

    assert moment["time"] == "16:30"
    assert [day for day in moment["days"] if day[2]] == [("2026-11-25", "domani, mercoledì 25", True)]
    assert len(moment["days"]) == 14


def test_listing_list_open_at_shows_unconfirmed_apart_and_closed_never(search):
    homework("Aperto di sicuro")
    homework("Chiuso a quell’ora", opens=15, closes=18)
    homework("Chissà", opening_hours=None)
    refresh_all()

    response = search("?open_now=true")

    assert names(response) == ["Aperto di sicuro"]
    assert [listing.name for listing in response.context["page"].unconfirmed] == ["Chissà"]
    assert "Orario da confermare: 1 posto" in response.content.decode()


def test_listing_list_keeps_what_is_valid_and_says_what_is_not(search):
    homework("Doposcuola Cometa")
    refresh_all()

    response = search("?q=compiti&minimum_age=tanti&need=draghi&utm_source=giornale")

    assert names(response) == ["Doposcuola Cometa"]
    assert {label for label, _ in response.context["errors"]} == {"Di cosa hai bisogno", "Età, da"}
    assert "Non ho capito tutto. Il resto della ricerca l’ho tenuto." in response.content.decode()


def test_listing_list_asks_back_for_an_unknown_place(search):
    QuarterFactory(name="Mompiano")
    homework("Doposcuola Cometa")
    refresh_all()

    response = search("?q=compiti&near=Atlantide")

    asked = response.context["asked_back"]
    assert (response.context["title"], names(response)) == ("Dove, di preciso?", [])
    assert asked["message"].startswith("Non conosciamo «Atlantide».")
    assert asked["quarters"] == [
        ("Fiumicello", "?q=compiti&near=Fiumicello"),
        ("Mompiano", "?q=compiti&near=Mompiano"),
    ]


def test_listing_list_rescues_an_empty_list(search):
    target = TermFactory(taxonomy__slug="target", name="Ragazzi")
    homework("Doposcuola Cometa")
    homework("Cena dei ragazzi", terms=[target])
    refresh_all()

    page = search("?q=unicorni&target=ragazzi").content.decode()

    assert "Togli le parole «unicorni»: 1 posto" in page
    assert 'href="?target=ragazzi"' in page


def test_listing_list_offers_the_person_at_the_nearest_desk(search):
    fiumicello = QuarterFactory()
    CommunityPointFactory(name="Punto Comunità Fiumicello").quarters.add(fiumicello)
    refresh_all()

    page = search("?near=Fiumicello").content.decode()

    assert "Non trovi quello che cerchi?" in page
    assert '<a href="/punti/punto-comunita-fiumicello/">Punto Comunità Fiumicello</a>' in page


@pytest.mark.parametrize("query", ["?need=mi-sento-in-pericolo", "?q=mi+sento+in+pericolo"])
def test_listing_list_of_a_discreet_theme_has_a_neutral_title_and_a_way_out(search, query):
    TermFactory(name="Mi sento in pericolo", discreet=True)
    refresh_all()

    response = search(query)

    page = response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert "<title>Punto Comunità</title>" in page
    assert 'class="exit"' in page


def test_listing_list_of_any_other_theme_is_not_discreet(search):
    page = search("?q=compiti").content.decode()

    assert "<title>Nessun posto per «compiti» · Punto Comunità</title>" in page
    assert 'class="exit"' not in page


def test_listing_list_facets_unfold_the_branches_of_what_is_chosen(search):
    school = TermFactory(name="Scuola")
    homework("Doposcuola Cometa", terms=[TermFactory(name="Aiuto compiti", parent=school)])
    refresh_all()

    def offered(query):
        groups = {checks.name: checks for checks in search(query).context["groups"]}
        return [(check.value, check.count, check.selected) for check in groups["need"].first]

    assert offered("") == [("scuola", 1, False)]
    assert offered("?need=scuola") == [("scuola", 1, True), ("aiuto-compiti", 1, False)]


def test_listing_list_carries_filters_that_have_no_control(search):
    response = search("?bbox=10,45,11,46&ordering=name&verified_within=30")

    assert response.context["kept"] == [("bbox", "10,45,11,46"), ("verified_within", "30"), ("ordering", "name")]


def test_listing_list_asks_as_much_for_three_as_for_one(search, django_assert_num_queries, count_queries):
    homework("Doposcuola Cometa")
    refresh_all()
    search("?q=compiti&near=Fiumicello")  # the words of the taxonomy are read once
    asked = count_queries(lambda: search("?q=compiti&near=Fiumicello"))
    homework("Doposcuola Aquilone")
    homework("Doposcuola Vento")
    refresh_all()
    search("?q=compiti&near=Fiumicello")

    with django_assert_num_queries(asked):
        response = search("?q=compiti&near=Fiumicello")

    assert len(names(response)) == 3


@pytest.fixture
def count_queries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(act):
        with CaptureQueriesContext(connection) as queries:
            act()
        return len(queries)

    return count


def test_listing_list_takes_what_a_browser_should_never_send(search):
    for query in ["?q=%00", "?near=%00", "?page=-1", "?page=99999999999", "?radius=9", "?bbox=1", "?open_at=ieri"]:
        assert search(query).status_code == 200, query


def test_outline_gives_a_boundary_where_known_else_a_point(client, db):
    square = {"type": "Polygon", "coordinates": [[[10, 45], [10.1, 45], [10.1, 45.1], [10, 45]]]}
    QuarterFactory(name="Fiumicello")
    QuarterFactory(name="Mompiano", boundary=square)
    QuarterFactory(name="Senza luogo", latitude=None, longitude=None)
    QuarterFactory(name="Senza niente", boundary=Value(None, JSONField()), latitude=None, longitude=None)

    drawn = client.get(reverse("services:outline")).json()

    point = {"type": "Point", "coordinates": [10.193, 45.5442]}
    assert [(each["properties"]["name"], each["geometry"]) for each in drawn["features"]] == [
        ("Fiumicello", point),
        ("Mompiano", square),
    ]
