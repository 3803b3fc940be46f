import datetime

import pytest
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.personal_data import everything_held, forget
from community.concierge import actions, advice
from community.concierge.moderated import MODERATED
from community.demo import concierges as demo
from community.models import AdviceBooking, AdviceSlot, Concierge, ConciergeMembership, Exchange, Vetting
from puntocomunita.encryption import encrypt
from services.demo.people import POINT, load_people
from tests.factories import CommunityPointFactory, UserFactory
from tests.network.factories import network_of

from .concierge_factories import (
    AdviceSlotFactory,
    ConciergeFactory,
    ConciergeMemberFactory,
    ExchangeFactory,
    VettingFactory,
    answered,
    member_without_account,
)
from .safety_factories import hidden_by_the_city

pytestmark = pytest.mark.django_db
State = Exchange.State
DAY = datetime.timedelta(days=1)


def done(exchange, minutes=60):
    answered(exchange, agreed=True)
    for side in ("author", "other"):
        actions.confirm(exchange=exchange, side=side, minutes=minutes)
    return exchange


def test_person_reads_what_the_concierge_holds():
    member = ConciergeMemberFactory(concierge__community_point__name="Punto Nord")
    VettingFactory(membership=member)
    exchange, slot = ExchangeFactory(author=member, words="Ho la macchina", when="il sabato"), AdviceSlotFactory()
    theirs = ExchangeFactory(author=ConciergeMemberFactory(concierge=member.concierge), words="Sono Ada")
    ConciergeMembership.objects.filter(pk=member.pk).update(contact=encrypt("030 000 777"))
    actions.answer(exchange=theirs, member=member, message="Posso martedì")
    advice.take(by=member.person, slot=slot, idea="Una sartoria")

    held = everything_held(member.person)

    (concierge,) = held["Portinerie di cui fai parte"]
    assert concierge["ci si fida di te per"] == ["stare con chi è anziano, malato o con disabilità"]
    assert concierge["come ti si raggiunge"] == "030 000 777"
    said = {each["che cosa"]: each["parole"] for each in held["Scambi in portineria"]}
    assert said == {exchange.title: "Ho la macchina il sabato", theirs.title: "Posso martedì"}
    booked = [(each["di che cosa"], each["la tua idea"]) for each in held["Consulenze che hai prenotato"]]
    assert booked == [(slot.topic, "Una sartoria")]


def test_who_goes_leaves_what_was_done_without_them():
    member = ConciergeMemberFactory()
    person, others = member.person, {"concierge": member.concierge}
    over, mine = done(ExchangeFactory(author=member)), ExchangeFactory(author=member)
    waiting = answered(ExchangeFactory(author=ConciergeMemberFactory(**others)), member)
    agreed = answered(ExchangeFactory(author=ConciergeMemberFactory(**others)), member, agreed=True)
    held, booked = AdviceSlotFactory(adviser=person), AdviceSlotFactory()
    advice.take(by=person, slot=booked)
    advice.take(by=waiting.author.person, slot=held)

    forget(person)
    person.delete()

    rows = Exchange.objects.in_bulk()
    assert mine.pk not in rows
    assert {
        name: rows[each.pk].state for name, each in {"over": over, "waiting": waiting, "agreed": agreed}.items()
    } == {
        "over": State.DONE,
        "waiting": State.OPEN,
        "agreed": State.WITHDRAWN,
    }
    assert (rows[over.pk].title, rows[over.pk].author, rows[over.pk].done_minutes) == ("", None, 60)
    told = [agreed.author.person.notices.get(must=True), waiting.author.person.notices.get(must=True)]
    assert [each.subject for each in told] == ["Lo scambio non si fa", "La tua consulenza non si fa"]
    assert booked.adviser.notices.filter(subject="Una consulenza disdetta").count() == 1
    assert AdviceSlot.objects.get(pk=held.pk).cancelled_at
    assert [each.slot for each in AdviceBooking.objects.all()] == [held]
    assert not ConciergeMembership.objects.filter(pk=member.pk).exclude(person=None, name="", contact="").exists()


def test_what_is_over_is_forgotten_after_a_year_and_its_minutes_are_counted_on():
    rosa = member_without_account(ConciergeFactory())
    exchange = done(ExchangeFactory(author=rosa))
    new = ExchangeFactory(author=member_without_account(rosa.concierge))
    today = timezone.localdate()
    Exchange.objects.filter(pk=exchange.pk).update(settled_on=today - 368 * DAY)
    ConciergeMembership.objects.filter(pk=rosa.pk).update(valid=DateRange(today - 800 * DAY, today - 369 * DAY))

    call_command("erase_expired", verbosity=0)

    exchange.refresh_from_db()
    rosa.refresh_from_db()
    assert (exchange.title, exchange.author, exchange.other, rosa.name, rosa.contact) == ("", None, None, "", "")
    assert Exchange.objects.get(pk=new.pk).author.name
    assert Concierge.objects.with_figures().get().minutes_done == 60


