"""What members offer each other and ask of each other: put up, answered, agreed, done; by two sides and a stranger."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from accounts.access import Role
from network.exchange import actions
from network.exchange.actions import Settled
from network.members.actions import leave
from network.models import ExchangeMatch, ExchangeNotice
from puntocomunita.templatetags.portal import after
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, QuarterFactory

from .exchange_factories import DAY, AssistanceRequestFactory, MatchFactory, NoticeFactory, agreed, given_to, today
from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def board(network):
    return f"/rete/{network.slug}/scambi/"


def member(network, name):
    """A membership whose organisation has an address and somebody who speaks for it."""
    address = f"{name.lower()}@example.org"
    membership = MembershipFactory(network=network, organization__name=name, organization__email=address)
    membership.user = MemberFactory(organization=membership.organization, role=Role.EDITOR).user
    return membership


@pytest.fixture
def avis(network):
    return member(network, "Avis")


@pytest.fixture
def bocce(network):
    return member(network, "Bocce")


def notice_of(membership, **said):
    return NoticeFactory(membership=membership, **said)


def test_offer_is_matched_with_a_request_agreed_on_and_done_by_both(
    client, board, avis, bocce, mailoutbox, django_capture_on_commit_callbacks
):
    def send(who, address, **said):
        client.force_login(who.user)
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, said)

    offer = {"organization": avis.organization_id, "kind": "offer", "what": "vehicle", "title": "Un furgone"}
    made = send(avis, f"{board}nuovo/", **offer, words="Il sabato")
    wanted = send(
        bocce, f"{board}nuovo/", **offer | {"kind": "request", "organization": bocce.organization_id}, words="?"
    )
    van, need = ExchangeNotice.objects.order_by("pk")
    suggested = list(client.get(need.get_absolute_url()).context["fitting"])
    send(bocce, f"{board}{van.pk}/rispondi/", organization=bocce.organization_id, own_notice=need.pk, words="Sabato 5?")
    match = ExchangeMatch.objects.get()
    here = match.get_absolute_url()
    send(avis, here, step="write", words="A che ora?")
    send(avis, here, step="agree", terms="Sabato 5 alle nove")
    states = {notice.title: notice.state for notice in ExchangeNotice.objects.all()}
    send(bocce, here, step="confirm")
    half = ExchangeMatch.objects.get().state
    send(avis, here, step="confirm")

    assert (made.url, wanted.url, suggested) == (van.get_absolute_url(), need.get_absolute_url(), [van])
    assert (states, half) == ({"Un furgone": "agreed"}, "agreed")
    match.refresh_from_db()
    assert (match.state, match.giver, match.taker, match.terms) == (
        "done",
        avis.organization,
        bocce.organization,
        "Sabato 5 alle nove",
    )
    assert list(match.messages.values_list("by_giver", "words")) == [(False, "Sabato 5?"), (True, "A che ora?")]
    assert set(ExchangeNotice.objects.values_list("state", flat=True)) == {"done"}
    assert [(mail.to[0], mail.subject) for mail in mailoutbox] == [
        ("avis@example.org", "Bocce risponde: Un furgone"),
        ("bocce@example.org", "Avis scrive: Un furgone"),
        ("bocce@example.org", "Avis è d’accordo: Un furgone"),
        ("avis@example.org", "Bocce dice che è fatto: Un furgone"),
        ("bocce@example.org", "Fatto: Un furgone"),
    ]
    assert [mail.subject for mail in mailoutbox if here not in mail.body] == []


def test_who_agrees_with_one_tells_all_the_others_no(
    avis, bocce, network, mailoutbox, django_capture_on_commit_callbacks
):
    room, coro = notice_of(avis, title="La sala"), member(network, "Coro")
    need = notice_of(coro, kind="request")
    first = actions.ask(by=None, notice=room, organization=bocce.organization, words="Noi")
    second = actions.ask(by=None, notice=room, organization=coro.organization, own_notice=need, words="E noi")

    with django_capture_on_commit_callbacks(execute=True):
        actions.agree(by=avis.user, match=first, terms="Giovedì")

    assert dict(ExchangeMatch.objects.values_list("pk", "state")) == {first.pk: "agreed", second.pk: "declined"}
    assert dict(ExchangeNotice.objects.values_list("pk", "state")) == {room.pk: "agreed", need.pk: "open"}
    assert {(mail.to[0], mail.subject) for mail in mailoutbox} == {
        ("coro@example.org", "Avis, per questa volta no: La sala"),
        ("bocce@example.org", "Avis è d’accordo: La sala"),
    }
    with pytest.raises(Settled):
        actions.agree(by=avis.user, match=second, terms="Giovedì")


def test_answer_that_comes_to_nothing_leaves_the_notice_to_others(avis, bocce):
    room = notice_of(avis)
    ways = {
        "declined": lambda match: actions.decline(by=None, match=match, reason="È piena"),
        "withdrawn": lambda match: actions.take_back(by=None, match=match),
        "failed": lambda match: actions.call_off(by=None, match=agreed(match), side="taker", reason="Piove"),
    }

    ended = {}
    for name, end in ways.items():
        match = actions.ask(by=None, notice=room, organization=bocce.organization, words="Ci serve")
        end(match)
        match.refresh_from_db()
        room.refresh_from_db()
        ended[name] = (match.state, match.closed_at is not None, room.state)

    assert ended == {name: (name, True, "open") for name in ways}


def test_notices_expire_once_and_who_waited_hears_it(avis, bocce, mailoutbox, django_capture_on_commit_callbacks):
    old, live = notice_of(avis, title="La sala"), notice_of(avis)
    match = MatchFactory(offer=old, taker=bocce.organization)
    done = agreed(MatchFactory(offer=notice_of(avis), taker=bocce.organization)).offer
    ExchangeNotice.objects.exclude(pk=live.pk).update(expires_on=today() - DAY)

    told = []
    with django_capture_on_commit_callbacks(execute=True):
        for _again in range(2):
            out = io.StringIO()
            call_command("expire_exchanges", stdout=out)
            told.append(out.getvalue().splitlines()[0])

    assert told == ["Annunci scaduti: 1", "Annunci scaduti: 0"]
    states = dict(ExchangeNotice.objects.values_list("pk", "state"))
    assert states == {old.pk: "expired", live.pk: "open", done.pk: "agreed"}
    match.refresh_from_db()
    assert (match.state, match.reason) == ("declined", "L’annuncio è scaduto prima di una risposta.")
    assert [(mail.to[0], mail.subject) for mail in mailoutbox] == [
        ("bocce@example.org", "Avis, per questa volta no: La sala"),
        ("avis@example.org", "È scaduto: La sala"),
    ]


def test_suggestions_are_the_same_thing_on_days_that_meet_nearest_first(avis, bocce, network):
    near, far = (
        QuarterFactory(zone__municipality=network),
        QuarterFactory(zone__municipality=network, name="Chiesanuova"),
    )
    day = today() + 10 * DAY
    wanted = notice_of(avis, kind="request", quarter=near, first_day=day, last_day=day + DAY, expires_on=day)
    offers = {
        "far, any day": {"quarter": far},
        "near, any day": {"quarter": near},
        "near, same days": {"quarter": near, "first_day": day + DAY, "last_day": day + DAY, "expires_on": day},
        "other days": {"first_day": day - DAY, "last_day": day - DAY, "expires_on": today()},
        "other thing": {"what": "vehicle"},
        "a request": {"kind": "request"},
    }
    for title, said in offers.items():
        notice_of(bocce, title=title, **said)
    notice_of(avis, title="its own")
    notice_of(bocce, title="over", state="withdrawn", closed_at="2026-01-01T00:00Z")

    found = ExchangeNotice.objects.fitting(wanted)

    assert [(each.title, each.is_near, each.is_on_the_days) for each in found] == [
        ("near, same days", True, True),
        ("near, any day", True, False),
        ("far, any day", False, False),
    ]


def test_each_sees_what_concerns_them_and_acts_for_their_side_only(client, board, avis, bocce, network):
    match = agreed(MatchFactory(offer=notice_of(avis), taker=bocce.organization))
    waits = MatchFactory(offer=notice_of(avis), taker=bocce.organization)
    bocce.organization.reserved_contacts.create(value="030 998877", visibility="members")
    coro = member(network, "Coro")
    point = CommunityPointFactory(location__municipality=network)
    runs = MandateFactory(community_point=point, role=Role.COORDINATOR).user
    people = {"avis": avis.user, "bocce": bocce.user, "coro": coro.user, "runs": runs}
    here, notice = match.get_absolute_url(), match.offer.get_absolute_url()

    seen = {}
    for name, user in people.items():
        client.force_login(user)
        answer = client.get(here)
        acts = client.post(here, {"step": "call_off", "reason": ""}).status_code
        seen[name] = (answer.status_code, client.get(notice).status_code, acts)
    partner = client.get(here).context["partner"]
    client.force_login(avis.user)
    before, after = (client.get(each.get_absolute_url()).content.decode() for each in (waits, match))
    hidden, contacts = (
        [each for each in ("bocce@example.org", "030 998877") if each in page] for page in (before, after)
    )

    assert seen == {"avis": (200, 200, 422), "bocce": (200, 200, 422), "coro": (404, 404, 404), "runs": (200, 200, 403)}
    assert (partner, hidden, contacts) == (None, [], ["bocce@example.org", "030 998877"])


def test_steps_out_of_turn_change_nothing(client, avis, bocce):
    match = MatchFactory(offer=notice_of(avis), taker=bocce.organization)
    client.force_login(bocce.user)

    answers = [
        client.post(match.get_absolute_url(), {"step": step, "terms": "Sì"}) for step in ("agree", "confirm", "?")
    ]
    client.post(f"{match.offer.get_absolute_url()}ritira/")

    assert {each.url for each in answers} == {match.get_absolute_url()}
    match.refresh_from_db()
    assert (match.state, match.offer.state) == ("proposed", "matched")


def test_notice_changes_until_it_is_answered_and_is_taken_down_by_whose_it_is(client, avis, bocce):
    room = notice_of(avis)
    client.force_login(avis.user)
    said = {"what": "room", "title": "Due sale", "words": "La sera"}

    client.post(f"{room.get_absolute_url()}modifica/", said)
    waiting = MatchFactory(offer=room, taker=bocce.organization)
    late = client.post(f"{room.get_absolute_url()}modifica/", said | {"title": "Tre sale"})
    client.post(f"{room.get_absolute_url()}ritira/")
    again = client.post(f"{room.get_absolute_url()}ritira/")

    room.refresh_from_db()
    waiting.refresh_from_db()
    assert (room.title, room.state, room.kind) == ("Due sale", "withdrawn", "offer")
    assert (waiting.state, waiting.reason) == ("declined", "L’annuncio non c’è più.")
    assert (late.url, again.url) == (room.get_absolute_url(), room.get_absolute_url())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last_day": today() + DAY}, "first_day"),
        ({"first_day": today() + 2 * DAY, "last_day": today() + DAY}, "last_day"),
        ({"first_day": today() - DAY}, "first_day"),
        ({"first_day": today() + DAY, "expires_on": today() + 2 * DAY}, "expires_on"),
        ({"expires_on": today() + 400 * DAY}, "expires_on"),
        ({"title": ""}, "title"),
    ],
)
def test_form_says_what_is_wrong_beside_it(client, board, avis, wrong, field):
    client.force_login(avis.user)
    said = {"organization": avis.organization_id, "kind": "offer", "what": "room", "title": "Sala", "words": "La sera"}

    answer = client.post(f"{board}nuovo/", said | wrong)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_who_answers_twice_reads_since_when_they_have_and_where(client, avis, bocce):
    room, since = notice_of(avis), timezone.localtime() - 40 * DAY
    match = MatchFactory(offer=room, taker=bocce.organization, asked_at=since)
    here, said = f"{room.get_absolute_url()}rispondi/", {"organization": bocce.organization_id, "words": "Ci serve"}
    client.force_login(bocce.user)

    asked, again = client.get(here), client.post(here, said)
    actions.take_back(by=bocce.user, match=match)
    actions.withdraw(by=avis.user, notice=room)
    gone = client.post(here, said)

    link = f'<a href="{match.get_absolute_url()}">Leggi che cosa vi siete scritti</a>'
    day = after(date_format(since, "j F Y").lower(), "dal")
    assert (asked.url, ExchangeMatch.objects.count()) == (match.get_absolute_url(), 1)
    assert f"«Avis» e «Bocce» ne parlano già {day}. {link}" in again.text
    assert [each.context["form"].non_field_errors() for each in (again, gone)] == [
        ["«Bocce» ne parla già: quello che vuoi aggiungere scrivilo lì."],
        ["Non è più in bacheca: guarda com’è adesso."],
    ]


def test_nobody_answers_what_they_put_up_themselves(client, avis, bocce):
    notices = notice_of(bocce), notice_of(avis, kind="request")
    own, theirs = (each.get_absolute_url() for each in notices)
    client.force_login(bocce.user)

    asked = client.get(f"{theirs}rispondi/?annuncio=x")

    assert (client.get(f"{own}rispondi/").url, asked.context["form"]["own_notice"].initial) == (own, "x")


def test_list_is_narrowed_by_who_what_and_quarter(client, board, avis, network):
    near, far = (
        QuarterFactory(zone__municipality=network),
        QuarterFactory(zone__municipality=network, name="Chiesanuova"),
    )
    notice_of(avis, title="Sala", quarter=near)
    notice_of(avis, title="Furgone", what="vehicle")
    notice_of(avis, title="Cerco sala", kind="request", quarter=far)
    client.force_login(avis.user)
    asked = ["", "?tipo=offer", "?cosa=vehicle", f"?quartiere={near.slug}", "?tipo=x&cosa=y"]

    found = {query: {each.title for each in client.get(board + query).context["page_obj"]} for query in asked}

    everything = {"Sala", "Furgone", "Cerco sala"}
    assert found == {
        "": everything,
        "?tipo=offer": {"Sala", "Furgone"},
        "?cosa=vehicle": {"Furgone"},
        f"?quartiere={near.slug}": {"Sala", "Furgone"},
        "?tipo=x&cosa=y": everything,
    }


def test_pages_cost_the_same_with_one_and_with_three(client, board, avis, bocce):
    room = notice_of(avis)
    client.force_login(avis.user)
    addresses = [board, f"{board}nostri/", room.get_absolute_url()]
    costs, shown = {}, {}

    for count, more in ((1, 1), (3, 2)):
        for _each in range(more):
            MatchFactory(offer=notice_of(avis), taker=bocce.organization)
            notice_of(bocce, kind="request")
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                shown[address] = client.get(address)
            costs.setdefault(count, []).append(len(queries))

    assert costs[1] == costs[3]
    assert max(costs[3]) <= 14
    assert len(shown[f"{board}nostri/"].context["matches"]) == 3
    assert len(shown[board].context["page_obj"]) == 7
    assert len(shown[room.get_absolute_url()].context["fitting"]) == 3


def test_who_leaves_the_network_leaves_nothing_half_done(avis, bocce, network):
    offer = notice_of(avis)
    asked = MatchFactory(offer=notice_of(bocce), taker=avis.organization)
    waits = MatchFactory(offer=offer, taker=bocce.organization)
    together = agreed(MatchFactory(offer=notice_of(bocce), taker=avis.organization))
    own = AssistanceRequestFactory(membership=avis)
    helped = given_to(AssistanceRequestFactory(membership=bocce), helper_organization=avis.organization)

    leave(by=None, membership=avis, reason="Chiude")

    states = {}
    for row in (offer, asked, asked.offer, waits, together, together.offer, own, helped):
        row.refresh_from_db()
        states.setdefault(type(row).__name__, []).append(row.state)
    assert states == {
        "ExchangeNotice": ["withdrawn", "open", "open"],
        "ExchangeMatch": ["withdrawn", "declined", "failed"],
        "AssistanceRequest": ["withdrawn", "open"],
    }
