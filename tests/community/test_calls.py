"""A call from its draft to its ranking: who writes, asks, records, meets, reads, decides, and what each may see."""

import datetime

import pytest
from django.utils import timezone

from accounts.access import Role
from accounts.models import AccessLog
from community import doors
from community.calls import actions
from community.models import Application, Call, Notice
from tests.factories import CommunityPointFactory, MandateFactory, QualificationFactory, QuarterFactory, UserFactory
from tests.network.factories import network_of

from .calls_factories import CallFactory, admitted, evaluated, of_the_young, opened, sent

pytestmark = pytest.mark.django_db
CODE, OTHER_CODE = "RSSMRA85T10A562S", "BNCLRA90A41B157I"


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def direction(network):
    return MandateFactory(community_point=None, municipality=network, role=Role.DIRECTION).user


@pytest.fixture
def coordinator(network):
    return MandateFactory(
        community_point=CommunityPointFactory(location__municipality=network), role="coordinator"
    ).user


@pytest.fixture
def social_worker(network):
    return MandateFactory(community_point=None, municipality=network, role=Role.SOCIAL_WORKER).user


@pytest.fixture
def resident(client):
    user = UserFactory(name="Nadia Ferri")
    client.force_login(user)
    return user


def at(call, rest=""):
    return f"/comunita/{call.network.slug}/bandi/{call.pk}/{rest}"


def born(years):
    return (timezone.localdate() - datetime.timedelta(days=years * 366)).isoformat()


def answers(**more):
    fine = {"household": "single", "born": born(25), "residence": "here", "permit": "yes", "declared_0": "yes"}
    return fine | more


WRITTEN = {
    "title": "Casa ai giovani",
    "words": "Un aiuto per andare a vivere da soli.",
    "benefits": 50,
    "amount": 4000,
    "of_what": "un contributo per l’affitto",
    "payee": "landlord",
    "hours_due": 40,
    "hours_where": "nel quartiere dove abiti",
    "single_under": 35,
    "age_from": 18,
    "appeal_days": 10,
    "couple_under": 70,
    "residence": "coming",
    "asks_permit": "on",
    "declarations": "Non ho casa\r\n\r\nNon ho debiti con il Comune",
    "documents": "Contratto d’affitto",
    "criteria": "Vive ancora in famiglia: 10\r\nReddito basso; 20",
}


def test_direction_writes_a_call_and_opens_it(client, network, direction):
    client.force_login(direction)
    today = timezone.localdate()
    period = {"opens_on": today.isoformat(), "closes_on": (today + datetime.timedelta(days=30)).isoformat()}

    wrong = client.post(f"/comunita/{network.slug}/bandi/nuovo/", WRITTEN | period | {"criteria": "senza punti"})
    client.post(f"/comunita/{network.slug}/bandi/nuovo/", WRITTEN | period)
    call = Call.objects.get()
    client.force_login(UserFactory())
    hidden = client.get(at(call)).status_code
    client.force_login(direction)
    client.post(at(call, "avanti/"), {"from": "draft"})
    client.post(at(call, "avanti/"), {"from": "draft"})

    call.refresh_from_db()
    assert (list(wrong.context["form"].errors), hidden, call.state, call.opened_on) == (
        ["criteria"],
        404,
        "open",
        today,
    )
    assert call.declarations == ["Non ho casa", "Non ho debiti con il Comune"]
    assert [(each.words, each.points) for each in call.criteria.all()] == [
        ("Vive ancora in famiglia", 10),
        ("Reddito basso", 20),
    ]
    page = client.get(at(call)).content.decode()
    assert [
        words for words in ("4.000 €", "meno di 70 anni", "40 ore", "a chi affitta la casa") if words not in page
    ] == []


def test_of_an_open_call_there_is_only_more(client, direction):
    call = opened(of_the_young(benefits=3))
    client.force_login(direction)
    told = {"title": "Casa", "words": "Meglio", "benefits": 2, "closes_on": call.opens_on.isoformat()}

    less = client.post(at(call, "modifica/"), told)
    client.post(at(call, "modifica/"), told | {"benefits": 4, "closes_on": call.closes_on.isoformat()})

    call.refresh_from_db()
    assert (sorted(less.context["form"].errors), call.benefits, call.title) == (["benefits", "closes_on"], 4, "Casa")


