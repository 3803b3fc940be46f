"""Who checked what, and what comes of it: on the page, in the search, in the queue."""

import datetime

import pytest

from organizations.models import HowVerified
from services.freshness import checks_of, verify, verify_all
from services.listings import refresh_all
from services.models import Listing, Verification
from tests.factories import OrganizationFactory, ServiceAtLocationFactory, ServiceFactory, UserFactory

TODAY = datetime.date(2026, 11, 25)


@pytest.fixture
def service(db, time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 25, 10, tzinfo=datetime.UTC), tick=False)
    service = ServiceFactory(name="Compiti", slug="compiti")
    ServiceAtLocationFactory(service=service)
    refresh_all()
    return service


def test_a_whole_check_moves_the_entry_and_its_search_row(service):
    anna = UserFactory()

    (row,) = verify(entry=service, by=anna, how=HowVerified.PHONE)

    service.refresh_from_db()
    assert (row.entry, row.by, row.field, row.right) == (service, anna, "", True)
    assert (service.verified_on, service.verified_how) == (TODAY, "phone")
    assert list(Listing.objects.values_list("verified_on", "verified_how")) == [(TODAY, "phone")]


def test_a_check_of_a_field_or_of_what_is_wrong_leaves_the_entry_as_it_was(service):
    verify(entry=service, by=None, how=HowVerified.VISIT, fields=["phones"])
    verify(entry=service, by=None, how=HowVerified.VISIT, right=False)

    service.refresh_from_db()
    assert service.verified_on is None
    assert sorted(Verification.objects.values_list("field", "right")) == [("", False), ("phones", True)]


def test_fields_checked_after_the_whole_say_so_on_the_page(client, service, time_machine):
    verify(entry=service, by=None, how=HowVerified.OWNER)
    time_machine.move_to(datetime.datetime(2026, 12, 3, 10, tzinfo=datetime.UTC), tick=False)
    verify(entry=service, by=None, how=HowVerified.PHONE, fields=["phones", "opening_hours"])
    verify(entry=service, by=None, how=HowVerified.PHONE, fields=["email"], right=False)

    page = client.get("/servizi/compiti/").content.decode()

    assert "Telefoni: ultimo controllo al telefono il 3 dicembre 2026" in page
    assert [check.label for check in checks_of(service)] == ["Orari", "Telefoni"]


def test_a_whole_check_covers_the_fields_checked_before(service):
    verify(entry=service, by=None, how=HowVerified.PHONE, fields=["phones"])

    verify(entry=service, by=None, how=HowVerified.VISIT)

    assert checks_of(service) == []


def test_many_are_verified_with_one_refresh(service, django_assert_max_num_queries):
    more = [ServiceFactory(organization=service.organization) for _each in range(9)]
    entries = [service.organization, service, *more]

    with django_assert_max_num_queries(50):
        verify_all(entries=entries, by=None, how=HowVerified.OWNER)

    assert Verification.objects.count() == 11
    assert set(Listing.objects.values_list("verified_on", flat=True)) == {TODAY}
    service.organization.refresh_from_db()
    assert service.organization.verified_how == "owner"


def test_the_page_of_an_organization_says_what_was_checked(client, db):
    organization = OrganizationFactory(slug="emporio")

    verify(entry=organization, by=None, how=HowVerified.WEB, fields=["website"])

    assert "Sito: ultimo controllo sul sito" in client.get("/organizzazioni/emporio/").content.decode()
