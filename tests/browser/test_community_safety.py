"""What is wrong is reported from a phone without an account, hidden, appealed and shown again; mails are stopped."""

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from community.models import ModerationReport, Topic
from community.notices.telling import tell
from community.notices.wishes import wishes_of
from services.reports import sender
from tests.community.factories import NeedFactory
from tests.factories import CommunityPointFactory, MandateFactory, UserFactory
from tests.network.factories import network_of

from .test_people import sign_in

PHONE = {"viewport": {"width": 360, "height": 800}}


@pytest.fixture
def network(transactional_db, settings, live_server, monkeypatch):
    monkeypatch.setattr(sender, "QUICKEST", -1)  # the story writes faster than people do
    settings.SITE_URL = live_server.url
    return network_of()


def link_in(message, part):
    return next(each for each in message.body.split() if part in each)


def test_report_is_decided_appealed_and_decided_by_another(
    live_server, network, page, new_context, mailoutbox, violations
):
    author = UserFactory()
    need = NeedFactory(network=network, title="Vendo un divano", said_by=author)
    point = CommunityPointFactory(location__municipality=network)
    first, second = (MandateFactory(community_point=point, role=Role.COORDINATOR).user for _each in range(2))

    phone = new_context(**PHONE).new_page()
    phone.goto(live_server.url + need.get_absolute_url())
    phone.get_by_role("link", name="Segnala", exact=True).click()
    expect(phone.get_by_role("heading", name="Che cosa non va?")).to_be_visible()
    assert violations(phone) == []
    phone.get_by_label("è pubblicità o si ripete").check()
    phone.get_by_label("La tua e-mail, se vuoi una risposta").fill("ada@example.org")
    phone.get_by_role("button", name="Manda la segnalazione").press("Enter")
    expect(phone.get_by_text("Grazie: la guarda una persona.")).to_be_visible()
    assert violations(phone) == []

    sign_in(page, live_server, first, f"/comunita/{network.slug}/segnalazioni/")
    page.get_by_role("link", name="È pubblicità o si ripete").click()
    assert violations(page) == []
    page.get_by_label("non va: si nasconde").check()
    page.get_by_label("La risposta a chi l’ha segnalato").fill("Grazie: l’abbiamo nascosto.")
    page.get_by_label("Se lo nascondi: perché").fill("È pubblicità.")
    page.get_by_role("button", name="Decidi").click()
    expect(page.get_by_text("Deciso. Chi l’ha segnalato e chi l’ha scritto lo sanno.")).to_be_visible()
    letters = {mail.to[0]: mail for mail in mailoutbox}
    assert {"ada@example.org", author.email} <= set(letters)

    theirs = new_context(**PHONE).new_page()
    sign_in(theirs, live_server, author, link_in(letters[author.email], "/decisioni/").removeprefix(live_server.url))
    expect(theirs.get_by_text("È pubblicità.")).to_be_visible()
    theirs.get_by_label("Perché pensi che abbiamo sbagliato?").fill("Lo regalo.")
    theirs.get_by_role("button", name="Manda il ricorso").press("Enter")
    expect(theirs.get_by_text("Mandato: lo legge un’altra persona")).to_be_visible()
    assert violations(theirs) == []

    other = new_context().new_page()
    sign_in(other, live_server, second, f"/comunita/{network.slug}/segnalazioni/")
    other.get_by_role("link", name="Chi ha scritto non è d’accordo").click()
    other.get_by_label("ha ragione: si vede di nuovo").check()
    other.get_by_label("La risposta").fill("Hai ragione: lo regali.")
    other.get_by_role("button", name="Rispondi").click()
    expect(other.get_by_text("Deciso: chi ha fatto ricorso lo sa.")).to_be_visible()

    phone.goto(live_server.url + need.get_absolute_url())
    expect(phone.get_by_role("heading", name="Vendo un divano")).to_be_visible()
    assert ModerationReport.objects.get().state == "upheld"


def test_mails_are_stopped_from_a_mail_without_signing_in(live_server, network, new_context, mailoutbox, violations):
    person = UserFactory()
    url = f"/comunita/{network.slug}/"
    tell([person], Topic.NEEDS, key="need-1", subject="Una risposta", words="A marzo.", url=url)
    (letter,) = mailoutbox

    phone = new_context(java_script_enabled=False, **PHONE).new_page()
    phone.goto(letter.extra_headers["List-Unsubscribe"].strip("<>"))
    phone.get_by_role("button", name="Non scrivetemi più").click()
    expect(phone.get_by_role("heading", name="Fatto: non ti scriviamo più")).to_be_visible()
    phone.goto(link_in(letter, "/scelte/"))
    expect(phone.get_by_label("Bisogni e desideri")).to_have_value("never")
    phone.get_by_label("Proposte").select_option("una volta a settimana")
    phone.get_by_role("button", name="Salva").click()
    expect(phone.get_by_text("Salvato: vale da adesso.")).to_be_visible()

    wishes = wishes_of(person)
    assert (wishes[Topic.NEEDS], wishes[Topic.PROPOSALS]) == ("never", "weekly")
    sighted = new_context(**PHONE).new_page()
    sighted.goto(link_in(letter, "/scelte/"))
    assert violations(sighted) == []
