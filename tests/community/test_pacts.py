"""A pact from its draft to its certificate, and the hours between, through the pages of the three who make it."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.access import Role
from accounts.models import AccessLog
from community.models import HoursEntry, Notice, Pact, Side
from community.notices.words import day_said
from community.pacts import actions, giving, letters
from puntocomunita.templatetags.portal import after
from tests.factories import MemberFactory, QuarterFactory, UserFactory
from tests.network.factories import MembershipFactory, network_of

from .pacts_factories import (
    HoursFactory,
    PactFactory,
    coordinator,
    days_ago,
    mandated,
    of_call,
    signed,
    social,
    social_worker,
    to_sign,
    verified,
)

pytestmark = pytest.mark.django_db
State = Pact.State


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def host(network):
    """A member of the network, with one person who keeps it."""
    organization = MembershipFactory(network=network, organization__name="Biblioteca viva").organization
    MemberFactory(organization=organization, role=Role.OWNER)
    return organization


@pytest.fixture
def pact(network, host):
    return signed(PactFactory(network=network, host=host))


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def keeper(pact):
    return pact.host.members.get().user


def written(host, **more):
    told = {"kind": "voluntary", "email": "", "person": "Ada Bassi", "host": host.pk, "words": "Mette a posto i libri"}
    period = {"starts_on": days_ago(10).isoformat(), "ends_on": days_ago(-90).isoformat(), "hours_due": 3}
    return told | period | {"quarter": "", "initiative": ""} | more


def at(pact, page=""):
    return f"/comunita/{pact.network.slug}/patti/{pact.pk}/{page}"


def test_pact_goes_from_draft_to_certificate(network, host):
    worker, person = social_worker(network), UserFactory(name="Ada Bassi")
    desk, own, hosting = as_(worker), as_(person), as_(host.members.get().user)
    asked = written(host, kind="social", email=person.email, person="")

    drafted = desk.post(f"/comunita/{network.slug}/patti/nuovo/", asked)
    pact = Pact.objects.get()
    assert (drafted.url, own.get(at(pact)).status_code) == (at(pact, "segui/"), 404)
    desk.post(at(pact, "segui/"), {"ask": "1"})
    own.post(at(pact), {"sign": "1"})
    hosting.post(at(pact, "ospite/"), {"sign": "1"})
    desk.post(at(pact, "segui/"), {"sign": "1"})
    pact.refresh_from_db()
    assert (pact.state, pact.signatures.count()) == (State.SIGNING, 2)
    desk.post(at(pact, "segui/"), {"assess": "1", "assessed_on": days_ago(1).isoformat()})
    desk.post(at(pact, "segui/"), {"sign": "1"})
    pact.refresh_from_db()
    assert (pact.state, pact.assessed_by) == (State.ACTIVE, worker)
    own.post(at(pact, "ore/"), {"day": days_ago(1).isoformat(), "starts": "15:00", "ends": "18:00", "words": ""})
    entry = HoursEntry.objects.get()
    hosting.post(f"/comunita/{network.slug}/patti/ore-da-confermare/", {"entry": [entry.pk]})
    desk.post(at(pact, "segui/"), {"complete": "1"})

    pact.refresh_from_db()
    paper = own.get(at(pact, "attestato.pdf"))
    check = Client().get(f"/comunita/attestato/{pact.code.lower()}/").content.decode()
    assert (pact.state, paper["Content-Type"], paper.content[:5]) == (State.COMPLETED, "application/pdf", b"%PDF-")
    assert ("Ada Bassi</strong> ha dato 3 ore a Biblioteca viva" in check, "attivazione" in check) == (True, False)
    assert Client().get("/comunita/attestato/AAAA-AAAA-AAAA-AAAA/").status_code == 404


def test_who_has_no_account_signs_on_paper_and_the_municipality_by_another(network, host):
    first, second = coordinator(network), mandated(network)
    as_(first).post(f"/comunita/{network.slug}/patti/nuovo/", written(host))
    pact = Pact.objects.get()
    as_(first).post(at(pact, "segui/"), {"ask": "1"})
    for side in ("participant", "host"):
        as_(first).post(at(pact, "segui/"), {"paper": side})
    offered = [as_(each).get(at(pact, "segui/")).context["signs"] for each in (first, second)]
    as_(first).post(at(pact, "segui/"), {"sign": "1"})

    assert offered == [[], [Side.MUNICIPALITY]]
    assert (pact.signatures.count(), pact.person, "Ada" in pact.name) == (2, "Ada Bassi", False)

    as_(second).post(at(pact, "segui/"), {"sign": "1"})
    pact.refresh_from_db()
    assert pact.state == State.ACTIVE


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"person": ""}, "person"),
        ({"email": "nessuno@example.org", "person": ""}, "email"),
        ({"words": "Chiama il 333 1234567"}, "words"),
        ({"ends_on": "2000-01-01"}, "ends_on"),
        ({"hours_due": 0}, "hours_due"),
        ({"kind": "social"}, "kind"),
        ({"kind": "call"}, "__all__"),
        ({"person": "A\x00da"}, "person"),
    ],
)
def test_draft_says_what_is_to_be_mended(network, host, asked, field):
    response = as_(coordinator(network)).post(f"/comunita/{network.slug}/patti/nuovo/", written(host, **asked))

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert Pact.objects.count() == 0


def test_hours_of_a_call_are_given_where_the_host_has_a_place(network):
    pact = of_call(network=network)
    elsewhere = QuarterFactory(name="Sanpolino", slug="sanpolino", zone=pact.quarter.zone)
    told = {"network": network, "kind": "call", "participant": UserFactory(), "hours_due": 40}
    told |= {"host": pact.host, "starts_on": days_ago(0), "ends_on": days_ago(-90), "words": "Apre la sala"}

    with pytest.raises(actions.NoPlaceThere):
        actions.draft(by=None, **told, quarter=elsewhere)

    assert actions.draft(by=None, **told, quarter=pact.quarter).state == State.DRAFT


def test_draft_is_mended_until_it_is_to_sign(network, host):
    client, pact = as_(mandated(network)), PactFactory(network=network, host=host, participant=None, name="x")
    actions.mend(pact=pact, name="Ada Bassi")
    page = at(pact, "modifica/")

    shown = client.get(page).context["form"]["person"].value()
    client.post(page, written(host, words="Legge ai bambini", person="Ada Rossi"))
    changed = Pact.objects.get()
    to_sign(changed)
    client.post(page, written(host, words="Altro"))

    assert (shown, changed.words, changed.person) == ("Ada Bassi", "Legge ai bambini", "Ada Rossi")
    assert (Pact.objects.get().words, client.get(page).url) == ("Legge ai bambini", at(pact, "segui/"))


def test_social_pact_is_there_only_for_who_is_in_charge(network, host):
    pact = signed(social(network=network, host=host))
    other = signed(PactFactory(network=network, host=host))
    pages = [at(pact, "segui/"), at(other, "segui/"), at(pact, "ospite/"), at(pact, "ore/"), at(pact)]

    def seen(user):
        return [as_(user).get(page).status_code for page in pages]

    answers = [seen(each) for each in (coordinator(network), social_worker(network), mandated(network))]
    answers += [seen(each) for each in (keeper(pact), MemberFactory().user, UserFactory())]
    assert answers == [
        [404, 200, 404, 404, 404],
        [200, 404, 404, 200, 404],
        [200, 200, 404, 200, 404],
        [404, 404, 200, 200, 404],
        [404, 404, 404, 404, 404],
        [404, 404, 404, 404, 404],
    ]


def test_desk_lists_the_kinds_that_one_follows(network, host):
    mine, theirs = social(network=network, host=host), PactFactory(network=network, host=host)
    page = f"/comunita/{network.slug}/patti/in-carico/"

    def listed(user, query=""):
        return list(as_(user).get(page + query).context["page"].object_list)

    assert [listed(each) for each in (social_worker(network), coordinator(network))] == [[mine], [theirs]]
    assert listed(mandated(network), "?state=active") == []
    assert set(listed(mandated(network), "?state=boh")) == {mine, theirs}


def test_host_reads_the_same_whatever_the_kind_of_pact(network, host):
    place = of_call(network=network)
    kinds = {"call": {"quarter": place.quarter, "host": place.host}, "social": {}, "voluntary": {}}
    MemberFactory(organization=place.host, user=(user := host.members.get().user))
    person = UserFactory(name="Ada Bassi")
    pages = {}
    for kind, told in kinds.items():
        pact = signed(PactFactory(network=network, kind=kind, participant=person, **{"host": host} | told))
        page = as_(user).get(at(pact, "ospite/")).content.decode()
        for named in (pact.quarter or "tutta la città", pact.host, pact.host.get_absolute_url()):
            page = page.replace(str(named), "")
        pages[kind] = page.replace(f"/{pact.pk}/", "/1/")

    bare = {kind: page[page.index("<h1>") : page.index("</main>")] for kind, page in pages.items()}
    assert bare["call"] == bare["social"] == bare["voluntary"]
    assert [
        words for words in ("attivazione", "bando", "volontariato", "valutazione") if words in pages["social"]
    ] == []


def test_every_look_at_a_pact_by_another_is_on_record(pact):
    direction = mandated(pact.network)
    as_(pact.participant).get(at(pact))
    as_(keeper(pact)).get(at(pact, "ospite/"))
    as_(direction).get(at(pact, "segui/"))

    looks = AccessLog.objects.filter(subject=pact.participant).order_by("pk").values_list("actor", "what", "thing")
    assert list(looks) == [(each.pk, "person", "Patto con Biblioteca viva") for each in (keeper(pact), direction)]


def test_hours_are_written_by_one_side_and_decided_by_the_other(pact):
    own, hosting = as_(pact.participant), as_(keeper(pact))
    told = {"day": days_ago(1).isoformat(), "starts": "15:00", "ends": "18:00", "words": "Scaffali"}

    own.post(at(pact, "ore/"), told)
    mine = HoursEntry.objects.get()
    own.post(at(pact, f"ore/{mine.pk}/"), {"verify": "1"})
    assert HoursEntry.objects.submitted().count() == 1
    named = pact.person in hosting.get(at(pact, f"ore/{mine.pk}/")).content.decode()
    refused = hosting.post(at(pact, f"ore/{mine.pk}/"), {"reject": "1", "reason": ""})
    hosting.post(at(pact, f"ore/{mine.pk}/"), {"reject": "1", "reason": "Eravamo chiusi"})
    hosting.post(at(pact, "ore/"), told)
    theirs = HoursEntry.objects.submitted().get()
    own.post(at(pact, f"ore/{theirs.pk}/"), {"verify": "1"})

    assert (named, refused.status_code) == (True, 422)
    rows = HoursEntry.objects.order_by("pk").values_list("side", "state", "decided_side", "reason", "verified_by")
    assert list(rows) == [
        ("participant", "rejected", "host", "Eravamo chiusi", keeper(pact).pk),
        ("host", "verified", "participant", "", pact.participant.pk),
    ]
    assert Notice.objects.filter(person=pact.participant, subject="Ore non confermate").count() == 1


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"starts": "18:00", "ends": "15:00"}, "ends"),
        ({"day": "2001-01-01"}, "day"),
        ({"starts": "14:00", "ends": "16:00"}, "day"),
        ({"starts": "06:00", "ends": "15:30"}, "day"),
        ({"day": days_ago(-2).isoformat()}, "ends"),  # to come, even where midnight passes before this is run
        ({"words": "Con la signora del 333 1234567"}, "words"),
        ({"day": ""}, "day"),
    ],
)
def test_hours_say_what_is_to_be_mended(pact, told, field):
    HoursFactory(pact=pact)
    asked = {"day": days_ago(1).isoformat(), "starts": "19:00", "ends": "20:00", "words": ""} | told

    response = as_(pact.participant).post(at(pact, "ore/"), asked)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert HoursEntry.objects.count() == 1


def test_more_than_twelve_hours_a_day_are_refused_in_words(pact):
    HoursFactory(pact=pact, starts=datetime.time(8), ends=datetime.time(18))

    response = as_(pact.participant).post(
        at(pact, "ore/"), {"day": days_ago(1).isoformat(), "starts": "18:00", "ends": "20:30", "words": ""}
    )

    assert response.context["form"].errors == {"day": ["In un giorno si danno al massimo 12 ore."]}


def test_one_takes_back_only_ones_own_hours_that_wait(pact):
    entry, decided = HoursFactory(pact=pact), verified(HoursFactory(pact=pact, day=days_ago(2)))
    for user in (keeper(pact), pact.participant):
        for each in (entry, decided):
            as_(user).post(at(pact, f"ore/{each.pk}/"), {"take_back": "1"})

    assert list(HoursEntry.objects.all()) == [decided]
    assert as_(pact.participant).post(at(pact, f"ore/{entry.pk}/"), {"take_back": "1"}).status_code == 404


def test_page_offers_the_hours_of_last_time_with_one_press(pact):
    today = days_ago(1)  # for this test: the database, which has its own clock, takes no hours to come
    noon = timezone.make_aware(datetime.datetime.combine(today, datetime.time(12)))
    with time_machine.travel(noon, tick=False):
        client = as_(pact.participant)
        HoursFactory(pact=pact, day=days_ago(7), starts=datetime.time(9), ends=datetime.time(11))
        quick = client.get(at(pact)).context["quick"]
        asked = {name: value.isoformat() for name, value in quick.items() if name != "is_today"}
        client.post(at(pact, "ore/"), asked)
        again = client.get(at(pact)).context["quick"]

    assert (quick["is_today"], quick["day"], again) == (True, today, {})
    assert HoursEntry.objects.filter(day=today, starts="09:00", ends="11:00").count() == 1


def test_host_confirms_what_is_ticked_of_its_own_pacts(pact):
    mine, left = HoursFactory(pact=pact), HoursFactory(pact=pact, day=days_ago(2))
    theirs = HoursFactory()
    page = f"/comunita/{pact.network.slug}/patti/ore-da-confermare/"

    as_(keeper(pact)).post(page, {"entry": [mine.pk, theirs.pk, "x", "9" * 30]})

    assert list(HoursEntry.objects.verified()) == [mine]
    assert list(as_(keeper(pact)).get(page).context["page"].object_list) == [left]


def test_pact_ends_when_its_hours_are_decided_and_done(pact):
    direction, entry = mandated(pact.network), HoursFactory(pact=pact)

    for act, told in ((actions.complete, {}), (actions.end_early, {"reason": "Trasloca"})):
        with pytest.raises(actions.Undecided):
            act(by=direction, pact=pact, **told)
    giving.verify(by=keeper(pact), entries=pact.hours.all(), side=Side.HOST)
    with pytest.raises(actions.Undecided):
        actions.complete(by=direction, pact=pact)
    refused = as_(direction).post(at(pact, "segui/"), {"end": "1", "reason": ""})
    as_(direction).post(at(pact, "segui/"), {"end": "1", "reason": "Trasloca"})

    pact.refresh_from_db()
    assert (refused.status_code, pact.state, pact.end_reason, bool(pact.code)) == (422, "ended_early", "Trasloca", True)
    assert pact.hours.get() == entry
    with pytest.raises(giving.Refused, match="hours_are_of_an_active_pact"):
        giving.write_down(
            by=None, pact=pact, side="host", day=days_ago(3), starts=datetime.time(9), ends=datetime.time(10)
        )


def test_pact_is_withdrawn_before_it_begins_and_the_host_sees_it_no_more(network, host):
    pact = to_sign(PactFactory(network=network, host=host))
    as_(mandated(network)).post(at(pact, "segui/"), {"withdraw": "1", "reason": "Ci ha ripensato"})

    pact.refresh_from_db()
    answers = [as_(keeper(pact)).get(at(pact, "ospite/")).status_code, as_(pact.participant).get(at(pact)).status_code]
    assert (pact.state, answers) == (State.WITHDRAWN, [404, 200])
    assert Notice.objects.get(person=pact.participant).must


@pytest.mark.parametrize(("days", "first"), [(30, 0), (-30, -30)])
def test_who_gives_hours_hears_from_which_day_they_are_given(days, first):
    letters.tell_that_it_began(PactFactory(starts_on=days_ago(days)))

    assert Notice.objects.get().words.endswith(f"Le ore si danno {after(day_said(days_ago(first)), 'dal')}.")


def test_assessment_is_of_a_social_worker_of_that_day(network, host):
    pact, direction = social(network=network, host=host), mandated(network)
    told = {"assess": "1", "assessed_on": days_ago(1).isoformat()}
    as_(direction).post(at(pact, "segui/"), told)
    assert Pact.objects.get().assessed_on is None
    worker = as_(social_worker(network))
    ahead = worker.post(at(pact, "segui/"), {"assess": "1", "assessed_on": days_ago(-3).isoformat()})
    before = worker.post(at(pact, "segui/"), {"assess": "1", "assessed_on": "2001-01-01"})
    to_sign(pact)
    offered = [worker.get(at(pact, "segui/")).context["signs"]]
    worker.post(at(pact, "segui/"), told)
    offered.append(worker.get(at(pact, "segui/")).context["signs"])

    assert (ahead.status_code, before.status_code, Pact.objects.get().assessed_on) == (422, 422, days_ago(1))
    assert ("Quel giorno non eri" in before.content.decode(), offered) == (True, [[], [Side.MUNICIPALITY]])


def test_social_worker_does_not_assess_a_pact_in_which_they_give_the_hours(network, host):
    worker = social_worker(network)
    pact = social(network=network, host=host)
    Pact.objects.update(participant=worker, name="")
    page = as_(worker).get(at(pact, "segui/"))
    as_(worker).post(at(pact, "segui/"), {"assess": "1", "assessed_on": days_ago(1).isoformat()})

    assert (page.context["assessment_form"], Pact.objects.get().assessed_on) == (None, None)
