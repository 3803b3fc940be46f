"""The pages that lead on: one's own things in a city, what waits there, and the front door."""

import datetime

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import Role
from community.doors import Door, asked, own, waiting
from network.waiting import remind_of_waiting
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, MunicipalityFactory, UserFactory
from tests.network.factories import network_of
from tests.network.training_factories import PracticeFactory

from .calls_factories import CallFactory, opened, sent
from .events_factories import project_of
from .factories import BookingFactory, HouseFactory, NeedFactory, in_days, parked
from .groups_factories import GroupFactory, active_group
from .initiatives_factories import InitiativeFactory, PartnerFactory, active
from .pacts_factories import HoursFactory, PactFactory, mandated, signed, to_sign
from .proposals_factories import ProposalFactory, SurveyFactory, over
from .safety_factories import AppealFactory, ReportFactory

pytestmark = pytest.mark.django_db


def ago(days):
    return in_days(-days, 23)  # of the evening: what waits is counted in days of the calendar


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def coordinator(network):
    point = CommunityPointFactory(location__municipality=network)
    return MandateFactory(community_point=point, role=Role.COORDINATOR).user


def page(network, name):
    return f"/comunita/{network.slug}/{name}/"


def counts(user, network):
    return {door.words: door.count for door in own(user, network)}


NOTHING = {
    "Avvisi da leggere": 0,
    "Le tue iniziative": 0,
    "I tuoi gruppi": 0,
    "I tuoi scambi fra vicini": 0,
    "Le stanze che hai prenotato": 0,
    "I tuoi patti e le tue ore": 0,
    "Gli eventi a cui vieni": 0,
    "Gli eventi che curi": 0,
}


def test_own_things_are_counted_in_this_city_alone(network):
    person, colleague = UserFactory(), UserFactory()
    active(network=network).participations.create(person=person)
    active_group(person, network=network)
    BookingFactory(space__house__location__municipality=network, booked_by=person)
    elsewhere = MunicipalityFactory(name="Bergamo", istat_code="016024", province="BG")

    assert counts(person, network) == NOTHING | {
        "Le tue iniziative": 1,
        "I tuoi gruppi": 1,
        "Le stanze che hai prenotato": 1,
    }
    assert (counts(colleague, network), counts(person, network_of(elsewhere))) == (NOTHING, NOTHING)


def test_page_of_own_things_leads_to_them_and_to_what_was_asked_of_a_call(client, network):
    call = opened(CallFactory(network=network, title="Case per giovani"))
    application = sent(call)
    client.force_login(application.person)

    shown = client.get(page(network, "le-tue-cose")).content.decode()

    assert all(door.url in shown for door in own(application.person, network))
    assert "La tua domanda: Case per giovani" in shown
    client.force_login(UserFactory())
    assert "Case per giovani" not in client.get(page(network, "le-tue-cose")).content.decode()


def test_what_is_asked_of_a_person_and_of_what_they_keep_comes_first(client, network):
    owner, colleague = MemberFactory(role=Role.OWNER), UserFactory()
    host, house = owner.organization, HouseFactory(location__organization=owner.organization)
    pact, given = signed(PactFactory(network=network, host=host)), signed(PactFactory(network=network))
    HoursFactory(pact=pact)
    HoursFactory(pact=given, side="host", submitted_by=MemberFactory(organization=given.host).user)
    to_sign(PactFactory(network=network, host=host, participant=given.participant))
    PartnerFactory(initiative=active(network=network), organization=host, confirmed_at=None)
    BookingFactory(space__house=house)
    project_of(house, HouseFactory(), agreed=False)

    shown = {each: [tuple(door)[:3] for door in asked(each, network)] for each in (owner.user, given.participant)}

    here, to_be_signed = "/comunita/brescia", ("Patti da firmare", "/comunita/brescia/patti/miei/", 1)
    assert shown[owner.user] == [
        ("Ore da confermare", f"{here}/patti/ore-da-confermare/", 1),
        to_be_signed,
        ("Iniziative che vi chiedono di esserci", f"{here}/iniziative/tue/", 1),
        ("Progetti che aspettano il sì della tua casa", f"{here}/case/progetti/", 1),
        (f"Prenotazioni da confermare: {house}", f"{here}/case/{house.slug}/prenotazioni/", 1),
    ]
    by_others = ("Ore che altri hanno segnato per te", f"{here}/patti/miei/", 1)
    assert (shown[given.participant], asked(colleague, network)) == ([by_others, to_be_signed], [])
    client.force_login(owner.user)
    page_shown = client.get(page(network, "le-tue-cose")).content.decode()
    assert all(client.get(address).status_code == 200 and address in page_shown for _, address, _ in shown[owner.user])


