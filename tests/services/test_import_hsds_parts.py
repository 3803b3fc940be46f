"""`import_hsds`: the hours, terms and places that a record holds."""

import pytest

from organizations.models import Closure, Location, Schedule
from services.hsds.importer import import_feed
from services.hsds.importer.report import ADDED, CHANGED
from services.models import Service, Taxonomy, TaxonomyTerm
from tests.factories import MunicipalityFactory, PlaceNameFactory, QuarterFactory, TermFactory

from .feeds import ONE, SMALL, THREE, TWO, folder_of, json_file, said, schedules, service_document

pytestmark = pytest.mark.django_db


# Opening hours


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
