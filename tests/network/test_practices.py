"""The library of practices: a member proposes, a coordinator decides, anyone searches."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.access import Role
from network.models import PracticeResource
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, TermFactory

from .factories import MembershipFactory
from .training_factories import PracticeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    membership = MembershipFactory(organization__name="Emporio")
    point = CommunityPointFactory(location__municipality=membership.network)
    coordinator = MandateFactory(community_point=point, role=Role.COORDINATOR).user
    owner = MemberFactory(organization=membership.organization, role=Role.OWNER).user
    clients = {name: Client() for name in ("runs", "keeps", "stranger")}
    clients["runs"].force_login(coordinator), clients["keeps"].force_login(owner)
    path = f"/rete/{membership.network.slug}/pratiche/"
    return SimpleNamespace(network=membership.network, emporio=membership.organization, path=path, **clients)


def test_member_tells_of_a_practice_that_anyone_reads_once_a_coordinator_approves(here):
    told = {
        "title": "Il frigorifero aperto",
        "text": "Si lascia il cibo.",
        "tried_by": "Emporio",
        "link": "example.org",
    }

    wrong = here.keeps.post(f"{here.path}nuova/", {"title": "Senza altro"})
    here.keeps.post(f"{here.path}nuova/", told | {"organization": here.emporio.pk})
    practice = PracticeResource.objects.get()
    page = practice.get_absolute_url()
    before = [who.get(page).status_code for who in (here.keeps, here.runs, here.stranger)]
    here.runs.post(f"{page}rispondi/", {"answer": "Di’ anche quanto costa"})
    back = here.keeps.get(here.path).text
    here.runs.post(f"{page}rispondi/", {"approve": "1"})

    assert sorted(wrong.context["form"].errors) == ["text", "tried_by"]
    assert before == [200, 200, 404]
    assert "Di’ anche quanto costa" in back
    practice.refresh_from_db()
    assert (practice.state, practice.answer, practice.organization) == ("approved", "", here.emporio)
    assert practice.link == "https://example.org"
    assert "Si lascia il cibo." in here.stranger.get(page).text


def test_practices_are_found_by_any_form_of_a_word_and_by_theme(here):
    home = TermFactory(name="Casa")
    orto = PracticeFactory(network=here.network, title="Gli orti in condominio", theme=home, approved=True)
    PracticeFactory(network=here.network, title="Doposcuola", approved=True)
    PracticeFactory(network=here.network, title="Un orto non ancora letto")

    found = [
        list(here.stranger.get(f"{here.path}?{asked}").context["page_obj"])
        for asked in ("q=orto", f"tema={home.pk}", "q=orto&tema=999", "q=treno")
    ]

    assert found[:2] + found[3:] == [[orto], [orto], []]
    assert len(found[2]) == 2  # what is not understood is not asked


@pytest.mark.parametrize("number", [1, 3])
def test_library_asks_as_much_for_one_row_as_for_three(here, number):
    for _each in range(number):
        PracticeFactory(network=here.network, theme=TermFactory(name="Casa"), organization=here.emporio, approved=True)
        PracticeFactory(network=here.network, organization=here.emporio)

    with CaptureQueriesContext(connection) as captured:
        here.runs.get(here.path)

    assert len(captured) == 11
