"""`import_csv`: tables and map points of others."""

import json

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from organizations.models import Location, Organization
from services.hsds.importer.report import ADDED, CHANGED, REFUSED
from services.models import Asset, Service, ServiceAtLocation
from services.tables import BadMapping, import_table
from tests.factories import MunicipalityFactory, OrganizationFactory, QuarterFactory, TermFactory

pytestmark = pytest.mark.django_db


def table(tmp_path, text, name="tabella.csv"):
    path = tmp_path / name
    path.write_text("\n".join(line.strip() for line in text.strip().split("\n")))
    return path


def said(report):
    return [str(problem) for problem in report.problems]


def test_organizations_with_their_place_and_contacts(tmp_path):
    brescia = MunicipalityFactory()
    path = table(
        tmp_path,
        """Denominazione;Codice Fiscale;Indirizzo;Civico;CAP;Comune;Prov.;Lat;Lon;Telefono;Sito web;Referente
        ASS. "LA CITTA'" ODV;98000000000;VIA MILANO;12;25126;BRESCIA;BS;45,541;10,2;tel. 030 123456, 333 1234567;example.org;ANNA BIANCHI""",  # noqa: E501
    )

    report = import_table(path, "organizations")

    organization, place = Organization.objects.get(), Location.objects.get()
    assert said(report) == []
    assert (organization.name, organization.tax_code, organization.website) == (
        'Ass. "La Città" ODV',
        "98000000000",
        "http://example.org",
    )
    assert ([p["number"] for p in organization.phones], organization.contacts[0]["name"]) == (
        ["030 123456", "333 1234567"],
        "Anna Bianchi",
    )
    assert (place.address, place.postal_code, place.city, place.municipality, place.organization) == (
        "Via Milano, 12",
        "25126",
        "Brescia",
        brescia,
        organization,
    )
    assert (place.latitude, place.longitude) == (45.541, 10.2)


def test_services_stand_under_who_offers_them(tmp_path):
    known = OrganizationFactory(name="Caritas diocesana")
    need = TermFactory(name="Mense", synonyms=["pasto caldo"])
    path = table(
        tmp_path,
        """nome,ente,indirizzo,comune,orari,temi
        Mensa,CARITAS DIOCESANA,via Milano 1,Brescia,lun-ven 12-14,pasto caldo
        Doposcuola,Auser,,,,volare
        Cineforum,,via Roma 2,Brescia,,""",
    )

    report = import_table(path, "services")

    mensa = Service.objects.get(name="Mensa")
    assert said(report) == ["tabella.csv, riga 3, temi: «volare» non è fra i nostri temi"]
    assert (mensa.organization, list(mensa.terms.all()), mensa.opening_hours.notes) == (known, [need], "lun-ven 12-14")
    assert mensa.opening_hours.timetable is None
    assert set(Service.objects.values_list("name", "organization__name")) == {
        ("Mensa", "Caritas diocesana"),
        ("Doposcuola", "Auser"),
        ("Cineforum", "Cineforum"),
    }
    assert ServiceAtLocation.objects.count() == 2


def test_members_come_in_as_organizations_with_the_person_to_look_for(tmp_path):
    path = table(tmp_path, "Organizzazione,Referente,Ruolo,Cellulare\nAuser,Luca Rossi,presidente,333 1234567")

    import_table(path, "members")

    organization = Organization.objects.get()
    assert (organization.name, organization.contacts[0]["title"], organization.phones[0]["number"]) == (
        "Auser",
        "presidente",
        "333 1234567",
    )


def test_assets_are_in_the_quarter_of_their_place(tmp_path):
    TermFactory(taxonomy__slug="asset_kind", name="Parchi", synonyms=["giardini"])
    square = [[10.1, 45.5], [10.3, 45.5], [10.3, 45.6], [10.1, 45.6], [10.1, 45.5]]
    quarter = QuarterFactory(boundary={"type": "Polygon", "coordinates": [square]})
    path = table(
        tmp_path, "nome,indirizzo,comune,provincia,geom\nParco Gallo,via Corsica,Brescia,BS,POINT (10.2 45.55)"
    )

    import_table(path, "assets", kind_term="Giardini")

    asset = Asset.objects.get()
    assert (asset.kind.slug, asset.quarter, asset.location.quarter) == ("parchi", quarter, quarter)


def test_the_kind_of_assets_must_be_one_of_ours(tmp_path):
    TermFactory(taxonomy__slug="asset_kind", name="Parchi")
    path = table(tmp_path, "nome,tipo risorsa\nParco Gallo,castelli\nParco Ducos,parchi\nParco Pescheto,")

    report = import_table(path, "assets")

    assert said(report) == [
        "tabella.csv, riga 2, kind: «castelli» non è un tipo di risorsa",
        "tabella.csv, riga 4, kind: manca il tipo di risorsa: indicalo con --kind-term",
    ]
    assert (Asset.objects.get().name, report.rows["asset", REFUSED], report.exit_code) == ("Parco Ducos", 2, 3)
    with pytest.raises(BadMapping, match="il tipo di risorsa «castelli» non c’è; ci sono: parchi"):
        import_table(path, "assets", kind_term="castelli")