def test_why_an_exchange_was_not_done_is_forgotten_with_who_it_was():
    author = ConciergeMemberFactory()
    off, refused, withdrawn = (ExchangeFactory(author=author) for _ in range(3))
    actions.call_off(exchange=answered(off, agreed=True), side="other", reason="Ada è in ospedale")
    actions.refuse(exchange=refused, reason="Ada vende pentole")
    actions.withdraw(exchange=withdrawn)
    Exchange.objects.update(settled_on=timezone.localdate() - 368 * DAY)

    call_command("erase_expired", verbosity=0)

    rows = Exchange.objects.in_bulk()
    assert [(rows[each.pk].author, rows[each.pk].reason) for each in (off, refused, withdrawn)] == [
        (None, "–"),
        (None, "–"),
        (None, ""),
    ]


def test_exchange_is_reported_by_who_reads_it_hidden_and_shown():
    kind = next(each for each in MODERATED if each.kind == "exchange")
    exchange = ExchangeFactory()
    colleague, stranger = ConciergeMemberFactory(concierge=exchange.concierge).person, UserFactory()
    network = exchange.concierge.network
    found = [kind.found_by(user, network, str(exchange.pk)) for user in (colleague, stranger)]

    kind.hide(exchange, by=None, reason="Offende")
    kind.hide(exchange, by=None, reason="Offende")
    hidden = Exchange.objects.get()
    kind.show(exchange, by=None)

    shown = Exchange.objects.get()
    assert (found, kind.author(exchange)) == ([exchange, None], exchange.author.person)
    assert (hidden.state, hidden.reason, shown.state, shown.reason) == (State.REFUSED, "Offende", State.OPEN, "")


def test_what_two_had_agreed_on_does_not_go_on_after_a_report_and_its_author_alone_reads_why():
    kind = next(each for each in MODERATED if each.kind == "exchange")
    exchange = answered(ExchangeFactory(), agreed=True)

    kind.hide(exchange, by=None, reason="È pericoloso")

    exchange.refresh_from_db()
    assert (exchange.state, exchange.reason) == (State.NOT_DONE, "L’ha fermato chi coordina la città.")
    people = [exchange.author.person, exchange.other.person]
    told = [each.notices.get(must=True).words for each in people]
    assert told == ["È pericoloso", "Non è più in bacheca: non devi fare niente. Ci sono altre cose, e altre persone."]


def test_why_an_answered_exchange_is_refused_is_for_its_author_alone(client):
    exchange = answered(ExchangeFactory())
    actions.refuse(exchange=exchange, reason="È pericoloso")
    read = []

    for member in (exchange.author, exchange.other):
        client.force_login(member.person)
        page = client.get(exchange.get_absolute_url()).content.decode()
        read.append(("È pericoloso" in page, "È pericoloso" in member.person.notices.get(must=True).words))

    assert read == [(True, True), (False, False)]


def test_answer_that_is_hidden_after_a_report_is_read_no_more_and_the_next_one_is(client):
    exchange = ExchangeFactory()
    members = ConciergeMemberFactory.create_batch(2, concierge=exchange.concierge)
    client.force_login(exchange.author.person)
    actions.answer(exchange=exchange, member=members[0], message="Lo so dove abiti")
    exchange.refresh_from_db()

    hidden_by_the_city("exchange_answer", exchange)
    pages = [client.get(exchange.get_absolute_url()).content.decode()]
    actions.decline(exchange=exchange, side="author")
    actions.answer(exchange=exchange, member=members[1], message="Ho tre paia")
    pages.append(client.get(exchange.get_absolute_url()).content.decode())

    assert ["Lo so dove abiti" in pages[0], "Ho tre paia" in pages[1]] == [False, True]


def test_demo_fills_the_concierges_once():
    load_people()
    network = network_of()
    for slug in (POINT, "altro"):
        CommunityPointFactory(location__municipality=network, slug=slug)

    assert (demo.load(str), demo.load(str)) == (True, False)
    states = [*Exchange.objects.order_by("state").values_list("state", flat=True).distinct()]
    assert states == ["agreed", "done", "open", "proposed"]
    assert (Exchange.objects.count(), Vetting.objects.count()) == (254, 60)
    assert (AdviceSlot.objects.free().count(), ConciergeMembership.objects.current().count()) == (10, 101)
    assert not Exchange.objects.to_expire().exists()
