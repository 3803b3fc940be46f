"""The directory changed in the admin: the search follows at once, and lists stay quick however long."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from organizations.hours import compile_opening_hours
from organizations.models import Organization
from services.listings import last_changed, refresh_all
from services.models import Asset, Listing, Service, TaxonomyTerm
from tests.factories import (
    LocationFactory,
    MunicipalityFactory,
    PlaceNameFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
    UserFactory,
    ZoneFactory,
)

from .administration import make_world
from .test_admin_reach import form_of


@pytest.fixture
def here(client, db):
    world = make_world()
    compile_opening_hours(world.here.hours)
    refresh_all()
    client.force_login(world.here.direction)
    return world.here


def url_of(thing, page="change"):
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{page}", args=[thing.pk])


def change(client, thing, **fields):
    url = url_of(thing)
    response = client.post(url, form_of(client.get(url)) | fields)
    assert response.status_code == 302, response.context["errors"]


def test_new_name_is_found_at_once(client, here):
    version = last_changed()[0]
    change(client, here.organization, name="Dispensa di tutti")
    change(client, here.service, name="Pacchi di cibo")

    row = Listing.objects.get(service=here.service)

    assert (row.name, row.organization_name) == ("Pacchi di cibo", "Dispensa di tutti")
    assert last_changed()[0] > version


def test_moved_place_moves_what_is_there(client, here):
    change(client, here.location, latitude="45.6", longitude="10.3", address="via Nuova 1")

    rows = Listing.objects.filter(service=here.service).values_list("latitude", "longitude", "address")
    point = Listing.objects.get(community_point=here.point)

    assert [*rows, (point.latitude, point.longitude, point.address)] == [(45.6, 10.3, "via Nuova 1")] * 2


def test_place_added_in_the_form_of_a_service_is_a_row_of_the_search(client, here):
    place = LocationFactory(organization=here.organization, quarter=here.quarter, address="via Seconda 2")

    change(
        client,
        here.service,
        **{"service_at_locations-TOTAL_FORMS": 2, "service_at_locations-1-location": str(place.pk)},
    )

    rows = Listing.objects.filter(service=here.service).order_by("address").values_list("address", flat=True)
    assert list(rows) == sorted([here.location.address, "via Seconda 2"])


def test_terms_chosen_are_found_at_once(client, here):
    above = TermFactory(name="Scuola")
    term = TermFactory(name="Compiti", parent=above)

    change(client, here.service, terms=[term.pk])

    assert Listing.objects.get(service=here.service).terms == sorted([above.pk, term.pk])


def test_term_moved_takes_along_what_stands_under_it(client, here):
    above, between = TermFactory(name="Scuola"), TermFactory(name="Medie")
    term = TermFactory(name="Compiti", parent=between)
    here.service.terms.add(term)
    refresh_all()

    change(client, between, parent=above.pk)

    assert Listing.objects.get(service=here.service).terms == sorted([above.pk, between.pk, term.pk])


def test_hours_changed_are_compiled_and_reach_the_search(client, here):
    before = Listing.objects.get(service=here.service).timetable_id

    change(client, here.hours, **{"schedules-0-opens_at": "15:00", "schedules-0-closes_at": "18:30"})

    here.hours.refresh_from_db()
    row = Listing.objects.get(service=here.service)
    assert here.hours.schedules.get().opens_at == datetime.time(15)
    assert row.timetable_id == here.hours.timetable_id != before


@pytest.mark.parametrize("byday", ["XX", "9MO", "'", "TU,MO,TU"])
def test_days_that_are_none_do_no_harm(client, here, byday):
    change(client, here.hours, **{"schedules-0-byday": byday})

    assert Listing.objects.filter(service=here.service).exists()


def test_service_taken_away_is_found_no_more(client, here):
    key = here.service.pk

    client.post(url_of(here.service, "delete"), {"post": "yes"})

    assert (Service.objects.filter(pk=key).exists(), Listing.objects.filter(service=key).exists()) == (False, False)


def test_organisation_taken_away_leaves_no_name_of_it(client, here):
    asset = Asset.objects.create(
        name="Sala", slug="sala", kind=here.asset.kind, organization=here.organization, location=here.asset.location,
        last_modified=here.asset.last_modified,
    )  # fmt: skip
    here.asset.location = None
    refresh_all()
    here.point.delete()
    Asset.objects.filter(location=here.location).update(location=None, quarter=here.quarter)

    client.post(url_of(here.organization, "delete"), {"post": "yes"})

    assert not Organization.objects.filter(pk=here.organization.pk).exists()
    assert Listing.objects.get(asset=asset).organization_name == ""
    assert not Listing.objects.filter(organization_name=here.organization.name).exists()


def test_many_taken_away_together_are_found_no_more(client, here):
    doomed = [ServiceAtLocationFactory(service__organization=here.organization, location=here.location) for _ in "ab"]
    refresh_all()
    keys = [each.service_id for each in doomed]

    client.post(
        reverse("admin:services_service_changelist"),
        {"action": "delete_selected", "_selected_action": keys, "post": "yes"},
    )

    assert Listing.objects.filter(service__in=keys).count() == Service.objects.filter(pk__in=keys).count() == 0


def test_page_for_taking_away_names_no_people(client, here):
    here.point.delete()
    here.asset.delete()

    page = client.get(url_of(here.organization, "delete")).content.decode()

    assert (here.owner.name in page, "Persone delle organizzazioni: 1" in page) == (False, True)


def test_log_of_the_admin_names_no_person_who_offers_something(client, here):
    skill = Asset.objects.create(
        name="Maria cuce", slug="maria-cuce", kind=here.asset.kind, quarter=here.quarter, offered_by_resident=True,
        last_modified=here.asset.last_modified,
    )  # fmt: skip
    change(client, skill, name="Maria cuce bene")
    change(client, here.service, name="Pacchi")

    assert [(entry.object_repr, entry.user) for entry in LogEntry.objects.all()] == [("Pacchi", here.direction)]


def test_address_that_people_have_kept_stays(client, here):
    page = client.get(url_of(here.service))

    assert "slug" not in page.context["adminform"].form.fields


@pytest.mark.parametrize("more", [1, 3])
@pytest.mark.parametrize(
    ("name", "make", "queries"),
    [
        ("services_service", ServiceFactory, 6),
        ("organizations_location", LocationFactory, 6),
        ("territory_placename", PlaceNameFactory, 6),
        ("organizations_openinghours", None, 6),
    ],
)
def test_lists_cost_the_same_for_few_and_many(client, here, django_assert_num_queries, name, make, queries, more):
    for number in range(more):
        extra = {"name": f"via {number}"} if make is PlaceNameFactory else {}
        (make or ServiceFactory)(**extra)

    with django_assert_num_queries(queries):
        client.get(reverse(f"admin:{name}_changelist"))


def test_street_is_found_by_words_though_the_table_is_long(client, here):
    PlaceNameFactory(municipality=here.municipality, name="Corso Garibaldi", search_name="corso garibaldi")

    rows = client.get(reverse("admin:territory_placename_changelist") + "?q=garibaldi").context["cl"].result_list

    assert [row.name for row in rows] == ["Corso Garibaldi"]


def test_name_of_a_street_is_searched_as_the_gazetteer_writes_it(client, here):
    change(client, here.place_name, name="Via dell’Àncora")

    here.place_name.refresh_from_db()

    assert here.place_name.search_name == "via dell ancora"


@pytest.mark.parametrize("deep", [0, 1, 2])
def test_term_is_never_put_under_itself(client, here, deep):
    term = below = TermFactory(name="Scuola")
    for number in range(deep):
        below = TermFactory(name=f"Sotto {number}", parent=below)
    url = url_of(term)

    response = client.post(url, form_of(client.get(url)) | {"parent": below.pk})

    assert response.context["adminform"].form.errors == {
        "parent": ["Sta già sotto a questo: scegline un altro, o nessuno."]
    }
    assert TaxonomyTerm.objects.get(pk=term.pk).parent is None


def test_quarter_does_not_move_to_where_its_address_is_taken(client, here):
    technician = UserFactory(is_technician=True)
    client.force_login(technician)
    there = QuarterFactory(zone=ZoneFactory(municipality=MunicipalityFactory(name="Milano", istat_code="015146")))
    url = url_of(here.quarter)

    response = client.post(url, form_of(client.get(url)) | {"municipality": there.municipality_id})

    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == ["__all__"]
