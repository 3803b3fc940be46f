"""The page of a service: the scheda servizio, in order, with only what somebody has said."""

import datetime
import json
import re

import pytest
from time_machine import travel

from organizations import hours
from services.models import Service
from territory.holidays import ensure_holidays
from tests.factories import (
    ClosureFactory,
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
EVERYTHING = {
    "description": "I volontari aiutano a fare i compiti.",
    "eligibility_description": "Ragazze e ragazzi delle medie.",
    "minimum_age": 11,
    "maximum_age": 14,
    "application_process": "Vieni direttamente.",
    "required_documents": [{"document": "il diario"}, {"document": "i libri"}],
    "outcome": "I compiti finiti.",
    "wait_time": "Subito.",
    "fees_description": "Un’offerta libera.",
    "cost_options": [{"option": "tessera annuale", "amount": 10, "currency": "EUR"}],
    "special_cases": "Chi non ha i libri li trova qui.",
    "interpretation_services": "C’è una mediatrice il martedì.",
    "languages": [{"code": "it", "name": "italiano"}, {"code": "ur", "name": "urdu"}, {"name": "bresciano"}],
}


@pytest.fixture(autouse=True)
def now():
    with travel(TUESDAY, tick=False):
        yield


@pytest.fixture(autouse=True)
def holidays(db):
    ensure_holidays([2026])


@pytest.fixture
def cometa(db):
    return OrganizationFactory(name="Oratorio Cometa", email="info@cometa.example", phones=[{"number": "030 111"}])


def homework(cometa, places=1, **traits):
    service = ServiceFactory(name="Aiuto compiti", organization=cometa, **traits)
    for number in range(places):
        place = LocationFactory(name=f"Sede {number}", address=f"via Prova {number}")
        ServiceAtLocationFactory(service=service, location=place)
    return service


def page(client, service, query=""):
    return client.get(service.get_absolute_url() + query)


def test_service_detail_says_everything_in_order(client, cometa):
    service = homework(cometa, opening_hours=opening("TU"), **EVERYTHING)

    said = sections(page(client, service))

    assert said[1:9] == [
        ("Per chi è", "Ragazze e ragazzi delle medie. Da 11 a 14 anni."),
        ("Come si fa", "Vieni direttamente."),
        ("Cosa portare", "il diario i libri"),
        ("Cosa si ottiene", "I compiti finiti."),
        ("Tempi", "Subito."),
        ("Quanto costa", "Un’offerta libera. tessera annuale: 10 €"),
        ("Casi particolari", "Chi non ha i libri li trova qui."),
        ("Che lingue si parlano", "Italiano, اردو, Bresciano C’è una mediatrice il martedì."),
    ]
    assert said[9] == (
        "Chi lo fa",
        "Oratorio Cometa Nessuno ha ancora controllato queste informazioni: telefona prima di andare."
        f" Dal sito http://127.0.0.1:8000{service.get_absolute_url()}, stampato il 24 novembre 2026.",
    )
    assert [heading for heading, _ in said[10:]] == [
        "Qualcosa non è giusto?", "Dove", "Quando", "Contatti", "Portalo con te",
    ]  # fmt: skip


def test_service_detail_leaves_out_what_nobody_said(client, cometa):
    assert headings(page(client, homework(cometa))) == [
        "Aiuto compiti", "Chi lo fa", "Qualcosa non è giusto?", "Dove", "Quando", "Contatti", "Portalo con te",
    ]  # fmt: skip


def test_service_detail_has_the_hooks_of_the_italian_model(client, cometa):
    need = TermFactory(name="Doposcuola")
    service = homework(cometa, terms=[need], **EVERYTHING)

    hooks = re.findall(r'data-element="([\w-]+)"', page(client, service).content.decode())

    assert hooks == [
        "breadcrumb", "service-title", "service-status", "service-description", "service-addressed",
        "service-how-to", "service-needed", "service-achieved", "service-calendar-text", "service-cost",
        "service-special-cases", "service-languages", "service-area", "service-topic", "service-location",
        "service-calendar-list", "service-contacts",
    ]  # fmt: skip


def test_service_detail_goes_back_by_its_first_need(client, cometa):
    school = TermFactory(name="Bambini e scuola", position=2)
    service = homework(cometa, terms=[TermFactory(name="Doposcuola", parent=school, position=1)])

    response = page(client, service)

    assert [(term.slug, term.name) for term in response.context["path"]] == [
        ("bambini-e-scuola", "Bambini e scuola"),
        ("doposcuola", "Doposcuola"),
    ]
    assert '<a href="/servizi/?need=bambini-e-scuola">Bambini e scuola</a>' in response.content.decode()


def test_service_detail_marks_today_in_the_week(client, cometa):
    opening_hours = opening("TU", "WE")
    ClosureFactory(
        opening_hours=opening_hours,
        first_day=datetime.date(2026, 12, 23),
        last_day=datetime.date(2027, 1, 6),
        reason="feste",
    )
    hours.compile_opening_hours(opening_hours)

    response = page(client, homework(cometa, opening_hours=opening_hours))

    (door,) = response.context["doors"]
    assert [(day.label, day.is_today, day.text) for day in door.week][:3] == [
        ("Martedì", True, "9:00–12:00"),
        ("Mercoledì", False, "9:00–12:00"),
        ("Giovedì", False, "Chiuso"),
    ]
    assert dict(sections(response))["Quando"].startswith("Gli orari della settimana Martedì (oggi) 9:00–12:00")
    assert dict(sections(response))["Quando"].endswith("Chiuso dal 23 dicembre al 6 gennaio: feste")
    assert door.state.state == "open"


def test_service_detail_says_that_hours_are_not_known(client, cometa):
    said = dict(sections(page(client, homework(cometa))))

    assert said["Aiuto compiti"] == "Orario da confermare: telefona prima Aggiungi alla tua lista Telefona Dove Quando"
    assert said["Quando"] == "Nessuno ha ancora detto gli orari: telefona prima di andare."


def test_service_detail_puts_the_nearest_place_first(client, cometa):
    service = homework(cometa)
    far = LocationFactory(quarter=QuarterFactory(name="Buffalora", latitude=45.5061, longitude=10.2824))
    ServiceAtLocationFactory(service=service, location=far, opening_hours=opening("WE"))

    response = page(client, service, "?near=45.5061,10.2824")

    assert [(door.location, round(door.metres or 0, -2)) for door in response.context["doors"]] == [
        (far, 0),
        (service.service_at_locations.exclude(location=far).get().location, 8200),
    ]


def test_service_detail_shows_each_week_of_places_that_differ(client, cometa):
    service = homework(cometa, opening_hours=opening("TU"))
    ServiceAtLocationFactory(
        service=service, location=LocationFactory(name="Sede di mercoledì"), opening_hours=opening("WE")
    )

    html = page(client, service).content.decode()

    assert re.findall(r"<summary><strong>(.*?)</strong>", html) == ["Sede 0", "Sede di mercoledì"]
    assert html.count('<table class="week">') == 2


def test_service_detail_without_a_door_says_the_area_it_serves(client, cometa):
    service = homework(cometa, places=0, comes_home=True)
    service.service_areas.create(quarter=QuarterFactory(name="Mompiano"))

    assert dict(sections(page(client, service)))["Dove"] == "Viene a casa tua. Zona servita: Mompiano"


def test_service_detail_calls_the_organization_when_it_has_no_phone_of_its_own(client, cometa):
    own = homework(cometa, phones=[{"number": "030 222-333", "extension": "4", "description": "segreteria"}])

    assert page(client, own).context["phones"] == [
        {"number": "030 222-333", "dial": "030222333,4", "extension": "4", "description": "segreteria"}
    ]
    Service.objects.update(phones=[])
    assert [phone["number"] for phone in page(client, own).context["phones"]] == ["030 111"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Service.Status.TEMPORARILY_CLOSED, "Sospeso"),
        (Service.Status.INACTIVE, "Non c’è più"),
        (Service.Status.DEFUNCT, "Non c’è più"),
    ],
)
def test_service_detail_says_that_it_is_suspended_or_gone(client, cometa, status, words):
    service = homework(cometa, status=status, opening_hours=opening("TU"), alert="Torna a marzo.")

    said = dict(sections(page(client, service)))["Aiuto compiti"]

    assert said.startswith(words)
    assert said.endswith("Torna a marzo.")
    assert "Aperto ora" not in said


