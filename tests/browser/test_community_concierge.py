"""A hand among neighbours: who has no account is written for and matched; two members agree; an hour of advice."""

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from community.models import AdviceBooking, Exchange
from tests.community.concierge_factories import (
    ConciergeFactory,
    ConciergeMemberFactory,
    keeper_of,
)
from tests.community.factories import in_days
from tests.factories import UserFactory
from tests.network.training_factories import SessionFactory

from .test_people import sign_in

PHONE = {"viewport": {"width": 360, "height": 800}}


@pytest.fixture
def concierge(transactional_db):
    return ConciergeFactory()


def test_neighbour_who_rings_is_written_for_and_matched_with_who_is_vetted(
    live_server, concierge, page, new_context, violations
):
    helper = ConciergeMemberFactory(concierge=concierge, person__name="Luca Zani").person
    keeper = keeper_of(concierge)

    sign_in(page, live_server, keeper, f"{concierge.get_absolute_url()}banco/")
    page.get_by_role("link", name="Scrivi per chi non ha un accesso").click()
    page.get_by_label("Come si chiama").fill("Rosa")
    page.get_by_label("Come si raggiunge").fill("030 000 1234")
    page.get_by_role("button", name="Scrivila").click()
    page.get_by_role("link", name="Scrivi che cosa cerca o offre Rosa").click()
    page.get_by_label("cerco").check()
    page.get_by_label("Di che cosa si tratta").select_option("company")
    page.get_by_label("In poche parole").fill("Due chiacchiere il martedì")
    page.get_by_label("Quanti minuti ci vogliono").fill("60")
    page.get_by_role("button", name="Metti in bacheca").click()
    expect(page.get_by_text("Ci vuole l’idoneità per:")).to_be_visible()
    assert violations(page) == []
    desk = page.url

    expect(page.get_by_text("Per quel giorno non ce l’ha nessuno.")).to_be_visible()

    page.get_by_role("link", name="Dalla a una persona che conosci").click()
    page.get_by_role("link", name="Luca").click()
    page.get_by_text("Dai un’idoneità").click()
    page.get_by_label("Per che cosa").select_option("care")
    page.get_by_label("Fino al").fill(in_days(300, 9).date().isoformat())
    page.get_by_label("Che cosa hai visto").fill("Carta d’identità")
    page.get_by_role("button", name="Dai l’idoneità").click()
    expect(page.get_by_text("visto: Carta d’identità")).to_be_visible()
    assert violations(page) == []

    page.goto(desk)
    page.get_by_label("Con chi", exact=True).select_option(index=1)
    page.get_by_role("button", name="Proponilo a tutti e due").click()
    page.get_by_role("button", name="Rosa è d’accordo").click()
    expect(page.get_by_text("Ha detto di sì.")).to_be_visible()

    phone = new_context(java_script_enabled=False, **PHONE).new_page()
    sign_in(phone, live_server, helper, Exchange.objects.get().get_absolute_url())
    expect(phone.get_by_text("030 000 1234")).to_have_count(0)
    phone.get_by_role("button", name="Sono d’accordo").click()
    expect(phone.get_by_text("030 000 1234")).to_be_visible()
    phone.get_by_label("Quanti minuti è durato").fill("70")
    phone.get_by_role("button", name="Sì, è fatto").click()
    expect(phone.get_by_text("Hai detto 70 minuti")).to_be_visible()

    page.goto(desk)
    page.get_by_label("Quanti minuti è durato").fill("70")
    page.get_by_role("button", name="Rosa dice che è fatto").click()
    expect(page.get_by_text("Fatto: 70 minuti")).to_be_visible()
    assert Exchange.objects.get().state == "done"


