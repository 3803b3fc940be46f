"""What is downloaded: each file whole, read back as who takes it reads it, and the catalogue that gathers them."""

import csv
import datetime
import io
import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, RDF, XSD

from services import open_data
from services.listings import refresh_all
from services.models import DirectoryVersion, Listing
from services.open_data import dcat, table
from services.open_data.graph import Iri, Text, Thing, json_ld, rdf_xml, turtle
from tests.factories import (
    AssetFactory,
    CommunityPointFactory,
    LocationFactory,
    MunicipalityFactory,
    OrganizationFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
)

# rdflib's own reader of JSON-LD, until it follows rdflib 7
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

NAMES = ["open_data_servizi", "open_data_luoghi", "open_data_hsds"]
CATALOGUES = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}
DAY = datetime.date(2026, 11, 3)
DCAT, DCATAPIT = Namespace("http://www.w3.org/ns/dcat#"), Namespace("http://dati.gov.it/onto/dcatapit#")
EU = "http://publications.europa.eu/resource/authority/"


@pytest.fixture
def take(client):
    def taken(name, **headers):
        response = client.get(reverse(f"services:{name}"), headers=headers)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        return response, body

    return taken


@pytest.fixture
def directory(db, settings):
    """A service at a place, one at home, one gone, a park, a skill of a resident, a Punto Comunità."""
    settings.SITE_URL = "https://portal.example"
    school = TermFactory(name="Scuola")
    service = ServiceFactory(
        name="Aiuto compiti", description="Ogni pomeriggio.", free=True, no_appointment=True, minimum_age=11,
        terms=[TermFactory(name="Doposcuola", parent=school)], verified_on=DAY, verified_how="phone",
        languages=[{"code": "it"}, {"code": "ur"}], phones=[{"number": "030 111"}], email="info@cometa.example",
        url="https://cometa.example/", organization=OrganizationFactory(name="Oratorio Cometa"),
        last_modified=datetime.datetime(2026, 11, 1, 23, 30, tzinfo=datetime.UTC),  # after midnight in Rome
    )  # fmt: skip
    place = LocationFactory(name="Sala grande", address="via Milano 1", wheelchair=True)
    at = ServiceAtLocationFactory(service=service, location=place)
    ServiceFactory(name="Pasti a casa", comes_home=True, slug="pasti-a-casa")
    ServiceFactory(name="Non c’è più", status="defunct")
    AssetFactory(name="Parco Tarello")
    AssetFactory(name="Lezioni di urdu", offered_by_resident=True, location=None, quarter=QuarterFactory())
    CommunityPointFactory(name="Punto Comunità Fiumicello")
    refresh_all()
    return at


def rows(body):
    assert body.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))


def test_open_data_table_has_a_row_for_each_service_at_each_place(take, directory):
    found = {row["nome"]: row for row in rows(take("open_data_servizi")[1])}

    assert found.keys() == {"Aiuto compiti", "Pasti a casa"}
    assert found["Aiuto compiti"] == {
        "id": str(directory.id), "id_servizio": str(directory.service_id), "nome": "Aiuto compiti",
        "organizzazione": "Oratorio Cometa", "id_organizzazione": str(directory.service.organization_id),
        "in_breve": "Ogni pomeriggio.", "stato": "attivo", "avviso": "", "temi": "Scuola · Doposcuola", "per_chi": "",
        "eta_minima": "11", "eta_massima": "", "come_si_fa": "", "quanto_costa": "", "gratis": "sì",
        "senza_appuntamento": "sì", "senza_dire_il_nome": "no", "sedia_a_rotelle": "sì", "viene_a_casa": "no",
        "al_telefono": "no", "in_internet": "no", "lingue": "it ur", "luogo": "Sala grande",
        "indirizzo": "via Milano 1", "cap": "25126", "comune": "Brescia", "zona": "Ovest", "quartiere": "Fiumicello",
        "latitudine": "45.5442", "longitudine": "10.193", "telefono": "030 111", "email": "info@cometa.example",
        "sito": "https://cometa.example/", "controllato_il": "2026-11-03", "controllato_come": "phone",
        "modificato_il": "2026-11-02", "pagina": f"https://portal.example/servizi/{directory.service.slug}/",
    }  # fmt: skip
    home = found["Pasti a casa"]
    assert [home[key] for key in ("gratis", "viene_a_casa", "luogo", "latitudine")] == ["", "sì", "", ""]


@pytest.mark.parametrize("name", ["=1+1", "+39 030", "-2", "@SUM(A1)", "|cmd", "\t=1+1", " =1+1", "＝1+1"])
def test_open_data_table_has_nothing_that_a_spreadsheet_runs(take, db, name):
    ServiceFactory(name=name, slug="cattivo", description='riga\r\n=1+1; "e"')
    refresh_all()

    (row,) = rows(take("open_data_servizi")[1])

    assert row["nome"][0] == "'" or row["nome"] == "-2"
    assert row["in_breve"] == 'riga\r\n=1+1; "e"'


