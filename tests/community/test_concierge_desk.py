"""What who keeps a concierge does there: writes for who has no account, matches, trusts, lets go."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AccessLog
from community.concierge import actions, membership
from community.models import Concierge, ConciergeMembership, Exchange, Notice, Vetting
from puntocomunita.encryption import decrypt
from tests.factories import MandateFactory

from .concierge_factories import (
    DAY,
    ConciergeFactory,
    ConciergeMemberFactory,
    ExchangeFactory,
    VettingFactory,
    answered,
    keeper_of,
    member_without_account,
)
from .test_concierge import OFFER, at, told

pytestmark = pytest.mark.django_db
State = Exchange.State


@pytest.fixture
def concierge():
    return ConciergeFactory()


def test_keeper_writes_down_a_neighbour_and_matches_with_who_is_vetted(client, concierge):
    keeper, helper = keeper_of(concierge), ConciergeMemberFactory(concierge=concierge, person__name="Luca Zani")
    client.force_login(keeper)

    client.post(at(concierge, "soci/nuovo/"), {"name": "Rosa", "contact": "030 000 1234"})
    rosa = ConciergeMembership.objects.get(person=None)
    asked = OFFER | {"kind": "request", "category": "company", "title": "Due chiacchiere il martedì"}
    response = client.post(at(concierge, f"soci/{rosa.pk}/scrivi/"), asked)
    exchange = Exchange.objects.get()
    page = exchange.get_desk_url()
    unvetted = client.post(page, {"match": "1", "member": helper.pk})
    membership.vet(by=keeper, member=helper, what_for="care", until=timezone.localdate() + DAY, seen="Documento")
    client.post(page, {"match": "1", "member": helper.pk})
    client.post(page, {"agree": "1", "side": "other"})  # who has an account answers alone
    client.post(page, {"agree": "1", "side": "author"})
    actions.agree(exchange=exchange, side="other")

    exchange.refresh_from_db()
    assert (rosa.recorded_by, "Rosa" in rosa.name, decrypt(rosa.name)) == (keeper, False, "Rosa")
    assert (response.url, exchange.care, exchange.matched_by, exchange.state) == (page, True, keeper, State.AGREED)
    assert (unvetted.status_code, list(unvetted.context["form"].errors)) == (422, ["member"])
    shown = client.get(page).content.decode()
    assert ("030 000 1234" in shown, helper.person.email in shown) == (True, False)
    assert AccessLog.objects.filter(actor=keeper, client_id=rosa.pk, what="client").exists()
    assert exchange.reference in client.get(f"{page}foglio/").content.decode()
    client.post(page, {"confirm": "1", "side": "author", "minutes": "60"})
    actions.confirm(exchange=exchange, side="other", minutes=60)
    assert Exchange.objects.get().state == State.DONE


def test_keeper_does_not_vouch_for_themselves_another_keeper_does(client, concierge):
    keeper, colleague = keeper_of(concierge), keeper_of(concierge)
    member = ConciergeMemberFactory(concierge=concierge, person=keeper)
    page, until = at(concierge, f"soci/{member.pk}/"), timezone.localdate() + DAY
    told = {"vet": "1", "what_for": "minors", "until": until.isoformat(), "seen": "Documento"}

    said = {}
    for who in (keeper, colleague):
        client.force_login(who)
        shown = client.get(page).content.decode()
        said[who] = ("Dai un’idoneità" in shown, client.post(page, told).status_code, Vetting.objects.count())

    assert said == {keeper: (False, 302, 0), colleague: (True, 302, 1)}


def test_keeper_who_does_it_with_a_neighbour_does_not_confirm_for_both(client, concierge):
    keeper, colleague = keeper_of(concierge), keeper_of(concierge)
    member = ConciergeMemberFactory(concierge=concierge, person=keeper)
    exchange = answered(ExchangeFactory(author=member_without_account(concierge)), member)
    said = []

    for verb, who in (("agree", keeper), ("agree", colleague), ("confirm", keeper), ("confirm", colleague)):
        client.force_login(who)
        offered = f'name="{verb}"' in client.get(exchange.get_desk_url()).content.decode()
        client.post(exchange.get_desk_url(), {verb: "1", "side": "author", "minutes": "60"})
        exchange.refresh_from_db()
        said.append((offered, exchange.agreed_by("author"), exchange.confirmed_by("author")))

    assert said == [(False, False, False), (True, True, False), (False, True, False), (True, True, True)]


def test_keeper_hears_what_a_neighbour_without_an_account_has_to_be_told(concierge):
    keeper, rosa = keeper_of(concierge), member_without_account(concierge)
    exchange = ExchangeFactory(author=rosa)

    actions.answer(exchange=exchange, member=ConciergeMemberFactory(concierge=concierge))

    notice = Notice.objects.get()
    assert (notice.person, notice.url) == (keeper, exchange.get_desk_url())
    assert ("Rosa" in notice.words, "senza accesso" in notice.words) == (False, True)


def test_keeper_reads_what_is_answered_to_who_has_no_account_and_to_nobody_else(client, concierge):
    exchanges = [
        ExchangeFactory(author=member_without_account(concierge)),
        ExchangeFactory(author__concierge=concierge),
    ]
    for exchange in exchanges:
        actions.answer(
            exchange=exchange, member=ConciergeMemberFactory(concierge=concierge), message="Suono al citofono"
        )
    client.force_login(keeper_of(concierge))

    read = ["Suono al citofono" in client.get(exchange.get_desk_url()).content.decode() for exchange in exchanges]

    assert read == [True, False]


def test_keeper_refuses_what_cannot_stand_with_a_reason(client, concierge):
    exchange = ExchangeFactory(author__concierge=concierge)
    client.force_login(keeper_of(concierge))

    wrong = client.post(exchange.get_desk_url(), {"refuse": "1"})
    client.post(exchange.get_desk_url(), {"refuse": "1", "reason": "È un lavoro da elettricista"})

    exchange.refresh_from_db()
    assert wrong.status_code == 422
    assert (exchange.state, exchange.reason) == (State.REFUSED, "È un lavoro da elettricista")
    assert told(exchange.author.person) == ["Non può stare in bacheca"]


def test_desk_is_of_who_keeps_the_concierge_and_knows_personal_data(client, concierge):
    people = {
        "keeper": keeper_of(concierge),
        "untrained": MandateFactory(community_point=concierge.community_point).user,
        "elsewhere": keeper_of(ConciergeFactory()),
        "member": ConciergeMemberFactory(concierge=concierge).person,
    }
    seen = {}

    for name, user in people.items():
        client.force_login(user)
        seen[name] = [client.get(at(concierge, page)).status_code for page in ("banco/", "soci/", "soci/nuovo/")]

    assert seen == {"keeper": [200] * 3, "untrained": [403] * 3, "elsewhere": [403] * 3, "member": [403] * 3}


@pytest.mark.parametrize("rest", ["banco/", "soci/"])
def test_pages_of_the_desk_take_as_many_queries_for_three_as_for_one(client, rest):
    concierge = ConciergeFactory(fee=5)
    client.force_login(keeper_of(concierge))

    def add():
        neighbour = member_without_account(concierge)
        ExchangeFactory(author=neighbour, kind="request")
        answered(ExchangeFactory(author=neighbour))
        VettingFactory(membership=ConciergeMemberFactory(concierge=concierge, fee=5))

    def queries():
        with CaptureQueriesContext(connection) as counted:
            client.get(at(concierge, rest))
        return len(counted)

    add()
    one = queries()
    add()
    add()

    assert queries() == one


def test_list_of_members_is_opened_on_record(client, concierge):
    keeper, member = keeper_of(concierge), ConciergeMemberFactory(concierge=concierge)
    client.force_login(keeper)

    client.get(at(concierge, "soci/"))

    looks = AccessLog.objects.order_by("pk").values_list("actor", "subject", "what")
    assert list(looks) == [(keeper.pk, None, "people"), (keeper.pk, member.person_id, "people")]


def test_keeper_finds_a_member_by_how_name_or_code_begins(client, concierge):
    rosa, ada = member_without_account(concierge, "Rosa"), member_without_account(concierge, "ada")
    marco = ConciergeMemberFactory(concierge=concierge, person__name="Marco Ghidini")
    client.force_login(keeper_of(concierge))

    def found(wanted=""):
        return [name for _member, name in client.get(at(concierge, "soci/"), {"q": wanted}).context["people"]]

    assert [found(), found(" RO"), found(ada.reference[:6].lower()), found("Ghi"), found("x\x00")] == [
        ["ada", "Marco", "Rosa"],
        ["Rosa"],
        ["ada"],
        [],
        [],
    ]
    looks = AccessLog.objects.exclude(subject=None).values_list("subject", flat=True)
    assert (list(looks), rosa.person) == ([marco.person_id], None)


def test_vetting_that_is_taken_away_takes_what_stood_on_it(client, concierge):
    vetting = VettingFactory(membership__concierge=concierge)
    offer = ExchangeFactory(author=vetting.membership, care=True)
    request = ExchangeFactory(author__concierge=concierge, kind="request", care=True)
    answered(request, vetting.membership)
    sewing = ExchangeFactory(author=vetting.membership)
    client.force_login(keeper_of(concierge))

    client.post(at(concierge, f"soci/{vetting.membership_id}/"), {"unvet": "care"})

    for each in (offer, request, sewing):
        each.refresh_from_db()
    assert [each.state for each in (offer, request, sewing)] == [State.WITHDRAWN, State.OPEN, State.OPEN]
    assert not Vetting.objects.in_force().exists()


def test_who_leaves_takes_along_what_is_theirs(client, concierge):
    member = ConciergeMemberFactory(concierge=concierge)
    mine, theirs = ExchangeFactory(author=member), answered(ExchangeFactory(author__concierge=concierge), member)
    client.force_login(keeper_of(concierge))

    client.post(at(concierge, f"soci/{member.pk}/"), {"end": "1"})

    member.refresh_from_db()
    states = [Exchange.objects.get(pk=each.pk).state for each in (mine, theirs)]
    assert (member.is_current, states) == (False, [State.WITHDRAWN, State.OPEN])
    assert "La tua portineria di quartiere" in told(member.person)


def test_membership_is_renewed_once_from_its_last_day(client, concierge):
    member = ConciergeMemberFactory(concierge=concierge)
    client.force_login(keeper_of(concierge))
    Concierge.objects.update(fee=8, months=1)
    last = member.valid.upper

    for _twice in range(2):
        client.post(at(concierge, f"soci/{member.pk}/"), {"renew": str(last)})

    member.refresh_from_db()
    assert (member.fee, member.paid_on, member.valid.upper) == (8, timezone.localdate(), last + 30 * DAY)


def test_old_membership_of_who_is_a_member_again_is_not_renewed(client, concierge):
    old = ConciergeMemberFactory(concierge=concierge)
    membership.end(by=None, member=old)
    old.refresh_from_db()
    membership.join(by=old.person, concierge=concierge, contact="")
    client.force_login(keeper_of(concierge))

    page = client.post(at(concierge, f"soci/{old.pk}/"), {"renew": str(old.valid.upper or "")}, follow=True)

    valid = ConciergeMembership.objects.get(pk=old.pk).valid
    assert (page.status_code, valid) == (200, old.valid)
    assert "È di nuovo tra i soci con un’altra iscrizione" in page.content.decode()


def test_what_is_over_is_put_up_again_by_who_wrote_it_and_by_nobody_else(client, concierge):
    fatima = ConciergeMemberFactory(concierge=concierge)
    rosa = member_without_account(concierge)
    told = {"concierge": concierge, "title": "Orli a macchina", "words": "Anche il sabato", "price": 5}
    mine, hers = ExchangeFactory(author=fatima, **told), ExchangeFactory(author=rosa, **told)
    for exchange in (mine, hers):
        actions.withdraw(exchange=exchange)

    client.force_login(fatima.person)
    link = f"{at(concierge, 'scrivi/')}?come={mine.pk}"
    shown, filled = client.get(mine.get_absolute_url()).content.decode(), client.get(link).context["form"].initial
    others = client.get(at(concierge, "scrivi/"), {"come": hers.pk}).context["form"].initial
    odd = client.get(at(concierge, "scrivi/"), {"come": "\x00", "kind": "offer"}).context["form"].initial
    client.force_login(keeper_of(concierge))
    at_desk = client.get(at(concierge, f"soci/{rosa.pk}/scrivi/"), {"come": hers.pk}).context["form"].initial

    assert (link in shown, filled["title"], filled["words"], filled["price"]) == (True, *list(told.values())[1:])
    assert (others["kind"], others["title"], odd["kind"], at_desk["title"]) == ("", "", "offer", "Orli a macchina")
