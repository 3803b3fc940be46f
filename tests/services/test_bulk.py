"""Many services changed together: who sees which, what is asked first, and one act for all."""

import datetime

import pytest

from organizations.models import Closure
from services.listings import refresh_all
from services.models import Act, Service
from tests.factories import (
    LocationFactory,
    OpeningHoursFactory,
    OrganizationFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
)
from tests.organizations.staff import answers, as_, make_staff, only

LIST = "/redazione/elenco/"


@pytest.fixture
def staff(db):
    staff = make_staff()
    staff.school, staff.old = TermFactory(name="Scuola"), TermFactory(name="Vecchio tema")
    staff.services = [
        ServiceFactory(organization=staff.organization, name=f"Servizio {number}", terms=[staff.old])
        for number in range(3)
    ]
    staff.elsewhere = ServiceFactory(name="Altrove")
    refresh_all()
    return staff


def listed(staff, who="coordinator", **asked):
    return [service.name for service in as_(staff, who).get(LIST, asked).context["services"]]


def change(staff, services, who="coordinator", **said):
    data = {"services": [service.pk for service in services], "sure": "1"} | said
    return as_(staff, who).post(LIST, data)


def test_list_shows_what_one_coordinates_and_nothing_else(staff):
    there = ServiceFactory(name="Dato qui")
    ServiceAtLocationFactory(service=there, location=staff.point.location)

    assert listed(staff) == ["Dato qui", "Servizio 0", "Servizio 1", "Servizio 2"]
    assert listed(staff, "coordinator_elsewhere") == []


def test_list_shows_exactly_those_whose_changes_one_may_publish(staff):
    for user in (staff.people["coordinator"], staff.people["direction"], staff.people["direction_elsewhere"]):
        who = next(name for name, person in staff.people.items() if person == user)
        may = [each.name for each in Service.objects.all() if {"coordinator", "direction"} & each.roles_of(user)]

        assert listed(staff, who) == may


def test_filters_narrow_the_list(staff):
    first, second, third = staff.services
    ServiceAtLocationFactory(service=first, location=LocationFactory(quarter=staff.quarter))
    second.terms.add(staff.school)
    Service.objects.filter(pk=third.pk).update(status="inactive", verified_on=datetime.date(2026, 1, 10))

    found = [
        listed(staff, quarter=staff.quarter.pk),
        listed(staff, theme=staff.school.pk),
        listed(staff, status="inactive"),
        listed(staff, unchecked_since="2026-01-10"),
    ]

    assert found == [["Servizio 0"], ["Servizio 1"], ["Servizio 2"], ["Servizio 0", "Servizio 1"]]


def test_page_says_how_many_and_which_before_anything_is_changed(staff):
    data = {"services": [each.pk for each in staff.services[:2]], "new_status": "temporarily closed"}

    page = as_(staff, "coordinator").post(LIST, data)

    assert (page.context["count"], [each.name for each in page.context["services"]]) == (
        2,
        ["Servizio 0", "Servizio 1"],
    )
    assert page.context["form"].words() == ["metterli come «sospeso»"]
    assert set(Service.objects.values_list("status", flat=True)) == {"active"}


def test_everything_is_changed_in_one_act_and_the_rest_stays(staff):
    other = OrganizationFactory(name="Altra")
    LocationFactory(organization=other, quarter=staff.quarter)
    acts = Act.objects.count()

    change(
        staff,
        [*staff.services[:2], staff.elsewhere],
        add=staff.school.pk,
        remove=staff.old.pk,
        new_status="inactive",
        organization=other.pk,
    )

    assert [
        (each.name, each.status, each.organization.name, [str(term) for term in each.terms.all()])
        for each in Service.objects.order_by("name").exclude(pk=staff.elsewhere.pk)
    ] == [
        ("Servizio 0", "inactive", "Altra", ["Scuola"]),
        ("Servizio 1", "inactive", "Altra", ["Scuola"]),
        ("Servizio 2", "active", "Emporio", ["Vecchio tema"]),
    ]
    staff.elsewhere.refresh_from_db()
    assert (staff.elsewhere.status, Act.objects.count() - acts) == ("active", 1)


def test_closure_is_written_where_a_service_has_hours_of_its_own(staff):
    first, second, _third = staff.services
    first.opening_hours = OpeningHoursFactory()
    ScheduleFactory(opening_hours=first.opening_hours, byday=["MO"])
    first.save()
    said = {"closed_from": "2027-08-01", "closed_to": "2027-08-31", "closed_reason": "Ferie"}

    page = change(staff, [first, second], **said)
    change(staff, [first], **said)

    assert list(Closure.objects.values_list("opening_hours__service", "first_day", "last_day", "reason")) == [
        (first.pk, datetime.date(2027, 8, 1), datetime.date(2027, 8, 31), "Ferie")
    ]
    assert page.status_code == 302


def test_all_that_the_filters_leave_can_be_taken_at_once(staff):
    staff.services[0].terms.add(staff.school)

    as_(staff, "coordinator").post(
        f"{LIST}?theme={staff.school.pk}", {"all": "on", "sure": "1", "remove": staff.old.pk}
    )

    assert sorted(Service.objects.filter(terms=staff.old).values_list("name", flat=True)) == [
        "Servizio 1",
        "Servizio 2",
    ]


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({}, {"__all__": ["Scegli che cosa cambiare."]}),
        ({"closed_from": "2027-08-01"}, {"closed_to": ["Scrivi il primo e l’ultimo giorno di chiusura."]}),
        ({"closed_from": "2027-08-02", "closed_to": "2027-08-01"}, {"closed_to": ["Finisce prima di cominciare."]}),
    ],
)
def test_what_is_missing_is_said(staff, said, errors):
    page = change(staff, staff.services, **said)

    assert (page.status_code, page.context["form"].errors) == (422, errors)


def test_nobody_chosen_changes_nothing(staff):
    page = change(staff, [], new_status="inactive")

    assert page.context["form"].non_field_errors() == ["Scegli da 1 a 500 servizi."]


def test_list_opens_to_who_coordinates_or_directs(staff):
    allowed = ("coordinator", "coordinator_elsewhere", "direction", "direction_elsewhere")

    assert answers(staff, "get", LIST) == only(200, *allowed)


@pytest.mark.parametrize("number", [20, 200])
def test_list_asks_the_same_however_many_there_are(staff, number, django_assert_num_queries):
    ServiceFactory.create_batch(number - 3, organization=staff.organization)
    client = as_(staff, "coordinator")

    with django_assert_num_queries(11):
        client.get(LIST)