def test_open_data_table_is_written_in_batches(take, db, monkeypatch):
    ServiceFactory.create_batch(5)
    refresh_all()
    monkeypatch.setattr(open_data, "BATCH", 2)
    monkeypatch.setattr(table, "BATCH", 2)

    pieces = list(table.lines())

    assert [piece.count("\r\n") for piece in pieces] == [1, 2, 2, 1]
    assert sorted(row["id"] for row in rows("".join(pieces).encode())) == sorted(
        str(uuid) for uuid in Listing.objects.values_list("uuid", flat=True)
    )


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("open_data_servizi", 4), ("open_data_luoghi", 3), ("open_data_ttl", 2)])
def test_open_data_asks_as_much_for_one_as_for_three(take, db, django_assert_num_queries, name, queries, count):
    for _number in range(count):
        ServiceAtLocationFactory()
    refresh_all()

    with django_assert_num_queries(queries):
        take(name)


def test_open_data_points_are_all_that_has_a_place(take, directory):
    response, body = take("open_data_luoghi")

    collection = json.loads(body)
    features = {feature["properties"].get("name"): feature for feature in collection.pop("features")}
    assert features.keys() == {"Aiuto compiti", "Parco Tarello", "Punto Comunità Fiumicello"}
    assert features["Aiuto compiti"] == {
        "type": "Feature",
        "id": str(directory.id),
        "geometry": {"type": "Point", "coordinates": [10.193, 45.5442]},
        "properties": {
            "kind": "service",
            "url": f"https://portal.example/servizi/{directory.service.slug}/",
            "name": "Aiuto compiti",
            "organization": "Oratorio Cometa",
            "address": "via Milano 1",
            "postal_code": "25126",
            "quarter": "Fiumicello",
            "phone": "030 111",
            "verified_on": "2026-11-03",
        },
    }
    modified = DirectoryVersion.objects.get().changed_at
    assert collection == {
        "type": "FeatureCollection",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "attribution": "Punto Comunità",
        "modified": modified.isoformat().replace("+00:00", "Z"),
    }


def test_open_data_of_hsds_is_the_whole_directory_without_what_residents_offer(take, directory):
    whole = json.loads(take("open_data_hsds")[1])

    assert sorted(service["name"] for service in whole["contents"]) == ["Aiuto compiti", "Non c’è più", "Pasti a casa"]
    assert [asset["name"] for asset in whole["assets"]] == ["Parco Tarello"]


@pytest.mark.parametrize("name", NAMES)
def test_open_data_never_has_what_a_resident_offers(take, directory, name):
    assert b"urdu" not in take(name)[1]


@pytest.mark.parametrize(
    ("name", "media_type", "filename"),
    [
        ("open_data_servizi", "text/csv; charset=utf-8", "servizi-2026-11-03.csv"),
        ("open_data_luoghi", "application/geo+json", "luoghi-2026-11-03.geojson"),
        ("open_data_hsds", "application/json", "hsds-2026-11-03.json"),
    ],
)
def test_open_data_says_its_day_its_licence_and_its_version(take, db, name, media_type, filename):
    changed_at = datetime.datetime(2026, 11, 3, 12, tzinfo=datetime.UTC)
    DirectoryVersion.objects.update_or_create(id=1, defaults={"version": 7, "changed_at": changed_at})

    response, _body = take(name)

    expected = {
        "Content-Type": media_type,
        "Content-Disposition": f'attachment; filename="{filename}"',
        "ETag": 'W/"1-7"',
        "Last-Modified": "Tue, 03 Nov 2026 12:00:00 GMT",
        "Link": '<https://creativecommons.org/licenses/by/4.0/>; rel="license"',
        "Access-Control-Allow-Origin": "*",
    }
    assert {key: response.headers[key] for key in expected} == expected
    assert dict(response.cookies) == {}


@pytest.mark.parametrize("name", [*NAMES, "open_data_ttl", "open_data_rdf", "open_data_jsonld"])
def test_open_data_is_not_sent_again_until_the_directory_changes(take, db, name):
    refresh_all()
    ServiceFactory()
    refresh_all()
    etag = take(name)[0].headers["ETag"]

    again, body = take(name, if_none_match=etag)
    refresh_all()
    changed, _body = take(name, if_none_match=etag)

    assert (again.status_code, body, changed.status_code) == (304, b"", 200)


def test_open_data_is_on_the_page_of_figures(client, db):
    page = client.get("/dati/").content.decode()

    assert [path for path in map(reverse, [f"services:{name}" for name in NAMES]) if f'href="{path}"' not in page] == []


def read(body, extension):
    return Graph().parse(data=body, format=CATALOGUES[extension])