@pytest.mark.parametrize(
    ("verified_on", "words"),
    [
        (datetime.date(2026, 11, 2), "Telefono e orari controllati al telefono il 2 novembre 2026"),
        (
            datetime.date(2026, 5, 2),
            "Telefono e orari controllati al telefono il 2 maggio 2026"
            " · è passato più di mezzo anno: telefona prima di andare",
        ),
        (
            datetime.date(2025, 11, 2),
            "Telefono e orari controllati al telefono il 2 novembre 2025"
            " · Non confermato · è passato più di mezzo anno: telefona prima di andare",
        ),
    ],
)
def test_service_detail_says_who_checked_it_and_when(client, cometa, verified_on, words):
    service = homework(cometa, verified_on=verified_on, verified_how="phone")

    assert f"Oratorio Cometa {words} Dal sito" in dict(sections(page(client, service)))["Chi lo fa"]


def test_service_detail_names_the_desk_to_tell_what_is_wrong(client, cometa):
    service = homework(cometa)
    point = CommunityPointFactory(
        name="Punto Comunità Fiumicello", email="punto@fiumicello.example", phones=[{"number": "030 999"}]
    )
    point.quarters.add(service.service_at_locations.get().location.quarter)

    assert dict(sections(page(client, service)))["Qualcosa non è giusto?"] == (
        "Dillo qui O dillo al Punto Comunità Fiumicello, che tiene in ordine queste pagine: 030 999 o "
        "punto@fiumicello.example. Lascia un numero: ti richiamiamo noi"
    )


