"""Where the network wants to go and how far it is, by who runs it, who keeps a member, a stranger."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.access import Role
from network.governance import progress
from network.governance.progress import progress_of
from network.models import ActionItem, Goal, Measurement, Vision
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, UserFactory

from .factories import MembershipFactory
from .governance_factories import GoalFactory, MeasurementFactory, VisionFactory, from_to
from .meeting_factories import ActionItemFactory, MeetingFactory, in_days
from .test_governance_pages import text_of
from .test_meetings_pages import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    """A network with a vision of one goal, who coordinates it, who keeps a member."""
    membership = MembershipFactory(organization__name="Emporio")
    point = CommunityPointFactory(location__municipality=membership.network)
    goal = GoalFactory(vision__network=membership.network)
    return SimpleNamespace(
        network=membership.network,
        emporio=membership.organization,
        vision=goal.vision,
        goal=goal,
        runs=client_of(MandateFactory(community_point=point, role=Role.COORDINATOR).user),
        keeps=client_of(MemberFactory(organization=membership.organization, role=Role.OWNER).user),
        stranger=Client(),
        path=f"/rete/{membership.network.slug}/",
    )


@pytest.mark.parametrize(
    ("baseline", "target", "value", "way"),
    [(10, 30, 20, 50), (40, 20, 35, 25), (10, 30, 5, 0), (10, 30, 44, 100), (0, 3, 1, 33)],
)
def test_way_to_a_goal_goes_up_or_down_and_never_past_its_ends(baseline, target, value, way):
    assert Goal(baseline=baseline, target=target).way_to(value) == way


def test_vision_says_what_is_measured_and_what_is_done_for_it(here):
    MeasurementFactory(goal=here.goal, value="12.5", day=in_days(-400).date())
    last = MeasurementFactory(goal=here.goal, value=30)
    named = ActionItemFactory(network=here.network, goal=here.goal, owner=UserFactory(name="Rosa Neri"))
    done = {"state": "open", "owner": None, "owner_organization": here.emporio}
    late = ActionItemFactory(network=here.network, goal=here.goal, due=in_days(-1).date(), **done)
    GoalFactory(vision=here.vision, network=here.network, title="Non misurato", position=2)

    found = progress_of(here.vision)
    seen = {name: text_of(getattr(here, name).get(f"{here.path}visione/")) for name in ("keeps", "stranger")}

    first, second = found.goals
    assert (first.way, first.late, first.open, first.done) == (100, [late], [named], [])
    assert [bar.value for bar in first.chart.bars] == [10, 12.5, 30]
    assert (found.reached, found.late, found.open, found.done) == (1, 1, 1, 0)
    assert (found.last_measured, second.way) == (last.day, None)
    words = ["Raggiunti 1 su 2 obiettivi.", "Ci siamo arrivati.", "Non è ancora stato misurato.", "12,50", "in ritardo"]
    assert [[each for each in words if each not in page] for page in seen.values()] == [[], []]
    assert ["Rosa Neri" in page for page in seen.values()] == [True, False]


def test_vision_shows_the_first_tasks_of_a_goal_and_leads_to_all(here, monkeypatch):
    monkeypatch.setattr(progress, "SHOWN", 2)
    task = {"network": here.network, "goal": here.goal}
    later, late, soon = (ActionItemFactory(**task, due=in_days(days).date()) for days in (9, -3, 2))
    other = GoalFactory(vision=here.vision, network=here.network, position=2)
    done, before = (ActionItemFactory(**task | {"goal": other}, due=in_days(days).date()) for days in (-2, -30))
    ActionItem.objects.filter(goal=other).update(state="done", closed_at=in_days(-1))

    page = here.stranger.get(f"{here.path}visione/")
    alone = here.stranger.get(f"{here.path}visione/?obiettivo={here.goal.pk}")
    unread = [here.stranger.get(f"{here.path}visione/?obiettivo={each}") for each in ("999", "x%00", "9" * 30)]

    seen = [
        [(each.late, each.open, each.done, each.has_more) for each in one.context["progress"].goals]
        for one in (page, alone)
    ]
    assert seen == [
        [([late], [soon], [], True), ([], [], [done, before], False)],
        [([late], [soon, later], [], False)],
    ]
    assert (page.context["progress"].late, page.context["progress"].open, page.context["progress"].done) == (1, 2, 2)
    assert ["Tutti i 3 compiti" in text_of(each) for each in (page, alone)] == [True, False]
    assert [len(each.context["progress"].goals) for each in unread] == [2, 2, 2]


def test_picture_and_table_of_a_goal_hold_the_same_numbers(here):
    for days, value in ((-300, 11), (-200, "17.25"), (-100, 22)):
        MeasurementFactory(goal=here.goal, value=value, day=in_days(days).date())

    page = here.stranger.get(f"{here.path}visione/").content.decode()

    picture, table = page.partition('<svg class="chart"')[2].split("</svg>")[0], page.partition("<tbody>")[2]
    numbers = ["10", "11", "17,25", "22"]
    assert [f">{each}</text>" in picture for each in numbers] == [True] * 4
    assert [f">{each}</td>" in table for each in numbers] == [True] * 4


def test_vision_of_now_is_shown_and_those_before_are_reached(here):
    before = VisionFactory(network=here.network, statement="Prima.", period=from_to(-1500, -800))

    now, then = here.stranger.get(f"{here.path}visione/"), here.stranger.get(before.get_absolute_url())
    Vision.objects.filter(pk=here.vision.pk).update(period=from_to(-700, -500))
    between = here.stranger.get(f"{here.path}visione/")

    assert [each.context["vision"] for each in (now, then, between)] == [here.vision, before, here.vision]
    assert f'href="{before.get_absolute_url()}"' in text_of(now)


def test_network_without_a_vision_says_what_to_do(here):
    Goal.objects.all().delete()
    Vision.objects.all().delete()

    runs, stranger = (text_of(each.get(f"{here.path}visione/")) for each in (here.runs, here.stranger))

    assert ["La rete non ha ancora scritto la sua visione" in each for each in (runs, stranger)] == [True, True]
    assert ["Scrivi la visione" in each for each in (runs, stranger)] == [True, False]


def test_vision_is_written_once_for_its_years(here):
    path = f"{here.path}visioni/nuova/"
    data = {"statement": "Una città vicina.", "first_day": f"{in_days(900):%F}", "last_day": f"{in_days(2700):%F}"}
    refused = [each.post(path, data).status_code for each in (here.keeps, here.stranger)]

    response = here.runs.post(path, data)
    again = here.runs.post(path, data)
    open_ended = here.runs.post(path, data | {"last_day": ""})

    written = Vision.objects.get(statement="Una città vicina.")
    assert (refused, response.url) == ([403, 302], written.get_absolute_url())
    assert (written.first_day.isoformat(), written.last_day.isoformat()) == (data["first_day"], data["last_day"])
    assert again.context["form"].non_field_errors() == [
        "In quegli anni la rete ha già una visione: cambia i giorni dell’una o dell’altra."
    ]
    assert list(open_ended.context["form"].errors) == ["last_day"]
    here.runs.post(f"{written.get_absolute_url()}modifica/", data | {"statement": "Più vicina."})
    assert here.runs.get(written.get_absolute_url()).context["vision"].statement == "Più vicina."


def test_goal_is_written_and_changed_and_has_a_way_to_go(here):
    path = f"{here.vision.get_absolute_url()}obiettivi/nuovo/"
    data = {"title": "Meno soli", "indicator": "Persone alla mensa", "unit": "persone", "position": 2}

    same = here.runs.post(path, data | {"baseline": 5, "target": 5})
    below = here.runs.post(path, data | {"baseline": -5, "target": 5})
    here.runs.post(path, data | {"baseline": 5, "target": 9})
    goal = Goal.objects.get(title="Meno soli")
    response = here.runs.post(f"{here.path}obiettivi/{goal.pk}/modifica/", data | {"baseline": 5, "target": 8})

    assert same.context["form"].non_field_errors() == ["Dove si parte e dove si arriva sono lo stesso numero."]
    assert list(below.context["form"].errors) == ["baseline"]
    goal.refresh_from_db()
    assert (goal.target, goal.network, goal.vision) == (8, here.network, here.vision)
    assert response.url == f"{here.vision.get_absolute_url()}#obiettivo-{goal.pk}"


def test_measurement_is_of_a_day_that_has_been_once_and_may_be_corrected(here):
    path = f"{here.path}obiettivi/{here.goal.pk}/"
    data = {"day": in_days(-3).date().isoformat(), "value": "14.5", "source": "Conta di ottobre"}

    future = here.runs.post(f"{path}misura/", data | {"day": in_days(1).date().isoformat()})
    here.runs.post(f"{path}misura/", data)
    twice = here.runs.post(f"{path}misura/", data)
    measure = Measurement.objects.get()
    here.runs.post(f"{path}misure/{measure.pk}/", data | {"value": "15"})

    assert future.context["form"].errors == {"day": ["Quel giorno deve ancora venire."]}
    assert twice.context["form"].non_field_errors() == ["Per quel giorno c’è già una misura: correggi quella."]
    assert (Measurement.objects.get().value, measure.recorded_by is not None) == (15, True)
    assert here.runs.get(f"{here.path}obiettivi/999/misura/").status_code == 404


def test_what_is_written_by_mistake_is_taken_away_and_what_is_measured_stays(here):
    empty = GoalFactory(vision=here.vision, network=here.network, position=2)
    measure, kept = (MeasurementFactory(goal=here.goal, day=in_days(days).date()) for days in (-9, -8))
    path, mistake = f"{here.path}obiettivi/", {"step": "remove"}

    here.keeps.post(f"{path}{empty.pk}/modifica/", mistake)
    before = Goal.objects.count()
    for address in (f"{empty.pk}/modifica/", f"{here.goal.pk}/modifica/", f"{here.goal.pk}/misure/{measure.pk}/"):
        here.runs.post(f"{path}{address}", mistake)

    offered = [here.runs.get(f"{path}{here.goal.pk}/{each}") for each in ("modifica/", f"misure/{kept.pk}/")]
    assert (before, list(Goal.objects.all()), list(Measurement.objects.all())) == (2, [here.goal], [kept])
    assert ["È scritto per sbaglio?" in text_of(each) for each in offered] == [False, True]


def test_task_is_given_under_a_goal_from_its_page_and_from_a_meeting(here):
    task = {"words": "Trovare tre stanze", "owner_organization": here.emporio.pk, "owner": "", "goal": here.goal.pk}
    task |= {"due": in_days(9).date().isoformat()}
    meeting = MeetingFactory(network=here.network, past=True)
    other = GoalFactory(vision=VisionFactory(network=here.network, period=from_to(-2000, -1000)))

    here.runs.post(f"{here.path}obiettivi/{here.goal.pk}/compito/", task)
    here.runs.post(f"{meeting.get_absolute_url()}compiti/nuovo/", task | {"words": "Chiedere alla scuola"})
    refused = here.runs.post(f"{meeting.get_absolute_url()}compiti/nuovo/", task | {"goal": other.pk})

    tasks = ActionItem.objects.filter(goal=here.goal).order_by("id")
    assert [(str(each), each.meeting) for each in tasks] == [
        ("Trovare tre stanze", None),
        ("Chiedere alla scuola", meeting),
    ]
    assert list(refused.context["form"].errors) == ["goal"]
    page = text_of(here.stranger.get(f"{here.path}visione/"))
    assert ["da fare" in page, "Chiedere alla scuola · Emporio" in page] == [True, True]


def test_vision_asks_the_same_number_of_questions_with_one_goal_and_with_three(here):
    def fill(goal):
        MeasurementFactory(goal=goal)
        ActionItemFactory(network=here.network, goal=goal, owner_organization=here.emporio)

    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert here.runs.get(f"{here.path}visione/").status_code == 200
        return len(asked)

    fill(here.goal)
    one = questions()
    for position in (2, 3):
        fill(GoalFactory(vision=here.vision, network=here.network, position=position))

    assert questions() == one


def test_door_of_the_network_says_where_it_wants_to_go(here):
    assert here.vision.statement in text_of(here.stranger.get(here.path))
