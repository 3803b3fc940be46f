"""Punti Comunità and organisations: the lists and the pages of one."""

import datetime

import pytest
from django.urls import reverse
from time_machine import travel

from services.listings import refresh_all
from territory.holidays import ensure_holidays
from tests.factories import (
    AssetFactory,
    CommunityPointFactory,
    LocationFactory,
    OrganizationFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    ZoneFactory,
)
from tests.reading import headings, sections
from tests.services.conftest import opening

TUESDAY = datetime.datetime(2026, 11, 24, 9, 30, tzinfo=datetime.UTC)  # 10:30 in Brescia


@pytest.fixture(autouse=True)
def now(db):
    with travel(TUESDAY, tick=False):
        ensure_holidays([2026])
        yield


@pytest.fixture
def points(client):
    return lambda query="": client.get(reverse("organizations:community_point_list") + query)


@pytest.fixture
def organizations(client):
    return lambda query="": client.get(reverse("organizations:organization_list") + query)


def point_in(quarter, name, *days, **traits):
    location = LocationFactory(quarter=quarter)
    hours = opening(*days) if days else None
    point = CommunityPointFactory(name=name, location=location, opening_hours=hours, **traits)
    point.quarters.add(quarter)
    return point


@pytest.fixture
def city(db):
    """Three quarters in two zones, each with its Punto Comunità."""
    west, east = ZoneFactory(name="Ovest"), ZoneFactory(name="Est")
    fiumicello = QuarterFactory(name="Fiumicello", zone=west)
    chiusure = QuarterFactory(name="Chiusure", zone=west, latitude=45.5500)
    buffalora = QuarterFactory(name="Buffalora", zone=east, latitude=45.5061, longitude=10.2824)
    point_in(fiumicello, "Punto Fiumicello", "WE")
    point_in(chiusure, "Punto Chiusure", "TU")
    point_in(buffalora, "Punto Buffalora")
    return {"fiumicello": fiumicello, "chiusure": chiusure, "buffalora": buffalora}


def shown(response):
    return [(door.number, str(door.zone), door.thing.name, door.state.state) for door in response.context["doors"]]


def test_community_point_list_goes_by_zone_and_by_who_is_open(points, city):
    response = points()

    assert shown(response) == [
        (1, "Est", "Punto Buffalora", "unknown"),
        (2, "Ovest", "Punto Chiusure", "open"),
        (3, "Ovest", "Punto Fiumicello", "closed"),
    ]
    assert headings(response) == [
        "Punti Comunità", "Aperti adesso", "Zona Est", "1 Punto Buffalora", "Zona Ovest", "2 Punto Chiusure",
        "3 Punto Fiumicello", "Gli orari degli sportelli",
    ]  # fmt: skip
    assert dict(sections(response))["Aperti adesso"] == "Punto Chiusure · Aperto ora, fino alle 12:00"


def test_community_point_list_draws_the_numbers_of_the_list(points, city):
    drawing = points().context["map"]

    assert [pin.text for pin in drawing.pins] == ["1", "2", "3"]
    assert {name.text for name in drawing.names} <= {"Fiumicello", "Chiusure", "Buffalora"}


def test_community_point_list_tabulates_the_desks(points, city):
    table = dict(sections(points()))["Gli orari degli sportelli"]

    assert table.startswith("Punto Comunità Martedì (oggi) Mercoledì Giovedì Venerdì Sabato Domenica Lunedì")
    assert "1. Punto Buffalora Orario da confermare: telefona prima" in table
    assert "2. Punto Chiusure 9:00–12:00 Chiuso Chiuso" in table


def test_community_point_list_finds_ones_own_and_the_next_desk(points, city):
    context = points("?near=Fiumicello").context

    assert context["place"].label == "Fiumicello"
    assert (context["own"].thing.name, round(context["own"].metres)) == ("Punto Fiumicello", 0)
    assert context["next_door"].thing.name == "Punto Chiusure"


def test_community_point_list_says_when_a_quarter_has_none_of_its_own(points, city):
    QuarterFactory(name="Mompiano", latitude=45.5683, longitude=10.2381)

    said = dict(sections(points("?near=Mompiano")))

    assert said["Per chi abita in Mompiano"].startswith("Il tuo quartiere non ha ancora un Punto Comunità suo.")


