"""What the rooms of a community say of each other: where a thing comes from, and what it became."""

import importlib
import pkgutil
import re

import pytest
from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from accounts.access import Role
from community import groups, initiatives, needs, proposals
from community.events.forms import CancelForm
from community.models import Booking, Proposal
from community.needs import actions
from community.needs.forms import AnswerForm
from community.proposals.codesign_forms import EndForm
from community.proposals.forms import WhyForm
from tests.community.events_factories import EventFactory, event_in_room, fundraising_of
from tests.community.factories import HouseFactory, NeedFactory, NeedThemeFactory, SpaceFactory, in_days
from tests.community.groups_factories import active_group
from tests.community.initiatives_factories import InitiativeFactory, active, completed
from tests.community.pacts_factories import PactFactory
from tests.community.pacts_factories import signed as signed_pact
from tests.community.proposals_factories import AgreementFactory, ProposalFactory, decided, signed
from tests.factories import MemberFactory, UserFactory
from tests.network.factories import network_of

pytestmark = pytest.mark.django_db

HERE = "/comunita/brescia/"


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def current(html):
    """The rooms that the navigation of the community marks: how, and which."""
    nav = html.split('class="desk-nav rooms"')[1].split("</nav>")[0]
    return re.findall(r'aria-current="(\w+)">([^<]+)<', nav)


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("bisogni/", ("page", "Bisogni e desideri")),
        ("temi/{theme}/", ("true", "Bisogni e desideri")),
        ("progettare/", ("true", "Proposte")),
        ("accordi/", ("true", "Proposte")),
        ("sondaggi/", ("true", "Proposte")),
        ("storie/", ("true", "Iniziative")),
        ("beni-comuni/", ("true", "Iniziative")),
        ("gruppi/temi/", ("true", "Gruppi di strada")),
    ],
)
def test_room_that_one_is_in_is_marked_also_further_inside(client, path, room):
    network = network_of()
    theme = NeedThemeFactory(network=network)
    active_group(network=network, slug="temi")

    html = page(client, HERE + path.format(theme=theme.pk))

    assert current(html) == [room]


def test_page_is_described_by_its_own_words(client):
    need = NeedFactory(network=network_of(), title="Una panchina", words="Davanti alla farmacia si aspetta in piedi.")
    initiative = completed(network=need.network, summary="Venti cassoni, aperti a tutti")

    described = [
        re.search(r'<meta name="description" content="([^"]*)"', page(client, path))[1]
        for path in (need.get_absolute_url(), initiative.get_absolute_url(), f"{HERE}bisogni/")
    ]

    assert described == [
        "Davanti alla farmacia si aspetta in piedi.",
        "Venti cassoni, aperti a tutti",
        "Comunità di Brescia: di’ che cosa manca, guarda che cosa si fa insieme, da’ una mano.",
    ]


def fate(html):
    """What a page answers to «Che fine ha fatto?», as one reads it."""
    section = html.split("Che fine ha fatto?</h2>")[1].split("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", section).split())


def test_need_says_what_became_of_it_in_each_of_its_states(client):
    network, person = network_of(), UserFactory()
    theme = NeedThemeFactory(network=network, title="Panchine")
    said = {state: NeedFactory(network=network) for state in ("collected", "clustered", "parked", "adopted")}
    actions.put_together(need=said["adopted"], theme=theme)
    actions.adopt(by=person, theme=theme, answer="A marzo si montano.")
    actions.put_together(need=said["clustered"], theme=theme)
    actions.park(by=person, need=said["parked"], answer="Non decidiamo noi.")

    told = {state: fate(page(client, need.get_absolute_url())) for state, need in said.items()}

    today = date_format(timezone.localdate(), "j F Y").lower()
    read_first = "Chi coordina lo legge e lo mette insieme alle voci che dicono lo stesso. La risposta arriva qui."
    assert told == {
        "collected": f"Raccolto {read_first}",
        "clustered": "Messo insieme ad altri · Panchine È insieme alle voci che dicono lo stesso. "
        "Chi coordina risponde a tutte, qui.",
        "parked": f"Per ora no {today} Non decidiamo noi.",
        "adopted": f"Ci si lavora · Panchine {today} A marzo si montano.",
    }


def test_need_leads_to_what_its_theme_became_and_to_nothing_hidden(client):
    network = network_of()
    theme = NeedThemeFactory(network=network)
    need = NeedFactory(network=network)
    actions.put_together(need=need, theme=theme)
    proposal = ProposalFactory(network=network, theme=theme, title="Tre tigli")
    ProposalFactory(
        network=network, theme=theme, title="Nascosta", hidden_at=timezone.now(), hidden_reason="Pubblicità"
    )
    initiative = active(network=network, need_theme=theme, title="Le panchine")
    active(network=network, need_theme=theme, title="Nascosta", hidden_at=timezone.now())

    html = page(client, need.get_absolute_url())

    born = html.split('id="nato"')[1].split("</section>")[0]
    assert re.findall(r'href="([^"]+)"', born) == [initiative.get_absolute_url(), proposal.get_absolute_url()]
    assert "Nascosta" not in html


