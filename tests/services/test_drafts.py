"""Entries half written: kept whole, seen by their author only, gone when published, thrown away or forgotten."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from services.models import Change, Service
from tests.factories import ServiceFactory
from tests.organizations.staff import answers, as_, make_staff, only
from tests.services.test_keeping import sent

NEW = "/organizzazioni/emporio/nuovo-servizio/"
LIST = "/redazione/bozze/"


@pytest.fixture
def staff(db):
    staff = make_staff()
    staff.service = ServiceFactory(organization=staff.organization, name="Compiti", slug="compiti")
    return staff


def keep(client, address, typed, **options):
    return client.post(address, sent(client.get(address)) | typed | {"draft": "1"}, **options)


def drafts(client):
    return [(draft.wanted["name"], address) for draft, address, _kind in client.get(LIST).context["rows"]]


def test_draft_keeps_what_is_not_valid_and_goes_on_where_it_was_left(staff):
    client = as_(staff, "owner")
    typed = {"name": "", "email": "non-è-posta", "hours-MO": "9-25", "description": "a metà"}

    page = client.get(keep(client, NEW, typed).url)

    form = page.context["form"]
    assert [form[name].value() for name in ("name", "email", "description")] == ["", "non-è-posta", "a metà"]
    assert form.hours["MO"].value() == "9-25"
    assert (Service.objects.count(), Change.objects.get().state) == (1, "draft")


def test_draft_that_is_published_is_a_draft_no_more(staff):
    client = as_(staff, "coordinator")
    resumed = keep(client, NEW, {"name": "Spesa"}).url

    client.post(NEW, sent(client.get(resumed)) | {"draft_id": Change.objects.get().pk, "status": "active"})

    assert (Service.objects.filter(name="Spesa").count(), Change.objects.count()) == (1, 0)


def test_script_keeps_the_same_draft_again(staff):
    client = as_(staff, "owner")
    as_json = {"headers": {"Accept": "application/json"}}

    key = keep(client, NEW, {"name": "Uno"}, **as_json).json()["draft"]
    again = keep(client, NEW, {"name": "Due", "draft_id": key}, **as_json).json()["draft"]

    assert (again, Change.objects.get().wanted["name"]) == (key, "Due")


def test_entry_has_one_draft_of_a_person(staff):
    client = as_(staff, "owner")
    address = reverse("services:service_update", args=["compiti"])

    keep(client, address, {"name": "Uno"})
    keep(client, address, {"name": "Due"})

    draft = Change.objects.get()
    assert drafts(client) == [("Due", f"{address}?bozza={draft.pk}")]


def test_draft_is_nobody_elses(staff):
    resumed = keep(as_(staff, "owner"), NEW, {"name": "Segreta"}).url
    other = as_(staff, "editor")

    page = other.get(resumed)

    assert (page.context["form"].is_bound, drafts(other)) == (False, [])
    assert other.post(reverse("services:draft_delete", args=[Change.objects.get().pk])).status_code == 404


def test_draft_is_thrown_away(staff):
    client = as_(staff, "owner")
    keep(client, NEW, {"name": "Uno"})

    client.post(reverse("services:draft_delete", args=[Change.objects.get().pk]))

    assert drafts(client) == []


def test_drafts_open_to_who_keeps_entries(staff):
    kept_by = ("editor", "owner", "owner_elsewhere", "coordinator", "coordinator_elsewhere", "direction")

    assert answers(staff, "get", LIST) == only(200, *kept_by, "direction_elsewhere")


def test_draft_untouched_for_ninety_days_is_erased_and_a_waiting_change_is_not(staff, capsys):
    client = as_(staff, "owner")
    for name in ("Vecchia", "Nuova"):
        keep(client, NEW, {"name": name})
    Change.objects.create(kind="service", service=staff.service, state="waiting", wanted={"name": "Attesa"})
    old = timezone.now() - datetime.timedelta(days=91)
    Change.objects.filter(wanted__name__in=["Vecchia", "Attesa"]).update(updated_at=old)

    call_command("erase_expired")

    assert set(Change.objects.values_list("wanted__name", flat=True)) == {"Nuova", "Attesa"}


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_drafts_asks_the_same_however_many(staff, number, django_assert_num_queries):
    client = as_(staff, "owner")
    for each in range(number):
        keep(client, NEW, {"name": f"Bozza {each}"})

    with django_assert_num_queries(7):
        client.get(LIST)