def test_community_point_list_asks_again_for_a_place_it_does_not_know(points, city):
    response = points("?near=Atlantide")

    assert response.context["problem"].startswith("Non conosciamo «Atlantide»")
    assert len(shown(response)) == 3
    assert 'aria-describedby="dove-errore"' in response.content.decode()


def test_community_point_list_says_what_to_do_while_it_is_empty(points, db):
    assert headings(points()) == ["Punti Comunità", "Non c’è ancora nessun Punto Comunità"]


@pytest.mark.parametrize("count", [1, 3])
def test_community_point_list_asks_as_much_for_one_as_for_three(points, db, count, django_assert_num_queries):
    for number in range(count):
        point_in(QuarterFactory(name=f"Quartiere {number}"), f"Punto {number}", *["MO", "TU", "WE"][: number + 1])

    with django_assert_num_queries(8):
        points()


def test_community_point_detail_says_what_one_finds_there(client, city):
    point = point_in(
        city["fiumicello"], "Punto Milano", "TU", description="Compiliamo moduli.", is_network=True,
        lead_organization=OrganizationFactory(name="Emporio"), phones=[{"number": "030 5"}],
    )  # fmt: skip
    point.partners.add(OrganizationFactory(name="Circolo"))
    near = ServiceAtLocationFactory(
        service=ServiceFactory(name="Doposcuola"), location=LocationFactory(quarter=city["fiumicello"])
    )
    ServiceAtLocationFactory(location=LocationFactory(quarter=city["buffalora"]))
    refresh_all()

    response = client.get(point.get_absolute_url())

    said = dict(sections(response))
    assert headings(response) == [
        "Punto Milano", "Che aiuto trovi", "Cosa si fa qui", "I quartieri che segue", "Cosa c’è nei suoi quartieri",
        "Doposcuola", "Chi lo fa", "Qualcosa non è giusto?", "Dove", "Quando", "Contatti", "Portalo con te",
    ]  # fmt: skip
    assert said["Punto Milano"].startswith("Aperto ora, fino alle 12:00")
    assert said["I quartieri che segue"] == "Fiumicello"
    assert said["Doposcuola"].startswith(near.location.address)
    assert said["Chi lo fa"].startswith("Lo guida Emporio. Con: Circolo.")
    assert response.context["phones"][0]["dial"] == "0305"


def test_community_point_detail_says_so_where_it_knows_no_service(client, city):
    point = point_in(city["fiumicello"], "Punto Milano")

    assert dict(sections(client.get(point.get_absolute_url())))["Cosa c’è nei suoi quartieri"] == (
        "Non abbiamo ancora servizi di questi quartieri."
        " Chiedi allo sportello: conosce anche quello che qui non è scritto."
    )


def listed(response):
    return [organization.name for organization in response.context["page_obj"]]


@pytest.fixture
def three_organizations(db):
    fiumicello = QuarterFactory(name="Fiumicello")
    oratory = OrganizationFactory(name="Oratorio Cometa", sector="third_sector")
    LocationFactory.create_batch(2, organization=oratory, quarter=fiumicello)
    OrganizationFactory(name="àncora di Chiusure", sector="citizens", alternate_name="Gruppo Perù")
    OrganizationFactory(name="Comune", sector="public")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["àncora di Chiusure", "Comune", "Oratorio Cometa"]),
        ("?q=ANCORA+chiusure", ["àncora di Chiusure"]),
        ("?q=peru", ["àncora di Chiusure"]),
        ("?sector=public", ["Comune"]),
        ("?quarter=fiumicello", ["Oratorio Cometa"]),
        ("?quarter=fiumicello&sector=public", []),
        ("?sector=nonsense&q=comune", ["Comune"]),
        ("?page=99", ["àncora di Chiusure", "Comune", "Oratorio Cometa"]),
        ("?page=x&utm_source=y", ["àncora di Chiusure", "Comune", "Oratorio Cometa"]),
    ],
)
def test_organization_list_is_narrowed_by_name_sector_and_quarter(organizations, three_organizations, query, names):
    assert listed(organizations(query)) == names


