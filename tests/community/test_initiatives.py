"""Initiatives as people meet them: found, begun, published, joined, done, and what each reads of the others."""

import datetime

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import Role
from community.initiatives import actions, working
from community.models import Commitment, Initiative, InitiativePartner, Outcome, Partnering, Story
from tests.factories import (
    CommunityPointFactory,
    MandateFactory,
    MemberFactory,
    MunicipalityFactory,
    QuarterFactory,
    TermFactory,
    UserFactory,
)
from tests.network.factories import MembershipFactory, network_of

from .factories import NeedThemeFactory
from .initiatives_factories import (
    CommitmentFactory,
    InitiativeFactory,
    PartnerFactory,
    ReachFactory,
    StoryFactory,
    TaskFactory,
    active,
    completed,
)

pytestmark = pytest.mark.django_db
TODAY, DAY = timezone.localdate, datetime.timedelta(days=1)


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def coordinator(network):
    point = CommunityPointFactory(location__municipality=network)
    return MandateFactory(community_point=point, role=Role.COORDINATOR).user


@pytest.fixture
def resident(client):
    user = UserFactory(name="Fatima Benali")
    client.force_login(user)
    return user


def keeper_of_member(network, name="Emporio"):
    membership = MembershipFactory(network=network, organization__name=name)
    return MemberFactory(organization=membership.organization, role=Role.OWNER).user, membership.organization


def at(network, rest=""):
    return f"/comunita/{network.slug}/iniziative/{rest}"


def titles(response):
    return [each.title for each in response.context["page_obj"]]


ORTO = {"title": "L’orto dietro la scuola", "summary": "Venti cassoni, aperti a tutti"}


def test_what_a_resident_begins_is_read_by_all_once_who_coordinates_says_yes(client, network, coordinator, resident):
    quarter, topic, theme = QuarterFactory(municipality=network), TermFactory(slug="parchi"), NeedThemeFactory()
    sent = ORTO | {"quarter": quarter.pk, "topics": [topic.pk], "need_theme": theme.pk, "people_target": 40}

    response = client.post(at(network, "nuova/"), sent)

    initiative = Initiative.objects.for_reading().get()
    assert response.url == initiative.get_absolute_url()
    assert (initiative.lead_person, initiative.is_public, initiative.people) == (resident, False, 1)
    assert (initiative.quarter, [*initiative.topics.all()], initiative.need_theme) == (quarter, [topic], theme)
    assert client.get(at(network)).context["paginator"].count == 0
    other = UserFactory()
    client.force_login(other)
    assert client.get(response.url).status_code == 404
    client.force_login(coordinator)
    assert "Pubblica" in client.get(at(network, "da-pubblicare/")).text
    client.post(f"{response.url}pubblica/")
    client.logout()
    page = client.get(response.url)
    assert (page.status_code, resident.name in page.text) == (200, False)
    assert titles(client.get(at(network))) == [ORTO["title"]]


def test_member_of_the_network_begins_at_once_and_leads(client, network):
    user, organization = keeper_of_member(network)
    client.force_login(user)

    client.post(at(network, "nuova/"), ORTO | {"organization": organization.pk, "kind": "partnership"})

    initiative = Initiative.objects.for_reading().get()
    assert (initiative.is_public, initiative.lead_organization, initiative.kind) == (True, organization, "partnership")
    assert (initiative.lead_person, initiative.roles_of(user)) == (None, {Role.LEADER})


def test_form_says_what_is_missing_and_refuses_who_somebody_is(client, network, resident):
    sent = {"title": "Chiama 333 1234567", "summary": "", "ends_on": "2026-12-01"}

    response = client.post(at(network, "nuova/"), sent)

    assert (response.status_code, sorted(response.context["form"].errors)) == (422, ["starts_on", "summary", "title"])
    assert not Initiative.objects.exists()


def test_list_is_narrowed_by_words_state_kind_quarter_and_topic(client, network):
    quarter, topic = QuarterFactory(municipality=network), TermFactory(slug="parchi")
    active(network=network, title="Orto di quartiere", quarter=quarter).topics.add(topic)
    InitiativeFactory(network=network, title="Coro", kind="partnership")
    InitiativeFactory(network=network_of(MunicipalityFactory(name="Bergamo", istat_code="016024")), title="Altrove")
    InitiativeFactory(network=network, title="Nascosta", hidden_at=timezone.now())

    for asked in ("q=quartieri", "state=active", "kind=neighbourhood", f"quarter={quarter.slug}", "topic=parchi"):
        assert titles(client.get(at(network, f"?{asked}"))) == ["Orto di quartiere"]
    assert titles(client.get(at(network))) == ["Coro", "Orto di quartiere"]
    assert client.get(at(network, "?q=%00&state=boh")).status_code == 200


