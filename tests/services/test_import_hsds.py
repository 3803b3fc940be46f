"""`import_hsds`: what goes in, what is said, and what stays as it was."""

import json
import uuid

import pytest
from django.core.management import call_command

from organizations.models import Location, Organization, Schedule
from services.hsds.importer import Report, import_feed
from services.hsds.importer.identity import Identities
from services.hsds.importer.report import ADDED, CHANGED, REFUSED, SAME
from services.models import Listing, Service, ServiceAtLocation

from .feeds import ONE, SMALL, THREE, TWO, folder_of, json_file, outcomes, said, schedules, service_document

pytestmark = pytest.mark.django_db

# Identifiers


def test_import_maps_ids_that_are_no_uuid_under_the_source(tmp_path):
    folder = folder_of(tmp_path, **SMALL)

    import_feed(folder, source="Comune")

    ids = Identities("Comune")
    assert list(Service.objects.values_list("id", "organization_id")) == [
        (ids.of("service", 5), ids.of("organization", 1))
    ]
    assert ServiceAtLocation.objects.get().location_id == ids.of("location", 7)


def test_two_publishers_with_the_same_ids_never_meet(tmp_path):
    import_feed(folder_of(tmp_path, "uno", **SMALL))
    import_feed(folder_of(tmp_path, "due", **SMALL))

    assert Service.objects.count() == Organization.objects.count() == Location.objects.count() == 2
    assert len(set(Service.objects.values_list("slug", flat=True))) == 2


def test_the_source_is_the_publisher_of_the_datapackage(tmp_path):
    folder = folder_of(tmp_path, **SMALL)
    (folder / "datapackage.json").write_text(json.dumps({"publisher": {"name": "Provincia"}}))

    import_feed(folder)

    assert Service.objects.get().id == Identities("Provincia").of("service", 5)


def test_import_keeps_ids_that_are_uuids(tmp_path):
    import_feed(json_file(tmp_path, service_document()))

    assert (str(Service.objects.get().id), str(Organization.objects.get().id)) == (ONE, TWO)


# Good rows go in, bad rows are said


def test_bad_rows_are_said_and_the_good_ones_go_in(tmp_path):
    folder = folder_of(
        tmp_path,
        organizations="""id,name,email,website
            1,Caritas,caritas@example.org,www.caritas.example.org
            2,,a@example.org,
            3,Auser,auser(at)example.org,not a site""",
        services="""id,organization_id,name,status,minimum_age,maximum_age
            5,1,Mensa,,18,
            6,9,Orfano,active,,
            7,1,,active,,
            8,1,Doposcuola,chissà,undici,14
            9,3,Ballo,active,30,20
            5,1,Mensa due,active,,""",
    )

    report = import_feed(folder)

    assert said(report) == [
        "services.csv, riga 7, id: c’è già in una riga precedente",
        "organizations.csv, riga 3, name: manca",
        "organizations.csv, riga 4, email: «auser(at)example.org» non è un indirizzo e-mail",
        "organizations.csv, riga 4, website: «not a site» non è un indirizzo web",
        "services.csv, riga 3, organization_id: l’organizzazione non è nel file",
        "services.csv, riga 4, name: manca",
        "services.csv, riga 5, minimum_age: «undici» non è un numero",
        "services.csv, riga 5, status: «chissà» non è uno stato; preso come non attivo",
        "services.csv, riga 6, maximum_age: 20 è meno di 30, l’età minima: non prese",
    ]
    assert set(Service.objects.values_list("name", "status", "minimum_age", "maximum_age")) == {
        ("Mensa", "active", 18, None),
        ("Doposcuola", "inactive", None, 14),
        ("Ballo", "active", None, None),
    }
    assert set(Organization.objects.values_list("name", "email", "website")) == {
        ("Caritas", "caritas@example.org", "http://www.caritas.example.org"),
        ("Auser", "", ""),
    }
    assert report.exit_code == 3


def test_a_service_may_name_an_organization_that_is_already_here_from_the_same_source(tmp_path):
    import_feed(folder_of(tmp_path, "prima", organizations="id,name\n1,Caritas"), source="Comune")
    services = "id,organization_id,name\n5,1,Mensa"

    report = import_feed(folder_of(tmp_path, "poi", services=services), source="Comune")
    other = import_feed(folder_of(tmp_path, "altri", services=services), source="Altri")

    assert (report.problems, said(other)) == (
        [],
        ["services.csv, riga 2, organization_id: l’organizzazione non è nel file"],
    )
    assert other.exit_code == 1