def test_organization_list_says_what_it_did_not_understand(organizations, three_organizations):
    assert organizations("?sector=nonsense&q=%00").context["form"].errors.keys() == {"sector", "q"}


def test_organization_list_names_each_quarter_once(organizations, three_organizations):
    assert dict(sections(organizations()))["Oratorio Cometa"] == "terzo settore · Fiumicello"


def test_organization_list_turns_pages_and_keeps_the_question(organizations, db):
    for number in range(300):
        OrganizationFactory(name=f"Circolo {number:03}")

    response = organizations("?q=circolo&page=2")

    assert listed(response) == [f"Circolo {number:03}" for number in range(24, 48)]
    assert 'href="?q=circolo&amp;page=3"' in response.content.decode()


@pytest.mark.parametrize(
    ("query", "heading"),
    [("", "Non c’è ancora nessuna organizzazione"), ("?q=zzz", "Nessuna organizzazione con questi criteri")],
)
def test_organization_list_says_what_to_do_while_it_is_empty(organizations, db, query, heading):
    assert headings(organizations(query)) == ["Organizzazioni", "0 organizzazioni", heading]


@pytest.mark.parametrize("count", [1, 3])
def test_organization_list_asks_as_much_for_one_as_for_three(organizations, db, count, django_assert_num_queries):
    for _ in range(count):
        LocationFactory(organization=OrganizationFactory())

    with django_assert_num_queries(4):
        organizations()


def test_organization_detail_says_what_it_does_and_has(client, city):
    cometa = OrganizationFactory(
        name="Oratorio Cometa", description="Cortile e compiti.", email="info@cometa.example", phones=[{"number": "1"}]
    )
    place = LocationFactory(organization=cometa, quarter=city["fiumicello"], name="Cortile")
    service = ServiceFactory(name="Doposcuola", organization=cometa, opening_hours=opening("TU"))
    ServiceAtLocationFactory(service=service, location=place)
    AssetFactory(name="Campo da basket", organization=cometa, location=place)
    AssetFactory(
        name="So cucire", organization=cometa, location=None, quarter=city["fiumicello"], offered_by_resident=True
    )
    point_in(city["fiumicello"], "Punto Milano").partners.add(cometa)
    refresh_all()

    response = client.get(cometa.get_absolute_url())

    said = dict(sections(response))
    assert headings(response) == [
        "Oratorio Cometa", "Cosa fa", "I suoi servizi", "Doposcuola", "I Punti Comunità in cui c’è",
        "Cosa mette a disposizione", "Qualcosa non è giusto?", "Dove", "Contatti",
    ]  # fmt: skip
    assert said["Oratorio Cometa"] == "terzo settore della città"
    assert said["Doposcuola"] == f"{place.address} Aperto ora, fino alle 12:00"
    assert said["I Punti Comunità in cui c’è"] == "Punto Milano"
    assert said["Cosa mette a disposizione"].startswith("Campo da basket · Parco, Fiumicello")
    assert "So cucire" not in response.content.decode()


def test_organization_detail_without_anything_says_what_to_do(client, db):
    said = dict(sections(client.get(OrganizationFactory(name="Nuova").get_absolute_url())))

    assert said["Cosa fa"] == "Non lo ha ancora scritto. Chiediglielo: trovi qui i recapiti."
    assert said["I suoi servizi"].startswith("Non ne ha ancora pubblicati. Cerca fra tutti i servizi")
    assert said["Dove"] == "Non ha una sede aperta al pubblico: telefona o scrivi."


@pytest.mark.parametrize("count", [1, 3])
def test_organization_detail_asks_as_much_for_one_as_for_three(client, city, count, django_assert_num_queries):
    cometa = OrganizationFactory(name="Oratorio Cometa")
    for _ in range(count):
        place = LocationFactory(organization=cometa, quarter=city["fiumicello"])
        service = ServiceFactory(organization=cometa, opening_hours=opening("TU"))
        ServiceAtLocationFactory(service=service, location=place)
    refresh_all()

    with django_assert_num_queries(13):
        client.get(cometa.get_absolute_url())


@pytest.mark.parametrize("address", ["/punti/non-esiste/", "/organizzazioni/non-esiste/"])
def test_unknown_points_and_organizations_are_not_found(client, db, address):
    assert client.get(address).status_code == 404
