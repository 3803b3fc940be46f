"""Where to begin, how to take part, privacy, accessibility: true today, and without a cookie."""

import datetime

import pytest
from django.core.cache import cache
from django.urls import reverse
from time_machine import travel

from services.listings import refresh_all
from services.words import vocabulary
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
SOFT = {"no_appointment": True, "anonymous": True, "free": True}


@pytest.fixture(autouse=True)
def now(db):
    cache.clear()
    with travel(TUESDAY, tick=False):
        ensure_holidays([2026])
        yield


@pytest.fixture(autouse=True)
def forget_words():
    """Terms are kept in memory by version, and every test begins at the same one."""
    vocabulary._vocabulary_at.cache_clear()


@pytest.fixture
def page(client):
    return lambda name, query="": client.get(reverse(f"services:{name}") + query)


def service(name, *days, latitude=45.5442, place=True, **traits):
    made = ServiceFactory(name=name, opening_hours=opening(*days) if days else None, **traits)
    if place:
        ServiceAtLocationFactory(service=made, location=LocationFactory(latitude=latitude))
    return made


def point(name, *days, **traits):
    return CommunityPointFactory(name=name, opening_hours=opening(*days) if days else None, **traits)


def test_start_shows_the_doors_one_enters_now_and_then_the_soonest(page):
    service("Caffè di quartiere", "TU", **SOFT)
    service("Cena del giovedì", "TH", **SOFT)
    service("Colazione del mercoledì", "WE", **SOFT)
    service("Aula quando capita", **SOFT)
    service("Corso a pagamento", "TU", no_appointment=True)
    service("Telefono amico", "TU", place=False, by_phone=True, **SOFT)
    refresh_all()

    response = page("start")

    assert [listing.name for listing in response.context["services"]] == [
        "Caffè di quartiere",
        "Colazione del mercoledì",
        "Cena del giovedì",
        "Aula quando capita",
    ]
    assert "Posti dove entrare e basta" in headings(response)


def test_start_shows_the_nearest_doors_to_a_place(page):
    service("Lontano", latitude=45.5600, **SOFT)
    service("Vicino", **SOFT)
    refresh_all()

    response = page("start", "?near=45.5442,10.1930")

    assert [(each.name, round(each.distance, -1)) for each in response.context["services"]] == [
        ("Vicino", 0),
        ("Lontano", 1760),
    ]


def test_start_names_the_next_desk_and_some_phones(page):
    point("Punto chiuso oggi", "WE", phones=[{"number": "030 1"}])
    point("Punto aperto", "TU", phones=[{"number": "030 2"}])
    point("Punto senza telefono")

    response = page("start")

    said = dict(sections(response))
    assert said["Una persona che ti ascolta"].startswith("Punto aperto")
    assert [door.thing.name for door in response.context["phone_doors"]] == ["Punto aperto", "Punto chiuso oggi"]


def test_start_says_what_to_do_where_nothing_is_known(page):
    said = dict(sections(page("start")))

    assert said["Posti dove entrare e basta"].endswith("Vai dritto allo sportello: lo trovi qui sotto.")
    assert said["Una persona che ti ascolta"].startswith("Gli sportelli non hanno ancora detto i loro orari")
    assert said["Un telefono, se preferisci la voce"].endswith("Per un’emergenza chiama il 112.")


def test_start_asks_again_for_a_place_it_does_not_know(page):
    response = page("start", "?near=Atlantide")

    assert response.context["problem"].startswith("Non conosciamo «Atlantide»")
    assert 'value="Atlantide"' in response.content.decode()


def test_take_part_shows_who_looks_for_volunteers_and_where_things_are_made_together(page):
    service("Portare la spesa", terms=[TermFactory(name="Fare volontariato")])
    service("Doposcuola", terms=[TermFactory(name="Doposcuola")])
    point("Solo sportello")
    point("In rete", is_network=True)
    AssetFactory(offered_by_resident=True, location=None, quarter=QuarterFactory())
    refresh_all()

    context = page("take_part").context

    assert [listing.name for listing in context["volunteering"]] == ["Portare la spesa"]
    assert [each.name for each in context["points"]] == ["In rete"]
    assert (context["organization_count"], context["skill_count"]) == (4, 1)


def test_take_part_promises_nothing_while_the_directory_is_empty(page):
    assert dict(sections(page("take_part")))["Chi cerca volontari"] == (
        "In questo momento nessuno lo ha scritto qui. Chiedi al Punto Comunità: una mano serve sempre."
    )


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("start", 9), ("take_part", 7)])
def test_pages_ask_as_much_for_one_as_for_three(page, name, queries, count, django_assert_num_queries):
    need = TermFactory(name="Fare volontariato")
    for number in range(count):
        service(f"Caffè {number}", "TU", terms=[need], **SOFT)
        point(f"Punto {number}", "TU", is_community=True).quarters.add(QuarterFactory())
    refresh_all()
    page(name)

    with django_assert_num_queries(queries):
        page(name)


@pytest.mark.parametrize("name", ["start", "take_part", "asset_list", "privacy", "accessibility"])
def test_pages_give_no_cookie(page, name):
    OrganizationFactory()

    response = page(name)

    assert (response.status_code, dict(response.cookies)) == (200, {})


def test_privacy_says_what_is_true_today(page):
    assert headings(page("privacy")) == [
        "Privacy: cosa sappiamo di te", "Cosa non facciamo", "Cosa resta scritto", "Quando ti rivolgi a uno sportello",
        "Chi ha un accesso", "Per quanto tempo", "I dati delle organizzazioni", "I tuoi diritti",
    ]  # fmt: skip


@pytest.mark.parametrize("tiles", ["", "https://tiles.example/{z}/{x}/{y}.png"])
def test_privacy_says_when_the_maps_call_somebody_else(page, settings, tiles):
    settings.TILE_URL = tiles

    text = page("privacy").text

    assert ("non chiamano nessun altro sito." in text, "tranne le mappe" in text) == (not tiles, bool(tiles))


def test_accessibility_says_what_is_not_sure(page):
    assert headings(page("accessibility")) == [
        "Accessibilità: cosa funziona e cosa no", "A che punto siamo", "Come lo controlliamo",
        "Cosa ancora non possiamo garantire", "Trovi un ostacolo? Diccelo",
    ]  # fmt: skip
