import datetime

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import Role
from accounts.models import AccessLog
from community.concierge import actions, membership
from community.concierge.expiring import expire_due, remind_of_exchanges
from community.concierge.regulated import TRADES, regulated_in
from community.models import Concierge, ConciergeMembership, Exchange, Notice, Vetting
from community.notices.words import day_said
from puntocomunita.encryption import decrypt
from puntocomunita.templatetags.portal import after
from tests.factories import CommunityPointFactory, MandateFactory, UserFactory
from tests.network.factories import network_of

from .concierge_factories import (
    ConciergeFactory,
    ConciergeMemberFactory,
    ExchangeFactory,
    VettingFactory,
    answered,
)

pytestmark = pytest.mark.django_db
State = Exchange.State
DAY = datetime.timedelta(days=1)
OFFER = {"kind": "offer", "category": "sewing", "title": "Accorcio i pantaloni", "minutes": "60", "price": "0"}


@pytest.fixture
def concierge():
    return ConciergeFactory()


@pytest.fixture
def member(client, concierge):
    """Who is signed in."""
    member = ConciergeMemberFactory(concierge=concierge, person__name="Fatima Benali")
    client.force_login(member.person)
    return member


def at(concierge, rest=""):
    return f"/comunita/{concierge.network.slug}/portinerie/{concierge.pk}/{rest}"


def told(person):
    return list(Notice.objects.filter(person=person).order_by("made_at").values_list("subject", flat=True))


def test_who_coordinates_opens_a_concierge_where_there_is_none(client):
    network = network_of()
    point = CommunityPointFactory(location__municipality=network)
    client.force_login(MandateFactory(community_point=point, role=Role.COORDINATOR).user)
    page = f"/comunita/{network.slug}/portinerie/nuova/"
    asked = {"place": f"punto-{point.pk}", "words": "Ci si aiuta", "fee": "10", "months": "12", "is_open": "on"}

    wrong = client.post(page, asked | {"place": "casa-0"})
    right = client.post(page, asked)

    concierge = Concierge.objects.get()
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["place"])
    assert right.url == concierge.get_absolute_url()
    assert (concierge.place, concierge.fee, concierge.network) == (point, 10, network)
    assert client.get(page).context["form"].places == {}


def test_member_enters_at_once_where_it_is_free_and_once_it_is_paid_where_it_is_not(client, concierge):
    person = UserFactory()
    client.force_login(person)
    dear = ConciergeFactory(fee=10)

    for each in (concierge, concierge, dear):
        client.post(at(each, "entra/"), {"contact": "333 123 4567", "agreed": "on"})

    free, owed = ConciergeMembership.objects.filter(person=person).order_by("concierge_id")
    assert (free.is_current, owed.is_current, decrypt(free.contact)) == (True, False, "333 123 4567")
    assert "Passa in portineria" in client.get(at(dear)).content.decode()
    membership.mark_paid(by=None, member=owed)
    owed.refresh_from_db()
    assert (owed.is_current, owed.paid_on) == (True, timezone.localdate())


def test_contact_is_a_number_or_an_address_and_one_has_to_agree(client, concierge):
    client.force_login(UserFactory())

    response = client.post(at(concierge, "entra/"), {"contact": "passa da me"})

    assert (response.status_code, sorted(response.context["form"].errors)) == (422, ["agreed", "contact"])


def test_board_shows_titles_to_everybody_and_the_way_to_answer_to_members(client, concierge):
    told = {"author__person__name": "Ada Neri", "words": "Anche le gonne", "when": "Quando torno dal turno"}
    exchange = ExchangeFactory(author__concierge=concierge, **told)
    answered(ExchangeFactory(author=exchange.author, title="Già presa"))

    public = client.get(at(concierge)).content.decode()
    client.force_login(ConciergeMemberFactory(concierge=concierge).person)
    inside = client.get(at(concierge)).content.decode()

    things = (exchange.title, exchange.get_absolute_url(), exchange.when, "Anche", "Ada", "Già presa")
    assert [words in public for words in things] == [True, False, False, False, False, False]
    assert [words in inside for words in things] == [True, True, True, False, False, False]