def test_rows_that_belong_to_nothing_are_said(tmp_path):
    tables = SMALL | {
        "phones": "id,service_id,location_id,number\n1,5,,030 1\n2,99,,030 2\n3,,,030 3",
        "service_at_location": "id,service_id,location_id\n3,5,7\n4,5,8\n6,6,7\n8,5,7",
    }

    report = import_feed(folder_of(tmp_path, **tables))

    assert said(report) == [
        "phones.csv, riga 4: non dice a chi appartiene",
        "phones.csv, riga 3, service_id: quello a cui appartiene non è nel file",
        "service_at_location.csv, riga 3, location_id: il luogo non è nel file, o non è stato preso",
        "service_at_location.csv, riga 4, service_id: il servizio non è nel file, o non è stato preso",
        "service_at_location.csv, riga 5, location_id: questo servizio è già in questo luogo",
    ]
    assert [phone["number"] for phone in Service.objects.get().phones] == ["030 1"]


def test_what_the_database_refuses_takes_no_good_row_with_it(tmp_path, monkeypatch):
    folder = folder_of(tmp_path, organizations="id,name\n1,Caritas\n2,Acli\n3,Auser")
    from services.hsds.importer import organizations

    prepare = organizations.Organizations.prepare

    def prepared_badly(self, records):
        prepared = prepare(self, records)
        prepared[1].instance.parent_organization_id = prepared[1].instance.id
        return prepared

    monkeypatch.setattr(organizations.Organizations, "prepare", prepared_badly)
    report = import_feed(folder)

    assert said(report) == ["organizations.csv, riga 3: l’organizzazione non può stare sopra a sé stessa"]
    assert set(Organization.objects.values_list("name", flat=True)) == {"Caritas", "Auser"}
    assert outcomes(report) == {("organization", ADDED): 2, ("organization", REFUSED): 1}


def test_an_import_that_breaks_off_leaves_nothing_behind(tmp_path, monkeypatch):
    from services.hsds.importer import at_locations

    def breaks(self, records):
        raise KeyboardInterrupt

    monkeypatch.setattr(at_locations.ServicesAtLocations, "prepare", breaks)
    with pytest.raises(KeyboardInterrupt):
        import_feed(folder_of(tmp_path, **SMALL))

    assert not Organization.objects.exists()


def test_texts_too_long_are_cut_and_said(tmp_path):
    long = "a" * 400
    folder = folder_of(
        tmp_path, organizations=f"id,name,description,website\n1,{long},{'b' * 60_000},http://example.org/{'c' * 600}"
    )

    report = import_feed(folder)

    organization = Organization.objects.get()
    assert (len(organization.name), len(organization.description), organization.website) == (300, 50_000, "")
    assert said(report) == [
        "organizations.csv, riga 2, name: 400 caratteri, tenuti i primi 300",
        "organizations.csv, riga 2, description: 60000 caratteri, tenuti i primi 50000",
        "organizations.csv, riga 2, website: l’indirizzo web ha 619 caratteri, più di 500",
    ]


def test_unknown_tables_and_columns_are_said_once_and_are_no_problem(tmp_path):
    folder = folder_of(tmp_path, organizations="id,name,colore\n1,Caritas,blu\n2,Auser,rosso", colori="id\n1")

    report = import_feed(folder)

    assert report.notices == [
        "colori: tabella sconosciuta, non letta",
        "organizations.csv: colonna «colore» sconosciuta, non presa",
    ]
    assert (report.problems, report.exit_code) == ([], 0)


# Again, dry, and what a record leaves out


def test_importing_again_changes_nothing(tmp_path):
    folder = folder_of(
        tmp_path,
        **schedules("1,5,MO,9:00am,12.30,,,"),
        phones="id,service_id,number\n1,5,030 1",
        service_areas="id,service_id,name\n1,5,Brescia",
    )
    (folder / "services.csv").write_text("id,organization_id,name,status,last_modified\n5,1,Mensa,,\n")
    import_feed(folder)
    before = [
        list(model.objects.order_by("pk").values()) for model in (Organization, Location, Service, Schedule, Listing)
    ]

    report = import_feed(folder)

    after = [
        list(model.objects.order_by("pk").values()) for model in (Organization, Location, Service, Schedule, Listing)
    ]
    assert after == before
    assert outcomes(report) == {
        (kind, SAME): 1 for kind in ("organization", "location", "service", "service_at_location")
    }
    assert "0 nuovi, 0 cambiati (0 changed)" in report.summary()