def test_more_time_to_ask_makes_nobody_too_old(client, direction):
    call = opened(of_the_young())
    turns = call.closes_on + datetime.timedelta(days=3)  # 35 within the time that is added
    client.force_login(direction)
    told = {"title": call.title, "words": call.words, "benefits": 1}

    client.post(at(call, "modifica/"), told | {"closes_on": (turns + datetime.timedelta(days=9)).isoformat()})
    response = client.post(at(call, "puoi-chiedere/"), answers(born=turns.replace(year=turns.year - 35).isoformat()))

    call.refresh_from_db()
    assert (call.closes_on > turns, response.context["why_not"]) == (True, [])


def test_anybody_sees_whether_they_may_ask_and_nothing_is_kept(client):
    call = opened(of_the_young())
    check = at(call, "puoi-chiedere/")

    couple = client.post(check, answers(household="couple", born=born(50), partner_born=born(40)))
    single = client.post(check, answers())
    nothing = client.post(check, {})

    assert [len(each.context["why_not"]) for each in (couple, single)] == [1, 0]
    assert "meno di 70 anni sommati" in couple.content.decode()
    assert "Sì, puoi chiedere" in single.content.decode()
    assert (nothing.status_code, sorted(nothing.context["form"].errors)) == (
        422,
        ["born", "declared_0", "household", "permit", "residence"],
    )
    assert not Application.objects.exists()
    assert "no-store" in single["Cache-Control"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"born": born(40)}, "Devi avere meno di 35 anni"),
        ({"residence": "else"}, "o ci viene ad abitare"),
        ({"permit": "no"}, "permesso di soggiorno valido"),
        ({"declared_0": "no"}, "tutte le condizioni"),
    ],
)
def test_who_may_not_ask_reads_why_and_nothing_is_kept(client, resident, more, words):
    call = opened(of_the_young())

    response = client.post(at(call, "fai-domanda/"), answers(**more))

    assert (response.status_code, words in response.content.decode()) == (422, True)
    assert not Application.objects.exists()


def test_resident_asks_in_three_steps_and_only_ages_stay(client, resident, django_capture_on_commit_callbacks):
    call = opened(of_the_young(hours_due=40, hours_where="nel quartiere"))
    quarter = QuarterFactory(municipality=call.network)

    client.post(at(call, "fai-domanda/"), answers())
    draft = client.get(at(call, "la-tua-domanda/")).content.decode()
    client.post(at(call, "fai-domanda/quartiere/"), {"quarter": quarter.pk})
    with django_capture_on_commit_callbacks(execute=True):
        wrong = client.post(at(call, "fai-domanda/manda/"), {"phone": "333 1234567", "fiscal_code": "RSSMRA85T10A562T"})
        client.post(at(call, "fai-domanda/manda/"), {"phone": "333 1234567", "fiscal_code": CODE.lower()})

    application = Application.objects.get()
    assert ("Vai avanti e mandala" in draft, list(wrong.context["form"].errors)) == (True, ["fiscal_code"])
    assert (application.state, application.age, application.quarter, application.protocol) == (
        "submitted",
        25,
        quarter,
        1,
    )
    assert (application.person, application.name, "333" in application.phone) == (resident, "", False)
    assert CODE not in application.applicants.get().digest
    page = client.get(at(call, "la-tua-domanda/")).content.decode()
    assert [words for words in (application.code, "333 1234567", "25 anni") if words not in page] == []
    assert Notice.objects.get(person=resident).must
    assert client.get(at(call, "fai-domanda/")).url == at(call, "la-tua-domanda/")


def test_nobody_asks_twice_alone_at_a_desk_or_in_a_couple(client, resident):
    call = opened(CallFactory())
    volunteer = MandateFactory(community_point=CommunityPointFactory(location__municipality=call.network)).user
    QualificationFactory(user=volunteer)
    couple = actions.save_draft(by=resident, call=call, person=resident, household="couple", residence="here")
    actions.send(by=resident, application=couple, phone="030 111111", fiscal_codes=[CODE, OTHER_CODE])
    told = {"name": "Laura Bianchi", "phone": "030 222222", "household": "single", "residence": "here"}
    client.force_login(volunteer)

    partner = client.post(at(call, "allo-sportello/"), told | {"fiscal_code": OTHER_CODE})
    actions.withdraw(application=couple)
    client.post(at(call, "allo-sportello/"), told | {"fiscal_code": OTHER_CODE})

    at_the_desk = Application.objects.exclude(pk=couple.pk).get()
    assert "ha già una domanda" in partner.content.decode()
    assert (at_the_desk.state, at_the_desk.person, at_the_desk.recorded_by) == ("submitted", None, volunteer)
    assert "Laura" not in at_the_desk.name
    assert at_the_desk.protocol == 2


