"""From what people ask for to a service: proposed on a phone, accepted, signed by three, found; and how one feels."""

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from community.models import ManagementAgreement, Proposal, SurveyAnswer
from tests.community.factories import NeedThemeFactory
from tests.community.proposals_factories import SurveyFactory, days
from tests.factories import CommunityPointFactory, LocationFactory, MandateFactory, MemberFactory, UserFactory
from tests.network.factories import MembershipFactory, network_of

from .test_people import sign_in

PHONE = {"viewport": {"width": 360, "height": 800}}


@pytest.fixture
def network(transactional_db):
    return network_of()


@pytest.fixture
def coordinator(network):
    point = CommunityPointFactory(location__municipality=network)
    return MandateFactory(community_point=point, role=Role.COORDINATOR).user


def fill(page, told):
    for label, value in told.items():
        page.get_by_label(label, exact=True).fill(value)


def test_proposal_becomes_an_initiative_and_a_service_that_is_found(
    live_server, network, coordinator, page, new_context, violations
):
    NeedThemeFactory(network=network, title="Biciclette rotte")
    owner = MemberFactory(organization=MembershipFactory(network=network).organization, role=Role.OWNER)
    LocationFactory(organization=owner.organization, municipality=network, name="Officina")
    director = MandateFactory(role=Role.DIRECTION, community_point=None, municipality=network).user
    phase = days(0, 9)

    sign_in(page, live_server, coordinator, f"/comunita/{network.slug}/progettare/nuova/")
    fill(page, {"Titolo": "Due ruote", "Che cosa cerchiamo, e chi decide": "Che cosa fare delle bici. Decidiamo noi."})
    page.get_by_label("Tema").select_option("Biciclette rotte")
    fill(page, {"Proporre: dal": phase.lower.isoformat(), "Proporre: al": phase.upper.isoformat()})
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_text("Adesso: proporre")).to_be_visible()

    phone = new_context(java_script_enabled=False, **PHONE).new_page()
    citizen = UserFactory()
    sign_in(phone, live_server, citizen, page.url.removeprefix(live_server.url))
    phone.get_by_role("link", name="Fai una proposta").click()
    fill(phone, {"Che cosa proponi": "Una ciclofficina", "Racconta meglio": "Si aggiusta insieme il sabato."})
    phone.get_by_role("button", name="Pubblica la proposta").click()
    expect(phone.get_by_text("aspetta risposta da oggi")).to_be_visible()
    expect(phone.get_by_text("1 persona la sostiene")).to_be_visible()

    proposal = Proposal.objects.get()
    page.goto(f"{live_server.url}{proposal.get_absolute_url()}rispondi/")
    assert violations(page) == []
    page.get_by_label("accolta", exact=True).check()
    fill(page, {"Perché, per tutti": "Il locale c’è.", "Chi ha deciso": "Il gruppo di guida"})
    page.get_by_role("button", name="Rispondi a tutti").click()
    page.get_by_role("button", name="Fai nascere l’iniziativa").click()
    expect(page.get_by_text("È nata un’iniziativa")).to_be_visible()
    proposal.refresh_from_db()

    page.goto(f"{live_server.url}/comunita/{network.slug}/accordi/nuovo/{proposal.initiative_id}/")
    page.get_by_label("Organizzazione").select_option(owner.organization.name)
    page.get_by_label("Dove si fa").select_option(index=1)
    fill(page, {"Come si chiamerà il servizio": "Ciclofficina del sabato", "Chi fa che cosa": "Noi apriamo."})
    fill(page, {"Dal": phase.lower.isoformat(), "Al": phase.upper.isoformat()})
    page.get_by_role("button", name="Salva, e si firma").click()
    expect(page.get_by_text("servono due persone")).to_be_visible()
    agreement = ManagementAgreement.objects.get()

    sides = ["Firma come persona che abita qui"] * 2 + [f"Firma per {owner.organization.name}", "Firma per il Comune"]
    for person, button in zip((citizen, UserFactory(), owner.user, director), sides, strict=True):
        hand = new_context(**PHONE).new_page()
        sign_in(hand, live_server, person, agreement.get_absolute_url())
        hand.get_by_role("button", name=button).press("Enter")
        expect(hand.get_by_text("Hai firmato.")).to_be_visible()
    expect(hand.get_by_text("Firmato da tutti")).to_be_visible()
    assert violations(hand) == []

    phone.goto(f"{live_server.url}/servizi/?q=ciclofficina")
    expect(phone.get_by_role("link", name="Ciclofficina del sabato", exact=True)).to_be_visible()


def test_survey_is_answered_once_from_a_phone(live_server, network, new_context, violations):
    survey = SurveyFactory(network=network, title="Fiumicello")
    phone = new_context(**PHONE).new_page()
    sign_in(phone, live_server, UserFactory(), survey.get_absolute_url())
    expect(phone.get_by_role("button", name="Rispondi")).to_be_visible()
    assert violations(phone) == []

    for question in phone.get_by_role("group").all():
        question.get_by_label("abbastanza").check()
    second = phone.context.new_page()
    second.goto(phone.url)
    phone.get_by_role("button", name="Rispondi").click()
    expect(phone.get_by_text("Hai risposto: grazie.")).to_be_visible()
    for question in second.get_by_role("group").all():
        question.get_by_label("molto").check()
    second.get_by_role("button", name="Rispondi").click()

    expect(second.get_by_text("Hai già risposto")).to_be_visible()
    chosen = SurveyAnswer.objects.filter(people__gt=0).values_list("score", "people")
    assert set(chosen) == {(4, 1)}
