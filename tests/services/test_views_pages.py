"""Where to begin, how to take part, figures, privacy, accessibility: true today, and without a cookie."""

import datetime

import pytest
from django.core.cache import cache
from django.urls import reverse
from time_machine import travel

from services import figures
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
    ZoneFactory,
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


def test_figures_count_each_quarter_and_what_was_checked_lately(page):
    west = ZoneFactory(name="Ovest")
    fiumicello, chiusure = QuarterFactory(zone=west), QuarterFactory(zone=west, name="Chiusure")
    today = TUESDAY.date()
    for days in [10, 300]:
        made = ServiceFactory(verified_on=today - datetime.timedelta(days=days))
        ServiceAtLocationFactory(service=made, location=LocationFactory(quarter=fiumicello))
    AssetFactory(location=LocationFactory(quarter=chiusure))
    ServiceFactory(comes_home=True)
    refresh_all()

    counted = page("figures").context["figures"]

    assert [tuple(quarter.values()) for quarter in counted.quarters] == [
        ("Chiusure", "chiusure", "Ovest", 0, 1, 0, 0),
        ("Fiumicello", "fiumicello", "Ovest", 2, 0, 0, 1),
        (None, None, None, 1, 0, 0, 0),
    ]
    assert (counted.services, counted.assets, counted.points, counted.confirmed_of_100) == (3, 1, 0, 33)
    assert counted.fullest == [("Fiumicello", 2)]


def test_figures_draw_what_the_table_says(page):
    ServiceAtLocationFactory.create_batch(3, location=LocationFactory())
    refresh_all()

    response = page("figures")

    (bar,) = response.context["chart"].bars
    assert (bar.label, bar.value, bar.length) == ("Fiumicello", 3, 180)
    assert '<title id="grafico-titolo">Servizi per quartiere</title>' in response.content.decode()
    assert "Fiumicello Ovest 3 0 0 0" in dict(sections(response))["La tabella"]


def test_figures_are_counted_again_only_after_a_change(page, django_assert_num_queries):
    refresh_all()
    ServiceAtLocationFactory(service=ServiceFactory())
    refresh_all()
    assert figures.current().services == 1

    with django_assert_num_queries(1):
        assert page("figures").context["figures"].services == 1

    ServiceAtLocationFactory(service=ServiceFactory())
    refresh_all()
    assert figures.current().services == 2


def test_figures_say_what_to_do_while_there_is_nothing_to_count(page):
    response = page("figures")

    assert headings(response) == [
        "I dati: cosa c’è e quanto è controllato", "Non c’è ancora niente da contare", "Prendi i dati",
    ]  # fmt: skip
    assert response.context["figures"].confirmed_of_100 is None


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


@pytest.mark.parametrize("name", ["start", "take_part", "figures", "asset_list", "privacy", "accessibility"])
def test_pages_give_no_cookie(page, name):
    OrganizationFactory()

    response = page(name)

    assert (response.status_code, dict(response.cookies)) == (200, {})


def test_privacy_says_what_is_true_today(page):
    assert headings(page("privacy")) == [
        "Privacy: cosa sappiamo di te", "Cosa non facciamo", "Cosa resta scritto", "Chi lavora al portale",
        "I dati delle organizzazioni", "I tuoi diritti",
    ]  # fmt: skip


def test_accessibility_says_what_is_not_sure(page):
    assert headings(page("accessibility")) == [
        "Accessibilità: cosa funziona e cosa no", "A che punto siamo", "Come lo controlliamo",
        "Cosa ancora non possiamo garantire", "Trovi un ostacolo? Diccelo",
    ]  # fmt: skip
