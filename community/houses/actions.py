"""Houses agree on what they do together, and count in the open what they raise for it."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from community.models import Fundraising, FundraisingSource, FundraisingUse, HouseProject, ProjectHouse, Topic
from community.notices.telling import tell

Project, Raising = HouseProject.State, Fundraising.State


class Settled(Exception):
    """It has moved on in between, or not all have said yes."""


class MoreThanRaised(Exception):
    """What was used, or taken away from what came in, is more than was raised."""


@transaction.atomic
def propose(*, by, project, houses, own) -> HouseProject:
    """`own` are the houses that the person keeps, whose yes is said by writing it; the others are asked."""
    project.written_by = by
    project.save()
    for house in houses:
        agreed = {"agreed_at": timezone.now(), "agreed_by": by} if house in own else {}
        ProjectHouse.objects.create(project=project, house=house, **agreed)
    asked = [each.location.organization_id for each in houses if each not in own]
    keepers = User.objects.filter(memberships__organization__in=asked).distinct()
    told = {"subject": _("Una casa ti propone un progetto"), "words": project.title}
    tell(keepers, Topic.SPACES, key=f"project-{project.pk}-asked", url=project.get_absolute_url(), must=True, **told)
    return project


@transaction.atomic
def agree(*, by, part):
    """The last yes begins it."""
    project = HouseProject.objects.select_for_update().get(pk=part.project_id)
    said = ProjectHouse.objects.filter(pk=part.pk, agreed_at=None).update(agreed_at=timezone.now(), agreed_by=by)
    if project.state != Project.PLANNED or not said:
        raise Settled
    begin(project)


@transaction.atomic
def decline(*, part):
    """The house is not in it; it begins if the others, two or more, have all said yes."""
    project = HouseProject.objects.select_for_update().get(pk=part.project_id)
    if project.state != Project.PLANNED or not ProjectHouse.objects.filter(pk=part.pk, agreed_at=None).delete()[0]:
        raise Settled
    begin(project)


def begin(project):
    agreed = [each.agreed_at for each in project.parts.all()]
    if len(agreed) > 1 and all(agreed):
        HouseProject.objects.filter(pk=project.pk).update(state=Project.ACTIVE)


@transaction.atomic
def end(*, project, state):
    move(HouseProject, project, state)


@transaction.atomic
def plan(*, by, fundraising, houses) -> Fundraising:
    fundraising.written_by = by
    fundraising.save()
    fundraising.houses.set(houses)
    return fundraising


@transaction.atomic
def move_on(*, fundraising, state):
    """Open, closed, opened again, accounted."""
    move(Fundraising, fundraising, state)


def move(model, row, state):
    now = model.objects.select_for_update().get(pk=row.pk)
    if state not in model.MOVES.get(now.state, ()):
        raise Settled
    model.objects.filter(pk=row.pk).update(state=state)


def receive(*, fundraising, **told) -> FundraisingSource:
    return counted(FundraisingSource(fundraising=fundraising, **told).save)


def use(*, fundraising, **told) -> FundraisingUse:
    return counted(FundraisingUse(fundraising=fundraising, **told).save)


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
