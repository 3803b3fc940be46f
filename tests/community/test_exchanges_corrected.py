"""What is on a board is corrected by who wrote it, or for them by who keeps it, as long as nobody has answered."""

import pytest
from django.contrib.messages import get_messages

from community.concierge import actions
from community.models import Exchange

from .concierge_factories import (
    ConciergeFactory,
    ConciergeMemberFactory,
    ExchangeFactory,
    answered,
    keeper_of,
    member_without_account,
)

pytestmark = pytest.mark.django_db
WRITTEN = {"title": "Orli a macchina", "words": "Anche il sabato", "price": 5}


@pytest.fixture
def concierge():
    return ConciergeFactory()


def correct(client, exchange, at="scrivi/", **changed):
    """By the link of its page, with what the form shows but for `changed`."""
    concierge = exchange.concierge
    page = f"/comunita/{concierge.network.slug}/portinerie/{concierge.pk}/{at}?come={exchange.pk}"
    asked = client.get(page)
    filled = asked.context["form"].initial if asked.status_code == 200 else {}
    sent = {name: value for name, value in (filled | changed).items() if value is not None and value is not False}
    return page, asked, client.post(page, sent)


def board(concierge):
    return {(each.title, each.price) for each in concierge.exchanges.on_the_board()}


def test_author_corrects_and_who_answers_reads_what_is_agreed_on(client, concierge):
    author, other = ConciergeMemberFactory(concierge=concierge), ConciergeMemberFactory(concierge=concierge)
    old = ExchangeFactory(author=author, **WRITTEN)
    client.force_login(author.person)
    shown = client.get(old.get_absolute_url()).content.decode()

    page, asked, saved = correct(client, old, title="Orli a mano")
    again = client.post(page, asked.context["form"].initial | {"title": "Orli a mano", "day": "", "when": ""})
    with pytest.raises(actions.Settled):
        actions.answer(exchange=old, member=other)

    new = Exchange.objects.on_the_board().get()
    old.refresh_from_db()
    assert page in shown
    assert "Correggi «Orli a macchina»" in asked.content.decode()
    assert (saved.url, again.url) == (new.get_absolute_url(), new.get_absolute_url())
    assert (old.state, old.reason, board(concierge)) == ("withdrawn", "L’hai corretto.", {("Orli a mano", 5)})


def test_one_that_was_corrected_leads_to_what_took_its_place_and_is_not_put_up_again(client, concierge):
    author = ConciergeMemberFactory(concierge=concierge)
    old = ExchangeFactory(author=author, **WRITTEN)
    client.force_login(author.person)
    correct(client, old, title="Orli a mano")
    new = Exchange.objects.on_the_board().get()

    mine = client.get(old.get_absolute_url()).text
    listed = client.get(f"/comunita/{concierge.network.slug}/scambi/").text
    asked, sent = correct(client, old, title="Orli in fretta", kind="offer", category="sewing", minutes=30, price=5)[1:]
    client.force_login(keeper_of(concierge))
    kept = client.get(old.get_desk_url()).text

    assert [new.get_absolute_url() in mine, new.get_desk_url() in kept] == [True, True]
    assert [f"?come={old.pk}" in page for page in (mine, kept)] == [False, False]
    assert [f'href="{each.get_absolute_url()}"' in listed for each in (old, new)] == [False, True]
    assert (asked.url, sent.url) == (old.get_absolute_url(),) * 2
    assert board(concierge) == {("Orli a mano", 5)}


def test_what_is_saved_as_it_was_stays_and_what_was_wrong_loses_nothing(client, concierge):
    author = ConciergeMemberFactory(concierge=concierge)
    old = ExchangeFactory(author=author, **WRITTEN)
    client.force_login(author.person)

    same, wrong = correct(client, old)[2], correct(client, old, price=900)[2]

    assert (same.url, wrong.status_code) == (old.get_absolute_url(), 422)
    assert wrong.context["form"]["title"].value() == "Orli a macchina"
    assert board(concierge) == {("Orli a macchina", 5)}


def test_homes_alone_make_it_another(client, concierge):
    author = ConciergeMemberFactory(concierge=concierge)
    old = ExchangeFactory(author=author, kind="request", **WRITTEN)
    client.force_login(author.person)

    correct(client, old, homes="on")

    assert [each.homes for each in concierge.exchanges.on_the_board()] == [True]


def test_what_somebody_answered_stays_as_they_read_it(client, concierge):
    author = ConciergeMemberFactory(concierge=concierge)
    old = answered(ExchangeFactory(author=author, **WRITTEN))
    client.force_login(author.person)

    asked, sent = correct(client, old, title="Orli a mano", kind="offer", category="sewing", minutes=30, price=0)[1:]

    told = "Nel frattempo è cambiato qualcosa: guarda com’è adesso."
    assert (asked.url, sent.url) == (old.get_absolute_url(),) * 2
    assert {str(each) for each in get_messages(sent.wsgi_request)} == {told}
    assert list(concierge.exchanges.values_list("title", "state")) == [("Orli a macchina", "proposed")]


def test_keeper_corrects_for_who_has_no_account_and_nobody_for_a_stranger(client, concierge):
    rosa, stranger = member_without_account(concierge), ConciergeMemberFactory(concierge=concierge)
    old = ExchangeFactory(author=rosa, **WRITTEN)
    client.force_login(stranger.person)
    blank = correct(client, old)[1].context["form"].initial
    client.force_login(keeper_of(concierge))
    shown = client.get(old.get_desk_url()).content.decode()

    page, _asked, saved = correct(client, old, at=f"soci/{rosa.pk}/scrivi/", title="Orli a mano")

    new = Exchange.objects.on_the_board().get()
    assert (blank["title"], saved.url, new.author) == ("", new.get_desk_url(), rosa)
    assert (page in shown, board(concierge)) == (True, {("Orli a mano", 5)})
