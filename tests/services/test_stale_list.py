"""What nobody has confirmed: in what order, to whom, and settled by one button."""

import datetime

import pytest

from organizations.models import ConfirmationRequest, Organization
from services.freshness import queue
from services.listings import refresh_all
from services.models import Service, Verification
from tests.factories import LocationFactory, ServiceAtLocationFactory, ServiceFactory
from tests.organizations.staff import as_, make_staff

PATH = "/redazione/da-confermare/"


@pytest.fixture
def staff(db):
    return make_staff()


def make_services(staff, *days):
    """One for each day on which it was checked, None for never, in the quarter of the staff."""
    place = LocationFactory(quarter=staff.organization.locations.get().quarter, organization=staff.organization)
    for number, day in enumerate(days):
        service = ServiceFactory(name=f"Servizio {number}", organization=staff.organization, verified_on=day)
        ServiceAtLocationFactory(service=service, location=place)
    refresh_all()


def names_of(staff, who="coordinator"):
    rows = queue.rows_of(queue.page_of(queue.listings_for(staff.people[who]))[0])
    return [row.name for row in rows if row.key.startswith("service")]


def test_the_stalest_comes_first_and_what_is_fresh_does_not(staff):
    make_services(staff, datetime.date(2025, 1, 1), datetime.date.today(), None, datetime.date(2024, 1, 1))

    assert names_of(staff) == ["Servizio 2", "Servizio 3", "Servizio 0"]
    assert names_of(staff, "coordinator_elsewhere") == []


def test_pages_follow_each_other_without_a_gap(staff, monkeypatch):
    monkeypatch.setattr(queue, "A_PAGE", 2)
    make_services(staff, None, None, None, datetime.date(2025, 1, 1), datetime.date(2025, 1, 1))
    rows = queue.listings_for(staff.people["coordinator"]).filter(kind="service")

    found, key = queue.page_of(rows)
    while key is not None:
        more, key = queue.page_of(rows, key)
        found += more

    assert sorted(each.name for each in found) == [f"Servizio {number}" for number in range(5)]


def test_a_call_settles_it(staff):
    make_services(staff, None)
    service = Service.objects.get(name="Servizio 0")

    answer = as_(staff, "coordinator").post(f"{PATH}service.{service.pk.hex}/", {"how": "phone"})

    service.refresh_from_db()
    assert (answer.status_code, service.verified_how, names_of(staff)) == (302, "phone", [])
    assert [row.by for row in Verification.objects.all()] == [staff.people["coordinator"]]


@pytest.mark.parametrize(("who", "status"), [("coordinator_elsewhere", 403), ("owner", 403), ("direction", 302)])
def test_who_may_settle_it(staff, who, status):
    make_services(staff, None)
    service = Service.objects.get(name="Servizio 0")

    assert as_(staff, who).post(f"{PATH}service.{service.pk.hex}/", {"how": "visit"}).status_code == status


def test_what_is_not_there_is_not_found(staff):
    keys = ["service." + "0" * 32, "nulla", "user." + "0" * 32, "service.x"]

    assert [as_(staff, "direction").post(f"{PATH}{key}/").status_code for key in keys] == [404] * 4


def test_correcting_leads_to_the_form_of_the_entry(staff):
    make_services(staff, None)
    service = Service.objects.get(name="Servizio 0")

    answer = as_(staff, "coordinator").get(f"{PATH}service.{service.pk.hex}/")

    assert answer.url == f"{service.get_absolute_url()}modifica/"


def test_organizations_have_their_own_list_which_says_how_often_they_were_asked(staff):
    Organization.objects.update(verified_on=None)
    ConfirmationRequest.objects.create(organization=staff.organization, step=3)

    page = as_(staff, "coordinator").get(f"{PATH}?che=organizzazioni").text

    assert (staff.organization.name in page, "abbiamo scritto 3 volte, senza risposta" in page) == (True, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_one_as_for_three(staff, count, django_assert_num_queries):
    make_services(staff, *[None] * count)
    desk = as_(staff, "coordinator")
    desk.get(PATH)

    with django_assert_num_queries(7):
        page = desk.get(PATH).text

    assert page.count('Visto di persona: è giusto<span class="hidden-text">: Servizio') == count
