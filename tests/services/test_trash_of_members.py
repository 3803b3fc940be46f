"""What an organisation of the network had that the history does not hold, and the houses it was in, come back."""

import pytest
from django.core.management import call_command

from organizations.models import House, Organization, ReservedContact
from services.history.plans import plan_of, restore
from services.history.subjects import Subject
from services.models import Act, RowChange
from tests.factories import LocationFactory, OrganizationFactory
from tests.organizations.staff import as_, make_staff

from .history_acts import as_owner
from .merging_world import merge

TRASH, REMOVE = "/redazione/cestino/", "/organizzazioni/emporio/togli/"
SECRETS = ["030 2211", "capo@example.org", "Anna del turno"]


@pytest.fixture
def staff(db):
    staff = make_staff()
    staff.point.delete()
    said = {"organization": staff.organization}
    ReservedContact.objects.create(visibility="members", value="030 2211", description="Anna del turno", **said)
    ReservedContact.objects.create(visibility="coordinators", value="capo@example.org", **said)
    staff.house = House.objects.create(location=LocationFactory(quarter=staff.quarter), name="Casa Blu", slug="blu")
    staff.house.organizations.add(staff.organization)
    return staff


def whole():
    tables = (Organization, ReservedContact, House, House.organizations.through)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def without_dates(tables):
    return [[{k: v for k, v in row.items() if k != "last_modified"} for row in rows] for rows in tables]


def remove(staff):
    client = as_(staff, "direction")
    seen = client.get(REMOVE).context["seen"]
    return client.post(REMOVE, {"reason": "Sciolta", "seen": seen})


def restore_url(staff):
    return as_(staff, "direction").get(TRASH).context["rows"][0][1]


def test_organization_comes_back_with_its_reserved_contacts_and_to_its_house(staff):
    before, client = without_dates(whole()), as_(staff, "direction")
    remove(staff)
    url = restore_url(staff)
    plan = client.get(url).context["plan"]

    client.post(url, {"seen": plan.seen})

    assert without_dates(whole()) == before
    assert ("Casa delle associazioni", "Casa Blu") in [(line.label, line.after) for line in plan.lines]
    assert "Casa Blu" in client.get("/organizzazioni/emporio/storia/").text


def test_history_and_trash_never_hold_a_reserved_contact(staff):
    remove(staff)
    client, url = as_(staff, "direction"), restore_url(staff)

    pages = [client.get(address).text for address in (TRASH, "/storia/", url, f"/storia/{Act.objects.first().pk}/")]
    kept = str([*RowChange.objects.values_list("before", "after"), *Act.objects.values_list("how")])

    assert [secret for secret in SECRETS for text in (*pages, kept) if secret in text] == []


@pytest.mark.parametrize(("days", "left"), [(29, 3), (31, 1)])
def test_reserved_contacts_go_when_their_organization_can_come_back_no_longer(staff, capsys, days, left):
    there = ReservedContact.objects.create(organization=OrganizationFactory(), visibility="members", value="030 33")
    remove(staff)
    with as_owner() as cursor:
        cursor.execute("UPDATE services_act SET at = at - make_interval(days => %s)", [days])

    call_command("erase_expired")

    assert (ReservedContact.objects.count(), ReservedContact.objects.contains(there)) == (left, True)
    assert f"Recapiti riservati di organizzazioni tolte da 30 giorni: {3 - left}" in capsys.readouterr().out


def test_merged_organization_that_is_brought_back_has_its_own_contacts_and_house_again(staff):
    winner, by = OrganizationFactory(name="Emporio di Fiumicello"), staff.people["direction"]
    LocationFactory(organization=winner, quarter=staff.quarter)
    merge(winner, staff.organization, by=by)
    act, subject = Act.objects.first(), Subject("organization", str(staff.organization.pk))
    moved = list(staff.house.organizations.all())

    restore(act=act, subject=subject, seen=plan_of(act, subject).seen, by=by)

    back = Organization.objects.get(pk=staff.organization.pk)
    values = list(back.reserved_contacts.values_list("value", flat=True))
    assert (moved, values, list(back.houses.all())) == ([winner], SECRETS[:2], [staff.house])


def test_who_keeps_the_place_of_a_house_is_not_taken_away_with_it(staff):
    own = House.objects.create(location=staff.organization.locations.get(), name="Casa Rossa", slug="rossa")
    own.organizations.add(OrganizationFactory())
    before = whole()

    page = as_(staff, "direction").get(REMOVE)
    refused = remove(staff)

    assert page.context["standing"] == [(own, own.get_absolute_url())]
    assert (refused.status_code, whole()) == (409, before)

    own.delete()
    assert (remove(staff).url, Organization.objects.filter(pk=staff.organization.pk).exists()) == (TRASH, False)
