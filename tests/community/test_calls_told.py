"""Who applied without an access hears by mail, by telephone or on paper; who was not admitted asks once more."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from accounts.models import AccessLog
from accounts.personal_data import forget
from community.calls import actions
from community.calls.paper import on_paper as paper
from community.calls.paper import said_of_points
from community.doors import waiting
from community.models import Application, Notice, Pact
from puntocomunita.encryption import decrypt, encrypt
from tests.factories import CommunityPointFactory, LocationFactory, MandateFactory, QualificationFactory, QuarterFactory
from tests.network.factories import MembershipFactory, network_of

from .calls_factories import CallFactory, admitted, evaluated, of_the_young, opened, scored, sent
from .pacts_factories import coordinator, mandated
from .pacts_factories import signed as in_force
from .test_calls import CODE, answers, at

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
TO_TELL = "/comunita/{}/bandi/da-chiamare/"


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def volunteer(network):
    user = MandateFactory(community_point=CommunityPointFactory(location__municipality=network)).user
    QualificationFactory(user=user)
    return user


@pytest.fixture
def direction(network):
    return mandated(network)


def on_paper(call, **more):
    return sent(call, person=None, name=encrypt("Ada Bassi"), **more)


def test_desk_calls_who_left_no_address_and_marks_that_they_know(client, volunteer, direction):
    application = on_paper(opened(CallFactory()))
    call, one = evaluated(application.call), f"domande/{application.code}/"
    actions.exclude(by=direction, application=application, reasons=["documents"])
    client.force_login(volunteer)
    listed = TO_TELL.format(call.network.slug)

    waiting = client.get(listed).content.decode()
    page = client.post(at(call, f"{one}da-dire/")).content.decode()
    client.post(at(call, f"{one}da-dire/"), {"told": "excluded"})

    assert (application.code in waiting, "Ada" in waiting, mail.outbox) == (True, False, [])
    said = ("Ada Bassi", "030 123456", f"La domanda {application.code} non è ammessa, per: mancano documenti.")
    assert [words for words in said if words not in page] == []
    assert AccessLog.objects.filter(actor=volunteer, what="person").count() == 1
    assert application.code not in client.get(listed).content.decode()
    assert client.get(at(call, f"{one}da-dire/")).url == listed


def test_what_is_newer_is_not_marked_as_told(direction):
    application = on_paper(opened(CallFactory()))
    evaluated(application.call)
    actions.exclude(by=direction, application=application, reasons=["documents"])
    actions.admit(by=direction, application=application)

    actions.mark_told(application=application, what="excluded")

    assert Application.objects.get().to_tell == "admitted"


def test_who_left_an_address_is_written_to_and_it_stays_sealed(
    client, volunteer, direction, django_capture_on_commit_callbacks
):
    told = {"hours_due": 40, "hours_where": "nel quartiere", "amount": 4000, "payee": "landlord"}
    call = opened(of_the_young(documents=["Contratto"], **told))
    quarter = QuarterFactory(municipality=call.network)
    told = {"quarter": quarter.pk, "name": "Ada Bassi", "phone": "030 222222", "email": "ada@example.org"}
    told |= {"fiscal_code": CODE}
    client.force_login(volunteer)

    with django_capture_on_commit_callbacks(execute=True):
        letter = client.post(at(call, "allo-sportello/"), answers() | told, follow=True).content.decode()
    application = Application.objects.get()
    evaluated(call)
    admitted(application, points=5)
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish_ranking(by=direction, call=call)

    application.refresh_from_db()
    assert (f"ha il numero 1 e il riferimento {application.code}" in letter, "Ada" in letter) == (True, False)
    assert (decrypt(application.email), application.to_tell) == ("ada@example.org", "")
    assert [(each.to, each.subject) for each in mail.outbox] == [
        (["ada@example.org"], f"La tua domanda: {call}"),
        (["ada@example.org"], f"La tua domanda: {call}"),
    ]
    said = ("Si paga direttamente a chi affitta la casa.", "Porta questi documenti: Contratto.")
    assert [words for words in said if words not in mail.outbox[1].body] == []
    assert "Ada" not in mail.outbox[1].body + mail.outbox[0].body


def test_who_is_in_a_ranking_without_points_reads_that_who_came_first_is_first(client, direction):
    mine = sent(opened(CallFactory(office="Ufficio casa, 0376 123456")))
    evaluated(mine.call)
    admitted(mine)
    actions.publish_ranking(by=direction, call=mine.call)
    client.force_login(mine.person)

    page = client.get(at(mine.call, "la-tua-domanda/")).content.decode()

    said = ("in ordine di arrivo", "Ufficio casa, 0376 123456", "I tuoi punti", "ti spieghino i punti")
    assert [words in page for words in said] == [True, True, False, False]


def test_who_is_in_a_ranking_reads_their_points_by_each_criterion_and_whom_to_ask(client, direction):
    call = opened(of_the_young(office="Ufficio casa, 0376 123456"))
    mine, others = sent(call), on_paper(call)
    evaluated(call)
    admitted(mine, points=7)
    scored(mine, 8)
    admitted(others, points=3)
    actions.publish_ranking(by=direction, call=call)
    client.force_login(mine.person)

    page = client.get(at(call, "la-tua-domanda/")).content.decode()
    others.refresh_from_db()
    paper = said_of_points(others)

    said = ("I tuoi punti: 7,50", "Vive ancora in famiglia: 7,50 su 10", "Ufficio casa, 0376 123456")
    assert [words for words in said if words not in page] == []
    assert paper == ["Punti: 3 (Vive ancora in famiglia 3/10).", "Se non tornano: Ufficio casa, 0376 123456."]


def test_mail_that_does_not_leave_stays_for_the_desk_and_is_tried_again(direction, monkeypatch):
    application = on_paper(opened(CallFactory()), email=encrypt("ada@example.org"))
    evaluated(application.call)
    actions.exclude(by=direction, application=application, reasons=["documents"])

    with monkeypatch.context() as patched:
        patched.setattr("network.meetings.posting.Post.takes", lambda *_args: False)
        call_command("send_reminders", verbosity=0)
    failed = Application.objects.get().to_tell
    call_command("send_reminders", verbosity=0)

    assert (failed, Application.objects.get().to_tell) == ("excluded", "")
    assert [each.to for each in mail.outbox if each.to == ["ada@example.org"]] == [["ada@example.org"]]


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ([], "La domanda è arrivata"),
        (["admitted"], "è ammessa"),
        (["admitted", "reserve"], "al posto 2, in lista d’attesa"),
        (["withdrawn"], "è ritirata"),
    ],
)
def test_paper_says_where_it_is_and_no_name(client, volunteer, states, words):
    application = on_paper(opened(CallFactory()))
    evaluated(application.call)
    for state in states:
        application.state, application.position = state, 2 if state == "reserve" else None
        application.save()
    client.force_login(volunteer)

    page = client.get(at(application.call, f"domande/{application.code}/foglio/")).content.decode()

    assert (words in page, application.code in page, "Ada" in page) == (True, True, False)


def excluded(call, days_ago=0, **more):
    application = sent(call, **more)
    evaluated(call)
    application.state, application.reasons = "excluded", ["documents"]
    application.decided_at = timezone.localtime() - days_ago * DAY
    application.save()
    return application


def test_who_is_not_admitted_asks_once_to_be_looked_at_again_before_the_ranking(client, direction):
    application = excluded(opened(CallFactory(appeal_days=10)))
    call, person, one = application.call, application.person, f"domande/{application.code}/"
    own = at(call, "la-tua-domanda/")
    client.force_login(person)
    nothing = client.post(own, {"appeal": "1", "words": ""})
    client.post(own, {"appeal": "1", "words": "Il contratto c’era."})
    again = client.post(own, {"appeal": "1", "words": "E poi?"}, follow=True).content.decode()
    client.force_login(direction)
    early = client.post(at(call, "avanti/"), {"from": "evaluating"}, follow=True).content.decode()
    read = client.get(at(call, one)).content.decode()
    client.post(at(call, f"{one}decidi/"), {"reasons": ["age"]})
    client.post(at(call, "avanti/"), {"from": "evaluating"})

    application.refresh_from_db()
    call.refresh_from_db()
    assert (nothing.status_code, "Non si può più chiedere" in again) == (422, True)
    assert ("può ancora chiedere di riguardare" in early, "Il contratto c’era." in read) == (True, True)
    assert ("contratto" in application.appeal, decrypt(application.appeal)) == (False, "Il contratto c’era.")
    assert (application.state, application.reasons, call.state) == ("excluded", ["age"], "awarded")
    keys = {(each.person, each.key.rpartition("-")[2]) for each in Notice.objects.select_related("person")}
    assert keys == {(direction, "appealed"), (person, "confirmed")}


def test_who_is_looked_at_again_may_be_admitted(direction):
    application = excluded(opened(CallFactory(appeal_days=10)))
    actions.appeal(application=application, words="Il contratto c’era.")

    actions.admit(by=direction, application=application)
    actions.publish_ranking(by=direction, call=application.call)

    assert Application.objects.get().state == "awarded"


@pytest.mark.parametrize(("days_ago", "state"), [(10, "evaluating"), (11, "awarded")])
def test_ranking_waits_for_the_days_to_appeal(client, direction, days_ago, state):
    application = excluded(opened(CallFactory(appeal_days=10)), days_ago)
    client.force_login(direction)

    client.post(at(application.call, "avanti/"), {"from": "evaluating"})

    application.call.refresh_from_db()
    assert application.call.state == state


def test_desk_writes_down_the_appeal_of_who_has_no_access(client, volunteer):
    application = excluded(opened(CallFactory(appeal_days=10)), person=None, name=encrypt("Ada Bassi"))
    address = at(application.call, f"domande/{application.code}/da-dire/")
    client.force_login(volunteer)

    client.post(address, {"appeal": "1", "words": "Il contratto c’era."})

    application.refresh_from_db()
    assert (application.is_appealed, "contratto" in application.appeal) == (True, False)


def test_desk_finds_by_its_reference_who_knows_already_and_nobody_with_an_access(client, volunteer):
    application = excluded(opened(CallFactory(appeal_days=10)), person=None, name=encrypt("Ada Bassi"))
    of_another = sent(opened(CallFactory()))
    client.force_login(volunteer)
    address = TO_TELL.format(application.call.network.slug)
    asked = ("", application.code.lower(), of_another.code, "\x00", "X")

    pages = [client.get(address, {"riferimento": each}) for each in asked]

    assert [list(page.context["page"]) for page in pages] == [[], [application], [], [], []]
    assert ("Ada" in pages[1].content.decode(), "Nessuna domanda con" in pages[2].content.decode()) == (False, True)


def test_who_is_admitted_reads_what_to_bring_on_the_page_and_on_paper(client):
    call = opened(of_the_young(documents=["Contratto"]))
    mine, others = sent(call), on_paper(call)
    evaluated(call)
    for each in (mine, others):
        admitted(each)
    client.force_login(mine.person)

    page = client.get(at(call, "la-tua-domanda/")).content.decode()

    words = f"La domanda {others.code} è ammessa: adesso aspetta la graduatoria."
    assert ("Porta questi documenti:" in page, "<li>Contratto</li>" in page) == (True, True)
    assert paper(others, "admitted") == [str(call), words, "Porta questi documenti: Contratto."]


def test_call_that_is_over_promises_its_benefits_to_nobody_who_waits(client):
    first, second = ranked(opened(CallFactory()), 2)
    actions.archive(by=None, call=first.call)
    told = second.person.notices.get(key__endswith="over").words
    own, pages = at(first.call, "la-tua-domanda/"), []
    for each in (first, second):
        client.force_login(each.person)
        pages.append(client.get(own).content.decode())
    client.force_login(first.person)
    client.post(own, {"withdraw": "1"})

    second.refresh_from_db()
    said = ("il posto non passa a nessuno" in pages[0], "non è arrivato fino a te" in pages[1])
    assert (said, states(first.call)) == ((True, True), ["withdrawn", "reserve"])
    assert paper(second, "over")[2] == "Il bando è concluso, e il contributo non è arrivato fino a questo posto."
    assert told == "Il bando è concluso, e il contributo non è arrivato fino a te."
    assert first.person.notices.filter(key__endswith="over").count() == 0


def ranked(call, many):
    """In this order; the first have the benefits."""
    rows = [sent(call) for _ in range(many)]
    evaluated(call)
    for each in rows:
        admitted(each)
    actions.publish_ranking(by=None, call=call)
    return rows


def states(call):
    return list(call.applications.ranked().values_list("state", flat=True))


def test_who_ties_is_before_who_asked_later():
    call = opened(of_the_young(benefits=1))
    rows = [sent(call) for _ in range(3)]
    evaluated(call)
    for each, points in zip(rows, (4, 9, 9), strict=True):
        admitted(each, points)

    actions.publish_ranking(by=None, call=call)

    assert list(call.applications.ranked()) == [rows[1], rows[2], rows[0]]


def test_who_waits_has_the_benefit_of_who_renounces_and_those_that_are_added(client, direction):
    rows = ranked(opened(CallFactory(benefits=1)), 4)
    call = rows[0].call
    client.force_login(direction)

    client.post(at(call, f"domande/{rows[0].code}/decidi/"), {"renounce": "1"})
    after_one = states(call)
    client.post(at(call, "modifica/"), {"title": call.title, "words": call.words, "benefits": 2})

    assert after_one == ["withdrawn", "awarded", "reserve", "reserve"]
    assert states(call) == ["withdrawn", "awarded", "awarded", "reserve"]
    keys = {(each.person_id, each.key.rpartition("-")[2]) for each in Notice.objects.exclude(key__endswith="reserve")}
    assert keys == {(rows[0].person_id, "awarded"), (rows[0].person_id, "withdrawn")} | {
        (each.person_id, "awarded") for each in rows[1:3]
    }


def test_who_gives_hours_already_does_not_renounce_and_a_pact_to_sign_goes_with_the_benefit(client, direction):
    network = network_of()
    quarter = QuarterFactory(municipality=network)
    host = MembershipFactory(network=network).organization
    LocationFactory(organization=host, quarter=quarter, municipality=network)
    call = opened(CallFactory(benefits=2, hours_due=40, hours_where="nel quartiere"))
    rows = [sent(call, quarter=quarter) for _ in range(2)]
    evaluated(call)
    for each in rows:
        admitted(each)
    actions.publish_ranking(by=None, call=call)
    told = {
        "host": host,
        "words": "Apre la biblioteca",
        "starts_on": timezone.localdate(),
        "ends_on": timezone.localdate() + 100 * DAY,
    }
    given, drafted = (actions.draft_pact(by=direction, application=each, **told) for each in rows)
    in_force(given, by=direction)

    client.force_login(rows[0].person)
    assert given.get_absolute_url() in client.get(at(call, "la-tua-domanda/")).content.decode()
    response = client.post(at(call, "la-tua-domanda/"), {"withdraw": "1"}, follow=True).content.decode()
    client.force_login(rows[1].person)
    client.post(at(call, "la-tua-domanda/"), {"withdraw": "1"})

    assert "C’è un patto in corso" in response
    assert states(call) == ["awarded", "withdrawn"]
    assert dict(Pact.objects.values_list("pk", "state")) == {given.pk: "active", drafted.pk: "withdrawn"}


def test_what_waits_of_calls_is_behind_a_door(client, volunteer, direction):
    network = network_of()
    caller = coordinator(network)
    QualificationFactory(user=caller)
    application = excluded(opened(CallFactory(appeal_days=10)), person=None, name=encrypt("Ada Bassi"))
    Application.objects.update(to_tell="excluded", to_tell_since=timezone.now())
    actions.appeal(application=application, words="Il contratto c’era.")

    behind = {who: [(each.words, each.count) for each in waiting(who, network)] for who in (caller, direction)}
    client.force_login(volunteer)
    of_the_desk = client.get(f"/comunita/{network.slug}/da-fare/").content.decode()

    assert behind == {caller: [("Da chiamare per i bandi", 1)], direction: [("Domande da riguardare", 1)]}
    assert ("Da chiamare per i bandi" in of_the_desk, "Domande da riguardare" in of_the_desk) == (True, False)


def test_who_leaves_while_they_wait_for_an_answer_holds_nobody_up(client, direction):
    application = excluded(opened(CallFactory(appeal_days=10)), days_ago=5)
    actions.appeal(application=application, words="Il contratto c’era.")
    call, person = application.call, application.person
    client.force_login(direction)

    forget(person)
    person.delete()
    client.post(at(call, f"domande/{application.code}/decidi/"), {"admit": "1"})
    client.post(at(call, "avanti/"), {"from": "evaluating"})

    application.refresh_from_db()
    call.refresh_from_db()
    assert (application.state, application.appeal, application.to_tell, call.state) == ("excluded", "", "", "awarded")
