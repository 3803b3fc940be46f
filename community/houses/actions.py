"""Houses agree on what they do together, and count in the open what they raise for it."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Fundraising, HouseProject, ProjectHouse, Topic
from community.notices.telling import tell
from community.once import all_of, one_at_a_time, with_the_same, written_before
from community.revising import read
from community.spaces.letters import keepers

from .letters import tell_that_it_closed

Project, Raising = HouseProject.State, Fundraising.State
SAID = ["title", "words", "goal", "ends_on", "how_to_give"]


class Settled(Exception):
    """It has moved on in between, or not all have said yes."""


class Over(Exception):
    """Its last day is past."""


class SameEntry(Exception):
    """It is written down already, in the same words."""


class MoreThanRaised(Exception):
    """What was used, or taken away from what came in, is more than was raised."""


@transaction.atomic
def propose(*, by, project, houses, own) -> HouseProject:
    """`own` are the houses that the person keeps, whose yes is said by writing it; the others are asked."""
    one_at_a_time(by)
    same = by.house_projects.filter(**all_of(project, "written_by", "written_at"))
    if before := next((each for each in same if {part.house for part in each.parts.all()} == set(houses)), None):
        return before
    project.written_by = by
    project.save()
    for house in houses:
        agreed = {"agreed_at": timezone.now(), "agreed_by": by} if house in own else {}
        ProjectHouse.objects.create(project=project, house=house, **agreed)
    tell_keepers(project, [each for each in houses if each not in own])
    return project


def tell_keepers(project, houses, what="asked"):
    people = {each for house in houses for each in keepers(house.location)}
    told = {"subject": _("Una casa ti propone un progetto"), "words": project.title}
    key = f"project-{project.pk}-{what}"
    tell(people, Topic.SPACES, key=key, url=project.get_absolute_url(), must=True, **told)


@transaction.atomic
def ask_house(*, project, house):
    """Also of one that is on: the others do not wait for it."""
    row = HouseProject.objects.select_for_update().get(pk=project.pk)
    if row.state not in HouseProject.RUNNING or row.parts.filter(house=house).exists():
        raise Settled
    ProjectHouse.objects.create(project=row, house=house)
    tell_keepers(project, [house], f"asked-{house.pk}")


@transaction.atomic
def mend_project(*, project, revision):
    """What the form has put on it."""
    if read(project, revision).state not in HouseProject.RUNNING:
        raise Settled
    project.revision = revision + 1
    project.save(update_fields=["title", "words", "starts_on", "ends_on", "revision"])


@transaction.atomic
def take_back(*, project):
    """Nobody but those who were asked had heard of it."""
    if not HouseProject.objects.filter(pk=project.pk, state=Project.PLANNED).delete()[0]:
        raise Settled


@transaction.atomic
def agree(*, by, part):
    """The last yes begins it."""
    project = HouseProject.objects.select_for_update().get(pk=part.project_id)
    said = ProjectHouse.objects.filter(pk=part.pk, agreed_at=None).update(agreed_at=timezone.now(), agreed_by=by)
    if project.state not in HouseProject.RUNNING or not said:
        raise Settled
    begin(project)


@transaction.atomic
def decline(*, part):
    """The house is not in it; it begins if the others, two or more, have all said yes."""
    project = HouseProject.objects.select_for_update().get(pk=part.project_id)
    silent = ProjectHouse.objects.filter(pk=part.pk, agreed_at=None)
    if project.state not in HouseProject.RUNNING or not silent.delete()[0]:
        raise Settled
    begin(project)


@transaction.atomic
def leave(*, part):
    """A house of a project that is on, as long as two others stay."""
    project = HouseProject.objects.select_for_update().get(pk=part.project_id)
    others = project.parts.exclude(pk=part.pk).exclude(agreed_at=None).count()
    if project.state != Project.ACTIVE or others < 2:
        raise Settled
    ProjectHouse.objects.filter(pk=part.pk).delete()


def begin(project):
    agreed = [each.agreed_at for each in project.parts.all()]
    if project.state == Project.PLANNED and len(agreed) > 1 and all(agreed):
        HouseProject.objects.filter(pk=project.pk).update(state=Project.ACTIVE)


@transaction.atomic
def end(*, project, state):
    move(HouseProject, project, state)


@transaction.atomic
def plan(*, by, fundraising, houses) -> Fundraising:
    one_at_a_time(by)
    if before := with_the_same(by.fundraisings.filter(**all_of(fundraising, "written_by")), houses=houses):
        return before
    fundraising.written_by = by
    fundraising.save()
    fundraising.houses.set(houses)
    return fundraising


@transaction.atomic
def mend_fundraising(*, fundraising, revision, houses=None):
    """What the form has put on it, until it is accounted for; `houses` only of one that is not open yet."""
    if read(fundraising, revision).state == Raising.ACCOUNTED:
        raise Settled
    fundraising.revision = revision + 1
    fundraising.save(update_fields=[*SAID, "initiative", "project", "revision"])
    if houses is not None:
        fundraising.houses.set(houses)


@transaction.atomic
def drop(*, fundraising):
    """One that was never open."""
    if not Fundraising.objects.filter(pk=fundraising.pk, state=Raising.PLANNED).delete()[0]:
        raise Settled


@transaction.atomic
def move_on(*, fundraising, state):
    """Open, closed, opened again, accounted; nothing is opened whose last day is past."""
    try:
        with transaction.atomic():
            move(Fundraising, fundraising, state)
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name != "fundraising_opens_by_its_last_day":
            raise
        raise Over from error


@transaction.atomic
def close_by_itself(*, fundraising):
    """Its last day is past, and nobody closed it: who runs it is asked what was used."""
    row = Fundraising.objects.select_for_update().get(pk=fundraising.pk)
    if not row.is_over:
        raise Settled
    move(Fundraising, row, Raising.CLOSED)
    tell_that_it_closed(row)


def move(model, row, state):
    now = model.objects.select_for_update().get(pk=row.pk)
    if state not in model.MOVES.get(now.state, ()):
        raise Settled
    model.objects.filter(pk=row.pk).update(state=state)


def receive(*, by, fundraising, **told):
    count_once(by, fundraising.sources, told)


def use(*, by, fundraising, **told):
    count_once(by, fundraising.uses, told)


@transaction.atomic
def count_once(by, rows, told):
    """Twice would be money that was not there."""
    if written_before(by, rows, **told):
        raise SameEntry
    counted(lambda: rows.create(**told))


def take_away(*, entry):
    """An entry that was wrong."""
    counted(entry.delete)


def counted(write):
    """Decided by the database, at the end of a transaction."""
    try:
        with transaction.atomic():
            write()
            transaction.get_connection().cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        broken = error.__cause__.diag.constraint_name
        if broken == "no_more_is_used_than_was_raised":
            raise MoreThanRaised from error
        raise Settled from error
