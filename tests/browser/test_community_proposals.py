"""From what people ask for to a service: said, proposed, done, signed by three, found; and how one feels."""

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from community.models import Initiative, ManagementAgreement, Need, Proposal, SurveyAnswer
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


def say_what_is_missing(phone, live_server, network, citizen):
    sign_in(phone, live_server, citizen, f"/comunita/{network.slug}/bisogni/nuovo/")
    fill(phone, {"In poche parole": "Qualcuno che insegni ad aggiustare la bici"})
    phone.get_by_role("button", name="Dillo", exact=True).click()
    expect(phone.get_by_text("1 persona lo dice")).to_be_visible()
    return Need.objects.get().get_absolute_url()


def open_a_way_to_plan_together(page, live_server, network, coordinator, need):
    """From the need into a theme, and from the theme on; the way opens with a day to propose on."""
    sign_in(page, live_server, coordinator, f"{need}insieme/")
    fill(page, {"Oppure un tema nuovo: come si chiama": "Biciclette rotte"})
    page.get_by_role("button", name="Metti insieme").click()
    page.goto(f"{live_server.url}/comunita/{network.slug}/progettare/")
    page.get_by_role("link", name="Apri un percorso").click()
    fill(page, {"Titolo": "Due ruote", "Che cosa cerchiamo, e chi decide": "Che cosa fare delle bici. Decidiamo noi."})
    page.get_by_label("Tema").select_option("Biciclette rotte")
    phase = days(0, 9)
    fill(page, {"Proporre: dal": phase.lower.isoformat(), "Proporre: al": phase.upper.isoformat()})
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_text("Adesso: proporre")).to_be_visible()


def propose(phone, live_server, need):
    """From one's own need, by its theme, to where it is time to propose."""
    phone.goto(f"{live_server.url}{need}")
    phone.get_by_role("link", name="Biciclette rotte").click()
    phone.get_by_role("link", name="Due ruote").click()
    phone.get_by_role("link", name="Fai una proposta").click()
    fill(phone, {"Che cosa proponi": "Una ciclofficina", "Racconta meglio": "Si aggiusta insieme il sabato."})
    phone.get_by_role("button", name="Pubblica la proposta").click()
    expect(phone.get_by_text("aspetta risposta da oggi")).to_be_visible()
    expect(phone.get_by_text("1 persona la sostiene")).to_be_visible()


def accept(page, live_server, violations):
    """The proposal becomes an initiative, on whose page `page` is left."""
    page.goto(f"{live_server.url}{Proposal.objects.get().get_absolute_url()}rispondi/")
    assert violations(page) == []
    page.get_by_label("accolta", exact=True).check()
    fill(page, {"Perché, per tutti": "Il locale c’è.", "Chi ha deciso": "Il gruppo di guida"})
    page.get_by_role("button", name="Rispondi a tutti").click()
    page.get_by_role("button", name="Fai nascere l’iniziativa").click()
    expect(page.get_by_text("È nata un’iniziativa")).to_be_visible()


def complete(page, live_server):
    page.goto(f"{live_server.url}{Initiative.objects.get().get_absolute_url()}cura/")
    page.get_by_role("link", name="Si comincia").click()
    page.get_by_role("button", name="Comincia", exact=True).click()
    page.get_by_role("link", name="È riuscita").click()
    fill(page, {"Che cosa resta": "Un banco con gli attrezzi", "Chi lo può usare, e come": "Chiunque, il sabato"})
    fill(page, {"Chi se ne prende cura": "Chi abita intorno"})
    page.get_by_role("button", name="È riuscita").click()
    expect(page.get_by_text("Quello che resta è tra i beni comuni della città.")).to_be_visible()


def agree(page, owner):
    """Drafted from the page of the initiative."""
    phase = days(0, 9)
    page.get_by_role("link", name="Dura? Prepara un accordo di gestione").click()
    page.get_by_label("Organizzazione").select_option(owner.organization.name)
    page.get_by_label("Dove si fa").select_option(index=1)
    fill(page, {"Come si chiamerà il servizio": "Ciclofficina del sabato", "Chi fa che cosa": "Noi apriamo."})
    fill(page, {"Dal": phase.lower.isoformat(), "Al": phase.upper.isoformat()})
    page.get_by_role("button", name="Salva, e si firma").click()
    expect(page.get_by_text("servono due persone")).to_be_visible()


def sign(new_context, live_server, signing):
    agreement = ManagementAgreement.objects.get()
    for person, button in signing:
        hand = new_context(**PHONE).new_page()
        sign_in(hand, live_server, person, agreement.get_absolute_url())
        hand.get_by_role("button", name=button).press("Enter")
        expect(hand.get_by_text("Hai firmato.")).to_be_visible()
    expect(hand.get_by_text("Firmato da tutti")).to_be_visible()
    return hand


def test_need_becomes_a_proposal_an_initiative_a_common_good_and_a_service_that_is_found(
    live_server, network, coordinator, page, new_context, violations
):
    owner = MemberFactory(organization=MembershipFactory(network=network).organization, role=Role.OWNER)
    LocationFactory(organization=owner.organization, municipality=network, name="Officina")
    director = MandateFactory(role=Role.DIRECTION, community_point=None, municipality=network).user
    phone, citizen = new_context(java_script_enabled=False, **PHONE).new_page(), UserFactory()

    need = say_what_is_missing(phone, live_server, network, citizen)
    open_a_way_to_plan_together(page, live_server, network, coordinator, need)
    propose(phone, live_server, need)
    accept(page, live_server, violations)
    complete(page, live_server)
    agree(page, owner)
    sides = ["Firma come persona che abita qui"] * 2 + [f"Firma per {owner.organization.name}", "Firma per il Comune"]
    people = (citizen, UserFactory(), owner.user, director)
    hand = sign(new_context, live_server, zip(people, sides, strict=True))
    assert violations(hand) == []

    phone.goto(f"{live_server.url}{need}")
    phone.get_by_role("link", name="Una ciclofficina").click()
    expect(phone.get_by_text("Un banco con gli attrezzi")).to_be_visible()
    expect(phone.get_by_role("link", name="Biciclette rotte")).to_be_visible()
    phone.get_by_role("link", name="Guarda il servizio").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Ciclofficina del sabato")
    phone.goto(f"{live_server.url}/servizi/?q=ciclofficina")
    expect(phone.get_by_role("link", name="Ciclofficina del sabato", exact=True)).to_be_visible()


def test_survey_is_answered_once_from_a_phone(live_server, network, new_context, violations):
    survey = SurveyFactory(network=network, title="Fiumicello")
    phone = new_context(**PHONE).new_page()
    sign_in(phone, live_server, UserFactory(), survey.get_absolute_url())
    expect(phone.get_by_role("button", name="Rispondi")).to_be_visible()
    assert violations(phone) == []

    for question in phone.locator("fieldset").all():
        question.get_by_label("abbastanza").check()
    second = phone.context.new_page()
    second.goto(phone.url)
    phone.get_by_role("button", name="Rispondi").click()
    expect(phone.get_by_text("Hai risposto: grazie.")).to_be_visible()
    for question in second.locator("fieldset").all():
        question.get_by_label("molto").check()
    second.get_by_role("button", name="Rispondi").click()

    expect(second.get_by_text("Hai già risposto")).to_be_visible()
    chosen = SurveyAnswer.objects.filter(people__gt=0).values_list("score", "people")
    assert set(chosen) == {(4, 1)}
