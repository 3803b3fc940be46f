"""Many entries changed together: who sees which, what is shown first, one act for all, and nothing lost."""

import datetime

import pytest
from django.db import connection
from django.forms import Select
from django.test.html import parse_html
from django.test.utils import CaptureQueriesContext

from organizations.models import Closure, CommunityPoint, Location, Organization
from services.history.undoing import undo
from services.keeping.bulk.forms import LongSelect
from services.listings import refresh_all
from services.models import Act, Asset, Service, Taxonomy
from tests.factories import (
    AssetFactory,
    LocationFactory,
    OpeningHoursFactory,
    OrganizationFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
)
from tests.organizations.staff import answers, as_, make_staff, only
from tests.services.history_acts import act_of, last_act

LIST = "/redazione/elenco/"
LISTS = {
    "service": LIST,
    "organization": f"{LIST}organizzazioni/",
    "location": f"{LIST}luoghi/",
    "asset": f"{LIST}risorse/",
    "community_point": f"{LIST}punti/",
}
MODELS = {
    "service": Service,
    "organization": Organization,
    "location": Location,
    "asset": Asset,
    "community_point": CommunityPoint,
}
AUGUST = {"closed_from": "2027-08-01", "closed_to": "2027-08-31", "closed_reason": "Ferie"}
AUGUST_WORDS = "Chiuso dal 1º al 31 agosto 2027: Ferie"


@pytest.fixture
def staff(db, time_machine):
    time_machine.move_to(datetime.datetime(2026, 9, 1, 9, tzinfo=datetime.UTC))
    staff = make_staff()
    staff.school, staff.old = TermFactory(name="Scuola"), TermFactory(name="Vecchio tema")
    staff.services = [
        ServiceFactory(organization=staff.organization, name=f"Servizio {number}", terms=[staff.old])
        for number in range(3)
    ]
    staff.elsewhere = ServiceFactory(name="Altrove")
    refresh_all()
    return staff


def listed(staff, who="coordinator", kind="service", **asked):
    return [str(thing) for thing in as_(staff, who).get(LISTS[kind], asked).context["things"]]


def ask(staff, things, kind="service", **said):
    """The page that says what would change."""
    data = {"things": [thing.pk for thing in things]} | said
    return as_(staff, "coordinator").post(LISTS[kind], data)


def confirm(staff, asked, kind="service", **said):
    return as_(staff, "coordinator").post(LISTS[kind], {"seen": asked.context["seen"]} | said)


def change(staff, things, kind="service", **said):
    return confirm(staff, ask(staff, things, kind, **said), kind, **said)


def told(page):
    return {str(row.thing): [tuple(line) for line in row.lines] for row in page.context["rows"]}


def with_hours(thing):
    thing.opening_hours = OpeningHoursFactory()
    ScheduleFactory(opening_hours=thing.opening_hours, byday=["MO"])
    thing.save()
    return thing.opening_hours


def closures():
    rows = Closure.objects.values_list("opening_hours", "first_day", "last_day", "reason")
    return [(hours, f"{first}–{last}", reason) for hours, first, last, reason in rows.order_by("pk")]


def statuses():
    return list(Service.objects.order_by("name").values_list("name", "status"))


def test_list_shows_what_one_coordinates_and_nothing_else(staff):
    there = ServiceFactory(name="Dato qui")
    ServiceAtLocationFactory(service=there, location=staff.point.location)

    assert listed(staff) == ["Dato qui", "Servizio 0", "Servizio 1", "Servizio 2"]
    assert listed(staff, "coordinator_elsewhere") == []


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("who", ["coordinator", "coordinator_elsewhere", "direction", "direction_elsewhere"])
def test_list_shows_exactly_those_whose_changes_one_may_publish(staff, kind, who):
    place = staff.organization.locations.get()
    LocationFactory(name="Di nessuno", organization=None, quarter=staff.quarter)
    AssetFactory(name="In un luogo", location=place)
    AssetFactory(name="Nel quartiere", location=None, quarter=staff.quarter, organization=None)
    AssetFactory(name="Dell’organizzazione", location=None, quarter=None, organization=staff.organization)
    AssetFactory(name="Lontano", location=LocationFactory(), organization=None)
    user = staff.people[who]

    may = {str(each) for each in MODELS[kind].objects.all() if {"coordinator", "direction"} & each.roles_of(user)}

    assert set(listed(staff, who, kind)) == may


def test_what_a_resident_offers_is_not_in_the_list(staff):
    AssetFactory(location=None, quarter=staff.quarter, offered_by_resident=True)

    assert listed(staff, kind="asset") == []


