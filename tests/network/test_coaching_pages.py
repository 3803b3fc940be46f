"""The pages of coaching programmes, by who runs the network, the coach, who keeps one of the team, a stranger."""

import datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.access import Role
from network.models import ActionItem, CoachingProgramme
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, UserFactory

from .coaching_factories import (
    CoachingGoalFactory,
    CoachingPhaseFactory,
    CoachingProgrammeFactory,
    CoachingSessionFactory,
    StakeholderFactory,
    active_programme,
    add_people,
    completed_programme,
    today,
)
from .factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    """A network with a member, who coordinates it, and a coach who has nothing else in it."""
    membership = MembershipFactory(organization__name="Emporio")
    point = CommunityPointFactory(location__municipality=membership.network)
    coach = UserFactory(name="Ada Neri", email="ada@example.org")
    return SimpleNamespace(
        network=membership.network,
        emporio=membership.organization,
        coach=coach,
        by_account={"network": membership.network, "coach": coach, "coach_name": "", "coach_organization": None},
        runs=client_of(MandateFactory(community_point=point, role=Role.COORDINATOR).user),
        leads=client_of(coach),
        keeps=client_of(MemberFactory(organization=membership.organization).user),
        stranger=Client(),
        path=f"/rete/{membership.network.slug}/percorsi/",
    )


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def errors(response):
    return {name: list(said) for name, said in response.context["form"].errors.items()}


def said(response):
    return [str(each) for each in response.context["messages"]]


def test_list_shows_each_what_is_theirs_narrowed_by_state(here):
    planned = CoachingProgrammeFactory(**here.by_account)
    active = active_programme(network=here.network, starts_on=today(-30))
    outside = StakeholderFactory(programme=CoachingProgrammeFactory(network=here.network, starts_on=today(9)))
    of_team = client_of(MemberFactory(organization=outside.organization).user)

    shown = [list(who.get(here.path).context["page_obj"]) for who in (here.stranger, here.keeps, here.leads, of_team)]
    narrowed = here.keeps.get(f"{here.path}?stato=planned").context["page_obj"]

    assert shown == [
        [active],
        [outside.programme, planned, active],
        [planned, active],
        [outside.programme, active],
    ]
    assert [(each, each.size) for each in narrowed] == [(outside.programme, 1), (planned, 0)]


def test_programme_in_preparation_is_there_only_for_who_has_a_part_in_it(here):
    programme = CoachingProgrammeFactory(**here.by_account)
    outside = StakeholderFactory(programme=programme).organization
    of_team, citizen = client_of(MemberFactory(organization=outside).user), client_of(UserFactory())
    visitors = (here.stranger, citizen, of_team, here.keeps, here.leads, here.runs)

    pages = [who.get(programme.get_absolute_url()).status_code for who in visitors]
    teams = [who.get(f"{programme.get_absolute_url()}squadra/").status_code for who in visitors]
    starts = [who.get(f"{programme.get_absolute_url()}avvia/").status_code for who in visitors]

    assert pages == [404, 404, 200, 200, 200, 200]
    assert teams == [302, 404, 403, 403, 200, 200]
    assert starts == [302, 403, 403, 403, 403, 200]


def test_names_and_notes_are_not_for_strangers(here):
    programme = active_programme(network=here.network)
    StakeholderFactory(programme=programme, organization=here.emporio, name="Anna")
    CoachingSessionFactory(programme=programme, notes="Parole fra noi")

    seen = [who.get(programme.get_absolute_url()).content.decode() for who in (here.stranger, here.keeps)]

    words = ("Ada Neri", "Anna", "Vicina 1", "Parole fra noi", "Emporio", programme.coach_organization.name)
    assert [[each in page for each in words] for page in seen] == [[False] * 4 + [True] * 2, [True] * 6]


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_as_much_for_one_row_as_for_three(here, number):
    for _programme in range(number):
        programme = active_programme(**here.by_account, starts_on=today(-30))
    for index in range(number):
        CoachingGoalFactory(programme=programme)
        CoachingSessionFactory(programme=programme)
        StakeholderFactory(programme=programme)
        first = programme.starts_on + datetime.timedelta(days=20 * index)
        CoachingPhaseFactory(programme=programme, during=(first, first + datetime.timedelta(days=20)))
        ActionItem.objects.create(
            network=here.network, programme=programme, words="Chiedere", owner_organization=here.emporio, due=today()
        )

    queries = {}
    for page in (here.path, f"{here.path}{programme.pk}/", f"{here.path}{programme.pk}/squadra/"):
        with CaptureQueriesContext(connection) as captured:
            here.runs.get(page)
        queries[page.removeprefix(here.path).lstrip("0123456789")] = len(captured)

    assert queries == {"": 8, "/": 13, "/squadra/": 11}


