"""One act on one thing is put back, as far as the directory allows; nothing of it is half-done."""

import datetime

import pytest

from organizations.hours import replace_schedules
from organizations.models import Location, Organization, Schedule
from services.history.plans import CannotRestore, plan_of, restore
from services.history.subjects import Subject
from services.listings import refresh_listings
from services.models import Act, Asset, Listing, RowChange, Service, ServiceArea
from tests.factories import (
    AssetFactory,
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

from .history_acts import act_of, forget_all, last_act

pytestmark = pytest.mark.django_db


@pytest.fixture
def marta():
    return UserFactory(name="Marta Ghidini")


@pytest.fixture
def service(marta):
    place = ServiceAtLocationFactory(
        service__name="Aiuto compiti", service__description="Si studia insieme.", service__contacts=[{"name": "Ada"}]
    )
    place.service.terms.add(TermFactory(name="Scuola"))
    refresh_listings(services=[place.service_id])
    forget_all()
    return place.service


def put_back(thing, by, act=None, **kwargs):
    """Restores the act, the last one unless said, on what `thing` is or was."""
    act, subject = act or last_act(), Subject.of(thing)
    return restore(act=act, subject=subject, seen=plan_of(act, subject).seen, by=by, **kwargs)


def said(lines):
    return [(line.label, line.before, line.after) for line in lines]


def test_a_changed_text_comes_back_and_the_search_follows(service, marta):
    with act_of(marta):
        Service.objects.update(name="Compiti", description="Altro.")

    plan = put_back(service, marta)

    service.refresh_from_db()
    assert (service.name, service.description) == ("Aiuto compiti", "Si studia insieme.")
    assert said(plan.lines) == [
        ("Nome", "Compiti", "Aiuto compiti"),
        ("In breve", "Altro.", "Si studia insieme."),
    ]
    assert list(Listing.objects.values_list("name", "summary")) == [("Aiuto compiti", "Si studia insieme.")]


def test_putting_back_is_history_itself_and_can_be_put_back(service, marta):
    with act_of(marta):
        Service.objects.update(name="Compiti")
    first = last_act()

    put_back(service, marta)
    second = last_act()
    put_back(service, marta)

    service.refresh_from_db()
    assert service.name == "Compiti"
    assert [second.undoes, last_act().undoes, second.by] == [first.pk, second.pk, marta]


def test_what_another_wrote_since_stays_unless_one_says_it_may_go(service, marta):
    with act_of(marta):
        Service.objects.update(name="Compiti", email="a@example.org")
    act = last_act()
    with act_of(UserFactory()):
        Service.objects.update(name="Studio")

    with pytest.raises(CannotRestore) as refusal:
        put_back(service, marta, act)
    service.refresh_from_db()
    assert (service.name, said(refusal.value.plan.lost)) == ("Studio", [("Nome", "Studio", "")])

    put_back(service, marta, act, losing=True)
    service.refresh_from_db()
    assert (service.name, service.email) == ("Aiuto compiti", "")


def test_fields_that_others_changed_since_stay(service, marta):
    with act_of(marta):
        Service.objects.update(name="Compiti")
    act = last_act()
    with act_of(UserFactory()):
        Service.objects.update(email="nuova@example.org")

    put_back(service, marta, act)

    service.refresh_from_db()
    assert (service.name, service.email) == ("Aiuto compiti", "nuova@example.org")


def test_a_version_that_is_no_longer_current_is_not_put_back(service, marta):
    with act_of(marta):
        Service.objects.update(name="Compiti")
    act, subject = last_act(), Subject.of(service)
    seen = plan_of(act, subject).seen
    with act_of(UserFactory()):
        Service.objects.update(email="nuova@example.org")

    with pytest.raises(CannotRestore, match="Nel frattempo"):
        restore(act=act, subject=Subject.of(service), seen=seen, by=marta)

    service.refresh_from_db()
    assert service.name == "Compiti"


def test_terms_added_go_and_terms_taken_off_come_back(service, marta):
    with act_of(marta):
        service.terms.set([TermFactory(name="Sport")])

    put_back(service, marta)

    assert [term.name for term in service.terms.all()] == ["Scuola"]


def test_a_term_that_somebody_put_back_already_is_no_trouble(service, marta):
    term = service.terms.get()
    with act_of(marta):
        service.terms.clear()
        Service.objects.update(name="Compiti")
    act = last_act()
    with act_of(marta):
        service.terms.add(term)

    put_back(service, marta, act)

    assert list(service.terms.all()) == [term]


def test_hours_come_back_as_they_were_before_whatever_was_written_since(marta):
    hours = OpeningHoursFactory()
    service = ServiceFactory(opening_hours=hours)
    ScheduleFactory(opening_hours=hours, byday=["MO"], opens_at=datetime.time(9), closes_at=datetime.time(12))
    refresh_listings(services=[service.pk])
    forget_all()
    with act_of(marta):
        replace_schedules(hours, [Schedule(byday=["TU"], opens_at=datetime.time(9), closes_at=datetime.time(12))])
    act = last_act()
    with act_of(marta):
        replace_schedules(hours, [Schedule(byday=["WE"], opens_at=datetime.time(9), closes_at=datetime.time(12))])

    plan = put_back(service, marta, act, losing=True)

    hours.refresh_from_db()
    assert [schedule.byday for schedule in hours.schedules.all()] == [["MO"]]
    assert hours.timetable.same_day == ((540, 720),)
    assert Listing.objects.get().timetable_id == hours.timetable_id
    assert said(plan.lines) == [("Orari", "il mercoledì 9:00–12:00", "il lunedì 9:00–12:00")]
    assert said(plan.lost) == [("Orari", "il mercoledì 9:00–12:00", "")]


def test_a_service_that_went_comes_back_with_its_key_and_what_hung_on_it(service, marta):
    ServiceArea.objects.create(service=service, name="Tutta la città")
    key, slug = service.pk, service.slug
    with act_of(marta):
        service.delete()

    plan = put_back(Service(pk=key), marta)

    back = Service.objects.get(pk=key)
    assert (back.slug, back.name, back.contacts) == (slug, "Aiuto compiti", [])
    assert [str(term) for term in back.terms.all()] == ["Scuola"]
    assert [area.name for area in back.service_areas.all()] == ["Tutta la città"]
    assert back.service_at_locations.count() == 1
    assert Listing.objects.filter(service=back).exists()
    assert plan.notes == ["Le persone da cercare non tornano: la storia non le conserva."]


def test_an_organisation_that_went_comes_back_with_places_services_and_assets(marta):
    organization = OrganizationFactory(name="Il Mosaico")
    place = LocationFactory(organization=organization, opening_hours=OpeningHoursFactory())
    ScheduleFactory(opening_hours=place.opening_hours)
    service = ServiceAtLocationFactory(service__organization=organization, location=place).service
    asset = AssetFactory(organization=organization, location=None, quarter=place.quarter)
    forget_all()
    with act_of(marta):
        organization.delete()

    put_back(Organization(pk=place.organization_id), marta)

    assert Location.objects.get().organization_id == place.organization_id
    assert Service.objects.get().service_at_locations.get().location_id == place.pk
    assert Service.objects.get() == service
    assert Asset.objects.get().organization_id == place.organization_id
    assert set(Listing.objects.values_list("name", flat=True)) == {service.name, asset.name}


def test_rows_with_the_same_number_in_other_tables_are_not_taken_for_those_that_went(service, marta):
    asset = AssetFactory()
    link = service.terms.through.objects.get()
    with act_of(marta):
        asset.terms.through.objects.create(id=link.pk, asset=asset, taxonomyterm=TermFactory(name="Verde"))
        asset.terms.through.objects.filter(pk=link.pk).delete()
        service.delete()

    put_back(Service(pk=link.service_id), marta)

    assert [term.name for term in Service.objects.get().terms.all()] == ["Scuola"]
    assert list(asset.terms.all()) == []


def test_what_is_gone_meanwhile_stays_gone_and_is_said(service, marta):
    key = service.pk
    with act_of(marta):
        service.delete()
    act = last_act()
    TermFactory(name="Scuola").delete()

    plan = put_back(Service(pk=key), marta, act)

    assert list(Service.objects.get().terms.all()) == []
    assert plan.notes == [
        "argomento: non c’è più termine.",
        "Le persone da cercare non tornano: la storia non le conserva.",
    ]


def test_a_service_does_not_come_back_to_an_organisation_that_is_gone(service, marta):
    key, organization = service.pk, service.organization
    with act_of(marta):
        service.delete()
    act = last_act()
    with act_of(marta):
        organization.delete()

    with pytest.raises(CannotRestore, match="non c’è più"):
        put_back(Service(pk=key), marta, act)

    assert not Service.objects.exists()


def test_an_address_that_another_page_took_is_not_taken_back(service, marta):
    key, slug = service.pk, service.slug
    with act_of(marta):
        service.delete()
    act = last_act()
    ServiceFactory(slug=slug)

    plan = put_back(Service(pk=key), marta, act)

    assert Service.objects.get(pk=key).slug == f"{slug}-{str(key)[:8]}"
    assert any(slug in note for note in plan.notes)


def test_a_changed_address_that_another_took_is_said_and_nothing_is_done(service, marta):
    slug = service.slug
    with act_of(marta):
        Service.objects.update(slug="altro", name="Compiti")
    act = last_act()
    ServiceFactory(slug=slug)

    with pytest.raises(CannotRestore, match="un’altra scheda"):
        put_back(service, marta, act)

    service.refresh_from_db()
    assert (service.slug, service.name) == ("altro", "Compiti")


def test_coming_back_twice_does_nothing_the_second_time(service, marta):
    key = service.pk
    with act_of(marta):
        service.delete()
    act = last_act()
    put_back(Service(pk=key), marta, act)

    with pytest.raises(CannotRestore, match="è già tutto"):
        put_back(Service(pk=key), marta, act)

    assert Service.objects.count() == 1


def test_that_a_thing_came_to_be_is_not_taken_back(marta):
    with act_of(marta):
        service = ServiceFactory()

    with pytest.raises(CannotRestore, match="Non c’è niente"):
        put_back(service, marta)

    assert Service.objects.get() == service


def test_a_place_added_then_stays_where_others_use_it(marta):
    organization = OrganizationFactory()
    forget_all()
    with act_of(marta):
        Organization.objects.filter(pk=organization.pk).update(name="Altro nome")
        place = LocationFactory(organization=organization)
    act = last_act()
    ServiceAtLocationFactory(location=place)

    plan = put_back(organization, marta, act)

    assert Location.objects.filter(pk=place.pk).exists()
    assert plan.notes == ["Un luogo aggiunto allora resta: lo usano altre schede."]


def test_what_a_resident_offered_does_not_come_back(marta):
    asset = AssetFactory(offered_by_resident=True, location=None, quarter=LocationFactory().quarter)
    forget_all()
    key = asset.pk
    with act_of(marta):
        asset.delete()

    with pytest.raises(CannotRestore):
        put_back(Asset(pk=key), marta)

    assert not Asset.objects.exists()


def test_the_quarters_of_a_point_come_back(marta):
    point = CommunityPointFactory()
    quarter = LocationFactory().quarter
    point.quarters.add(quarter)
    forget_all()
    with act_of(marta):
        point.quarters.clear()

    put_back(point, marta)

    assert list(point.quarters.all()) == [quarter]


def test_nothing_is_written_to_the_history_where_nothing_is_put_back(service, marta):
    with act_of(marta):
        Service.objects.update(name="Compiti")
    act = last_act()
    with act_of(marta):
        Service.objects.update(name="Studio")

    with pytest.raises(CannotRestore):
        put_back(service, marta, act)

    assert (Act.objects.count(), RowChange.objects.count()) == (2, 2)
