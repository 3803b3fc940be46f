"""What on a board meets what somebody wrote, and how much each gave and received so far."""

import pytest

from community.concierge import actions
from community.concierge.given import time_said
from community.models import Block, Exchange

from .concierge_factories import (
    ConciergeFactory,
    ConciergeMemberFactory,
    ExchangeFactory,
    VettingFactory,
    answered,
    keeper_of,
    member_without_account,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def concierge():
    return ConciergeFactory()


def test_author_reads_what_meets_theirs_and_nobody_else_does(client, concierge):
    author, apart, other = (ConciergeMemberFactory(concierge=concierge) for _ in range(3))
    asked = ExchangeFactory(author=author, kind="request", title="Cerco un orlo")
    offered = ExchangeFactory(author=other, title="Faccio orli")
    ExchangeFactory(author=other, kind="request", title="Cerco un orlo anch’io")
    ExchangeFactory(author=other, category="garden", title="Annaffio i gerani")
    ExchangeFactory(author=author, title="Faccio orli, di mio")
    ExchangeFactory(title="Faccio orli altrove")
    ExchangeFactory(author=apart, title="Faccio orli, ma non per te")
    answered(ExchangeFactory(author=other, title="Faccio orli, già presi"))
    Block.objects.create(person=apart.person, blocked=author.person, thing="Orlo")

    def met(person, exchange):
        client.force_login(person)
        return list(client.get(exchange.get_absolute_url()).context["met"])

    assert met(author.person, asked) == [offered]
    assert met(other.person, asked) == []
    assert met(other.person, offered) == [asked]


def test_concierge_proposes_it_to_who_offers_it_and_is_fit(client, concierge):
    rosa = member_without_account(concierge)
    asked = ExchangeFactory(author=rosa, kind="request", category="company", care=True, title="Due chiacchiere")
    fit = ConciergeMemberFactory(concierge=concierge, person__name="Luca Zani")
    VettingFactory(membership=fit)
    offer = ExchangeFactory(author=fit, category="company", care=True, title="Vengo a trovarti")
    VettingFactory(membership=ConciergeMemberFactory(concierge=concierge))
    client.force_login(keeper_of(concierge))

    page = client.get(asked.get_desk_url())
    client.post(asked.get_desk_url(), {"match": "1", "member": fit.pk})

    asked.refresh_from_db()
    assert (page.context["met"], "Proponilo a Luca" in page.text) == ([(offer, "Luca")], True)
    assert (asked.state, asked.other) == (Exchange.State.PROPOSED, fit)


def test_person_reads_how_much_they_gave_and_received(client, concierge):
    ada, ugo = (ConciergeMemberFactory(concierge=concierge) for _ in range(2))
    address = f"/comunita/{concierge.network.slug}/scambi/"
    for kind, minutes in (("offer", 80), ("request", 45), ("offer", 1)):
        exchange = answered(ExchangeFactory(author=ada, kind=kind), other=ugo, agreed=True)
        for side in ("author", "other"):
            actions.confirm(exchange=exchange, side=side, minutes=minutes)
    answered(ExchangeFactory(author=ada), other=ugo, agreed=True)

    told = {}
    for member in (ada, ugo, ConciergeMemberFactory(concierge=concierge)):
        client.force_login(member.person)
        told[member] = client.get(address).context["told"]

    assert [each and each.sentence for each in told.values()] == [
        "Hai dato una mano per 1 ora e 21 minuti, e l’hai ricevuta per 45 minuti.",
        "Hai dato una mano per 45 minuti, e l’hai ricevuta per 1 ora e 21 minuti.",
        None,
    ]
    assert [(each.label, each.value) for each in told[ada].chart.bars] == [("dato", 81), ("ricevuto", 45)]


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 minuti"), (1, "1 minuto"), (60, "1 ora"), (125, "2 ore e 5 minuti")]
)
def test_time_is_said_in_hours_and_minutes(minutes, said):
    assert time_said(minutes) == said
