"""What the database keeps of every change, however it is made, and that nobody changes what is kept."""

import re
from pathlib import Path

import pghistory
import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.db.models import EmailField
from django.http import HttpResponse
from django.test import RequestFactory
from pghistory.middleware import HistoryMiddleware

from organizations.models import Location, Organization, Schedule
from services import history
from services.history.kinds import KINDS
from services.models import Act, Asset, RowChange, Service
from tests.factories import (
    AssetFactory,
    ClosureFactory,
    LocationFactory,
    MandateFactory,
    OpeningHoursFactory,
    OrganizationFactory,
    ScheduleFactory,
    ServiceFactory,
    TermFactory,
    UserFactory,
)

from .history_acts import as_owner, forget_all

pytestmark = pytest.mark.django_db

MIGRATION = Path(apps.get_app_config("services").path) / "migrations" / "0008_history_is_kept.py"


def kept(*kinds):
    """(kind, verb, before, after) of every change since the last `forget_all`, in order."""
    changes = RowChange.objects.filter(kind__in=kinds) if kinds else RowChange.objects.all()
    return list(changes.values_list("kind", "verb", "before", "after"))


@pytest.fixture
def organization():
    organization = OrganizationFactory(name="Il Mosaico", description="Aiuta.")
    forget_all()
    return organization


def test_update_of_a_queryset_keeps_only_what_differs(organization):
    Organization.objects.update(name="Mosaico", description="Aiuta.")

    assert kept() == [("organization", "update", {"name": "Il Mosaico"}, {"name": "Mosaico"})]


def test_raw_sql_is_kept(organization):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organizations_organization SET email = 'a@example.org'")

    assert kept() == [("organization", "update", {"email": ""}, {"email": "a@example.org"})]
    assert Act.objects.get().how == "sql"


def test_raw_sql_that_gives_a_row_another_key_takes_one_away_and_adds_one(organization):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organizations_organization SET id = gen_random_uuid()")

    assert sorted(RowChange.objects.values_list("verb", flat=True)) == ["delete", "insert"]


def test_bulk_create_is_kept_as_so_many_rows_without_copies():
    hours = OpeningHoursFactory()
    forget_all()

    Schedule.objects.bulk_create([Schedule(opening_hours=hours, byday=[day]) for day in ("MO", "TU", "WE")])

    assert kept() == [("schedule", "insert", None, None)] * 3
    assert set(RowChange.objects.values_list("parent", flat=True)) == {str(hours.pk)}


def test_bulk_create_over_what_is_there_keeps_the_new_and_the_changed(organization):
    organization.name = "Mosaico"
    rows = [organization, OrganizationFactory.build(name="Altra", slug="altra")]

    Organization.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=["name"])

    assert sorted(kept(), key=str) == [
        ("organization", "insert", None, None),
        ("organization", "update", {"name": "Il Mosaico"}, {"name": "Mosaico"}),
    ]


def test_bulk_update_is_kept(organization):
    organization.website = "https://example.org"

    Organization.objects.bulk_update([organization], ["website"])

    assert kept() == [("organization", "update", {"website": ""}, {"website": "https://example.org"})]


def test_what_is_taken_away_is_kept_whole_but_for_what_concerns_persons():
    organization = OrganizationFactory(name="Il Mosaico", contacts=[{"name": "Ada Bini"}], metadata=[{"by": "Ada"}])
    forget_all()

    Organization.objects.all().delete()

    [(kind, verb, before, after)] = kept()
    assert (kind, verb, after) == ("organization", "delete", None)
    assert (before["id"], before["name"]) == (str(organization.pk), "Il Mosaico")
    assert {"contacts", "metadata", "last_modified"} & before.keys() == set()


def test_that_somebody_only_saved_is_no_change(organization):
    organization.save()
    Organization.objects.update(last_modified="2020-01-01T00:00Z", contacts=[{"name": "Ada Bini"}])

    assert kept() == []
    assert not Act.objects.exists()


def test_a_place_that_moves_is_kept_without_what_the_database_works_out():
    place = LocationFactory(latitude=45.5, longitude=10.2)
    forget_all()

    Location.objects.filter(pk=place.pk).update(latitude=45.6)

    assert kept() == [("location", "update", {"latitude": 45.5}, {"latitude": 45.6})]


def test_terms_put_on_a_service_and_taken_off_are_kept():
    service, term = ServiceFactory(), TermFactory()
    forget_all()

    service.terms.add(term)
    service.terms.remove(term)

    (link,) = {before["id"] for *_, before, _ in kept() if before}
    row = {"id": link, "service_id": str(service.pk), "taxonomyterm_id": term.pk}
    assert kept() == [("service_term", "insert", None, None), ("service_term", "delete", row, None)]
    assert set(RowChange.objects.values_list("parent", flat=True)) == {str(service.pk)}


def test_what_a_resident_offers_is_kept_without_its_words():
    asset = AssetFactory(offered_by_resident=True, location=None, quarter=LocationFactory().quarter, name="Ada cuce")
    forget_all()

    Asset.objects.update(name="Ada Bini cuce")
    asset.delete()

    assert kept() == [("asset", "update", None, None), ("asset", "delete", None, None)]