def test_filters_narrow_the_list_of_services(staff):
    first, second, third = staff.services
    ServiceAtLocationFactory(service=first, location=LocationFactory(quarter=staff.quarter))
    second.terms.add(staff.school)
    with_hours(second)
    Service.objects.filter(pk=third.pk).update(status="inactive", verified_on=datetime.date(2026, 2, 10))
    Service.objects.exclude(pk=third.pk).update(verified_on=datetime.date(2026, 8, 1))
    other = ServiceFactory(name="Zuppa", organization__name="Mensa", verified_on=datetime.date(2026, 8, 1))
    ServiceAtLocationFactory(service=other, location=staff.point.location)

    found = {
        name: listed(staff, **{name: value})
        for name, value in {
            "quarter": staff.quarter.pk,
            "theme": staff.school.pk,
            "status": "inactive",
            "organization": staff.organization.pk,
            "q": "mensà zup",
            "unconfirmed": "on",
            "without_address": "on",
            "without_hours": "on",
        }.items()
    }

    assert found == {
        "quarter": ["Servizio 0", "Zuppa"],
        "theme": ["Servizio 1"],
        "status": ["Servizio 2"],
        "organization": ["Servizio 0", "Servizio 1", "Servizio 2"],
        "q": ["Zuppa"],
        "unconfirmed": ["Servizio 2"],
        "without_address": ["Servizio 1", "Servizio 2"],
        "without_hours": ["Servizio 0", "Servizio 2", "Zuppa"],
    }


def test_filters_narrow_the_other_lists(staff):
    place = staff.organization.locations.get()
    bare = LocationFactory(organization=staff.organization, name="Cortile", address="")
    with_hours(place)
    AssetFactory(name="Parco", location=None, quarter=staff.quarter, organization=None)
    hall = AssetFactory(name="Sala", location=place, verified_on=datetime.date(2026, 8, 1))
    hall.terms.add(staff.school)
    Asset.objects.exclude(pk=hall.pk).update(verified_on=datetime.date(2026, 1, 1))

    assert [
        listed(staff, kind="location", without_address="on"),
        listed(staff, kind="location", without_hours="on", organization=staff.organization.pk),
        listed(staff, kind="location", quarter=staff.quarter.pk, q=place.name),
        listed(staff, kind="asset", without_address="on"),
        listed(staff, kind="asset", unconfirmed="on"),
        listed(staff, kind="asset", theme=staff.school.pk, quarter=staff.quarter.pk),
        listed(staff, kind="organization", quarter=staff.quarter.pk, q="emp"),
        listed(staff, kind="organization", without_address="on"),
        listed(staff, kind="community_point", quarter=staff.quarter.pk, without_hours="on"),
    ] == [
        [str(bare)],
        [str(bare)],
        [str(place)],
        ["Parco"],
        ["Parco"],
        ["Sala"],
        ["Emporio"],
        [],
        ["Punto Fiumicello"],
    ]


def test_page_says_of_each_what_would_change_before_anything_does(staff):
    first, second, third = staff.services
    Service.objects.filter(pk=second.pk).update(status="temporarily closed")
    second.terms.set([staff.school])
    hours = with_hours(third)
    said = {"status": "temporarily closed", "add": staff.school.pk, "remove": staff.old.pk} | AUGUST

    page = ask(staff, staff.services, **said)

    topics, paused = [("Bisogni", "", "Scuola"), ("Bisogni", "Vecchio tema", "")], ("Stato", "attivo", "sospeso")
    topics = [(str(staff.school.taxonomy), *words) for _name, *words in topics]
    assert told(page) == {
        "Servizio 0": [paused, *topics],
        "Servizio 2": [paused, *topics, ("Chiusura", "", AUGUST_WORDS)],
    }
    assert (page.context["same"], page.context["nowhere"]) == ([], [first, second])
    assert (closures(), hours.closures.count()) == ([], 0)
    assert {status for _name, status in statuses()} == {"active", "temporarily closed"}


def test_everything_is_changed_in_one_act_and_the_rest_stays(staff):
    other = OrganizationFactory(name="Altra")
    LocationFactory(organization=other, quarter=staff.quarter)
    acts = Act.objects.count()
    said = {"add": staff.school.pk, "remove": staff.old.pk, "status": "inactive", "free": "true"}

    change(staff, [*staff.services[:2], staff.elsewhere], **said, organization=other.pk)

    assert [
        (each.name, each.status, each.free, each.organization.name, [str(term) for term in each.terms.all()])
        for each in Service.objects.order_by("name").exclude(pk=staff.elsewhere.pk)
    ] == [
        ("Servizio 0", "inactive", True, "Altra", ["Scuola"]),
        ("Servizio 1", "inactive", True, "Altra", ["Scuola"]),
        ("Servizio 2", "active", staff.services[2].free, "Emporio", ["Vecchio tema"]),
    ]
    staff.elsewhere.refresh_from_db()
    assert (staff.elsewhere.status, Act.objects.count() - acts) == ("active", 1)


