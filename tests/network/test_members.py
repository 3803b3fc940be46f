import io

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from accounts.access import Role
from network.members import actions
from network.models import NetworkMembership
from tests.factories import (
    CommunityPointFactory,
    LocationFactory,
    MandateFactory,
    MemberFactory,
    OrganizationFactory,
    QuarterFactory,
    ServiceFactory,
    TermFactory,
    UserFactory,
)

from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db
State = NetworkMembership.State
QUERIES = 8  # network, count, members, their places and memberships, quarters, themes and targets of the form


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def coordinator(network):
    point = CommunityPointFactory(location__municipality=network)
    return MandateFactory(community_point=point, role=Role.COORDINATOR).user


def listed(client, network, **asked):
    return [each.name for each in client.get(f"/rete/{network.slug}/organizzazioni/", asked).context["page_obj"]]


def rows():
    return list(NetworkMembership.objects.order_by("id").values_list("organization__name", "state", "left_reason"))


def test_owner_asks_and_coordinator_admits(
    client, network, coordinator, mailoutbox, django_capture_on_commit_callbacks
):
    owner = MemberFactory(organization__name="Emporio", role=Role.OWNER)
    client.force_login(owner.user)
    asked = {"organization": owner.organization.pk, "words": "Per conoscerci"}
    client.post(f"/rete/{network.slug}/organizzazioni/entra/", asked)
    before, (membership,) = listed(client, network), NetworkMembership.objects.all()

    client.force_login(coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/rete/{network.slug}/organizzazioni/{membership.pk}/rispondi/", {"decision": "admit"})

    assert (before, listed(client, network)) == ([], ["Emporio"])
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [([owner.user.email], "Emporio è nella rete di Brescia")]


def test_coordinator_who_says_no_says_why(client, network, coordinator, mailoutbox, django_capture_on_commit_callbacks):
    organization = OrganizationFactory(name="Emporio", email="emporio@example.org")
    asking = MembershipFactory(network=network, organization=organization, state=State.APPLIED, admitted_at=None)
    client.force_login(coordinator)
    page = f"/rete/{network.slug}/organizzazioni/{asking.pk}/rispondi/"

    without = client.post(page, {"decision": "turn_down"})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"decision": "turn_down", "reason": "Siete già con il Centro"})

    assert without.context["form"].errors == {"reason": ["Scrivi il perché: glielo mandiamo."]}
    assert rows() == [("Emporio", "left", "Siete già con il Centro")]
    assert "Siete già con il Centro" in mailoutbox[0].body


def test_owner_leaves_and_asks_again(client, network):
    membership = MembershipFactory(network=network, organization__name="Emporio")
    owner = MemberFactory(organization=membership.organization, role=Role.OWNER).user
    client.force_login(owner)

    client.post(f"/rete/{network.slug}/organizzazioni/{membership.pk}/esci/", {"reason": "Siamo in pochi"})
    client.post(f"/rete/{network.slug}/organizzazioni/entra/", {"organization": membership.organization_id})

    assert rows() == [("Emporio", "left", "Siamo in pochi"), ("Emporio", "applied", "")]


def test_owner_of_one_member_cannot_take_another_out(client, network):
    mine, other = MembershipFactory(network=network), MembershipFactory(network=network)
    client.force_login(MemberFactory(organization=mine.organization, role=Role.OWNER).user)

    answer = client.post(f"/rete/{network.slug}/organizzazioni/{other.pk}/esci/", {"reason": "Via"})

    assert answer.status_code == 404
    assert set(network.memberships.values_list("state", flat=True)) == {"admitted"}


def test_who_answers_second_hears_that_it_was_decided(network):
    membership = MembershipFactory(network=network, state=State.APPLIED, admitted_at=None)
    actions.admit(by=UserFactory(), membership=membership)

    with pytest.raises(ValidationError, match="qualcun altro ha già deciso"):
        actions.turn_down(by=UserFactory(), membership=membership, reason="No")


def test_nobody_brings_in_an_organization_of_others(client, network):
    editor = MemberFactory(role=Role.EDITOR)
    client.force_login(editor.user)

    page = client.get(f"/rete/{network.slug}/organizzazioni/entra/")
    client.post(f"/rete/{network.slug}/organizzazioni/entra/", {"organization": editor.organization.pk})

    assert page.context["has_nothing_to_bring"]
    assert rows() == []


def test_member_list_is_narrowed_by_each_filter(client, network):
    quarter = QuarterFactory(zone__municipality=network, name="Fiumicello")
    here = OrganizationFactory(name="Avis", sector="public")
    LocationFactory(quarter=quarter, organization=here)
    children = TermFactory(taxonomy__slug="target", name="Bambini")
    ServiceFactory(organization=here).terms.add(TermFactory(taxonomy__slug="target", name="Neonati", parent=children))
    for organization in (here, OrganizationFactory(name="Bocciofila", level="neighbourhood")):
        MembershipFactory(network=network, organization=organization)
    OrganizationFactory(name="Fuori")

    assert {
        "all": listed(client, network),
        "name": listed(client, network, q="bocc"),
        "sector": listed(client, network, sector="public"),
        "level": listed(client, network, level="neighbourhood"),
        "quarter": listed(client, network, quarter=quarter.slug),
        "target": listed(client, network, target=children.slug),
    } == {
        "all": ["Avis", "Bocciofila"],
        "name": ["Bocciofila"],
        "sector": ["Avis"],
        "level": ["Bocciofila"],
        "quarter": ["Avis"],
        "target": ["Avis"],
    }


@pytest.mark.parametrize("number", [1, 3])
def test_member_list_takes_the_same_queries_for_any_number(client, network, number, django_assert_num_queries):
    for _each in range(number):
        MembershipFactory(network=network)

    with django_assert_num_queries(QUERIES):
        client.get(f"/rete/{network.slug}/organizzazioni/")


def test_member_files_hold_what_the_page_shows_and_run_nothing(client, network):
    organization = OrganizationFactory(
        name="=1+1; Avis", email="avis@example.org", phones=[{"number": "030 123"}], sector="public", offers="Una sala"
    )
    MembershipFactory(network=network, organization=organization)
    MembershipFactory(network=network, organization__name="Bocciofila", organization__sector="private")
    here, asked = f"/rete/{network.slug}/organizzazioni/elenco", {"sector": "public"}

    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{here}.xlsx", asked).content)).active
    card = client.get(f"{here}.vcf", asked).content.decode()
    text = client.get(f"{here}.csv", asked).content.decode("utf-8-sig")

    row = ["'=1+1; Avis", "ente pubblico", "della città", None, "030 123", "avis@example.org", None, "Una sala", None]
    assert [list(each) for each in book.iter_rows(min_row=2, values_only=True)] == [row]
    assert text.splitlines()[1:] == ['"\'=1+1; Avis";ente pubblico;della città;;030 123;avis@example.org;;Una sala;']
    assert card.split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"UID:urn:uuid:{organization.pk}",
        "KIND:org",
        "FN:=1+1\\; Avis",
        "ORG:=1+1\\; Avis",
        "TEL;VALUE=text:030 123",
        "EMAIL:avis@example.org",
        "END:VCARD",
        "",
    ]
