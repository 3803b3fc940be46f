"""A report from who makes it to who decides, what its author reads, and what stands between two people."""

import datetime
import re

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.utils import timezone

from accounts.access import Role
from community.models import (
    ModerationAppeal,
    ModerationDecision,
    ModerationReport,
    Need,
    Notice,
    Suspension,
)
from community.safety import actions
from community.safety.registry import kinds
from community.safety.standing import suspension_of
from services.reports.sender import stamp
from tests.factories import MandateFactory, UserFactory
from tests.network.factories import network_of

from .factories import NeedFactory
from .groups_factories import PersonFactory, PostFactory, ReplyFactory, active_group
from .proposals_factories import ProposalFactory
from .safety_factories import AppealFactory, DecisionFactory, ReportFactory, suspended

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def author():
    return UserFactory()


@pytest.fixture
def need(network, author):
    return NeedFactory(network=network, said_by=author, title="Panchina", words="Compra da me")


def coordinates(network):
    return MandateFactory(role=Role.COORDINATOR, community_point__location__municipality=network).user


@pytest.fixture
def coordinator(network):
    return coordinates(network)


@pytest.fixture
def colleague(network):
    return coordinates(network)


def at(network, rest):
    return f"/comunita/{network.slug}/{rest}"


def told(person):
    return list(person.notices.order_by("made_at", "id").values_list("subject", "must"))


def settled(**more):
    return {"outcome": "upheld", "answer": "L’abbiamo nascosto.", "reason": "È pubblicità."} | more


def a_while_ago():
    with time_machine.travel(timezone.now() - datetime.timedelta(minutes=1)):
        return stamp()


def test_anyone_reports_what_everybody_reads_and_is_answered(
    client, need, network, coordinator, django_capture_on_commit_callbacks
):
    page = at(network, f"segnala/need/{need.pk}/")
    sent = {"reason": "personal_data", "words": "C’è un nome", "email": "ada@example.org", "shown": a_while_ago()}

    refused = client.post(page, sent | {"reason": ""})
    client.post(page, sent)
    client.post(page, sent)

    report = ModerationReport.objects.get()
    assert refused.status_code == 422
    assert (report.reporter, report.words, report.contact, report.text, report.about) == (
        None,
        "C’è un nome",
        "ada@example.org",
        "Panchina\nCompra da me",
        need.said_by,
    )
    assert "ada@example.org" not in report.sealed_contact
    assert told(coordinator) == [("Una segnalazione da guardare: dice dati di una persona", False)]
    with django_capture_on_commit_callbacks(execute=True):
        actions.decide(by=coordinator, report=report, **settled())
    report.refresh_from_db()
    assert (report.state, report.contact, report.sender_mark) == ("upheld", "", "")
    assert sorted(each.to for each in mail.outbox) == sorted([["ada@example.org"], [need.said_by.email]])


@pytest.mark.parametrize("trap", [{"homepage": "http://spam.example"}, {"shown": "x"}])
def test_program_that_reports_is_thanked_and_forgotten(client, need, network, trap):
    sent = {"reason": "spam", "shown": a_while_ago()}

    response = client.post(at(network, f"segnala/need/{need.pk}/"), sent | trap)

    assert (response.status_code, ModerationReport.objects.count()) == (302, 0)


def test_what_one_may_not_read_is_not_there_to_be_reported(client, need, network, author, coordinator):
    Need.objects.filter(pk=need.pk).update(hidden_at=timezone.now(), hidden_reason="No")
    page = at(network, f"segnala/need/{need.pk}/")

    answers = []
    for person in (None, UserFactory(), author, coordinator):
        client.force_login(person) if person else client.logout()
        answers.append(client.get(page).status_code)
    made_up = [
        client.get(at(network, f"segnala/{rest}/")).status_code
        for rest in ("need/x", "need/%00", "nulla/1", "need/99999999999999999999")
    ]

    assert (answers, made_up) == ([404, 404, 200, 200], [404] * 4)


@pytest.mark.parametrize(
    ("reason", "hours"),
    [("minors", 24), ("harassment", 48), ("personal_data", 168), ("spam", 168), ("dangerous", 168), ("other", 168)],
)
def test_report_is_due_by_the_harm_it_tells_of(reason, hours):
    report = ReportFactory(reason=reason)

    assert report.due_at - report.made_at == datetime.timedelta(hours=hours)