def test_service_detail_of_a_discreet_theme_leaves_no_trace(client, cometa):
    danger = TermFactory(name="Mi sento in pericolo", discreet=True)
    service = homework(cometa, terms=[TermFactory(name="Violenza", parent=danger)], description="Ti ascoltiamo.")

    response = page(client, service)

    html = response.content.decode()
    assert re.search(r"<title>(.*?)</title>", html)[1] == "Punto Comunità"
    assert '<meta name="description" content="">' in html
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert html.index('href="tel:112"') < html.index('href="tel:1522"') < html.index("data-quick-exit")
    assert "Portalo con te" not in headings(response)


def test_service_detail_tells_machines_the_same(client, cometa):
    service = homework(cometa, opening_hours=opening("TU"), free=True, description="</script><b>&")

    html = page(client, service).content.decode()

    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1]
    data = json.loads(block)
    assert "<" not in block
    assert data == {
        "@context": "https://schema.org",
        "@type": "Service",
        "name": "Aiuto compiti",
        "description": "</script><b>&",
        "url": "http://127.0.0.1:8000/servizi/aiuto-compiti/",
        "provider": {
            "@type": "Organization",
            "name": "Oratorio Cometa",
            "url": "http://127.0.0.1:8000/organizzazioni/oratorio-cometa/",
            "email": "info@cometa.example",
        },
        "offers": {"@type": "Offer", "price": "0", "priceCurrency": "EUR"},
        "availableChannel": [
            {
                "@type": "ServiceChannel",
                "serviceLocation": {
                    "@type": "Place",
                    "name": "Sede 0",
                    "address": {
                        "@type": "PostalAddress",
                        "streetAddress": "via Prova 0",
                        "postalCode": "25126",
                        "addressLocality": "Brescia",
                        "addressRegion": "BS",
                        "addressCountry": "IT",
                    },
                    "geo": {"@type": "GeoCoordinates", "latitude": 45.5442, "longitude": 10.193},
                    "openingHoursSpecification": [
                        {
                            "@type": "OpeningHoursSpecification",
                            "dayOfWeek": ["https://schema.org/Tuesday"],
                            "opens": "09:00",
                            "closes": "12:00",
                        }
                    ],
                },
                "servicePhone": [{"@type": "ContactPoint", "telephone": "030 111"}],
            }
        ],
    }


@pytest.mark.parametrize("places", [1, 3])
def test_service_detail_asks_as_much_for_one_place_as_for_three(client, cometa, places, django_assert_num_queries):
    service = homework(cometa, places, opening_hours=opening("TU"), terms=[TermFactory()])
    for at in service.service_at_locations.all():
        at.opening_hours = opening("MO", "TU")
        at.save()

    with django_assert_num_queries(15):
        page(client, service)


def test_service_detail_of_an_unknown_service_is_not_found(client, db):
    assert client.get("/servizi/non-esiste/").status_code == 404