def test_initiative_leads_to_its_service_its_money_and_back_to_its_proposal(client):
    theme = NeedThemeFactory(network=network_of(), title="Biciclette rotte")
    initiative = active(network=theme.network, need_theme=theme)
    proposal = decided(ProposalFactory(network=theme.network, theme=theme))
    Proposal.objects.filter(pk=proposal.pk).update(initiative=initiative)
    agreement = signed(AgreementFactory(network=theme.network, initiative=initiative))
    raising = fundraising_of(HouseFactory(location__municipality=theme.network), initiative=initiative)

    html = page(client, initiative.get_absolute_url())

    ways = [theme, proposal, agreement, agreement.service, raising]
    assert [each for each in ways if f'href="{each.get_absolute_url()}"' not in html] == []
    for other in (proposal, agreement, agreement.service):
        assert f'{initiative.get_absolute_url()}"' in page(client, other.get_absolute_url())


def test_own_things_say_what_became_of_what_one_said(client):
    person = UserFactory()
    network = network_of()
    NeedFactory(network=network, said_by=person, title="Una panchina")
    NeedFactory(network=network, title="Di un altro")
    ProposalFactory(network=network, made_by=person, title="Tre tigli")
    client.force_login(person)

    html = page(client, f"{HERE}le-tue-cose/")

    mine = html.split('id="fine"')[1].split("</section>")[0]
    assert [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in mine.split("<li>")[1:]] == [
        "Una panchina Raccolto",
        "Tre tigli Pubblicata, aspetta risposta da oggi",
    ]


def forms_of(package):
    """Every form of a room."""
    names = [f"{package.__name__}.{module.name}" for module in pkgutil.iter_modules(package.__path__)]
    modules = [importlib.import_module(name) for name in names if "form" in name]
    found = [each for module in modules for each in vars(module).values() if isinstance(each, type)]
    return [each for each in found if issubclass(each, forms.BaseForm) and each.__module__.startswith(package.__name__)]


@pytest.mark.parametrize("room", [needs, proposals, initiatives, groups])
def test_field_that_is_left_empty_says_what_to_write(room):
    bare = forms.Field.default_error_messages["required"]

    silent = [
        (form.__name__, name)
        for form in forms_of(room)
        for name, field in form.base_fields.items()
        if field.required and field.error_messages["required"] == bare
    ]

    assert silent == []


def test_answer_that_all_read_names_nobody():
    words = {"answer": "Chiama il 333 1234567.", "why": "Scrivi ad anna@example.org.", "reason": "Anna: 3331234567"}

    filled = (AnswerForm(words), WhyForm(words), EndForm(words), CancelForm(words))
    refused = [list(form.errors) for form in filled]

    assert refused == [["answer"], ["why"], ["reason"], ["reason"]]


@pytest.mark.parametrize(
    ("room", "begin"),
    [("bisogni/", "nuovo/"), ("proposte/", "nuova/"), ("iniziative/", "nuova/"), ("gruppi/", "come-nasce/")],
)
def test_list_with_nothing_in_it_says_how_to_begin_and_one_narrowed_to_nothing_how_to_see_all(client, room, begin):
    network_of()

    offered = [
        re.findall(r'class="button button-quiet" href="([^"]+)"', page(client, f"{HERE}{room}{asked}"))
        for asked in ("", "?q=niente")
    ]

    assert offered[0] == [f"{HERE}{room}{begin}"]
    assert offered[1] in ([f"{HERE}{room}"], [f"{HERE}gruppi/come-nasce/"])


def test_event_its_room_its_booking_and_its_house_lead_to_each_other(client):
    house = HouseFactory(location__municipality=network_of())
    event = event_in_room(SpaceFactory(house=house), start=in_days(2, 18))
    past = EventFactory(network=event.network, organization=house.location.organization, days=[in_days(-3, 18)])
    booking = Booking.objects.get()
    client.force_login(MemberFactory(organization=house.location.organization, role=Role.OWNER).user)

    read, held = page(client, event.get_absolute_url()), page(client, booking.get_house_url())
    own = client.get(f"{HERE}eventi/miei/").context["page"]

    assert f'href="{event.space.get_absolute_url()}"' in read
    assert f'href="{event.get_absolute_url()}"' in held
    assert f'href="{event.get_absolute_url()}"' in page(client, f"{HERE}case/{house.slug}/stanze/")
    assert [(each, each.next_at) for each in own] == [(event, in_days(2, 18)), (past, None)]
    assert date_format(in_days(-3, 18), "l j F Y").capitalize() in page(client, past.get_absolute_url())


def test_pact_leads_to_who_takes_in_and_to_its_initiative_once_people_read_it(client):
    network = network_of()
    shown, unread = active(network=network), InitiativeFactory(network=network, published_at=None)
    pacts = [signed_pact(PactFactory(network=network, initiative=each)) for each in (shown, unread)]

    told = []
    for pact in pacts:
        client.force_login(pact.participant)
        html = page(client, pact.get_absolute_url())
        told.append([f'href="{each.get_absolute_url()}"' in html for each in (pact.host, pact.initiative)])

    assert told == [[True, True], [True, False]]
