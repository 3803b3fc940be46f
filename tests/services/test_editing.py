"""Entries read as values and written back: what is not touched stays, and two who write at once lose nothing."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from organizations.models import Location, Organization
from services.editing import KINDS, Conflict, apply, publish, read
from services.models import Change, Listing, Service
from territory.holidays import ensure_holidays
from tests.factories import (
    AssetFactory,
    ClosureFactory,
    CommunityPointFactory,
    LocationFactory,
    OpeningHoursFactory,
    OrganizationFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
    UserFactory,
)

MORNING = {"byday": ["MO"], "opens_at": "09:00", "closes_at": "12:00", "freq": "WEEKLY", "interval": 1}


@pytest.fixture
def service(db):
    hours = OpeningHoursFactory()
    ScheduleFactory(opening_hours=hours)
    ClosureFactory(opening_hours=hours, reason="ferie")
    service = ServiceFactory(
        name="Compiti",
        phones=[{"id": "p1", "number": "030 1", "type": "voice"}],
        terms=[TermFactory(), TermFactory(taxonomy__slug="target", name="Bambini")],
        opening_hours=hours,
    )
    ServiceAtLocationFactory(service=service)
    return service


ENTRIES = {
    "organization": lambda: OrganizationFactory(phones=[{"id": "x", "number": "030 2"}]),
    "location": LocationFactory,
    "community_point": CommunityPointFactory,
    "service": ServiceFactory,
    "asset": AssetFactory,
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_entry_written_back_as_it_was_is_the_same(kind):
    thing = ENTRIES[kind]()
    before = read(thing)

    apply(thing=thing, seen={}, wanted=before)

    assert read(KINDS[kind].model.objects.get(pk=thing.pk)) == before


def test_values_say_all_that_people_see_of_a_service(service):
    values = read(service, ["name", "phones", "needs", "targets", "places", "opening_hours"])

    (schedule,) = values["opening_hours"].pop("schedules")
    assert values == {
        "name": "Compiti",
        "phones": [{"number": "030 1", "description": ""}],
        "needs": ["aiuto-compiti"],
        "targets": ["bambini"],
        "places": [str(service.service_at_locations.get().location_id)],
        "opening_hours": {
            "on_holidays": "unknown",
            "notes": "",
            "closures": [{"first_day": "2026-08-10", "last_day": "2026-08-21", "reason": "ferie"}],
        },
    }
    assert {name: schedule[name] for name in MORNING} == MORNING


def test_only_what_was_changed_is_written(service):
    seen = read(service)
    Service.objects.filter(pk=service.pk).update(description="di un altro")

    apply(thing=service, seen=seen, wanted=seen | {"name": "Compiti insieme"})

    service.refresh_from_db()
    assert (service.name, service.description) == ("Compiti insieme", "di un altro")
    assert service.phones == [{"id": "p1", "number": "030 1", "type": "voice"}]


def test_phone_that_stays_keeps_its_identity_and_a_new_one_gets_one(service):
    seen = read(service)
    wanted = seen | {"phones": [*seen["phones"], {"number": "030 9", "description": "mattina"}]}

    apply(thing=service, seen=seen, wanted=wanted)

    service.refresh_from_db()
    kept, new = service.phones
    assert kept == {"id": "p1", "number": "030 1", "type": "voice"}
    assert (new["number"], new["description"], len(new["id"])) == ("030 9", "mattina", 36)


def test_hours_are_compiled_and_the_search_follows(service):
    seen = read(service)
    ensure_holidays([2026])
    hours = seen["opening_hours"] | {"schedules": [MORNING | {"byday": ["TU"]}], "closures": []}

    apply(thing=service, seen=seen, wanted=seen | {"opening_hours": hours, "name": "Doposcuola"})

    service = Service.objects.get(pk=service.pk)
    monday, tuesday = (datetime.datetime(2026, 11, day, 10) for day in (23, 24))
    listing = Listing.objects.get(service=service)
    assert (listing.name, listing.timetable_id) == ("Doposcuola", service.opening_hours.timetable_id)
    assert [Listing.objects.open_at(at).filter(pk=listing.pk).exists() for at in (monday, tuesday)] == [False, True]


def test_new_entry_gets_an_address_of_its_own(db):
    OrganizationFactory(name="Gruppo Tè", slug="gruppo-te")

    made = apply(thing=Organization(), seen={}, wanted={"name": "Gruppo Tè"})

    assert (made.slug, made.name) == ("gruppo-te-2", "Gruppo Tè")


def test_value_that_is_not_valid_writes_nothing(service):
    seen = read(service)

    with pytest.raises(ValidationError) as refused:
        apply(thing=service, seen=seen, wanted=seen | {"email": "non-è-posta", "name": "Altro"})

    assert list(refused.value.message_dict) == ["email"]
    assert Service.objects.get(pk=service.pk).name == "Compiti"


def test_second_writer_of_the_same_field_is_told_what_changed(service):
    seen = read(service)
    apply(thing=service, seen=seen, wanted=seen | {"name": "Il primo"})

    with pytest.raises(Conflict) as conflict:
        apply(thing=service, seen=seen, wanted=seen | {"name": "Il secondo", "url": "https://due.example"})

    assert conflict.value.fields == {"name": ("Compiti", "Il primo", "Il secondo")}
    assert (Service.objects.get(pk=service.pk).name, Service.objects.get(pk=service.pk).url) == ("Il primo", "")


def test_two_who_wrote_the_same_agree(service):
    seen = read(service)
    apply(thing=service, seen=seen, wanted=seen | {"name": "Uguale"})

    apply(thing=service, seen=seen, wanted=seen | {"name": "Uguale"})

    assert Service.objects.get(pk=service.pk).name == "Uguale"


def test_change_waits_without_touching_the_entry_and_is_published_once_decided(service):
    seen, author, coordinator = read(service), UserFactory(), UserFactory()
    change = Change.objects.create(
        kind="service",
        service=service,
        seen={"name": seen["name"]},
        wanted={"name": "Proposto"},
        state=Change.State.WAITING,
        author=author,
    )
    before = Service.objects.get(pk=service.pk).name

    publish(change=change, by=coordinator)

    change.refresh_from_db()
    after = Service.objects.get(pk=service.pk).name
    assert (before, after, change.state, change.decided_by) == ("Compiti", "Proposto", "applied", coordinator)


def test_change_to_a_new_entry_becomes_that_entry(db):
    organization = OrganizationFactory()
    wanted = {"name": "Banco alimentare", "organization": str(organization.pk)}
    change = Change.objects.create(kind="service", wanted=wanted, state=Change.State.WAITING)

    publish(change=change, by=UserFactory())

    change.refresh_from_db()
    assert (change.entry.name, change.entry.organization) == ("Banco alimentare", organization)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_at_once_one_is_told():
    place = LocationFactory(name="Sala")
    seen, told, ready = read(place), [], threading.Barrier(2)

    def write(name):
        ready.wait()
        try:
            apply(thing=place, seen=seen, wanted=seen | {"name": name})
        except Conflict as conflict:
            told.append(conflict.fields["name"][2])
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[name]) for name in ("Sala A", "Sala B")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    kept = Location.objects.get(pk=place.pk).name
    assert sorted([kept, *told]) == ["Sala A", "Sala B"]