def test_coordinator_plans_with_a_coach_who_enters_the_portal_or_one_by_name(here):
    plan = {"title": "La piazza", "area": "Fiumicello", "starts_on": "2027-01-01", "ends_on": "2027-09-30"}
    new = f"{here.path}nuovo/"

    refused = [
        errors(here.runs.post(new, plan | more))
        for more in (
            {"ends_on": "2027-05-31"},
            {"coach_email": "nessuno@example.org"},
            {"coach_name": "Ada"},
            {"coach_email": "ada@example.org", "coach_name": "Ada", "coach_organization": here.emporio.pk},
        )
    ]
    here.runs.post(new, plan | {"coach_email": "ADA@example.org"})
    by_account = CoachingProgramme.objects.get()
    change = {"coach_name": "Ada Neri", "coach_organization": here.emporio.pk}
    here.runs.post(f"{by_account.get_absolute_url()}modifica/", plan | change)
    by_name = CoachingProgramme.objects.get()

    assert refused == [
        {"__all__": ["Un percorso dura da sei a dodici mesi: controlla i due giorni."]},
        {"coach_email": ["Qui nessuno entra con questo indirizzo."]},
        {"coach_organization": ["Servono tutti e due: il nome e l’organizzazione."]},
        {"coach_email": ["Chi accompagna è una persona sola: o l’e-mail, o il nome."]},
    ]
    assert (by_account.coach, by_account.coach_name) == (here.coach, "")
    assert (by_name.coach, by_name.coach_name, by_name.coach_organization) == (None, "Ada Neri", here.emporio)


def test_coach_makes_the_team_each_of_a_part_and_once(here):
    programme = CoachingProgrammeFactory(**here.by_account)
    page = f"{programme.get_absolute_url()}squadra/"
    anna = {"name": "Anna", "kind": "citizens"}

    answers = [here.leads.post(page, each) for each in ({"organization": here.emporio.pk}, anna)]
    refused = [errors(here.leads.post(page, each)) for each in (anna, {"name": "Bruno"}, {"kind": "public"})]

    assert [each.url for each in answers] == [page, page]
    assert [(str(each), each.kind) for each in programme.team.by_name()] == [
        ("Emporio", "third_sector"),
        ("Anna", "citizens"),
    ]
    assert refused == [
        {"__all__": ["È già nella squadra."]},
        {"kind": ["Scegli che parte è: serve a una squadra equilibrata."]},
        {"organization": ["Scegli un’organizzazione, o scrivi il nome di una persona."]},
    ]


def test_who_leaves_before_the_start_was_never_there_and_after_it_was_and_may_come_back(here):
    planned, active = CoachingProgrammeFactory(**here.by_account), active_programme(**here.by_account)
    (early,), late = add_people(planned, 1), active.team.first()
    pages = [f"{here.path}{each.programme_id}/squadra/{each.pk}/" for each in (early, late)]

    for page in pages:
        here.leads.post(page, {"step": "remove"})
    left = active.team.get(pk=late.pk).left_on
    concerns = here.leads.get(active.get_absolute_url()).context["concerns"]
    here.leads.post(pages[1], {"step": "remove"})

    assert (planned.team.count(), left, active.team.in_team().count()) == (0, today(), 12)
    assert concerns[0] == "Nella squadra manca ancora una persona: si lavora in 12 o più."


def test_programme_starts_when_the_team_is_whole_and_has_a_coach(here):
    programme = CoachingProgrammeFactory(network=here.network, coach_name="", coach_organization=None)
    page = f"{programme.get_absolute_url()}avvia/"
    add_people(programme, 11)
    short = errors(here.runs.post(page))
    StakeholderFactory(programme=programme)
    alone = errors(here.runs.post(page))
    CoachingProgramme.objects.filter(pk=programme.pk).update(coach=here.coach)

    started = here.runs.post(page, follow=True)

    assert short == {"__all__": ["La squadra va da 12 a 24: sistemala e poi avvia."]}
    assert alone == {"__all__": ["Manca chi accompagna: scrivi chi è e poi avvia."]}
    assert said(started) == ["Il percorso è cominciato. Buon lavoro!"]
    assert CoachingProgramme.objects.get().is_active
    assert said(here.stranger.get(programme.get_absolute_url())) == []


def test_phases_are_within_and_do_not_overlap(here):
    programme = CoachingProgrammeFactory(**here.by_account)
    first, page = programme.starts_on, f"{programme.get_absolute_url()}fasi/nuova/"
    days = [first + datetime.timedelta(days=number) for number in (-1, 0, 29, 30)]
    outside, begins, ends, after = days
    listening = {"title": "Ascolto", "starts_on": begins, "ends_on": ends}

    here.leads.post(page, listening)
    refused = [
        list(errors(here.leads.post(page, {"title": "Idee"} | each)))
        for each in (
            {"starts_on": ends, "ends_on": after},
            {"starts_on": outside, "ends_on": outside},
            {"starts_on": after, "ends_on": ends},
            {"starts_on": after},
        )
    ]
    phase = programme.phases.get()
    here.leads.post(f"{here.path}{programme.pk}/fasi/{phase.pk}/", listening | {"ends_on": after})

    assert refused == [["__all__"], ["starts_on"], ["ends_on"], ["ends_on"]]
    assert [(each.starts_on, each.ends_on) for each in programme.phases.all()] == [(begins, after)]
    here.leads.post(f"{here.path}{programme.pk}/fasi/{phase.pk}/", {"step": "remove"})
    assert programme.phases.count() == 0


