"""What is done inside an initiative: tasks taken, promises kept or not, people reached, stories told."""

from django.db import transaction
from django.utils import timezone

from community.models import Commitment, Initiative, InitiativeTask, Story
from community.once import one_at_a_time, written_before

from . import letters, listings
from .actions import Settled, held, join

GOING = (Initiative.State.PLANNED, Initiative.State.ACTIVE)


@transaction.atomic
def take_task(*, by, task, organization=None):
    """Who takes one on takes part; of two who press at once one has it."""
    held(task.initiative, *GOING)
    taker = {"organization": organization} if organization else {"person": by}
    rows = InitiativeTask.objects.filter(pk=task.pk, state=InitiativeTask.State.OPEN)
    if not rows.update(state=InitiativeTask.State.TAKEN, **taker):
        raise Settled
    join(by=by, initiative=task.initiative)


def give_back(*, task):
    changed(task, [InitiativeTask.State.TAKEN], state=InitiativeTask.State.OPEN, person=None, organization=None)


def finish(*, task):
    changed(task, [InitiativeTask.State.OPEN, InitiativeTask.State.TAKEN], state=InitiativeTask.State.DONE)


def take_away(*, task):
    """As long as nobody has taken it on."""
    if not InitiativeTask.objects.filter(pk=task.pk, state=InitiativeTask.State.OPEN).delete()[0]:
        raise Settled


def changed(row, states, **told):
    if not type(row).objects.filter(pk=row.pk, state__in=states).update(**told):
        raise Settled


@transaction.atomic
def promise(*, by, initiative, words, due_on, organization=None) -> Commitment:
    one_at_a_time(by)
    held(initiative, *GOING)
    who = {"organization": organization} if organization else {"person": by}
    told = {"words": words, "due_on": due_on, "state": Commitment.State.OPEN} | who
    join(by=by, initiative=initiative)
    return initiative.commitments.filter(**told).first() or initiative.commitments.create(**told)


def settle(*, commitment, kept):
    state = Commitment.State.KEPT if kept else Commitment.State.NOT_KEPT
    others = [each for each in Commitment.State if each != state]
    changed(commitment, others, state=state, settled_at=timezone.now())


@transaction.atomic
def add_task(*, by, task):
    one_at_a_time(by)
    held(task.initiative, *GOING)
    told = {"words": task.words, "due_on": task.due_on, "state": InitiativeTask.State.OPEN}
    if not task.initiative.tasks.filter(**told).exists():
        task.save()


@transaction.atomic
def add_reach(*, by, reach) -> bool:
    """Whether it counts: twice in the same words would be people who were not there."""
    told = {name: getattr(reach, name) for name in ("day", "people", "activity", "municipality")}
    if written_before(by, reach.initiative.reach, **told):
        return False
    reach.save()
    return True


@transaction.atomic
def add_place(*, place):
    """Once, however often it is pressed."""
    initiative = Initiative.objects.select_for_update(no_key=True).get(pk=place.initiative_id)
    if not initiative.places.filter(municipality=place.municipality).exists():
        place.save()
        listings.refresh(initiative)


@transaction.atomic
def tell_story(*, by, initiative, at_once, **told) -> Story:
    """`at_once` for who leads; what others tell is read by them first."""
    told["told_by"], published_at = by, timezone.now() if at_once else None
    if before := written_before(by, initiative.stories, **told):
        return before
    story = initiative.stories.create(published_at=published_at, **told)
    if not at_once:
        letters.tell_story_waits(story)
    return story


@transaction.atomic
def publish_story(*, by, story):
    if not Story.objects.filter(pk=story.pk, published_at=None).update(published_at=timezone.now()):
        raise Settled
    if story.told_by != by:
        letters.tell_story_is_public(story)


def put_away(*, story):
    """Of who told it and of who leads; nothing is left of it."""
    Story.objects.filter(pk=story.pk).delete()
