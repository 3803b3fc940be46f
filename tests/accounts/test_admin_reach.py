"""What a direction finds in the admin: its own city, whatever is asked for and however a form is sent."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.access import Role
from organizations.models import CommunityPoint, Location, Organization
from services.models import Asset, Service
from tests.factories import (
    AssetFactory,
    LocationFactory,
    OrganizationFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
    UserFactory,
)

from .administration import key_of, make_world


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def direction(client, world):
    client.force_login(world.here.direction)
    return client


def tables():
    return {model: f"admin:{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}


CITYS_OWN = [
    "municipality",
    "holiday",
    "zone",
    "quarter",
    "postalcode",
    "placename",
    "organization",
    "location",
    "communitypoint",
]
CITYS_OWN += ["openinghours", "mandate", "organizationmember", "service", "asset"]


def test_row_of_another_city_is_not_there(direction, world):
    found = {}
    for model, name in tables().items():
        if model._meta.model_name in CITYS_OWN:
            urls = [reverse(f"{name}_change", args=[key_of(model, city)]) for city in (world.here, world.there)]
            found[model._meta.model_name] = [direction.get(url).status_code for url in urls]

    assert found == {name: [200, 302] for name in CITYS_OWN}


def test_lists_show_the_city_and_no_other(direction, world):
    shown = {}
    for model, name in tables().items():
        if model._meta.model_name in CITYS_OWN:
            rows = direction.get(reverse(f"{name}_changelist")).context["cl"].result_list
            keys = {row.pk for row in rows}
            shown[model._meta.model_name] = [key_of(model, city) in keys for city in (world.here, world.there)]

    assert shown == {name: [True, False] for name in CITYS_OWN}


def test_people_of_another_city_are_not_there_but_for_a_technician(client, world):
    keys = {}
    for visitor in (world.here.direction, world.technician):
        client.force_login(visitor)
        rows = client.get(reverse("admin:accounts_user_changelist")).context["cl"].result_list
        keys[visitor.pk] = {row.pk for row in rows}
    of_the_city = {getattr(world.here, name).pk for name in ("owner", "volunteer", "coordinator", "direction")}

    assert keys[world.here.direction.pk] == of_the_city
    assert keys[world.technician.pk] > of_the_city | {world.citizen.pk, world.there.volunteer.pk}


def test_many_are_directed_by_whom_each_says(world):
    """`directed_by` is `roles_of` asked of all at once."""
    nowhere = OrganizationFactory()
    ServiceFactory(organization=nowhere)
    ServiceAtLocationFactory(service__organization=world.there.organization, location=world.here.location)
    LocationFactory(
        municipality=None, quarter=None, organization=world.here.organization, latitude=None, longitude=None
    )
    AssetFactory(location=None, quarter=world.here.quarter, offered_by_resident=True)
    AssetFactory(location=None, quarter=world.there.quarter, organization=nowhere)
    people = [world.here.direction, world.there.direction, world.here.coordinator, UserFactory()]

    for model in (Organization, Location, CommunityPoint, Service, Asset):
        for user in people:
            one_by_one = {each.pk for each in model.objects.all() if Role.DIRECTION in each.roles_of(user)}

            assert set(model.objects.directed_by(user).values_list("pk", flat=True)) == one_by_one


def form_of(response):
    """What a browser would send back of an opened form."""
    form = response.context["adminform"].form
    fields = {form.add_prefix(name): form[name].value() for name in form.fields}
    for inline in response.context["inline_admin_formsets"]:
        for part in [inline.formset.management_form, *inline.formset.initial_forms]:
            fields |= {part.add_prefix(name): part[name].value() for name in part.fields}
    return {name: value for name, value in fields.items() if value is not None and value is not False}


def test_thing_of_another_city_cannot_be_chosen(direction, world):
    url = reverse("admin:services_service_change", args=[world.here.service.pk])
    sent = form_of(direction.get(url)) | {"organization": world.there.organization.pk}

    response = direction.post(url, sent)

    world.here.service.refresh_from_db()
    assert list(response.context["adminform"].form.errors) == ["organization"]
    assert world.here.service.organization == world.here.organization


def test_what_is_chosen_already_stays_though_it_is_of_another_city(direction, world):
    elsewhere = ServiceAtLocationFactory(service=world.here.service, location=world.there.location)
    url = reverse("admin:services_service_change", args=[world.here.service.pk])

    response = direction.post(url, form_of(direction.get(url)) | {"name": "Aiuto compiti"})

    world.here.service.refresh_from_db()
    assert (response.status_code, world.here.service.name) == (302, "Aiuto compiti")
    assert elsewhere in world.here.service.service_at_locations.all()


def test_fields_that_the_form_does_not_show_are_not_written(direction, world):
    url = reverse("admin:services_service_change", args=[world.here.service.pk])
    sent = form_of(direction.get(url)) | {"slug": "altro", "contacts": "[1]", "id": "0"}

    direction.post(url, sent)

    before = (world.here.service.slug, world.here.service.contacts)
    world.here.service.refresh_from_db()
    assert (world.here.service.slug, world.here.service.contacts) == before


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("app_label=services&model_name=service&field_name=organization", ["Emporio di Brescia"]),
        ("app_label=organizations&model_name=mandate&field_name=user", 404),
        ("app_label=services&model_name=service&field_name=name", 403),
    ],
)
def test_suggestions_are_of_the_city_and_never_of_people(direction, world, field, found):
    response = direction.get(reverse("admin:autocomplete") + f"?{field}&term=e")

    shown = [each["text"] for each in response.json()["results"]] if response.status_code == 200 else None
    assert (shown or response.status_code) == found


@pytest.mark.parametrize(
    "asked",
    ["password__startswith=md5", "mandates__user__email=x", "date_joined__gt=2020-01-01", "email__startswith=a"],
)
def test_list_of_people_answers_no_question_but_its_filters(client, world, asked):
    client.force_login(world.technician)

    assert client.get(reverse("admin:accounts_user_changelist") + f"?{asked}").status_code == 400


def test_kind_of_an_asset_is_chosen_among_kinds_of_assets(direction, world):
    TermFactory(name="Aiuto compiti")

    page = direction.get(reverse("admin:services_asset_add"))

    kinds = page.context["adminform"].form.fields["kind"].queryset
    assert {term.taxonomy.slug for term in kinds} == {"asset_kind"}