def test_each_kind_is_changed_by_what_it_has(staff):
    place = staff.organization.locations.get()
    other, park = OrganizationFactory(name="Altra"), TermFactory(taxonomy__slug=Taxonomy.Own.ASSET_KIND, name="Parco")
    LocationFactory(organization=other, quarter=staff.quarter)
    asset = AssetFactory(organization=None, location=place, free=True)

    change(staff, [staff.organization], "organization", sector="citizens", level="neighbourhood")
    change(staff, [place], "location", wheelchair="true", organization=other.pk)
    said = {"kind": park.pk, "free": "unknown", "organization": other.pk, "add": staff.school.pk}
    asked = as_(staff, "coordinator").post(LISTS["asset"], {"things": [asset.pk]} | said)
    as_(staff, "coordinator").post(LISTS["asset"], {"seen": asked.context["seen"]} | said)

    for each in (staff.organization, place, asset):
        each.refresh_from_db()
    assert (staff.organization.sector, staff.organization.level) == ("citizens", "neighbourhood")
    assert (place.wheelchair, place.organization) == (True, other)
    assert (asset.kind, asset.free, asset.organization, [*asset.terms.all()]) == (park, None, other, [staff.school])


def test_closure_is_written_once_in_the_hours_of_their_own(staff):
    first, second, _third = staff.services
    place, link = staff.organization.locations.get(), ServiceAtLocationFactory(service=staff.services[1])
    hours = [with_hours(first), with_hours(link), with_hours(place)]

    change(staff, [first, second], **AUGUST)
    again = ask(staff, [first], **AUGUST)

    said = ("2027-08-01–2027-08-31", "Ferie")
    assert sorted(closures()) == sorted((each.pk, *said) for each in hours[:2])
    assert (told(again), again.context["same"]) == ({}, [first])


def test_organisation_that_closes_closes_all_that_is_its_own(staff):
    place = staff.organization.locations.get()
    hours = [with_hours(place), with_hours(staff.services[0])]
    with_hours(staff.elsewhere)

    change(staff, [staff.organization], "organization", **AUGUST)
    change(staff, [staff.point], "community_point", **AUGUST)

    assert sorted(hours for hours, *_days in closures()) == sorted(each.pk for each in hours)


def test_all_that_the_filters_leave_are_taken_beyond_the_page(staff):
    ServiceFactory.create_batch(120, organization=staff.organization, terms=[staff.school])
    address = f"{LIST}?theme={staff.school.pk}"
    client = as_(staff, "coordinator")

    page = client.get(address)
    asked = client.post(address, {"all": "on", "status": "inactive"})
    client.post(address, {"seen": asked.context["seen"], "status": "inactive"})

    assert (len(page.context["things"]), page.context["total"], page.context["pages"]) == (100, 120, 2)
    assert Service.objects.filter(status="inactive").count() == 120
    assert set(Service.objects.filter(status="inactive").values_list("terms", flat=True)) == {staff.school.pk}


def test_what_somebody_changed_meanwhile_is_left_and_told_and_the_rest_is_changed(staff):
    said = {"status": "inactive"}
    asked = ask(staff, staff.services, **said)
    first, second, third = staff.services
    Service.objects.filter(pk=first.pk).update(status="temporarily closed")
    Service.objects.filter(pk=second.pk).update(name="Servizio 1, nuovo nome")
    third.delete()

    page = confirm(staff, asked, **said)
    then = statuses()
    confirm(staff, page, **said)

    assert (page.status_code, page.context["changed"]) == (409, 1)
    assert told(page) == {"Servizio 0": [("Stato", "sospeso", "non attivo")]}
    assert [str(message) for message in page.context["messages"]] == [
        "1 scheda nel frattempo è sparita, o non è più tua."
    ]
    others = ("Servizio 1, nuovo nome", "inactive")
    assert then == [("Altrove", "active"), ("Servizio 0", "temporarily closed"), others]
    assert statuses() == [("Altrove", "active"), ("Servizio 0", "inactive"), others]