def test_queue_shows_the_soonest_due_first_and_what_is_late(client, network, coordinator):
    week, two_days, late = ReportFactory(), ReportFactory(reason="harassment"), None
    with time_machine.travel(timezone.now() - 8 * DAY):
        late = ReportFactory(need=NeedFactory(network=network, title="Vecchia"))
    client.force_login(coordinator)

    page = client.get(at(network, "segnalazioni/"))

    words = " ".join(page.content.decode().split())
    assert list(page.context["page"]) == [late, two_days, week]
    assert (
        re.findall(r"(In ritardo di 1 giorno|Scade fra \d+ \w+)", words.replace("\xa0", " "))[0]
        == "In ritardo di 1 giorno"
    )
    assert client.get(at(network, "segnalazioni/?chiuse=1")).context["page"].paginator.count == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_queue_costs_as_many_questions(client, network, coordinator, rows, django_assert_num_queries):
    for _row in range(rows):
        report = ReportFactory()
        actions.look(by=UserFactory(), report=report)
        AppealFactory(decision=DecisionFactory())
    client.force_login(coordinator)

    with django_assert_num_queries(9):
        page = client.get(at(network, "segnalazioni/"))

    assert (len(page.context["page"]), len(page.context["appeals"])) == (rows, rows)


def test_one_decision_settles_all_reports_of_the_thing(network, need, author, coordinator):
    one, other, elsewhere = ReportFactory(need=need), ReportFactory(need=need, reason="minors"), ReportFactory()

    decision = actions.decide(by=coordinator, report=one, **settled(measure="warning"))

    need.refresh_from_db()
    assert (need.hidden_by, need.hidden_reason) == (coordinator, "È pubblicità.")
    assert list(decision.reports.order_by("pk")) == [one, other]
    assert list(ModerationReport.objects.open()) == [elsewhere]
    assert told(one.reporter) == told(other.reporter) == [("Abbiamo guardato quello che ci hai segnalato", True)]
    assert told(author) == [("Abbiamo nascosto una cosa che hai scritto", True)]
    assert "avvertimento" in author.notices.get().words
    with pytest.raises(actions.Settled):
        actions.decide(by=coordinator, report=other, **settled())


def test_what_is_all_right_stays_and_its_author_hears_nothing(client, need, network, author, coordinator):
    report = ReportFactory(need=need)
    client.force_login(coordinator)
    page = at(network, f"segnalazioni/{report.pk}/")

    client.post(f"{page}guardo/")
    looking = client.get(page).content.decode()
    client.post(page, {"outcome": "dismissed", "answer": "Va bene così.", "measure": "suspension", "days": "7"})

    need.refresh_from_db()
    assert "La guardi tu." in looking
    assert (need.hidden_at, told(author), Suspension.objects.count()) == (None, [], 0)
    assert ModerationDecision.objects.get().measure == "nothing"


def test_nobody_decides_of_their_own_words(client, network, coordinator):
    report = ReportFactory(need=NeedFactory(network=network, said_by=coordinator))
    client.force_login(coordinator)

    client.post(at(network, f"segnalazioni/{report.pk}/"), settled(measure="nothing", days="7"))

    report.refresh_from_db()
    assert report.is_open


def test_reason_for_hiding_is_asked_for(client, need, network, coordinator):
    report = ReportFactory(need=need)
    client.force_login(coordinator)

    page = client.post(at(network, f"segnalazioni/{report.pk}/"), settled(reason="", measure="nothing", days="7"))

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["reason"])


def test_author_reads_why_appeals_and_another_decides(client, need, network, author, coordinator, colleague):
    report = ReportFactory(need=need)
    decision = actions.decide(by=coordinator, report=report, **settled(measure="suspension", days=30))
    mine = at(network, f"decisioni/{decision.pk}/")

    client.force_login(author)
    assert "È pubblicità." in client.get(mine).content.decode()
    client.post(mine, {"words": "Era un regalo"})
    client.post(mine, {"words": "E ancora"})
    appeal = ModerationAppeal.objects.get()
    page = at(network, f"ricorsi/{appeal.pk}/")
    answer = {"granted": "yes", "answer": "Hai ragione."}
    client.force_login(coordinator)
    client.post(page, answer)
    before = ModerationAppeal.objects.get().state
    client.force_login(colleague)
    client.post(page, answer)

    need.refresh_from_db()
    assert (appeal.words, before, ModerationAppeal.objects.get().state) == ("Era un regalo", "open", "granted")
    assert (need.hidden_at, suspension_of(author, network)) == (None, None)
    assert told(author)[-1] == ("Abbiamo letto il tuo ricorso", True)
    assert "Un ricorso da leggere" in [subject for subject, _must in told(colleague)]
    assert "Un ricorso da leggere" not in [subject for subject, _must in told(coordinator)]


def test_appeal_comes_too_late_after_two_weeks(client, network, author, need):
    decision = DecisionFactory(need=need)
    ModerationDecision.objects.filter(pk=decision.pk).update(decided_at=timezone.now() - 15 * DAY)
    client.force_login(author)

    client.post(at(network, f"decisioni/{decision.pk}/"), {"words": "Era un regalo"})

    assert not ModerationAppeal.objects.exists()
    assert "Il tempo per fare ricorso è finito" in client.get(at(network, f"decisioni/{decision.pk}/")).content.decode()


def test_decision_is_there_for_its_author_alone(client, network, need, coordinator):
    page = at(network, f"decisioni/{DecisionFactory(need=need).pk}/")

    answers = []
    for person in (UserFactory(), coordinator):
        client.force_login(person)
        answers.append(client.get(page).status_code)

    assert answers == [404, 404]


