"""`import_hsds`: what goes in, what is said, and what stays as it was."""

import json
import uuid

import pytest
from django.core.management import CommandError, call_command

from organizations.models import Closure, Location, Organization, Schedule
from services.hsds.importer import Report, import_feed
from services.hsds.importer.identity import Identities
from services.hsds.importer.report import ADDED, CHANGED, REFUSED, SAME
from services.models import Listing, Service, ServiceAtLocation, Taxonomy, TaxonomyTerm
from tests.factories import MunicipalityFactory, PlaceNameFactory, QuarterFactory, TermFactory

pytestmark = pytest.mark.django_db

ONE, TWO, THREE = (str(uuid.uuid5(uuid.NAMESPACE_URL, name)) for name in ("one", "two", "three"))


def folder_of(tmp_path, name="comune", **tables):
    """A folder of CSV tables; each is a text whose first line names the columns."""
    folder = tmp_path / name
    folder.mkdir()
    for table, text in tables.items():
        content = text if isinstance(text, bytes) else "\n".join(line.strip() for line in text.strip().split("\n"))
        (folder / f"{table}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def json_file(tmp_path, document, name="feed.json"):
    path = tmp_path / name
    path.write_text(json.dumps(document))
    return path


def said(report):
    return [str(problem) for problem in report.problems]


def outcomes(report):
    return {key: number for key, number in report.rows.items() if number}


def service_document(**fields):
    return {
        "id": ONE,
        "name": "Sportello casa",
        "status": "active",
        "organization": {"id": TWO, "name": "Rete Casa", "description": ""},
        **fields,
    }


SMALL = {
    "organizations": "id,name\n1,Caritas",
    "locations": "id,organization_id,name,latitude,longitude\n7,1,Sede,45.54,10.2",
    "services": "id,organization_id,name,status\n5,1,Mensa,active",
    "service_at_location": "id,service_id,location_id\n3,5,7",
}


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


# Files as they come


@pytest.mark.parametrize(
    "content",
    [
        "id;name;description\n1;Società;«caffè»\n".encode(),
        "\ufeffid,name,description\r\n1,Società,«caffè»\r\n".encode(),
        "id,name,description\n1,Società,«caffè»\n".encode("cp1252"),
        "id\tname\tdescription\n1\tSocietà\t«caffè»\n".encode("utf-16"),
        "ID , Name,description\n 1 , Società ,  «caffè»\n\n,,\n".encode(),
        "id,name,description\n1,Soci\0età,«caffè»\n".encode(),
        "id,name,description\n1,SocietÃ\u00a0,Â«caffÃ¨Â»\n".encode(),
        'id,name,description,\n1,Società,"«caffè»",\n'.encode(),
    ],
    ids=["semicolon", "bom", "cp1252", "utf-16", "blanks", "nul", "mojibake", "empty last column"],
)
def test_tables_in_any_dress(tmp_path, content):
    report = import_feed(folder_of(tmp_path, organizations=content))

    assert list(Organization.objects.values_list("name", "description")) == [("Società", "«caffè»")]
    assert report.problems == []


def test_a_row_with_cells_too_many_is_said_and_left_out(tmp_path):
    report = import_feed(folder_of(tmp_path, organizations="id,name\n1,Caritas, di Brescia\n2,Auser"))

    assert said(report) == ["organizations.csv, riga 2: ha 3 celle, le colonne sono 2"]
    assert Organization.objects.get().name == "Auser"


def test_lines_inside_a_cell_and_written_as_two_letters(tmp_path):
    import_feed(folder_of(tmp_path, organizations=b'id,name,description\n1,Caritas,"uno\ndue\\ntre"\n'))

    assert Organization.objects.get().description == "uno\ndue\ntre"


WRAPPED = {
    "service": lambda document: document,
    "list": lambda document: [document],
    "page": lambda document: {"total_items": 1, "contents": [document]},
    "contents first": lambda document: {"contents": [document], "total_items": 1},
}


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED)
def test_json_as_one_service_a_list_or_a_page(tmp_path, wrap):
    report = import_feed(json_file(tmp_path, wrap(service_document())))

    assert outcomes(report) == {("organization", ADDED): 1, ("service", ADDED): 1}


def test_json_larger_than_what_is_read_at_once(tmp_path):
    services = [service_document(id=str(uuid.UUID(int=n)), description="parola " * 300) for n in range(1, 150)]

    report = import_feed(json_file(tmp_path, {"total_items": 149, "contents": services}))

    assert report.rows["service", ADDED] == Service.objects.count() == 149


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "non è né un elenco né un oggetto"),
        ('{"contents": [{"id": 1}', "l’elenco non è chiuso"),
        ('{"id": 1, "a"', "ci vuole «:»"),
        ('[{"id": 1},', "non è JSON"),
        ("{broken", "non è JSON"),
        ('"testo"', "non è né un elenco né un oggetto"),
    ],
)
def test_a_file_that_is_no_json_is_said(tmp_path, text, message):
    path = tmp_path / "feed.json"
    path.write_text(text)

    with pytest.raises(CommandError, match=message):
        call_command("import_hsds", str(path))