@pytest.mark.parametrize("rows", ["iniziative/", "storie/", "beni-comuni/"])
def test_lists_ask_as_much_for_three_rows_as_for_one(client, network, rows):
    def one():
        initiative = completed(network=network, quarter=QuarterFactory(municipality=network))
        PartnerFactory(initiative=initiative, role=Partnering.LEAD)
        initiative.topics.add(TermFactory())
        StoryFactory(initiative=initiative)

    one()
    client.get(f"/comunita/{network.slug}/{rows}")
    counts = []
    for _number in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"/comunita/{network.slug}/{rows}")
        counts.append(len(queries))
        one()
        one()

    assert counts[0] == counts[1]


def test_names_and_promises_are_read_inside_only(client, network, resident):
    initiative = active(network=network)
    keeper, organization = keeper_of_member(network)
    actions.join(by=UserFactory(name="Paolo Zani"), initiative=initiative)
    CommitmentFactory(initiative=initiative, words="Porto la terra", person__name="Marta Ghidini")
    working.settle(commitment=CommitmentFactory(initiative=initiative), kept=True)
    TaskFactory(initiative=initiative, state="1_open", words="Prendere la vernice")
    inside = ["Paolo Zani", "Marta Ghidini", "Porto la terra"]

    outside = client.get(initiative.get_absolute_url()).text
    client.post(f"{initiative.get_absolute_url()}partecipa/")
    joined = client.get(initiative.get_absolute_url()).text
    client.post(f"{initiative.get_absolute_url()}partecipa/", {"no_more": "1"})
    PartnerFactory(initiative=initiative, organization=organization)
    client.force_login(keeper)
    of_partner = client.get(initiative.get_absolute_url()).text

    assert [[words in page for words in inside] for page in (outside, joined, of_partner)] == [
        [False] * 3,
        [True] * 3,
        [True] * 3,
    ]
    assert "2 impegni, 1 mantenuto" in outside
    assert "Prendere la vernice" in outside


def test_organization_is_named_once_one_of_its_people_says_yes(client, network, coordinator, mailoutbox):
    initiative, (keeper, organization) = active(network=network), keeper_of_member(network)
    here = initiative.get_absolute_url()
    client.force_login(coordinator)

    client.post(f"{here}partner/nuovo/", {"organization": organization.pk, "role": Partnering.HOST})

    partner = InitiativePartner.objects.get()
    assert client.post(f"{here}partner/nuovo/", {"organization": organization.pk, "role": "2_host"}).status_code == 422
    client.force_login(keeper)
    assert "Emporio" not in client.get(here).text
    assert "Emporio" in client.get(at(network, "tue/")).text
    client.force_login(UserFactory())
    assert client.post(f"{here}partner/{partner.pk}/", {"yes": "1"}).status_code == 404
    client.force_login(keeper)
    client.post(f"{here}partner/{partner.pk}/", {"yes": "1"})
    assert "Emporio" in client.get(here).text
    client.post(f"{here}partner/{partner.pk}/", {"no": "1"})
    assert "Emporio" not in client.get(here).text
    assert not InitiativePartner.objects.exists()


def test_who_leads_may_not_say_yes_for_another_organization(client, network, coordinator):
    partner = PartnerFactory(initiative=active(network=network), confirmed_at=None)
    client.force_login(coordinator)

    client.post(f"{partner.initiative.get_absolute_url()}partner/{partner.pk}/", {"yes": "1"})

    assert not InitiativePartner.objects.confirmed().exists()


def test_task_is_taken_by_one_given_back_and_done(client, network, resident):
    task = TaskFactory(initiative=active(network=network))
    address = f"{task.initiative.get_absolute_url()}da-fare/{task.pk}/"

    client.post(address)
    task.refresh_from_db()
    assert (task.state, task.person) == ("2_taken", resident)
    assert task.initiative.participations.filter(person=resident).exists()
    client.force_login(UserFactory())
    client.post(address)
    assert client.post(address, {"done": "1"}).status_code == 404
    client.force_login(resident)
    client.post(address, {"give_back": "1"})
    client.post(address)
    client.post(address, {"done": "1"})

    task.refresh_from_db()
    assert (task.state, task.person) == ("3_done", resident)