def test_open_data_catalogue_says_the_same_in_every_format(take, directory):
    graphs = [read(take(f"open_data_{extension}")[1], extension) for extension in CATALOGUES]

    assert len(graphs[0]) > 60
    assert [isomorphic(graphs[0], other) for other in graphs[1:]] == [True, True]


MANDATORY = {
    DCATAPIT.Catalog: [DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.modified, DCAT.dataset],
    DCATAPIT.Dataset: [
        *(DCTERMS.identifier, DCTERMS.title, DCTERMS.description, DCTERMS.modified, DCAT.theme),
        *(DCTERMS.rightsHolder, DCTERMS.accrualPeriodicity, DCAT.distribution),
    ],
    DCATAPIT.Distribution: [DCTERMS["format"], DCTERMS.license, DCAT.accessURL, DCAT.downloadURL],
    DCATAPIT.Agent: [DCTERMS.identifier, FOAF.name],
    DCATAPIT.LicenseDocument: [DCTERMS.type, FOAF.name],
}


def test_open_data_catalogue_has_what_dcat_ap_it_asks(take, directory):
    graph = read(take("open_data_ttl")[1], "ttl")

    lacking = {
        (thing, said)
        for kind, asked in MANDATORY.items()
        for thing in graph.subjects(RDF.type, kind)
        for said in asked
        if not list(graph.objects(thing, said))
    }
    counts = {kind: len(list(graph.subjects(RDF.type, kind))) for kind in MANDATORY}

    assert lacking == set()
    assert list(counts.values()) == [1, 3, 3, 1, 1]


def test_open_data_catalogue_speaks_in_the_words_of_the_vocabularies(take, directory, settings):
    settings.PUBLISHER_NAME, settings.PUBLISHER_IPA = "Comune di Brescia", "c_b157"

    graph = read(take("open_data_ttl")[1], "ttl")

    day = timezone.localdate(DirectoryVersion.objects.get().changed_at).isoformat()
    table = next(graph.subjects(DCAT.downloadURL, URIRef("https://portal.example/dati/servizi.csv")))
    dataset = next(graph.subjects(DCAT.distribution, table))
    publisher = next(graph.objects(dataset, DCTERMS.rightsHolder))
    assert set(graph.objects(table, DCTERMS["format"])) == {URIRef(EU + "file-type/CSV")}
    assert set(graph.objects(dataset, DCAT.theme)) == {URIRef(EU + "data-theme/SOCI")}
    assert set(graph.objects(dataset, DCTERMS.accrualPeriodicity)) == {URIRef(EU + "frequency/UPDATE_CONT")}
    assert set(graph.objects(dataset, DCTERMS.modified)) == {Literal(day, datatype=XSD.date)}
    assert set(graph.objects(publisher, DCTERMS.identifier)) == {Literal("c_b157")}
    assert set(graph.objects(publisher, FOAF.name)) == {Literal("Comune di Brescia", lang="it")}


def test_open_data_catalogue_names_the_country_where_municipalities_are_many(db, monkeypatch):
    monkeypatch.setattr(dcat, "MANY", 1)
    for name, istat_code in [("Brescia", "017029"), ("Cellatica", "017048")]:
        MunicipalityFactory(name=name, istat_code=istat_code)

    body, _media_type = dcat.catalogue("ttl", datetime.datetime(2026, 11, 3, tzinfo=datetime.UTC))

    graph = read(body, "ttl")
    assert set(graph.objects(None, DCTERMS.spatial)) == {URIRef(EU + "country/ITA")}


@pytest.mark.parametrize("extension", CATALOGUES)
def test_open_data_catalogue_escapes_whatever_a_name_holds(extension):
    name = 'Città "A" \\ <b>&amp;</b>\n\r\t\x00\x1f ’ 𝄞 @it ^^ """'
    thing = Thing(Iri('https://portal.example/a b<">{}\\'), ["foaf:Agent"], {"foaf:name": [Text(name, "it")]})
    write = {"ttl": turtle, "rdf": rdf_xml, "jsonld": json_ld}[extension]

    graph = read(write([thing], {"foaf": str(FOAF)}), extension)

    iri = URIRef("https://portal.example/a%20b%3C%22%3E%7B%7D%5C")
    said = name.replace("\x00", "").replace("\x1f", "")
    # XML takes a carriage return for an end of line
    said = said.replace("\r", "\n") if extension == "rdf" else said
    assert set(graph) == {(iri, RDF.type, FOAF.Agent), (iri, FOAF.name, Literal(said, lang="it"))}


def test_open_data_documents_every_column_of_the_table(settings):
    documented = (settings.BASE_DIR / "docs" / "open-data.md").read_text().partition("| column | |")[2]

    columns = re.findall(r"`(\w+)`", "".join(line.split("|")[1] for line in documented.splitlines() if "|" in line))

    assert columns == table.HEADER