def test_who_is_suspended_reads_takes_back_and_reports_but_writes_nothing(client, network, author):
    mine, theirs = NeedFactory(network=network, said_by=author), NeedFactory(network=network)
    proposal = ProposalFactory(network=network)
    suspension = suspended(author, network)
    client.force_login(author)
    sent = {
        "bisogni/nuovo/": {"kind": "need", "title": "Fontana"},
        f"bisogni/{theirs.pk}/sostieni/": {},
        f"bisogni/{mine.pk}/modifica/": {"kind": "need", "title": "Fontana"},
        f"segnala/need/{theirs.pk}/": {"reason": "spam"},
        f"bisogni/{mine.pk}/modifica/  ": {"take_back": "1", "title": "Fontana"},
        f"bisogni/{theirs.pk}/sostieni/ ": {"no_more": "1"},
        f"bisogni/{mine.pk}/modifica/ ": {"take_back": "1"},
        f"proposte/{proposal.pk}/sostieni/": {},
        f"proposte/{proposal.pk}/sostieni/ ": {"no_more": "1"},
    }

    answers = [client.post(at(network, page.strip()), data).status_code for page, data in sent.items()]

    assert answers == [403, 403, 403, 302, 403, 302, 302, 403, 302]
    assert client.get(at(network, "bisogni/")).status_code == 200
    assert not Need.objects.filter(pk=mine.pk).exists()
    with time_machine.travel(suspension.until + DAY):
        assert suspension_of(author, network) is None


def test_second_suspension_follows_the_first(network, author, coordinator):
    for days in (7, 30):
        report = ReportFactory(need=NeedFactory(network=network, said_by=author))
        actions.decide(by=coordinator, report=report, **settled(measure="suspension", days=days))

    first, second = Suspension.objects.order_by("period")
    assert (second.period.lower, second.until - first.period.lower) == (first.until, 37 * DAY)


def test_report_stays_readable_without_its_people(client, network, need, author, coordinator):
    report = ReportFactory(need=need)
    decision = actions.decide(by=coordinator, report=report, **settled(measure="suspension", days=7))
    appeal = actions.appeal(decision=decision, words="Mi chiamo Ada")
    colleague = coordinates(network)

    for person in (author, report.reporter):
        client.force_login(person)
        client.post("/account/dati/cancella/", {"password": "una-parola-lunga"})
        type(person).objects.filter(pk=person.pk).delete()
    client.force_login(colleague)
    page = client.get(at(network, f"segnalazioni/{report.pk}/")).content.decode()

    decision.refresh_from_db()
    assert (decision.about, Suspension.objects.count(), "Panchina" in page) == (None, 0, True)
    assert client.get(at(network, f"ricorsi/{appeal.pk}/")).status_code == 200
    assert not Notice.objects.filter(person__in=[author.pk, report.reporter_id]).exists()


def test_each_room_says_what_may_be_reported_and_finds_nothing_that_is_not_there(network):
    everybody = AnonymousUser()

    found = {kind: (what.thing("0"), what.found_by(everybody, network, "x")) for kind, what in kinds().items()}

    assert found == dict.fromkeys(found, (None, None))
    assert {"need", "group_post", "group_reply", "proposal", "initiative", "story", "exchange"} <= set(found)
    assert {"event", "fundraising", "house_project"} <= set(found)


def test_everybody_reads_how_to_stay_safe(client):
    page = client.get("/comunita/sicurezza/").content.decode()

    assert [
        number for number in ("tel:112", "tel:114", "tel:116000", "tel:1522", "14 anni") if number not in page
    ] == []


def test_who_is_not_in_a_group_reports_nothing_of_what_is_written_inside(client, network):
    post = PostFactory(group=active_group(network=network), kind="request")
    reply = ReplyFactory(post=post)
    member = PersonFactory(group=post.group).user
    pages = [at(network, f"segnala/{rest}/") for rest in (f"group_post/{post.pk}", f"group_reply/{reply.pk}")]

    answers = {}
    for name, person in {"nobody": None, "stranger": UserFactory(), "member": member}.items():
        client.force_login(person) if person else client.logout()
        answers[name] = [client.get(page).status_code for page in pages]

    assert answers == {"nobody": [404, 404], "stranger": [404, 404], "member": [200, 200]}


def test_post_that_is_hidden_by_a_decision_is_seen_again_when_its_author_was_right(network, coordinator, colleague):
    post = PostFactory(group=active_group(network=network))
    report = actions.report(by=UserFactory(), network=network, what=kinds()["group_post"], thing=post, reason="spam")

    decision = actions.decide(by=coordinator, report=report, **settled())
    post.refresh_from_db()
    hidden = post.state
    actions.answer_appeal(by=colleague, appeal=AppealFactory(decision=decision), granted=True, answer="Hai ragione.")

    post.refresh_from_db()
    assert (hidden, post.state, decision.about) == ("hidden", "open", post.author)
