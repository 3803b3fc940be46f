"""Entries that are there twice, told from those that are only alike."""

import csv
from pathlib import Path

import pytest

from organizations.models import Organization
from services.duplicates import Why, duplicates_of, likely_duplicates, likely_services, pairs
from tests.factories import LocationFactory, OrganizationFactory, ServiceAtLocationFactory, ServiceFactory

TABLE = (Path(__file__).parent / "duplicate_pairs.csv").read_text(encoding="utf-8")
PAIRS = list(csv.DictReader(TABLE.splitlines(), delimiter=";"))
WAYS = ("phone", "email", "website", "address", "town")


def organization(name, number, shared=""):
    """One with ways to reach it of its own, but for those that are shared with the others of `shared`."""
    mark = {
        key: "comune" if key in shared.split() else number for key in ("phone", "email", "website", "address", "town")
    }
    phone = "030 555 0000" if mark["phone"] == "comune" else f"030 2{number:06}"
    made = OrganizationFactory(
        name=name,
        slug=f"ente-{number}",
        phones=[{"number": phone}],
        email=f"info@{mark['email']}.example",
        website=f"https://www.{mark['website']}.example/",
    )
    city = f"Lumezzane {number}" if mark["town"] == "comune" else "Brescia"
    LocationFactory(organization=made, address=f"via Prova {mark['address']}", city=city)
    return made


def taken_for_one(pair):
    one = organization(pair["one"], 1, pair["shared"])
    other = organization(pair["other"], 2, pair["shared"])
    return other.id in {each.id for each in duplicates_of(one)}


@pytest.mark.django_db
def test_duplicates_are_found_with_few_mistakes():
    """Of 30 pairs that are one 29 are found, and of 30 that only look so none is taken: precision 1, recall 0.97."""
    right, wrong, missed = [], [], []
    for pair in PAIRS:
        same, taken = pair["same"] == "1", taken_for_one(pair)
        if taken:
            (right if same else wrong).append((pair["one"], pair["other"]))
        elif same:
            missed.append((pair["one"], pair["other"]))
        Organization.objects.all().delete()

    assert ([len(PAIRS), len(right)], wrong, missed) == ([60, 29], [], [("Rete Daphne", "Rete Dafne")])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"name": "Il Melograno"}, [Why.NAME]),
        ({"name": "Melograno Brescia", "phones": [{"number": "+39 030/111 2222"}]}, [Why.PART_OF_NAME, Why.PHONE]),
        ({"name": "Melograno Brescia", "email": "INFO@melograno.example"}, [Why.PART_OF_NAME, Why.EMAIL]),
        ({"name": "Melograno Brescia", "website": "melograno.example"}, [Why.PART_OF_NAME, Why.WEBSITE]),
        ({"name": "Melograno Brescia", "addresses": ["V. Milano, n. 12"]}, [Why.PART_OF_NAME, Why.ADDRESS]),
        ({"name": "Tutt’altro nome", "tax_code": "98000000000"}, [Why.TAX_CODE]),
        ({"name": "Melograno Brescia"}, None),
        ({"name": "Tutt’altro nome", "phones": [{"number": "0301112222"}]}, None),
        ({"name": "Il Melograno", "towns": ["Lumezzane"]}, None),
    ],
)
def test_duplicates_say_what_two_entries_share(asked, why):
    known = OrganizationFactory(
        name="Associazione Il Melograno ODV", phones=[{"number": "030 1112222"}], email="info@melograno.example",
        website="https://www.melograno.example/", tax_code="98000000000",
    )  # fmt: skip
    LocationFactory(organization=known, address="via Milano 12", city="Brescia")

    found = likely_duplicates(**asked)

    assert [(each.id, each.why) for each in found] == ([(known.id, why)] if why else [])


@pytest.mark.django_db
@pytest.mark.parametrize("phones", [[{}], [{"number": None}], [{"number": "112"}], {}, None, "030", ["030 1112222"]])
def test_duplicates_read_whatever_was_imported(phones):
    OrganizationFactory(name="Uno", phones=phones if phones is not None else [])

    assert likely_duplicates(name="Due", phones=[{"number": "112"}]) == []


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_duplicates_of_one_are_asked_in_one_query(django_assert_num_queries, count):
    for number in range(count):
        organization("Il Melograno", number)

    with django_assert_num_queries(4):  # a savepoint and its end, the likeness asked for, the question
        found = likely_duplicates(name="Il Melograno")

    assert len(found) == count


@pytest.mark.django_db
def test_duplicates_of_an_area_come_in_pairs_each_once():
    one, two = organization("Il Melograno", 1), organization("Il Melograno ODV", 2)
    organization("Il Calabrone", 3)

    found = [{first.id, other.id} for first, other in pairs(Organization.objects.all())]

    assert found == [{one.id, two.id}]


@pytest.mark.django_db
def test_duplicates_of_a_service_are_of_its_organization_or_at_its_place():
    hall = LocationFactory()
    ours = ServiceFactory(name="Doposcuola", slug="nostro")
    there = ServiceFactory(name="Doposcuola", slug="qui")
    ServiceFactory(name="Doposcuola", slug="altrove")
    more = ServiceFactory(name="Doposcuola estivo", slug="nostro-estivo", organization=ours.organization)
    here = ServiceFactory(name="Doposcuola estivo", slug="qui-estivo")
    ServiceFactory(name="Mensa", organization=ours.organization)
    for service in (there, here):
        ServiceAtLocationFactory(service=service, location=hall)

    found = likely_services(name="Il doposcuola", organization=ours.organization, locations=[hall], leaving_out=ours.id)

    assert {(each.id, *each.why) for each in found} == {(there.id, Why.NAME), (more.id, Why.PART_OF_NAME)}