def test_a_public_asset_that_becomes_a_residents_gives_no_words_away():
    AssetFactory(location=None, quarter=LocationFactory().quarter, name="Sartoria")
    forget_all()

    Asset.objects.update(name="Ada cuce", offered_by_resident=True)

    assert kept() == [("asset", "update", None, None)]


def test_who_gets_a_role_is_kept_as_a_number():
    mandate = MandateFactory(user=UserFactory(name="Ada Bini", email="ada@example.org"))
    forget_all()

    mandate.delete()

    [(_, verb, before, _)] = kept()
    assert verb == "delete"
    assert before["user_id"] == mandate.user_id
    assert "Ada" not in str(before)


def test_what_one_context_changes_is_one_act(organization):
    with history.told("import_hsds comune"):
        Organization.objects.update(name="Mosaico")
        ServiceFactory(organization=organization)

    assert list(Act.objects.values_list("how", "by")) == [("import_hsds comune", None)]
    assert set(RowChange.objects.values_list("act", flat=True)) == {Act.objects.get().pk}


@pytest.mark.parametrize(
    ("path", "how"),
    [("/servizi/x/modifica/", "page"), ("/api/services", "api"), ("/amministrazione/services/", "admin")],
)
def test_the_person_of_a_request_is_kept_and_its_address_is_not(organization, path, how):
    def change(request):
        Organization.objects.update(name="Mosaico")
        return HttpResponse()

    request = RequestFactory().post(path)
    request.user = UserFactory()
    forget_all()
    HistoryMiddleware(change)(request)

    assert list(Act.objects.values_list("how", "by")) == [(how, request.user.pk)]


def test_a_request_of_nobody_names_nobody(organization):
    request = RequestFactory().post("/segnala/")
    request.user = AnonymousUser()

    HistoryMiddleware(lambda request: HttpResponse(str(Organization.objects.update(name="Mosaico"))))(request)

    assert list(Act.objects.values_list("how", "by")) == [("page", None)]


def test_what_comes_to_nothing_is_not_kept(organization):
    with transaction.atomic():
        Organization.objects.update(name="Mosaico")
        transaction.set_rollback(True)

    assert kept() == []


def test_nothing_is_kept_while_a_city_is_invented():
    with history.not_kept():
        ClosureFactory()
        ScheduleFactory()
    OrganizationFactory()

    assert kept() == [("organization", "insert", None, None)]


@pytest.mark.parametrize("table", ["services_act", "services_rowchange"])
@pytest.mark.parametrize("how", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_history_cannot_be_changed(organization, table, how):
    Organization.objects.update(name="Mosaico")

    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(how.format(table))

    assert kept() == [("organization", "update", {"name": "Il Mosaico"}, {"name": "Mosaico"})]


@pytest.mark.parametrize("model", [Act, RowChange])
def test_history_cannot_be_changed_by_a_queryset(organization, model):
    Organization.objects.update(name="Mosaico")

    with pytest.raises(DatabaseError, match="DELETE refused"), transaction.atomic():
        model.objects.all().delete()
    with pytest.raises(DatabaseError, match="UPDATE refused"), transaction.atomic():
        model.objects.update(id=model.objects.get().pk)

    assert model.objects.count() == 1


def test_roles_are_forgotten_after_two_years_and_nothing_else():
    with pghistory.context(source="antico"):
        MandateFactory()
    with as_owner() as cursor:
        cursor.execute("UPDATE services_act SET at = now() - interval '25 months'")
    with pghistory.context(source="recente"):
        MandateFactory()

    erased, _ = RowChange.objects.past_keeping().delete()

    assert erased == 1
    assert RowChange.objects.filter(kind="mandate", act__how="antico").count() == 0
    assert RowChange.objects.filter(kind="mandate", act__how="recente").count() == 1
    assert RowChange.objects.filter(kind="organization", act__how="antico").exists()


def test_every_kind_has_its_triggers_on_its_table():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname, split_part(encode(tgargs, 'escape'), '\\000', 1),"
            " split_part(encode(tgargs, 'escape'), '\\000', 2) FROM pg_trigger WHERE tgname LIKE 'keeps_%'"
        )
        found = set(cursor.fetchall())

    assert {(table, name, kind) for table, name, kind, _ in found} == {
        (kind.table, f"keeps_{verb}", name) for name, kind in KINDS.items() for verb in ("insert", "update", "delete")
    }
    assert {kind: upward for _, _, kind, upward in found if upward not in ("NULL", "nothing")} == {
        name: kind.upward for name, kind in KINDS.items() if kind.upward
    }


def test_columns_that_are_not_kept_exist():
    names = set(re.search(r'NOT_KEPT = "{(.*)}"', MIGRATION.read_text())[1].split(","))

    assert names == {f.column for kind in KINDS.values() for f in kind.model._meta.concrete_fields} & names
    assert {"contacts", "metadata", "assurer_email"} <= names
    assert {f.column for f in Service._meta.concrete_fields if isinstance(f, EmailField)} - names == {"email"}