def test_board_is_narrowed_and_takes_as_many_queries_for_three_as_for_one(client, concierge):
    author = ConciergeMemberFactory(concierge=concierge)

    def page(query=""):
        with CaptureQueriesContext(connection) as counted:
            response = client.get(at(concierge, query))
        return len(counted), {each.title for each in response.context["page"]}

    ExchangeFactory(author=author, title="Orlo")
    one, _titles = page()
    ExchangeFactory(author=author, title="Annaffio i gerani", category="garden")
    ExchangeFactory(author=author, title="Cerco chi innaffia", category="garden", kind="request")
    three, _titles = page()

    assert one == three
    assert [page(f"?{query}")[1] for query in ("category=garden&kind=offer", "q=gerani", "category=x")] == [
        {"Annaffio i gerani"},
        {"Annaffio i gerani"},
        {"Orlo", "Annaffio i gerani", "Cerco chi innaffia"},
    ]
    assert client.get(at(concierge, "?q=%00")).status_code in (200, 400)


def test_member_offers_and_nobody_is_named_in_it(client, concierge, member):
    wrong = client.post(at(concierge, "scrivi/"), OFFER | {"words": "Chiama il 333 1234567", "price": "51"})
    right = client.post(at(concierge, "scrivi/"), OFFER)

    exchange = Exchange.objects.get()
    assert (wrong.status_code, sorted(wrong.context["form"].errors)) == (422, ["price", "words"])
    assert right.url == exchange.get_absolute_url()
    assert (exchange.author, exchange.state, exchange.expires_on) == (
        member,
        State.OPEN,
        timezone.localdate() + 90 * DAY,
    )


def test_who_is_no_member_is_sent_to_become_one(client, concierge):
    client.force_login(UserFactory())

    assert client.post(at(concierge, "scrivi/"), OFFER).url == at(concierge, "entra/")


def test_what_needs_vetting_is_offered_by_who_has_it(client, concierge, member):
    homework = OFFER | {"category": "homework", "title": "Aiuto nei compiti"}

    refused = client.post(at(concierge, "scrivi/"), homework)
    VettingFactory(membership=member, what_for=Vetting.For.MINORS)
    client.post(at(concierge, "scrivi/"), homework)

    assert (refused.status_code, "ci vuole l’idoneità" in refused.content.decode()) == (422, True)
    assert Exchange.objects.get().minors


SAID = {
    "Rifaccio l’impianto elettrico": True,
    "Faccio punture a domicilio": True,
    "Taglio i capelli in casa": True,
    "Ti compilo il modello 730": True,
    "Guardo la caldaia": True,
    "Accorcio i pantaloni": False,
    "Riparo biciclette elettriche": False,
    "Vado in farmacia a ritirare le medicine": False,
    "Porto a spasso il gatto": False,
}


@pytest.mark.parametrize("words", SAID)
def test_regulated_trades_are_told_from_small_services(words):
    assert bool(regulated_in(words)) == SAID[words]


def test_regulated_trade_is_refused_with_the_reason_and_where_to_go(client, concierge, member):
    response = client.post(at(concierge, "scrivi/"), OFFER | {"title": "Faccio iniezioni a domicilio"})

    said = response.content.decode()
    assert (response.status_code, Exchange.objects.exists()) == (422, False)
    assert ("iscritto a un albo" in said, "/servizi/?q=infermiere" in said) == (True, True)
    assert all(each.why and each.look_for for each in TRADES)


def test_two_agree_and_only_then_read_how_to_reach_each_other(client, concierge, member):
    author = ConciergeMemberFactory(concierge=concierge, person__name="Ada Neri", person__email="ada@example.org")
    exchange = ExchangeFactory(author=author)
    page = exchange.get_absolute_url()

    client.post(page, {"answer": "1", "message": "Ho tre paia"})
    before = client.get(page).content.decode()
    client.force_login(author.person)
    asked = client.get(page).content.decode()
    client.post(page, {"agree": "1"})
    agreed = client.get(page).content.decode()
    client.force_login(member.person)
    after = client.get(page).content.decode()

    assert ["Ada" in before, "ada@example.org" in before, "Ada" in after, "ada@example.org" in after] == [
        True,
        False,
        True,
        True,
    ]
    assert ["Ho tre paia" in asked, member.person.email in asked, member.person.email in agreed] == [True, False, True]
    looks = AccessLog.objects.order_by("pk").values_list("actor", "subject", "what")
    assert list(looks) == [
        (author.person_id, member.person_id, "person"),
        (member.person_id, author.person_id, "person"),
    ]
    assert (told(author.person), told(member.person)) == (["Qualcuno ha risposto in portineria"], ["Siete d’accordo"])


