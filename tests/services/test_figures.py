"""`/dati/`: what is counted, drawn and said of the directory."""

import datetime

import pytest
from django.core.cache import cache
from django.urls import reverse
from time_machine import travel

from services import figures
from services.listings import refresh_all
from services.models import LinkCheck
from tests.factories import (
    AssetFactory,
    CommunityPointFactory,
    LocationFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    ZoneFactory,
)
from tests.reading import headings, sections

from .conftest import opening

TUESDAY = datetime.datetime(2026, 11, 24, 9, 30, tzinfo=datetime.UTC)
TODAY = TUESDAY.date()


@pytest.fixture(autouse=True)
def now(db):
    cache.clear()
    with travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def page(client):
    return lambda: client.get(reverse("services:figures"))


def checked(days, how="phone"):
    return {"verified_on": TODAY - datetime.timedelta(days=days), "verified_how": how}


def test_figures_count_each_quarter_and_what_was_checked_lately(page):
    west = ZoneFactory(name="Ovest")
    fiumicello, chiusure = QuarterFactory(zone=west), QuarterFactory(zone=west, name="Chiusure")
    for days in [10, 300]:
        ServiceAtLocationFactory(service=ServiceFactory(**checked(days)), location=LocationFactory(quarter=fiumicello))
    AssetFactory(location=LocationFactory(quarter=chiusure), **checked(1))
    ServiceFactory(comes_home=True)
    refresh_all()

    counted = page().context["figures"]

    assert [tuple(quarter.values()) for quarter in counted.quarters] == [
        ("Chiusure", "chiusure", "Ovest", 0, 1, 0, 1, 1, 100),
        ("Fiumicello", "fiumicello", "Ovest", 2, 0, 0, 2, 1, 50),
        (None, None, None, 1, 0, 0, 1, 0, 0),
    ]
    assert (counted.services, counted.assets, counted.points, counted.quality.of_100) == (3, 1, 0, 50)
    assert counted.best_checked == [("Chiusure", 100), ("Fiumicello", 50)]


def test_figures_say_first_how_much_was_checked_lately(page):
    ServiceFactory.create_batch(5)
    ServiceFactory.create_batch(3, **checked(20))
    refresh_all()

    assert "Negli ultimi sei mesi sono state controllate 38 voci su 100." in page().content.decode()


def test_figures_draw_what_the_tables_say(page):
    service = ServiceFactory(**checked(20, "visit"))
    ServiceAtLocationFactory(service=service, location=LocationFactory())
    ServiceAtLocationFactory(location=LocationFactory(), service=ServiceFactory(**checked(1_000)))
    refresh_all()

    response = page()

    (bar,) = response.context["quarters_chart"].bars
    assert (bar.label, bar.value, bar.length) == ("Fiumicello", 50, 90)
    assert [(bar.label, bar.value) for bar in response.context["ages_chart"].bars] == [
        ("negli ultimi sei mesi", 1),
        ("da sei mesi a un anno fa", 0),
        ("da uno a due anni fa", 0),
        ("più di due anni fa", 1),
        ("mai", 0),
    ]
    said = dict(sections(response))
    assert "Fiumicello Ovest 2 0 0 1 50" in said["La tabella dei quartieri"]
    assert "servizi 2 1 50" in said["Che cosa è stato controllato, e come"]
    assert "di persona 1" in said["Che cosa è stato controllato, e come"]
    assert said["Quando è stata controllata l’ultima volta"].endswith("è ferma a febbraio 2024.")


def test_figures_say_what_is_not_right_yet(page):
    ServiceFactory(opening_hours=opening("TU"))
    ServiceFactory()
    CommunityPointFactory()
    AssetFactory()
    LinkCheck.objects.create(url="http://vivo.example/", reason="answers")
    LinkCheck.objects.create(url="http://morto.example/", reason="slow", failures=3, failing_since=TODAY)
    refresh_all()

    assert dict(sections(page()))["Che cosa non va ancora"] == (
        "Orari da confermare: 2 su 3 fra servizi e Punti Comunità."
        " Siti che non rispondono da almeno tre giorni: 1."
        " Nell’ultimo anno nessuna segnalazione è stata chiusa."
    )


@pytest.mark.parametrize("count", [1, 3])
def test_figures_are_counted_again_only_after_a_change(page, count, django_assert_num_queries):
    for number in range(count):
        quarter = QuarterFactory(name=f"Quartiere {number}")
        ServiceAtLocationFactory(service=ServiceFactory(), location=LocationFactory(quarter=quarter))
    refresh_all()
    with django_assert_num_queries(3):
        figures.current()

    with django_assert_num_queries(3):  # the version, the dead links, the reports
        assert page().context["figures"].services == count

    ServiceAtLocationFactory(service=ServiceFactory())
    refresh_all()
    assert figures.current().services == count + 1


def test_figures_say_what_to_do_while_there_is_nothing_to_count(page):
    response = page()

    assert headings(response) == [
        "I dati: cosa c’è e quanto è controllato", "Non c’è ancora niente da contare", "Prendi i dati",
    ]  # fmt: skip
    assert response.context["quality"].of_100 is None


def test_figures_give_no_cookie(page):
    response = page()

    assert (response.status_code, dict(response.cookies)) == (200, {})
