"""Where a vision stands: for each goal the way done, what was measured, and what is being done for it."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.models import ActionItem, Goal, Measurement
from puntocomunita.charts import Chart, bars

State = ActionItem.State


class GoalProgress(NamedTuple):
    goal: Goal
    measures: list[Measurement]
    chart: Chart
    way: int | None  # done of 100, None where nothing is measured yet
    late: list[ActionItem]
    open: list[ActionItem]
    done: list[ActionItem]

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
        return sum(len(each.late) for each in self.goals)

    @property
    def open(self):
        return sum(len(each.open) for each in self.goals)

    @property
    def done(self):
        return sum(len(each.done) for each in self.goals)

    @property
    def last_measured(self):
        return max((each.last.day for each in self.goals if each.last), default=None)


def progress_of(vision) -> VisionProgress:
    """Three queries."""
    goals = list(vision.goals.all())
    measures, tasks = defaultdict(list), defaultdict(list)
    for each in Measurement.objects.filter(goal__vision=vision).order_by("day"):
        measures[each.goal_id].append(each)
    rows = ActionItem.objects.filter(goal__vision=vision).exclude(state=State.DROPPED)
    for each in rows.select_related("owner", "owner_organization").order_by("due", "id"):
        tasks[each.goal_id].append(each)
    return VisionProgress([progress_of_goal(each, measures[each.pk], tasks[each.pk]) for each in goals])


def progress_of_goal(goal, measures, tasks) -> GoalProgress:
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
    )


def chart_of(goal, measures) -> Chart:
    """A bar for where it begins and for each measure, a line at what is wanted."""
    pairs = [(_("all’inizio"), plain(goal.baseline))]
    pairs += [(date_format(each.day, "j M Y").lower(), plain(each.value)) for each in measures]
    target = plain(goal.target)
    return bars(pairs, most=max(target, *(value for _label, value in pairs)), wanted=target)


def plain(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)