def test_desk_hears_at_once_why_somebody_may_not_ask(client):
    call = opened(of_the_young())
    volunteer = MandateFactory(community_point=CommunityPointFactory(location__municipality=call.network)).user
    QualificationFactory(user=volunteer)
    client.force_login(volunteer)
    told = {"name": "Laura Bianchi", "phone": "030 222222", "fiscal_code": CODE}

    response = client.post(at(call, "allo-sportello/"), answers(born=born(40)) | told)

    assert response.status_code == 422
    assert "Devi avere meno di 35 anni" in response.content.decode()
    assert not Application.objects.exists()


def test_call_whose_time_is_over_takes_nothing(client, resident):
    call = opened(CallFactory())
    Call.objects.filter(pk=call.pk).update(state="closed", closed_on=call.closes_on + datetime.timedelta(days=1))

    answers_to = [client.post(at(call, each), {}).url for each in ("puoi-chiedere/", "fai-domanda/")]

    assert answers_to == [at(call), at(call)]


def test_stranger_learns_nothing_of_an_application(client, network, coordinator, direction, social_worker):
    application = sent(opened(CallFactory()))
    call, one = application.call, f"domande/{application.code}/"
    client.force_login(application.person)
    own = client.get(at(call, "la-tua-domanda/")).status_code
    pages = [at(call, each) for each in ("la-tua-domanda/", "domande/", one, f"{one}chi-e/", f"{one}colloquio/")]

    seen = {}
    for who, user in {"stranger": UserFactory(), "coordinator": coordinator, "worker": social_worker}.items():
        client.force_login(user)
        seen[who] = [client.get(page).status_code for page in pages]

    assert own == 200
    assert seen == {
        "stranger": [404, 404, 404, 404, 404],
        "coordinator": [404, 200, 200, 404, 404],
        "worker": [404, 404, 404, 302, 200],
    }


def test_social_worker_opens_on_record_and_leaves_a_day_only(client, social_worker, direction):
    application = sent(opened(CallFactory(needs_assessment=True)))
    person = application.person
    call, one, today = application.call, f"domande/{application.code}/", timezone.localdate()
    client.force_login(social_worker)

    waiting = client.get(f"/comunita/{call.network.slug}/bandi/colloqui/").content.decode()
    opened_page = client.post(at(call, f"{one}chi-e/")).content.decode()
    tomorrow = client.post(at(call, f"{one}colloquio/"), {"on": (today + datetime.timedelta(days=1)).isoformat()})
    evaluated(call)
    client.force_login(direction)
    client.post(at(call, f"{one}decidi/"), {"admit": "1"})
    application.refresh_from_db()
    before = application.state
    client.force_login(social_worker)
    client.post(at(call, f"{one}colloquio/"), {"on": today.isoformat()})
    client.force_login(direction)
    client.post(at(call, f"{one}decidi/"), {"admit": "1"})

    application.refresh_from_db()
    assert (application.code in waiting, person.name in waiting) == (True, False)
    back = f'href="/comunita/{call.network.slug}/bandi/colloqui/"'
    assert [each in opened_page for each in (person.name, "030 123456", call.title, back)] == [True] * 4
    assert AccessLog.objects.filter(actor=social_worker, subject=person, what="person").count() == 1
    assert (tomorrow.status_code, before, application.state, application.assessed_on) == (
        422,
        "submitted",
        "admitted",
        today,
    )