def test_spreadsheet_with_numbers_and_an_empty_first_row(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        [],
        ["Nome", "CAP", "Indirizzo", "Note"],
        ["Auser", 25126.0, "via Milano", None],
        [None],
        ["Acli", 187, "via Roma", 1.5],
    ):
        book.active.append(row)
    book.save(tmp_path / "soci.xlsx")

    report = import_table(tmp_path / "soci.xlsx", "organizations")

    assert said(report) == []
    assert set(Location.objects.values_list("postal_code", "address")) == {
        ("25126", "via Milano"),
        ("00187", "via Roma"),
    }
    assert Organization.objects.get(name="Acli").description == "1.5"


def point(name, coordinates, **properties):
    geometry = {"type": "Point", "coordinates": coordinates} if coordinates else None
    return {"type": "Feature", "geometry": geometry, "properties": {"nome": name, **properties}}


def geojson(tmp_path, *features, **more):
    path = tmp_path / "punti.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **more}))
    return path


def test_points_of_a_map(tmp_path):
    area = point("Parco", None) | {"geometry": {"type": "Polygon", "coordinates": []}}
    path = geojson(tmp_path, point("Sede", [10.2, 45.5]), point("Senza luogo", None), area, {"type": "Feature"})

    report = import_table(path, "organizations")

    assert said(report) == [
        "punti.geojson, riga 3, geometry: è Polygon, serve un punto: preso senza",
        "punti.geojson, riga 4: non è un elemento GeoJSON",
    ]
    assert list(Location.objects.values_list("organization__name", "latitude", "longitude")) == [("Sede", 45.5, 10.2)]
    assert Organization.objects.count() == 3


def test_points_in_another_system_are_refused(tmp_path):
    path = geojson(tmp_path, crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32632"}})

    with pytest.raises(CommandError, match="EPSG::32632: servono longitudine e latitudine"):
        call_command("import_csv", "organizations", str(path))


def test_a_code_that_does_not_tell_rows_apart_is_no_key(tmp_path):
    path = table(tmp_path, "id,nome,indirizzo\n1,Auser,via A\n1,Auser,via B\n2,Auser,via B")

    report = import_table(path, "organizations")

    assert "tabella.csv: la colonna «id» non distingue le righe, le distinguono nome e indirizzo" in report.notices
    assert said(report) == ["tabella.csv, riga 4: c’è già in una riga precedente, con lo stesso nome e luogo"]
    assert Organization.objects.count() == 2


def test_importing_again_changes_only_what_differs(tmp_path):
    first = table(tmp_path, "codice,nome,email\n1,Auser,a@example.org\n2,Acli,b@example.org")
    import_table(first, "organizations", source="rete")

    same = import_table(first, "organizations", source="rete")
    second = table(tmp_path, "codice,nome,email\n1,Auser,c@example.org\n2,Acli,b@example.org", "poi.csv")
    other = import_table(second, "organizations", source="rete")

    assert same.total(ADDED, CHANGED) == 0
    assert (other.rows["organization", CHANGED], other.rows["organization", ADDED]) == (1, 0)
    assert Organization.objects.get(name="Auser").email == "c@example.org"


def test_columns_that_a_table_does_not_have_leave_alone_what_is_there(tmp_path):
    path = table(tmp_path, "codice,nome\n1,Auser")
    import_table(path, "organizations")
    Organization.objects.update(phones=[{"id": "1", "number": "030 1"}], email="auser@example.org")

    import_table(path, "organizations")

    assert Organization.objects.values("phones", "email").get() == {
        "phones": [{"id": "1", "number": "030 1"}],
        "email": "auser@example.org",
    }


def test_mapping_told_on_the_command_line(tmp_path, capsys):
    path = table(tmp_path, "Chi siamo,Dove\nAuser,via Milano 1\n,via Roma 2")

    with pytest.raises(SystemExit) as exit:
        call_command("import_csv", "organizations", str(path), "--map", "Chi siamo=name", "--map", "dove=address")

    out = capsys.readouterr().out
    assert exit.value.code == 3
    assert "tabella.csv: colonne: name ← chi siamo; address ← dove" in out
    assert "tabella.csv, riga 3, chi siamo: manca il nome" in out
    assert Organization.objects.get().name == "Auser"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--map", "Cosa=name"], "la colonna «Cosa» non c’è; ci sono: a, b"),
        (["--map", "a=nome"], "il campo «nome» non c’è; ci sono: code, name"),
        (["--map", "a"], "--map vuole COLONNA=campo, non «a»"),
        ([], "nessuna colonna sembra il nome: indicala con --map COLONNA=name"),
    ],
)
def test_mapping_that_cannot_be_is_said(tmp_path, arguments, message):
    path = table(tmp_path, "a,b\n1,2")

    with pytest.raises(CommandError, match=message):
        call_command("import_csv", "organizations", str(path), *arguments)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"%PDF", "si leggono CSV, XLSX e GeoJSON"),
        ("a.xlsx", b"not a sheet", "non è un foglio XLSX"),
        ("a.geojson", b"", "è vuoto"),
        ("a.geojson", b"{}", "non è una FeatureCollection"),
        ("a.csv", b"", "nessuna colonna sembra il nome"),
    ],
)
def test_files_that_are_no_table_are_said(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(CommandError, match=message):
        call_command("import_csv", "organizations", str(tmp_path / name))


def test_dry_run_writes_nothing(tmp_path):
    path = table(tmp_path, "nome\nAuser")

    report = import_table(path, "organizations", dry_run=True)

    assert (report.rows["organization", ADDED], Organization.objects.count()) == (1, 0)