def test_only_what_differs_is_touched(tmp_path):
    import_feed(folder_of(tmp_path, "prima", **SMALL), source="Comune")
    before = Organization.objects.get().last_modified, Service.objects.get().last_modified
    tables = SMALL | {"services": "id,organization_id,name,status\n5,1,Mensa serale,inactive"}

    report = import_feed(folder_of(tmp_path, "poi", **tables), source="Comune")

    service = Service.objects.get()
    assert (service.name, service.status, service.slug) == ("Mensa serale", "inactive", "mensa")
    assert (Organization.objects.get().last_modified, service.last_modified > before[1]) == (before[0], True)
    assert report.rows["service", CHANGED] == 1


def test_last_modified_of_the_feed_is_kept(tmp_path):
    import_feed(json_file(tmp_path, service_document(last_modified="2023-03-15T10:30:45.123Z")))

    assert Service.objects.get().last_modified.isoformat() == "2023-03-15T10:30:45.123000+00:00"


def test_dry_run_says_the_same_and_writes_nothing(tmp_path, capsys):
    folder = folder_of(tmp_path, **SMALL)

    call_command("import_hsds", str(folder), "--dry-run")

    out = capsys.readouterr().out
    assert "servizi: 1 nuovi, 0 cambiati, 0 uguali, 0 non presi" in out
    assert "Prova soltanto: niente è stato scritto." in out
    assert not Organization.objects.exists()


@pytest.mark.parametrize(
    ("tables", "code"),
    [
        (SMALL, None),
        (SMALL | {"services": "id,organization_id,name\n5,9,Mensa", "service_at_location": "id"}, 3),
        ({"services": "id,organization_id,name\n5,9,Mensa"}, 1),
    ],
    ids=["all in", "some reported", "nothing in"],
)
def test_exit_code(tmp_path, tables, code):
    folder = folder_of(tmp_path, **tables)

    if code is None:
        call_command("import_hsds", str(folder))
    else:
        with pytest.raises(SystemExit) as exit:
            call_command("import_hsds", str(folder))
        assert exit.value.code == code


def test_a_record_with_its_lists_empties_what_it_leaves_out_and_a_short_one_does_not(tmp_path):
    full = service_document(alert="Chiuso", phones=[{"id": THREE, "number": "030 1"}], languages=[])
    import_feed(json_file(tmp_path, full))
    import_feed(json_file(tmp_path, service_document(name="Sportello")))
    short = Service.objects.values("name", "alert", "phones").get()

    import_feed(json_file(tmp_path, service_document(name="Sportello", languages=[])))

    assert short == {"name": "Sportello", "alert": "Chiuso", "phones": [{"id": THREE, "number": "030 1"}]}
    assert Service.objects.values("name", "alert", "phones").get() == {"name": "Sportello", "alert": "", "phones": []}


def test_copies_of_an_organization_inside_services_are_one(tmp_path):
    organization = {"id": TWO, "name": "Rete Casa", "description": ""}
    services = [
        service_document(organization=organization),
        service_document(id=THREE, organization=organization | {"email": "casa@example.org"}),
    ]
    path = json_file(tmp_path, services)

    import_feed(path)
    again = import_feed(path)

    assert Organization.objects.get().email == "casa@example.org"
    assert again.total(ADDED, CHANGED) == 0


def test_a_service_is_no_longer_where_its_complete_record_does_not_say(tmp_path):
    place = {"id": THREE, "location": {"id": TWO, "location_type": "physical", "name": "Sede"}}
    import_feed(json_file(tmp_path, service_document(service_at_locations=[place])))

    import_feed(json_file(tmp_path, service_document(service_at_locations=[])))

    assert (ServiceAtLocation.objects.count(), Location.objects.count()) == (0, 1)
    assert list(Listing.objects.values_list("uuid", flat=True)) == [uuid.UUID(ONE)]


def test_what_was_imported_is_found_at_once(tmp_path):
    import_feed(folder_of(tmp_path, **SMALL))

    assert list(Listing.objects.values_list("name", "organization_name")) == [("Mensa", "Caritas")]


def test_the_number_of_queries_does_not_grow_with_the_feed(tmp_path, django_assert_max_num_queries):
    rows = "\n".join(f"{n},1,Servizio {n},active" for n in range(400))
    folder = folder_of(tmp_path, **SMALL | {"services": f"id,organization_id,name,status\n{rows}"})

    with django_assert_max_num_queries(90):
        import_feed(folder)

    assert Service.objects.count() == 400


def test_report_counts_what_it_no_longer_holds(monkeypatch):
    monkeypatch.setattr("services.hsds.importer.report.KEPT_PROBLEMS", 2)
    lines = []
    report = Report(tell=lines.append)

    for number in range(5):
        report.problem("tabella", "campo", f"motivo {number}")

    assert (report.problem_count, len(report.problems), len(lines)) == (5, 2, 5)