def test_an_empty_folder_or_a_missing_one_is_said(tmp_path):
    with pytest.raises(CommandError, match="non c’è niente da leggere"):
        call_command("import_hsds", str(tmp_path))
    with pytest.raises(CommandError, match="nowhere non c’è"):
        call_command("import_hsds", str(tmp_path / "nowhere"))


# Opening hours


def schedules(rows, **tables):
    return SMALL | {"schedules": "id,service_id,byday,opens_at,closes_at,valid_from,valid_to,freq\n" + rows} | tables


def test_schedules_are_wall_clock_times_and_compile(tmp_path):
    tables = schedules('1,5,MO,9:00am,12.30,,,\n2,5,"TU,TH",14:00Z,18:00+02:00,,,WEEKLY\n3,5,1FR,0900,1200,,,MONTHLY')

    report = import_feed(folder_of(tmp_path, **tables))

    hours = Service.objects.get().opening_hours
    told = [
        (s.freq, s.byday, f"{s.opens_at:%H:%M}", f"{s.closes_at:%H:%M}") for s in hours.schedules.order_by("opens_at")
    ]
    assert sorted(told) == [
        ("MONTHLY", ["1FR"], "09:00", "12:00"),
        ("WEEKLY", ["MO"], "09:00", "12:30"),
        ("WEEKLY", ["TU", "TH"], "14:00", "18:00"),
    ]
    assert (hours.timetable is not None, report.problems) == (True, [])


def test_a_schedule_that_cannot_be_read_is_left_out_and_said(tmp_path):
    tables = schedules(
        "1,5,MO,presto,12:00,,,\n2,5,Caturday,09:00,12:00,,,\n3,5,MO,09:00,,,,\n"
        "4,5,MO,09:00,12:00,2026-05-01,2026-04-01,\n5,5,MO,09:00,12:00,,,DAILY\n6,5,MO,,,,,\n7,5,MO,09:00,12:00,,,"
    )

    report = import_feed(folder_of(tmp_path, **tables))

    assert Schedule.objects.count() == 1
    assert [text.removeprefix("schedules.csv, riga ") for text in said(report)] == [
        "2, schedules: «presto» non è un’ora; orario non preso",
        "3, schedules: «Caturday» non è un giorno della settimana; orario non preso",
        "4, schedules: c’è solo l’apertura o solo la chiusura; orario non preso",
        "5, schedules: finisce prima di cominciare; orario non preso",
        "6, schedules: «DAILY» non è fra WEEKLY, MONTHLY; orario non preso",
        "7, schedules: non dice né ore né altro; orario non preso",
    ]


def test_a_schedule_of_three_owners_is_each_ones_own(tmp_path):
    row = "id,service_id,location_id,service_at_location_id,byday,opens_at,closes_at\n1,5,7,3,MO,09:00,12:00"
    folder = folder_of(tmp_path, **SMALL | {"schedules": row})

    import_feed(folder)
    again = import_feed(folder)

    assert Schedule.objects.count() == 3
    assert again.total(ADDED, CHANGED) == 0


def test_closures_of_the_older_hsds_come_every_year(tmp_path, time_machine):
    time_machine.move_to("2026-11-24")
    holidays = """id,service_id,start_date,end_date,closed,opens_at,closes_at
        1,5,"December 24, 0001","January 06, 0001",true,,
        2,5,2026-08-10,2026-08-21,true,,
        3,5,12/24/2026,12/24/2026,false,10:00,16:00"""

    report = import_feed(folder_of(tmp_path, **SMALL | {"holiday_schedules": holidays}))

    assert [f"{c.first_day} {c.last_day}" for c in Closure.objects.order_by("first_day")] == [
        "2026-08-10 2026-08-21",
        "2026-12-24 2027-01-06",
        "2027-12-24 2028-01-06",
        "2028-12-24 2029-01-06",
    ]
    assert said(report) == [
        "holiday_schedules.csv, riga 4, schedules: orario speciale del 24/12/2026, 10:00–16:00: "
        "scrivilo a mano, se serve ancora; orario non preso"
    ]


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


# Terms


def attribute(**term):
    return [{"id": THREE, "taxonomy_term": {"id": TWO, "description": "", **term}}]


def test_an_unknown_term_becomes_the_publishers_own(tmp_path):
    detail = {"id": ONE, "name": "LGA", "description": ""}
    import_feed(json_file(tmp_path, service_document(attributes=attribute(name="Housing", taxonomy_detail=detail))))

    term = Service.objects.get().terms.get()
    assert (term.name, str(term.uuid), term.taxonomy.name, str(term.taxonomy_id)) == ("Housing", TWO, "LGA", ONE)