def test_stranger_learns_nothing_and_who_agreed_is_alone_with_it(client, concierge):
    exchange = ExchangeFactory(author__concierge=concierge)
    other, colleague = (ConciergeMemberFactory(concierge=concierge) for _ in range(2))
    people = {"author": exchange.author.person, "other": other.person, "colleague": colleague.person}
    people |= {"stranger": UserFactory(), "elsewhere": ConciergeMemberFactory().person}

    def seen():
        found = {}
        for name, user in people.items():
            client.force_login(user)
            found[name] = client.get(exchange.get_absolute_url()).status_code
        return found

    on_the_board = seen()
    answered(exchange, other, agreed=True)

    assert on_the_board == {"author": 200, "other": 200, "colleague": 200, "stranger": 404, "elsewhere": 404}
    assert seen() == {"author": 200, "other": 200, "colleague": 404, "stranger": 404, "elsewhere": 404}


def test_minutes_count_once_both_say_the_same(concierge):
    exchange = answered(ExchangeFactory(author__concierge=concierge), agreed=True)

    actions.confirm(exchange=exchange, side="author", minutes=60)
    actions.confirm(exchange=exchange, side="other", minutes=90)
    waits = Exchange.objects.get()
    actions.confirm(exchange=exchange, side="author", minutes=90)

    exchange.refresh_from_db()
    assert (waits.state, waits.confirmed_by("author"), waits.done_minutes) == (State.AGREED, False, 90)
    assert (exchange.state, exchange.done_minutes, exchange.settled_on) == (State.DONE, 90, timezone.localdate())
    counted = Concierge.objects.with_figures().get()
    assert (counted.exchanges_done, counted.minutes_done, counted.hours_done, counted.on_the_board) == (1, 90, 2, 0)
    with pytest.raises(actions.Settled):
        actions.confirm(exchange=exchange, side="author", minutes=10)


def test_who_says_no_puts_it_back_and_who_calls_off_says_why(concierge):
    exchange = answered(ExchangeFactory(author__concierge=concierge))
    first = exchange.other

    actions.decline(exchange=exchange, side="author")
    exchange.refresh_from_db()
    back = (exchange.state, exchange.other, exchange.other_agreed_at)
    answered(exchange, agreed=True)
    actions.call_off(exchange=exchange, side="other", reason="Ho la febbre")

    exchange.refresh_from_db()
    assert back == (State.OPEN, None, None)
    assert (exchange.state, exchange.reason) == (State.NOT_DONE, "Ho la febbre")
    assert told(first.person) == ["Lo scambio non si fa"]
    off = Notice.objects.get(person=exchange.author.person)
    assert (off.words, off.must) == ("Ho la febbre", True)


def test_author_takes_it_back_and_nobody_else_does(client, concierge, member):
    exchange = answered(ExchangeFactory(author__concierge=concierge), member)

    client.post(exchange.get_absolute_url(), {"withdraw": "1"})
    still = Exchange.objects.get().state
    client.force_login(exchange.author.person)
    client.post(exchange.get_absolute_url(), {"withdraw": "1"})

    assert (still, Exchange.objects.get().state, told(member.person)) == (
        State.PROPOSED,
        State.WITHDRAWN,
        ["Lo scambio non si fa"],
    )


def test_what_is_near_its_end_is_said_once_and_then_expires(concierge, django_capture_on_commit_callbacks):
    exchange = answered(ExchangeFactory(author__concierge=concierge), agreed=True)
    today = timezone.localdate()
    Exchange.objects.update(expires_on=today + 2 * DAY)

    with django_capture_on_commit_callbacks(execute=True):
        reminded = remind_of_exchanges(), remind_of_exchanges()
    Exchange.objects.update(posted_on=today - 60 * DAY, expires_on=today - DAY)
    expired = expire_due(), expire_due()

    exchange.refresh_from_db()
    assert (reminded, expired, exchange.state) == ((1, 0), (1, 0), State.EXPIRED)
    both = [exchange.author.person, exchange.other.person]
    assert [told(each) for each in both] == [["Fra poco scade", "Non è più in bacheca"]] * 2
    assert (
        f"dopo {after(day_said(today + 2 * DAY), 'il')} si chiude da solo"
        in both[0].notices.get(key__contains="soon").words
    )
    assert {address for each in mail.outbox for address in each.to} <= {each.email for each in both}