def test_what_waits_comes_with_who_waits_longest_first(network, coordinator):
    NeedFactory(network=network, said_at=ago(3))
    NeedFactory(network=network, said_at=ago(5))
    ProposalFactory(network=network, state="published", published_at=ago(40))
    InitiativeFactory(network=network, started_at=ago(1), published_at=None)
    GroupFactory(network=network, proposed_at=ago(2))
    report = ReportFactory(network=network)
    NeedFactory(network=network_of(MunicipalityFactory(name="Bergamo", istat_code="016024", province="BG")))

    doors = waiting(coordinator, network)

    here = f"/comunita/{network.slug}"
    assert doors == [
        Door("Proposte senza risposta", f"{here}/proposte/senza-risposta/", 1, ago(40)),
        Door("Bisogni e desideri da leggere", f"{here}/bisogni/da-leggere/", 3, ago(5)),
        Door("Gruppi da pubblicare", f"{here}/gruppi/da-leggere/", 1, ago(2)),
        Door("Iniziative da pubblicare", f"{here}/iniziative/da-pubblicare/", 1, ago(1)),
        Door("Segnalazioni da guardare", f"{here}/segnalazioni/", 1, report.made_at),
    ]


def test_appeal_waits_for_another_than_who_decided_and_survey_that_is_over_to_be_published(network, coordinator):
    colleague = mandated(network)
    appeal = AppealFactory(decision__decided_by=coordinator, decision__need=parked(NeedFactory(network=network)))
    SurveyFactory(network=network)
    over(SurveyFactory(network=network))

    doors = [waiting(each, network) for each in (coordinator, colleague)]

    here, last = f"/comunita/{network.slug}", timezone.localdate() - datetime.timedelta(days=1)
    since = datetime.datetime.combine(last, datetime.time(), datetime.UTC)
    survey = Door("Sondaggi da pubblicare", f"{here}/sondaggi/", 1, since)
    assert doors == [[survey], [survey, Door("Ricorsi sulle segnalazioni", f"{here}/segnalazioni/", 1, appeal.made_at)]]


def test_what_waits_is_for_who_may_answer_it(network):
    NeedFactory(network=network)

    assert waiting(UserFactory(), network) == []
    assert [door.words for door in waiting(mandated(network), network)] == ["Bisogni e desideri da leggere"]
    assert waiting(mandated(network, Role.SOCIAL_WORKER), network) == []


def test_pages_take_as_many_queries_for_one_thing_as_for_three(client, network, coordinator):
    client.force_login(coordinator)
    taken = []
    for _more in range(2):
        for _row in range(2):
            NeedFactory(network=network)
            ProposalFactory(network=network, state="published", published_at=timezone.now())
            active(network=network)
        for address in ("da-fare/", "le-tue-cose/", ""):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(f"/comunita/{network.slug}/{address}").status_code == 200
            taken.append(len(queries))

    assert taken[:3] == taken[3:]
    assert taken[2] <= 20


def test_front_door_shows_what_is_on_to_everybody(client, network):
    active(network=network, title="Orto di via Milano")
    ProposalFactory(network=network, state="published", title="Una biblioteca di attrezzi", published_at=timezone.now())
    InitiativeFactory(network=network, title="Non ancora letta", published_at=None)

    shown = client.get(f"/comunita/{network.slug}/").content.decode()

    said = ("Orto di via Milano", "Una biblioteca di attrezzi", "Non ancora letta")
    assert [each in shown for each in said] == [True, True, False]


def test_front_door_of_a_city_where_nothing_is_on_says_how_to_begin(client, network):
    shown = client.get(f"/comunita/{network.slug}/").content.decode()

    assert ("Nessuno ha ancora parlato" in shown, "Nessuna proposta ancora" in shown) == (True, True)


def test_all_that_waits_comes_in_one_mail_with_what_waits_in_the_network(network, coordinator, settings):
    settings.SITE_URL = "https://portale.example"
    worker = mandated(network, Role.SOCIAL_WORKER)
    mandated(network)
    for days in (5, 2):
        NeedFactory(network=network, said_at=ago(days))
    call = opened(CallFactory(network=network, needs_assessment=True))
    sent(call)
    PracticeFactory(network=network, title="Il frigorifero aperto")

    remind_of_waiting()
    remind_of_waiting()

    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([coordinator.email], "Rete di Brescia: 4 cose da guardare"),
        ([worker.email], "Rete di Brescia: 1 cosa da guardare"),
    ]
    here = f"https://portale.example/comunita/{network.slug}"
    assert mail.outbox[0].body.partition("risposta.\n\n")[2] == (
        "1 pratica aspetta di entrare nella biblioteca:\n- Il frigorifero aperto\n"
        f"https://portale.example/rete/{network.slug}/pratiche/\n\n"
        f"Bisogni e desideri da leggere: 2, la prima aspetta da 5 giorni:\n{here}/bisogni/da-leggere/\n\n"
        f"Domande da leggere: 1, la prima aspetta da oggi:\n{here}/bandi/\n\n"
        "La rete di Brescia\nhttps://portale.example\n"
    )
    assert f"Colloqui da segnare: 1, la prima aspetta da oggi:\n{here}/bandi/colloqui/" in mail.outbox[1].body
