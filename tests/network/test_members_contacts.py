"""Contacts that only some people see: a stranger, a member and who coordinates, wherever a contact is shown."""

import io

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict

from accounts.access import Role
from organizations.models import ReservedContact
from services.editing import apply, read
from services.keeping.entry_form import EntryForm
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, OrganizationFactory, UserFactory

from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db
FOR_MEMBERS = {"value": "030 22", "description": "Anna"}
FOR_COORDINATORS = {"value": "capo@example.org", "description": ""}
WORDS = ["030 11", "030 22", "capo@example.org"]


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def organization(network):
    organization = OrganizationFactory(name="Avis", phones=[{"id": "1", "number": "030 11"}])
    MembershipFactory(network=network, organization=organization)
    ReservedContact.objects.create(organization=organization, visibility="members", **FOR_MEMBERS)
    ReservedContact.objects.create(organization=organization, visibility="coordinators", **FOR_COORDINATORS)
    return organization


@pytest.fixture
def people(network, organization):
    member = MembershipFactory(network=network, organization__name="Bocce").organization
    point = CommunityPointFactory(location__municipality=network)
    return {
        "stranger": UserFactory(),
        "owner elsewhere": MemberFactory(role=Role.OWNER).user,
        "member": MemberFactory(organization=member).user,
        "coordinator": MandateFactory(community_point=point, role=Role.COORDINATOR).user,
        "keeper": MemberFactory(organization=organization, role=Role.OWNER).user,
    }


SEEN = {
    "anyone": WORDS[:1],
    "stranger": WORDS[:1],
    "owner elsewhere": WORDS[:1],
    "member": WORDS[:2],
    "coordinator": WORDS,
}


def by_each(client, people, page):
    """{who: which of the contacts the page shows them}"""
    shown = {}
    for who, user in {"anyone": None, **people}.items():
        client.logout()
        if user:
            client.force_login(user)
        text = page().content
        shown[who] = [words for words in WORDS if words.encode() in text]
    return shown


@pytest.mark.parametrize("name", ["", "elenco.csv", "elenco.vcf"])
def test_member_list_and_files_show_each_contact_to_who_may_see_it(client, network, people, name):
    del people["keeper"]

    assert by_each(client, people, lambda: client.get(f"/rete/{network.slug}/organizzazioni/{name}")) == SEEN


def test_workbook_has_a_column_of_reserved_contacts_for_who_sees_some(client, network, people):
    headers = {}
    for who in ("stranger", "member", "coordinator"):
        client.force_login(people[who])
        answer = client.get(f"/rete/{network.slug}/organizzazioni/elenco.xlsx")
        header, row, *_rest = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
        headers[who] = (header[9:], row[9:])

    assert headers == {
        "stranger": ((), ()),
        "member": (("Recapiti riservati",), ("030 22 Anna",)),
        "coordinator": (("Recapiti riservati",), ("030 22 Anna; capo@example.org",)),
    }


def test_page_of_the_organization_shows_each_contact_to_who_may_see_it(client, organization, people):
    assert by_each(client, people, lambda: client.get(organization.get_absolute_url())) == SEEN | {"keeper": WORDS}


def test_api_and_export_never_show_what_is_reserved(client, organization, people):
    shown = by_each(client, people, lambda: client.get(f"/api/organizations/{organization.pk}"))

    assert shown == dict.fromkeys(["anyone", *people], WORDS[:1])


def filled(organization, **sent):
    data = QueryDict(mutable=True)
    data.update({"name": "Avis", "sector": "third_sector", "level": "city", "phones": "030 11"} | sent)
    return EntryForm(data, kind="organization", thing=organization)


def test_owner_says_who_sees_what_in_the_form(organization):
    form = filled(
        organization,
        members_contacts="anna@example.org Anna, la sera\r\n030 22",
        coordinators_contacts="",
        offers="Una sala",
    )

    assert form.is_valid(), form.errors
    apply(thing=organization, seen=form.seen, wanted=form.values)
    organization.refresh_from_db()
    assert read(organization, ["members_contacts", "coordinators_contacts", "offers"]) == {
        "members_contacts": [
            {"value": "anna@example.org", "description": "Anna, la sera"},
            {"value": "030 22", "description": ""},
        ],
        "coordinators_contacts": [],
        "offers": "Una sala",
    }


@pytest.mark.parametrize("line", ["anna@", "la sera", "030 22 " + "x" * 200])
def test_form_refuses_what_is_no_contact(organization, line):
    form = filled(organization, members_contacts=line)

    assert list(form.errors) == ["members_contacts"]


def test_database_refuses_contacts_that_make_no_sense(organization):
    refused = {
        "reserved_contact_is_said_once": {},
        "reserved_contact_says_who_sees_it": {"visibility": "all"},
        "reserved_contact_says_how": {"value": ""},
    }

    for constraint, wrong in refused.items():
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            ReservedContact.objects.create(
                **{"organization": organization, "visibility": "members"} | FOR_MEMBERS | wrong
            )