@pytest.mark.parametrize("term", [{"name": "AIUTO COMPITI"}, {"name": "Homework", "slug": "aiuto-compiti"}])
def test_a_term_with_the_name_or_slug_of_ours_is_ours(tmp_path, term):
    ours = TermFactory(name="Aiuto compiti")

    import_feed(json_file(tmp_path, service_document(attributes=attribute(**term))))

    assert list(Service.objects.get().terms.all()) == [ours]
    assert TaxonomyTerm.objects.get().name == "Aiuto compiti"


def test_a_term_with_the_uuid_of_ours_is_ours_and_stays_as_we_wrote_it(tmp_path):
    ours = TermFactory(name="Aiuto compiti", uuid=TWO)

    import_feed(json_file(tmp_path, service_document(attributes=attribute(name="Homework", synonyms=["school"]))))

    ours.refresh_from_db()
    assert (list(Service.objects.get().terms.all()), ours.name, ours.synonyms) == ([ours], "Aiuto compiti", [])


def test_needs_that_a_coordinator_gave_stay_and_those_of_the_publisher_follow_the_feed(tmp_path):
    path = json_file(tmp_path, service_document(attributes=attribute(name="Housing")))
    import_feed(path)
    service, ours = Service.objects.get(), TermFactory(name="Aiuto compiti")
    service.terms.add(ours)

    import_feed(json_file(tmp_path, service_document(attributes=[])))

    assert list(service.terms.all()) == [ours]


def test_a_term_under_itself_is_said(tmp_path):
    folder = folder_of(tmp_path, taxonomy_terms="id,name,parent_id\n1,Uno,2\n2,Due,1\n3,Tre,3\n4,Quattro,9")

    report = import_feed(folder)

    assert said(report) == [
        "taxonomy_terms.csv, riga 3, parent_id: il termine starebbe sotto sé stesso",
        "taxonomy_terms.csv, riga 4, parent_id: il termine starebbe sotto sé stesso",
        "taxonomy_terms.csv, riga 5, parent_id: non è nel file",
    ]
    assert Taxonomy.objects.get().name == "comune"


# Places


def located(tmp_path, **address):
    keys = {"id": 1, "location_id": 7, "address_type": "physical", "country": "IT", **address}
    rows = ",".join(keys) + "\n" + ",".join(f'"{value}"' for value in keys.values())
    return folder_of(tmp_path, **SMALL | {"addresses": rows})


def test_the_municipality_is_known_by_name_and_province(tmp_path):
    brescia = MunicipalityFactory()

    import_feed(located(tmp_path, address_1="via Milano 12", city="BRESCIA", state_province="(BS)", country="Italia"))

    place = Location.objects.get()
    assert (place.municipality, place.quarter, place.country, place.address) == (brescia, None, "IT", "via Milano 12")


@pytest.mark.parametrize("address", [{"state_province": "MI"}, {"state_province": "BS", "country": "US"}])
def test_a_municipality_of_the_same_name_elsewhere_is_not_ours(tmp_path, address):
    MunicipalityFactory()

    import_feed(located(tmp_path, city="Brescia", **address))

    assert Location.objects.get().municipality is None


def test_the_quarter_is_that_of_the_address_in_the_gazetteer(tmp_path):
    quarter = QuarterFactory()
    PlaceNameFactory(
        municipality=quarter.municipality, kind="address", search_name="via milano", house_number="12", quarter=quarter
    )

    import_feed(located(tmp_path, address_1="Via Milano, 12", city="Brescia", state_province="BS"))

    assert Location.objects.get().quarter == quarter


def test_the_quarter_is_that_of_the_boundary_around_the_point(tmp_path):
    square = [[10.1, 45.5], [10.3, 45.5], [10.3, 45.6], [10.1, 45.6], [10.1, 45.5]]
    quarter = QuarterFactory(boundary={"type": "Polygon", "coordinates": [square]})

    import_feed(located(tmp_path, address_1="boh", city="Brescia", state_province="BS"))

    assert Location.objects.get().quarter == quarter


def test_a_quarter_given_by_hand_stays_while_the_place_is_the_same(tmp_path):
    quarter = QuarterFactory()
    folder = located(tmp_path, address_1="Via Ignota 1", city="Brescia", state_province="BS")
    import_feed(folder)
    Location.objects.update(quarter=quarter)

    import_feed(folder)

    assert Location.objects.get().quarter == quarter


def test_an_address_abroad_is_taken_as_it_is(tmp_path):
    address = {"address_1": "2600 Middlefield Road", "city": "Redwood City", "state_province": "CA", "country": "US"}

    report = import_feed(located(tmp_path, postal_code="94063-9881", **address))

    place = Location.objects.get()
    assert (place.address, place.postal_code, place.country, report.problems) == (
        "2600 Middlefield Road",
        "94063-9881",
        "US",
        [],
    )


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
