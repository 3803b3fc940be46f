"""What people read once they have done something at a concierge; and where what is wrong is shown."""

import re
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from community.concierge import actions
from community.models import ConciergeMembership, Exchange
from puntocomunita.encryption import decrypt, encrypt

from .concierge_factories import (
    DAY,
    AdviceSlotFactory,
    ConciergeFactory,
    ConciergeMemberFactory,
    ExchangeFactory,
    answered,
    keeper_of,
    member_without_account,
)
from .test_concierge import at

pytestmark = pytest.mark.django_db


def said(client, address, **told):
    return [str(each) for each in get_messages(client.post(address, told).wsgi_request)][-1:]


@pytest.fixture
def concierge():
    return ConciergeFactory(fee=5)


def test_each_button_of_a_member_says_what_it_did(client, concierge):
    member = member_without_account(concierge)
    client.force_login(keeper_of(concierge))
    page, until = at(concierge, f"soci/{member.pk}/"), timezone.localdate() + DAY

    heard = [
        said(client, page, paid="1"),
        said(client, page, vet="1", what_for="care", until=until, seen="Documento"),
        said(client, page, unvet="care"),
        said(client, page, renew=f"{member.valid.upper}"),
        said(client, page, end="1"),
    ]

    assert heard == [
        ["Segnato: la quota è data."],
        ["Data: vale da oggi."],
        ["Tolta: da oggi non vale più."],
        ["Rinnovata: qui sotto leggi fino a quando."],
        ["Segnato: da oggi non ne fa più parte."],
    ]


def test_how_one_is_reached_is_changed_by_oneself_or_for_who_has_no_account_by_who_keeps_it(client, concierge):
    member, rosa = ConciergeMemberFactory(concierge=concierge), member_without_account(concierge)
    keeper, stranger = keeper_of(concierge), ConciergeMemberFactory().person
    ConciergeMembership.objects.filter(pk=member.pk).update(contact=encrypt("030 111 111"))
    own, page = at(concierge, "entra/"), at(concierge, "soci/{}/")

    client.force_login(member.person)
    linked = own in client.get(at(concierge)).content.decode()
    before = client.get(own).context["form"].initial["contact"]
    heard = said(client, own, contact="030 222 222")
    client.force_login(stranger)
    client.post(page.format(rosa.pk), {"contact": "030 999 999"})
    client.force_login(keeper)
    wrong = client.post(page.format(rosa.pk), {"contact": "passa da me"})
    heard += said(client, page.format(rosa.pk), contact="030 333 333")
    theirs = client.post(page.format(member.pk), {"contact": "030 444 444"})

    kept = {each.pk: decrypt(each.contact) for each in concierge.memberships.all()}
    assert (linked, before, kept) == (True, "030 111 111", {member.pk: "030 222 222", rosa.pk: "030 333 333"})
    assert (wrong.status_code, theirs.status_code) == (422, 404)
    assert heard == ["Salvato: da adesso ti si raggiunge così.", "Salvato: da adesso si raggiunge così."]


def test_each_button_of_an_exchange_says_what_it_did(client, concierge):
    author, helper = (ConciergeMemberFactory(concierge=concierge) for _ in range(2))
    exchange = ExchangeFactory(author=author)
    page, heard = exchange.get_absolute_url(), []
    for person, verb, told in [
        (helper, "answer", {"message": "Ci sono"}),
        (author, "decline", {}),
        (helper, "answer", {}),
        (author, "agree", {}),
        (author, "call_off", {"reason": "Sto male"}),
    ]:
        client.force_login(person.person)
        heard += said(client, page, **{verb: "1"}, **told)

    exchange.refresh_from_db()
    assert exchange.state == Exchange.State.NOT_DONE
    assert heard == [
        "Risposta mandata: ti diciamo se l’altra persona è d’accordo.",
        "Segnato: questa volta non si fa, e torna in bacheca.",
        "Risposta mandata: ti diciamo se l’altra persona è d’accordo.",
        "Segnato: d’accordo.",
        "Segnato: non si fa. L’altra persona legge perché.",
    ]


def test_each_of_two_without_account_has_fields_of_their_own_and_what_is_wrong_stands_by_its_side(client, concierge):
    two = [member_without_account(concierge, name) for name in ("Rosa", "Ada")]
    exchange = ExchangeFactory(author=two[0])
    answered(exchange, two[1], agreed=True)
    client.force_login(keeper_of(concierge))

    wrong = client.post(exchange.get_desk_url(), {"call_off": "1", "side": "other", "reason": ""})

    page = wrong.content.decode()
    ids = re.findall(r' id="(\w+_(?:minutes|reason))"', page)
    assert sorted(ids) == ["author_minutes", "author_reason", "other_minutes", "other_reason"]
    assert wrong.status_code == 422
    assert page.count('<details class="step" open>') == 1
    assert page.index('<details class="step" open>') > page.index("Chi risponde")


def test_what_is_wrong_is_not_folded_away(client, concierge):
    author = ConciergeMemberFactory(concierge=concierge)
    exchange = ExchangeFactory(author=author)
    answered(exchange, ConciergeMemberFactory(concierge=concierge), agreed=True)
    waiting = ExchangeFactory(author=ConciergeMemberFactory(concierge=concierge))
    slot = AdviceSlotFactory(network=concierge.network)
    pages = [
        (author.person, exchange.get_absolute_url(), "call_off"),
        (keeper_of(concierge), waiting.get_desk_url(), "refuse"),
        (slot.adviser, slot.get_absolute_url(), "call_off"),
    ]

    shown = []
    for person, address, verb in pages:
        client.force_login(person)
        shown.append(client.post(address, {verb: "1", "reason": ""}).content.decode())

    assert ['<details class="step" open>' in page for page in shown] == [True, True, True]


def test_who_confirms_what_the_other_said_reads_that_it_is_done(client, concierge):
    author = ConciergeMemberFactory(concierge=concierge)
    exchange = ExchangeFactory(author=author)
    answered(exchange, ConciergeMemberFactory(concierge=concierge), agreed=True)
    actions.confirm(exchange=exchange, side="other", minutes=60)
    client.force_login(author.person)

    assert said(client, exchange.get_absolute_url(), confirm="1", minutes="60") == ["Segnato: è fatto."]


@pytest.mark.parametrize(("fee", "said"), [("5.00", "dà 5 euro per"), ("2.50", "dà 2,50 euro per"), ("0", "è gratis")])
def test_fee_is_said_as_people_say_it(client, fee, said):
    concierge = ConciergeFactory(fee=Decimal(fee))

    assert said in client.get(concierge.get_absolute_url()).content.decode()


def test_what_is_left_empty_is_asked_for_in_its_own_words(client, concierge):
    client.force_login(keeper_of(concierge))

    wrong = client.post(at(concierge, "soci/nuovo/"), {"name": "", "contact": ""})

    assert dict(wrong.context["form"].errors) == {
        "name": ["Scrivi come si chiama: il nome basta."],
        "contact": ["Scrivi il telefono o l’e-mail: serve per avvisare."],
    }