def test_act_is_put_back_whole_but_for_what_was_written_since(staff):
    hours = with_hours(staff.services[0])
    said = {"status": "inactive", "add": staff.school.pk} | AUGUST
    page = change(staff, staff.services, **said)
    with act_of(staff.people["direction"]):
        Service.objects.filter(pk=staff.services[2].pk).update(status="defunct")

    client = as_(staff, "coordinator")
    shown = client.get(page.url)
    undone = client.post(page.url)

    assert [each.name for each in shown.context["things"]] == ["Servizio 0", "Servizio 1", "Servizio 2"]
    assert statuses()[1:] == [("Servizio 0", "active"), ("Servizio 1", "active"), ("Servizio 2", "defunct")]
    assert (hours.closures.count(), staff.school.services.count()) == (0, 1)
    assert [each.name for each, _reason, _url in undone.context["left"]] == ["Servizio 2"]
    assert Act.objects.order_by("at").last().undoes == shown.context["entry"].act.pk


def test_putting_back_asks_as_many_queries_for_many_entries_as_for_one(staff):
    asked = []
    for many in (2, 1, 12):  # the first writes down timetables that the others find
        things = ServiceFactory.create_batch(many, organization=staff.organization, terms=[staff.old])
        hours = [with_hours(thing) for thing in things]
        change(staff, things, status="inactive", add=staff.school.pk, **AUGUST)
        with CaptureQueriesContext(connection) as queries:
            undone = undo(act=last_act(), by=staff.people["coordinator"])
        asked.append((undone.left, len(queries), Closure.objects.filter(opening_hours__in=hours).count()))

    assert asked[1] == asked[2] == ([], asked[1][1], 0)
    assert (Service.objects.filter(status="inactive").count(), staff.school.services.count()) == (0, 0)


def test_act_that_is_put_back_whole_leads_to_the_history(staff):
    page = change(staff, [staff.organization.locations.get()], "location", wheelchair="true")

    undone = as_(staff, "coordinator").post(page.url)

    assert (undone.url, Location.objects.filter(wheelchair=True).count()) == ("/storia/", 0)


def test_act_is_seen_by_who_answers_for_what_it_changed(staff):
    address = change(staff, staff.services, status="inactive").url

    assert answers(staff, "get", address) == only(200, "coordinator", "direction")
    assert answers(staff, "post", address)["coordinator_elsewhere"] == 403


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({}, {"__all__": ["Scegli che cosa cambiare."]}),
        ({"closed_from": "2027-08-01"}, {"closed_to": ["Scrivi il primo e l’ultimo giorno di chiusura."]}),
        ({"closed_from": "2027-08-02", "closed_to": "2027-08-01"}, {"closed_to": ["Finisce prima di cominciare."]}),
    ],
)
def test_what_is_missing_is_said(staff, said, errors):
    page = ask(staff, staff.services, **said)

    assert (page.status_code, page.context["form"].errors) == (422, errors)


def test_nobody_chosen_changes_nothing(staff):
    page = ask(staff, [], status="inactive")

    assert page.context["form"].non_field_errors() == ["Scegli da 1 a 500 schede."]


def test_what_was_tampered_with_counts_as_not_seen(staff):
    page = as_(staff, "coordinator").post(LIST, {"seen": "inventato", "status": "inactive"})

    assert (page.status_code, {status for _name, status in statuses()}) == (422, {"active"})


@pytest.mark.parametrize("address", LISTS.values())
def test_lists_open_to_who_coordinates_or_directs(staff, address):
    allowed = ("coordinator", "coordinator_elsewhere", "direction", "direction_elsewhere")

    assert answers(staff, "get", address) == only(200, *allowed)


@pytest.mark.parametrize("number", [1, 300])
def test_list_asks_the_same_however_many_there_are(staff, number, django_assert_num_queries):
    Service.objects.exclude(pk=staff.services[0].pk).delete()
    ServiceFactory.create_batch(number - 1, organization=staff.organization)
    client = as_(staff, "coordinator")

    with django_assert_num_queries(8):
        client.get(LIST)


@pytest.mark.parametrize("number", [1, 300])
def test_what_would_change_is_asked_in_the_same_queries_however_many(staff, number, django_assert_num_queries):
    Service.objects.exclude(pk=staff.services[0].pk).delete()
    ServiceFactory.create_batch(number - 1, organization=staff.organization)
    client, said = as_(staff, "coordinator"), {"all": "on", "status": "inactive", "add": staff.school.pk} | AUGUST

    with django_assert_num_queries(8):
        client.post(LIST, said)


@pytest.mark.parametrize("value", ["", "2", 1])
def test_long_list_of_choices_is_drawn_as_django_draws_one(value):
    drawn = [
        widget(choices=[("", "resta com’è"), (1, "A & B"), (2, "<C>")]).render("organization", value, {"id": "x"})
        for widget in (LongSelect, Select)
    ]

    assert parse_html(drawn[0]) == parse_html(drawn[1])