def test_session_says_who_was_there_once_it_was(here):
    programme = active_programme(**here.by_account)
    one, other, third = programme.team.all()[:3]
    page = f"{programme.get_absolute_url()}incontri/nuovo/"
    session = {"title": "In piazza", "notes": "Tante idee", "there": [one.pk, other.pk]}

    early = errors(here.leads.post(page, session | {"day": today(1)}))
    here.leads.post(page, session | {"day": today()})
    written = programme.sessions.get()
    programme.team.filter(pk=one.pk).update(left_on=today())
    page = f"{here.path}{programme.pk}/incontri/{written.pk}/"
    here.leads.post(page, session | {"day": today(), "there": [one.pk, third.pk]})

    assert early == {"there": ["L’incontro deve ancora venire: chi c’è si segna quel giorno."]}
    assert written.written_by == here.coach
    assert set(written.presences.values_list("stakeholder", flat=True)) == {one.pk, third.pk}


def test_goal_is_counted_as_it_goes_and_programme_is_completed_with_its_evaluation(here):
    programme = active_programme(**here.by_account)
    goal, evaluate = CoachingGoalFactory(programme=programme), f"{programme.get_absolute_url()}valutazione/"
    words = {"changed": "Otto botteghe", "learned": "Partire da chi c’è", "goes_on": "Il mercato, con il comitato"}
    early = errors(here.leads.post(evaluate, words))
    empty = list(errors(here.leads.post(evaluate, {})))
    counted = {"words": goal.words, "measure": goal.measure, "baseline": "10", "target": "20", "result": "18"}
    here.leads.post(f"{here.path}{programme.pk}/obiettivi/{goal.pk}/", counted)
    goal.refresh_from_db()

    done = here.leads.post(evaluate, words, follow=True)

    programme.refresh_from_db()
    assert early == {"__all__": ["Serve almeno un obiettivo, e di ognuno quanto avete contato alla fine."]}
    assert empty == ["changed", "learned"]
    assert (goal.result, goal.result_on, goal.reached) == (18, today(), 80)
    assert said(done)[-1:] == ["Il percorso è concluso: grazie a tutta la squadra."]
    assert (programme.state, programme.changed, programme.closed_by) == ("completed", "Otto botteghe", here.coach)
    again = here.leads.post(f"{here.path}{programme.pk}/obiettivi/{goal.pk}/", counted | {"result": "20"}, follow=True)
    assert said(again) == ["Il percorso è finito: resta com’è."]
    assert "Otto botteghe" in here.stranger.get(programme.get_absolute_url()).content.decode()


def test_coordinator_stops_it_and_says_why_to_the_members(here):
    programme = active_programme(network=here.network)

    here.runs.post(f"{programme.get_absolute_url()}interrompi/", {"reason": "Chi accompagna si è trasferito"})

    assert CoachingProgramme.objects.get().stop_reason == "Chi accompagna si è trasferito"
    assert "si è trasferito" in here.keeps.get(programme.get_absolute_url()).content.decode()
    assert here.stranger.get(programme.get_absolute_url()).status_code == 404


def test_task_of_a_programme_is_on_the_list_of_tasks(here):
    programme = active_programme(**here.by_account)
    task = {"words": "Chiedere la piazza", "owner_organization": here.emporio.pk, "due": today(9)}

    here.leads.post(f"{programme.get_absolute_url()}compiti/nuovo/", task)

    tasks = here.keeps.get(f"/rete/{here.network.slug}/compiti/")
    assert [(each.words, each.programme) for each in tasks.context["page_obj"]] == [("Chiedere la piazza", programme)]
    assert f'href="{programme.get_absolute_url()}"' in tasks.content.decode()


def test_door_of_the_network_shows_who_is_at_work(here):
    active = active_programme(network=here.network)
    CoachingProgrammeFactory(network=here.network)

    page = here.stranger.get(f"/rete/{here.network.slug}/")

    assert list(page.context["programmes"]) == [active]
    assert f'<a href="{active.get_absolute_url()}">La piazza torna viva</a>' in page.content.decode()


def test_goal_that_goes_down_is_reached_too():
    goal = CoachingGoalFactory.build(programme=None, baseline=40, target=10)

    reached = []
    for result in (None, 50, 25, 10, 5):
        goal.result = result
        reached.append(goal.reached)

    assert reached == [None, 0, 50, 100, 100]


def test_completed_one_says_nothing_to_mend(here):
    programme = completed_programme(network=here.network)

    assert here.runs.get(programme.get_absolute_url()).context["concerns"] == []