def test_task_is_taken_for_an_organization_that_the_person_keeps(client, network):
    task, (keeper, organization) = TaskFactory(initiative=active(network=network)), keeper_of_member(network)
    _other, elsewhere = keeper_of_member(network, name="Coro")
    address = f"{task.initiative.get_absolute_url()}da-fare/{task.pk}/"
    client.force_login(keeper)

    assert "Emporio" in client.get(task.initiative.get_absolute_url()).text
    for each in (elsewhere, organization):
        client.post(address, {"organization": each.pk})
        client.post(address, {"give_back": "1"} if each == elsewhere else {"nothing": "1"})

    task.refresh_from_db()
    assert (task.state, task.person, task.organization) == ("2_taken", None, organization)


def test_promise_is_made_and_settled_by_who_made_it_or_leads(client, network, coordinator, resident):
    initiative = active(network=network)
    here = f"{initiative.get_absolute_url()}impegni/"

    client.post(f"{here}nuovo/", {"words": "Porto la terra", "due_on": TODAY() + DAY})
    past = client.post(f"{here}nuovo/", {"words": "Porto la terra", "due_on": TODAY() - DAY})

    commitment = Commitment.objects.get()
    assert (past.status_code, commitment.person, commitment.state) == (422, resident, "open")
    client.force_login(UserFactory())
    assert client.post(f"{here}{commitment.pk}/", {"kept": "1"}).status_code == 404
    client.force_login(coordinator)
    client.post(f"{here}{commitment.pk}/", {"kept": "1"})
    client.force_login(resident)
    client.post(f"{here}{commitment.pk}/", {"not_kept": "1"})
    commitment.refresh_from_db()
    assert commitment.state == "not_kept"
    assert initiative.commitments.in_figures() == {"made": 1, "open": 0, "kept": 0, "not_kept": 1}


def test_partnership_counts_who_it_reached_in_each_municipality_against_its_target(client, network, coordinator):
    initiative = active(network=network, kind="partnership", people_target=200)
    MunicipalityFactory(name="Sesto San Giovanni", istat_code="015209")
    here = initiative.get_absolute_url()
    client.force_login(coordinator)

    client.post(f"{here}comuni/", {"municipality": "sesto san giovanni", "activities": "Compiti con i nonni"})
    again = client.post(f"{here}comuni/", {"municipality": "Sesto San Giovanni"})
    unknown = client.post(f"{here}comuni/", {"municipality": "Atlantide"})
    place = initiative.places.get().municipality
    said = {"day": TODAY(), "people": 50, "activity": "Festa", "municipality": place.pk}
    client.post(f"{here}persone-raggiunte/", said)
    client.post(f"{here}persone-raggiunte/", {"day": TODAY(), "people": 10, "activity": "Merenda"})
    ahead = client.post(f"{here}persone-raggiunte/", said | {"day": TODAY() + DAY})

    assert [each.status_code for each in (again, unknown, ahead)] == [422, 422, 422]
    reach = client.get(here).context["reach"]
    assert (reach.people, reach.target, reach.share) == (60, 200, 30)
    assert reach.places == [("Sesto San Giovanni", 50), ("senza dire dove", 10)]
    assert [(bar.label, bar.value) for bar in reach.there.bars] == reach.places
    there = client.get(f"/comunita/{place.slug}/iniziative/")
    assert list(there.context["page_obj"]) == [initiative]
    assert reach.chart.wanted > reach.chart.bars[0].length


def test_completed_initiative_leaves_a_common_good_until_its_last_day(client, network, coordinator):
    initiative, organization = active(network=network), PartnerFactory().organization
    PartnerFactory(initiative=initiative, organization=organization)
    here = initiative.get_absolute_url()
    client.force_login(coordinator)
    said = {"title": "Un orto aperto", "who_may_use": "Chiunque", "until": TODAY() + DAY}

    nobody = client.post(f"{here}riuscita/", said)
    client.post(f"{here}riuscita/", said | {"organization": organization.pk})

    outcome = Outcome.objects.get()
    assert (nobody.status_code, list(nobody.context["form"].errors)) == (422, ["cared_by"])
    assert (outcome.initiative.state, outcome.cared_by) == ("completed", organization.name)
    goods = f"/comunita/{network.slug}/beni-comuni/"
    assert titles(client.get(goods)) == ["Un orto aperto"]
    Outcome.objects.update(until=TODAY() - DAY)
    assert titles(client.get(goods)) == []
    assert client.post(f"{here}ferma/", {"reason": "Pioveva"}, follow=True).status_code == 200
    initiative.refresh_from_db()
    assert initiative.state == "completed"