def test_social_worker_does_not_assess_their_own_application(client, social_worker):
    application = sent(opened(CallFactory(needs_assessment=True)), person=social_worker)
    call, told = application.call, {"on": timezone.localdate().isoformat()}
    client.force_login(social_worker)

    waiting = client.get(f"/comunita/{call.network.slug}/bandi/colloqui/").content.decode()
    client.post(at(call, f"domande/{application.code}/colloquio/"), told)

    application.refresh_from_db()
    assert (application.code in waiting, application.assessed_on) == (False, None)
    assert doors.waiting(social_worker, call.network) == []


def test_two_give_points_direction_decides_and_ranks(client, coordinator, direction):
    call = opened(of_the_young(benefits=1))
    first, second, third = sent(call), sent(call), sent(call)
    evaluated(call)
    client.force_login(direction)
    early = client.post(at(call, "avanti/"), {"from": "evaluating"}, follow=True).content.decode()
    nothing = client.post(at(call, f"domande/{third.code}/decidi/"), {}, follow=True).content.decode()
    client.post(at(call, f"domande/{third.code}/decidi/"), {"reasons": ["documents"]})
    for each in (first, second):
        client.post(at(call, f"domande/{each.code}/decidi/"), {"admit": "1"})
    for who, points in ((coordinator, (4, 10)), (direction, (5, 10))):
        client.force_login(who)
        for each, given in zip((first, second), points, strict=True):
            client.post(at(call, f"domande/{each.code}/"), {"criterion_1": given})
    beyond = client.post(at(call, f"domande/{first.code}/"), {"criterion_1": 11})
    client.post(at(call, "avanti/"), {"from": "evaluating"})

    said = ["Prima vanno decise" in early, "aspetta 3 domande" in early, "Segna almeno un perché" in nothing]
    assert (said, beyond.status_code) == ([True] * 3, 422)
    ranking = [(each.code, each.position, each.points, each.state) for each in call.applications.ranked()]
    assert ranking == [(second.code, 1, 10, "awarded"), (first.code, 2, 4.5, "reserve")]
    told = {(each.person, each.key.rpartition("-")[2]) for each in Notice.objects.select_related("person")}
    assert told == {
        (first.person, "admitted"),
        (first.person, "reserve"),
        (second.person, "admitted"),
        (second.person, "awarded"),
        (third.person, "excluded"),
    }


def test_ranking_is_read_by_anybody_without_names(client, direction):
    call = ranked_call(benefits=1, many=3)
    people = [each.person.name for each in call.applications.select_related("person")]

    page = client.get(at(call, "graduatoria/")).content.decode()
    rows = client.get(at(call, "graduatoria.csv")).content.decode().splitlines()

    codes = [each.code for each in call.applications.ranked()]
    assert [code for code in codes if code not in page] == []
    assert [name for name in people if name in page] == []
    assert rows[0].lstrip("\ufeff") == "posto;riferimento;punti;a che punto è"
    assert rows[1] == f"1;{codes[0]};0.00;contributo assegnato"
    assert client.get(at(opened(CallFactory()), "graduatoria/")).status_code == 404


def ranked_call(benefits, many):
    call = opened(CallFactory(benefits=benefits))
    rows = [sent(call) for _ in range(many)]
    evaluated(call)
    for each in rows:
        admitted(each)
    actions.publish_ranking(by=None, call=call)
    return call


def test_ties_go_to_who_asked_first_and_who_withdraws_leaves_it_to_the_next(client):
    call = ranked_call(benefits=1, many=3)
    first, second, third = call.applications.ranked()
    client.force_login(first.person)

    client.post(at(call, "la-tua-domanda/"), {"withdraw": "1"})

    states = [each.state for each in call.applications.ranked()]
    assert [first.protocol, second.protocol, third.protocol] == [1, 2, 3]
    assert states == ["withdrawn", "awarded", "reserve"]
    assert Notice.objects.filter(person=second.person, key__endswith="awarded").count() == 1


def test_nobody_gives_points_to_themselves(client, coordinator):
    call = opened(of_the_young())
    application = sent(call)
    Application.objects.filter(pk=application.pk).update(person=coordinator)
    evaluated(call)
    admitted(Application.objects.get(pk=application.pk))
    client.force_login(coordinator)

    page = client.get(at(call, f"domande/{application.code}/")).content.decode()
    client.post(at(call, f"domande/{application.code}/"), {"criterion_1": 10})

    assert "Dai i punti" not in page
    assert not application.scores.exists()
