"""An offer is matched with a request, agreed on and done by both; by two who keep an organisation, on phones."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from accounts.access import Role
from network.models import AssistanceRequest, ExchangeMatch
from organizations.models import CommunityPoint
from tests.factories import MandateFactory, MemberFactory
from tests.network.exchange_factories import AssistanceRequestFactory, MatchFactory, NoticeFactory, agreed
from tests.network.factories import MembershipFactory, network_of

from .test_desk_rota import signed_in, too_wide


@pytest.fixture
def network(neighbourhood):
    return network_of(neighbourhood.zone.municipality)


def member(network, name):
    address = f"{name.lower()}@example.org"
    membership = MembershipFactory(network=network, organization__name=name, organization__email=address)
    membership.user = MemberFactory(organization=membership.organization, role=Role.OWNER).user
    return membership


@pytest.fixture
def coordinator(network):
    point = CommunityPoint.objects.get(location__municipality=network)
    return MandateFactory(community_point=point, role=Role.COORDINATOR, user__name="Carla").user


def press(page, name, kind="button"):
    page.get_by_role(kind, name=re.compile(name)).first.press("Enter")


def put_up(page, kind, title):
    page.get_by_label(kind).check()
    page.get_by_label("Un mezzo").check()
    page.get_by_label("In una riga").fill(title)
    page.get_by_label("Raccontalo").fill("Il sabato mattina, tre viaggi.")
    press(page, "Metti in bacheca")
    expect(page.get_by_text("È in bacheca.")).to_be_visible()


def test_offer_meets_a_request_and_is_done_by_both(browser, live_server, network):
    avis, bocce = member(network, "Avis"), member(network, "Bocce")
    new = f"/rete/{network.slug}/scambi/nuovo/"
    gives = signed_in(browser, live_server, avis.user, new, java_script_enabled=False)
    put_up(gives, "Offriamo qualcosa", "Un furgone")
    expect(gives.get_by_text("Ancora nessuno")).to_be_visible()
    takes = signed_in(browser, live_server, bocce.user, new, java_script_enabled=False)
    put_up(takes, "Cerchiamo qualcosa", "Trasporto viveri")

    press(takes, "Proponi di accordarvi", "link")
    expect(takes.get_by_label("Con un tuo annuncio")).to_contain_text("Trasporto viveri")
    takes.get_by_label("Che cosa vuoi dire").fill("Sabato 5 alle nove?")
    press(takes, "Manda la risposta")
    expect(takes.get_by_text("Mandata: l’altra organizzazione lo sa")).to_be_visible()

    gives.goto(live_server.url + re.search(r"/rete/\S+/accordi/\d+/", mail.outbox[-1].body)[0])
    expect(gives.get_by_text("Sabato 5 alle nove?")).to_be_visible()
    expect(gives.get_by_text("bocce@example.org")).to_have_count(0)
    gives.get_by_label("Che cosa avete concordato").fill("Sabato 5, dalle nove a mezzogiorno")
    press(gives, "Conferma l’accordo")
    expect(gives.get_by_text("bocce@example.org")).to_be_visible()

    takes.reload()
    expect(takes.get_by_text("Sabato 5, dalle nove a mezzogiorno")).to_be_visible()
    press(takes, "È fatto")
    expect(takes.get_by_text("Bocce dice: è fatto.")).to_be_visible()
    gives.reload()
    press(gives, "È fatto")
    expect(gives.get_by_text("Fatto.", exact=True)).to_be_visible()
    match = ExchangeMatch.objects.get()
    assert (match.state, match.giver, match.taker) == ("done", avis.organization, bocce.organization)
    assert {match.offer.state, match.request.state} == {"done"}


def test_help_is_asked_for_given_and_told_how_it_went(browser, live_server, network, coordinator):
    avis, bocce = member(network, "Avis"), member(network, "Bocce")
    here = f"/rete/{network.slug}/scambi/aiuto/"
    asks = signed_in(browser, live_server, avis.user, f"{here}chiedi/", java_script_enabled=False)
    asks.get_by_label("Tecnico").check()
    asks.get_by_label("In una riga").fill("Il bando del Comune")
    asks.get_by_label("Di che cosa hai bisogno").fill("Scade venerdì.")
    press(asks, "Manda la richiesta")
    expect(asks.get_by_text("Mandata: chi coordina la rete cerca")).to_be_visible()

    leads = signed_in(browser, live_server, coordinator, here, java_script_enabled=False)
    press(leads, "^Affida", "link")
    leads.get_by_label("Un’organizzazione").select_option(label="Bocce")
    press(leads, "Affida la richiesta")
    expect(leads.get_by_text("Affidata: lo abbiamo scritto")).to_be_visible()

    helps = signed_in(browser, live_server, bocce.user, here, java_script_enabled=False)
    press(helps, "Il bando del Comune", "link")
    helps.get_by_label("Com’è andata").fill("Presentato in tempo")
    press(helps, "È fatto")
    expect(helps.get_by_text("Segnato: grazie.")).to_be_visible()
    asks.reload()
    expect(asks.get_by_text("Presentato in tempo")).to_be_visible()
    assert AssistanceRequest.objects.get().given_by == bocce.organization


def test_pages_of_exchanges_are_calm_on_a_phone_and_on_a_desk(browser, live_server, network, violations):
    avis, bocce = member(network, "Avis"), member(network, "Bocce")
    MandateFactory(user=avis.user, community_point=CommunityPoint.objects.get(), role=Role.COORDINATOR)
    room = NoticeFactory(membership=avis, title="Una sala con un nome piuttosto lungo da leggere sul telefono")
    NoticeFactory(membership=bocce, kind="request")
    waits = MatchFactory(offer=room, taker=bocce.organization)
    done = agreed(MatchFactory(offer=NoticeFactory(membership=avis), taker=bocce.organization))
    help_asked = AssistanceRequestFactory(membership=avis).get_absolute_url()
    other = NoticeFactory(membership=bocce).get_absolute_url()
    here = f"/rete/{network.slug}/"
    addresses = [
        f"{here}{each}"
        for each in ("scambi/", "scambi/nostri/", "scambi/nuovo/", "scambi/aiuto/", "scambi/aiuto/chiedi/")
    ]
    addresses += [each.get_absolute_url() for each in (room, waits, done)]
    addresses += [f"{other}rispondi/", help_asked, f"{help_asked}affida/"]
    page = signed_in(browser, live_server, avis.user, addresses[0])
    expect(page.get_by_role("heading", name="Scambi fra organizzazioni")).to_be_visible()
    faults = []

    for address in addresses:
        page.goto(live_server.url + address)
        faults += [(address, each) for each in violations(page)]
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            faults += [(address, width, "too wide")] * too_wide(page)

    assert faults == []
