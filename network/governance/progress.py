"""Where a vision stands: for each goal the way done, what was measured, and what is being done for it."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, Count, F, Q, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.models import ActionItem, Goal, Measurement
from puntocomunita.charts import Chart, bars

State = ActionItem.State
SHOWN = 20  # tasks of each goal, where all goals are shown


class Tasks(NamedTuple):
    """How many there are."""

    late: int = 0
    open: int = 0
    done: int = 0


class GoalProgress(NamedTuple):
    """The first of its tasks, and how many they are."""

    goal: Goal
    measures: list[Measurement]
    chart: Chart
    way: int | None  # done of 100, None where nothing is measured yet
    late: list[ActionItem]
    open: list[ActionItem]
    done: list[ActionItem]
    tasks: Tasks

    @property
    def all_tasks(self):
        return sum(self.tasks)

    @property
    def has_more(self):
        return self.all_tasks > len(self.late) + len(self.open) + len(self.done)

    @property
    def last(self):
        return self.measures[-1] if self.measures else None

    @property
    def is_reached(self):
        return self.way == 100


class VisionProgress(NamedTuple):
    goals: list[GoalProgress]

    @property
    def reached(self):
        return sum(each.is_reached for each in self.goals)

    @property
    def late(self):
        return sum(each.tasks.late for each in self.goals)

    @property
    def open(self):
        return sum(each.tasks.open for each in self.goals)

    @property
    def done(self):
        return sum(each.tasks.done for each in self.goals)

    @property
    def last_measured(self):
        return max((each.last.day for each in self.goals if each.last), default=None)


def progress_of(vision, goal=None) -> VisionProgress:
    """With the first tasks of each goal, or with all of one; four queries."""
    goals = [goal] if goal else list(vision.goals.all())
    measures, tasks = defaultdict(list), defaultdict(list)
    for each in Measurement.objects.filter(goal__in=goals).order_by("day"):
        measures[each.goal_id].append(each)
    rows = ActionItem.objects.filter(goal__in=goals).exclude(state=State.DROPPED)
    numbers = numbers_of(rows)
    for each in rows.select_related("owner", "owner_organization") if goal else first_of(rows):
        tasks[each.goal_id].append(each)
    of_each = [(each, measures[each.pk], tasks[each.pk], numbers.get(each.pk, Tasks())) for each in goals]
    return VisionProgress([progress_of_goal(*each) for each in of_each])


def numbers_of(tasks) -> dict:
    """{goal: how many}"""
    is_open, today = Q(state=State.OPEN), timezone.localdate()
    conditions = Tasks(is_open & Q(due__lt=today), is_open & Q(due__gte=today), Q(state=State.DONE))._asdict()
    counts = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    rows = tasks.order_by().values_list("goal").annotate(**counts)
    return {goal: Tasks(*numbers) for goal, *numbers in rows}


def first_of(tasks):
    """Of each goal: what is to be done, the soonest first, and what was done last."""
    due = Case(When(state=State.OPEN, then="due"))
    place = Window(RowNumber(), partition_by="goal", order_by=[F("state").desc(), due, F("due").desc(), "id"])
    rows = tasks.annotate(place=place).filter(place__lte=SHOWN).order_by("place")
    return rows.select_related("owner", "owner_organization")


def progress_of_goal(goal, measures, tasks, numbers) -> GoalProgress:
    today = timezone.localdate()
    undone = [each for each in tasks if each.state == State.OPEN]
    return GoalProgress(
        goal=goal,
        measures=measures,
        chart=chart_of(goal, measures),
        way=goal.way_to(measures[-1].value) if measures else None,
        late=[each for each in undone if each.due < today],
        open=[each for each in undone if each.due >= today],
        done=[each for each in tasks if each.state == State.DONE],
        tasks=numbers,
    )


def chart_of(goal, measures) -> Chart:
    """A bar for where it begins and for each measure, a line at what is wanted."""
    pairs = [(_("all’inizio"), plain(goal.baseline))]
    pairs += [(date_format(each.day, "j M Y").lower(), plain(each.value)) for each in measures]
    target = plain(goal.target)
    return bars(pairs, most=max(target, *(value for _label, value in pairs)), wanted=target)


def plain(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)