def test_stopped_initiative_says_why_to_all_and_who_takes_part_hears(client, network, coordinator, mailoutbox):
    initiative, person = active(network=network), UserFactory()
    actions.join(by=person, initiative=initiative)
    client.force_login(coordinator)

    client.post(f"{initiative.get_absolute_url()}ferma/", {"reason": "Manca il terreno"})

    client.logout()
    page = client.get(initiative.get_absolute_url()).text
    assert [each in page for each in ("Si è fermata: Manca il terreno", "1 persona ha partecipato")] == [True, True]
    assert [*person.notices.values_list("key", flat=True)] == [f"initiative-{initiative.pk}-stopped"]


def test_story_is_read_by_who_leads_first_and_signed_only_by_choice(client, network, coordinator, resident):
    quarter, topic = QuarterFactory(municipality=network), TermFactory(slug="parchi")
    initiative = active(network=network, quarter=quarter)
    initiative.topics.add(topic)
    told = {"title": "Il primo pomodoro", "words": "Siamo partiti in tre."}

    client.post(f"{initiative.get_absolute_url()}racconta/", told)

    story, stories = Story.objects.get(), f"/comunita/{network.slug}/storie/"
    assert (client.get(story.get_absolute_url()).status_code, titles(client.get(stories))) == (200, [])
    client.post(f"{story.get_absolute_url()}decidi/")
    assert not Story.objects.seen().exists()
    client.force_login(UserFactory())
    assert client.get(story.get_absolute_url()).status_code == 404
    client.force_login(coordinator)
    client.post(f"{story.get_absolute_url()}decidi/")
    client.logout()
    for asked in ("", f"?quarter={quarter.slug}", "?topic=parchi"):
        assert titles(client.get(f"{stories}{asked}")) == ["Il primo pomodoro"]
    assert resident.name not in client.get(story.get_absolute_url()).text
    client.force_login(resident)
    client.post(f"{story.get_absolute_url()}decidi/", {"put_away": "1"})
    assert not Story.objects.exists()


def test_planned_initiative_begins_on_its_day_and_is_mended(client, network, resident):
    initiative = InitiativeFactory(network=network, lead_person=resident, ends_on=None)
    here = initiative.get_absolute_url()

    client.post(f"{here}comincia/", {"starts_on": TODAY()})
    client.post(f"{here}modifica/", ORTO | {"starts_on": TODAY(), "ends_on": TODAY() + DAY})
    again = client.post(f"{here}comincia/", {"starts_on": TODAY()}, follow=True)

    initiative.refresh_from_db()
    assert (initiative.state, initiative.title, initiative.ends_on) == ("active", ORTO["title"], TODAY() + DAY)
    assert "Nel frattempo è cambiato qualcosa" in again.text
    assert ReachFactory(initiative=initiative).people == Initiative.objects.with_figures().get().reached


def test_leaving_lets_go_of_tasks_and_keeps_promises(network, resident):
    initiative = active(network=network)
    task = TaskFactory(initiative=initiative)
    working.take_task(by=resident, task=task)
    CommitmentFactory(initiative=initiative, person=resident)

    actions.leave(by=resident, initiative=initiative)

    task.refresh_from_db()
    assert (task.state, task.person, initiative.participations.count()) == ("1_open", None, 0)
    assert initiative.commitments.get().person == resident


def test_begun_for_an_accepted_proposal_it_asks_the_organization_that_is_to_lead(network, coordinator):
    keeper, organization = keeper_of_member(network)
    author = UserFactory()

    told = {"lead_organization": organization, "lead_person": author, "need_theme": NeedThemeFactory(network=network)}
    initiative = actions.begin(by=coordinator, network=network, **ORTO, **told)

    assert (initiative.is_public, initiative.lead_organization) == (True, None)
    assert [*keeper.notices.values_list("must", flat=True)] == [True]
    partner = initiative.partners.get()
    actions.answer_for_partner(by=keeper, partner=partner, agreed=True)
    assert Initiative.objects.get().lead_organization == organization
    assert {*Initiative.objects.led_by(keeper)} == {*Initiative.objects.led_by(author)} == {initiative}


def test_no_mail_is_lost_of_what_is_said(network, resident):
    initiative = InitiativeFactory(network=network, lead_person=resident, published_at=None)

    actions.publish(by=UserFactory(), initiative=initiative)

    assert [*resident.notices.values_list("subject", flat=True)] == ["La tua iniziativa è pubblica"]
    assert mail.outbox == []  # it leaves once it is saved