def test_member_offers_another_answers_and_they_reach_each_other_once_both_agree(
    live_server, concierge, page, new_context, violations
):
    fatima, ada = UserFactory(name="Fatima Benali"), ConciergeMemberFactory(concierge=concierge).person

    phone = new_context(**PHONE).new_page()
    sign_in(phone, live_server, fatima, concierge.get_absolute_url())
    phone.get_by_role("link", name="Entra nella portineria").click()
    phone.get_by_label("Come ti si raggiunge").fill("333 000 1234")
    phone.get_by_label("Ci si aiuta fra vicini").check()
    phone.get_by_role("button", name="Entra", exact=True).click()
    phone.get_by_role("link", name="Offri qualcosa").click()
    phone.get_by_label("Di che cosa si tratta").select_option("sewing")
    phone.get_by_label("In poche parole").fill("Taglio i capelli in casa")
    phone.get_by_label("Quanti minuti ci vogliono").fill("60")
    phone.get_by_role("button", name="Metti in bacheca").click()
    expect(phone.get_by_text("Qui non si scambiano capelli ed estetica.")).to_be_visible()
    assert violations(phone) == []
    phone.get_by_label("In poche parole").fill("Accorcio i pantaloni")
    phone.get_by_role("button", name="Metti in bacheca").click()
    expect(phone.get_by_text("È in bacheca.")).to_be_visible()
    offer = phone.url

    sign_in(page, live_server, ada, concierge.get_absolute_url())
    assert violations(page) == []
    page.get_by_role("link", name="Accorcio i pantaloni").click()
    page.get_by_label("Che cosa vuoi dire").fill("Ne ho tre paia")
    page.get_by_role("button", name="Mi serve: rispondi").click()
    expect(page.get_by_text("Hai detto di sì: aspettiamo l’altra persona.")).to_be_visible()
    expect(page.get_by_text("333 000 1234")).to_have_count(0)

    phone.goto(offer)
    expect(phone.get_by_text("Ne ho tre paia")).to_be_visible()
    phone.get_by_role("button", name="Sono d’accordo").click()
    expect(phone.get_by_text(ada.email)).to_be_visible()
    assert violations(phone) == []
    page.reload()
    expect(page.get_by_text("333 000 1234")).to_be_visible()


def test_who_would_open_a_business_is_listened_to_and_finds_a_workshop(
    live_server, concierge, page, new_context, violations
):
    here, adviser = f"/comunita/{concierge.network.slug}", keeper_of(concierge, Role.COORDINATOR)
    SessionFactory(
        training__network=concierge.network, training__title="I conti in ordine", training__for_business=True
    )
    desk = new_context(java_script_enabled=False).new_page()
    sign_in(desk, live_server, adviser, f"{here}/consulenze/")
    desk.get_by_role("link", name="Offri una consulenza").click()
    desk.get_by_label("Di che cosa si parla").fill("Aprire la partita IVA")
    desk.get_by_label("Dove").fill("Punto Comunità, sala piccola")
    desk.get_by_label("Giorno").fill(in_days(3, 10).date().isoformat())
    desk.get_by_label("Dalle").fill("10:00")
    desk.get_by_role("button", name="Metti l’ora a disposizione").click()
    expect(desk.get_by_text("Nessuno l’ha ancora prenotata.")).to_be_visible()

    page.set_viewport_size(PHONE["viewport"])
    sign_in(page, live_server, UserFactory(name="Fatima Benali"), f"{here}/portinerie/")
    page.get_by_role("link", name="Vuoi aprire un’attività?").press("Enter")
    assert violations(page) == []

    page.get_by_role("link", name="Aprire la partita IVA").press("Enter")
    page.get_by_label("Che cosa vorresti avviare").fill("Vendere il pane")
    page.get_by_role("button", name="Prenota").press("Enter")

    expect(page.get_by_text("L’hai prenotata tu.")).to_be_visible()
    expect(page.get_by_role("link", name="Nel tuo calendario (.ics)")).to_be_visible()
    assert violations(page) == []
    desk.reload()
    expect(desk.get_by_text("«Vendere il pane»")).to_be_visible()

    page.goto(f"{live_server.url}{here}/consulenze/")
    page.get_by_role("link", name="i laboratori").press("Enter")
    expect(page.get_by_role("link", name="I conti in ordine")).to_be_visible()
    assert AdviceBooking.objects.get().slot.adviser == adviser
