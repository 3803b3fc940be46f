"""What is held of who takes part in initiatives, what stays when they go, and for how long."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.personal_data import everything_held, forget
from community.initiatives import actions, working
from community.models import Commitment, Initiative, InitiativeTask, Participation, Story
from tests.factories import UserFactory

from .initiatives_factories import CommitmentFactory, InitiativeFactory, StoryFactory, TaskFactory, active, completed

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.timedelta(days=731)


def of_person(person, initiative):
    actions.join(by=person, initiative=initiative)
    CommitmentFactory(initiative=initiative, person=person)
    TaskFactory(initiative=initiative)
    working.take_task(by=person, task=initiative.tasks.get())
    StoryFactory(initiative=initiative, told_by=person, signature="Fatima")


def test_person_reads_all_that_is_held_of_them():
    person = UserFactory()
    initiative = active(lead_person=person)
    of_person(person, initiative)

    held = everything_held(person)

    assert [each["come si chiama"] for each in held["Iniziative che guidi"]] == [initiative.title]
    assert [each["come si chiama"] for each in held["Iniziative a cui partecipi"]] == [initiative.title]
    assert [each["che cosa"] for each in held["Impegni che hai preso"]] == ["Porto la terra"]
    assert [each["che cosa"] for each in held["Cose da fare di cui ti occupi"]] == ["Portare la terra"]
    assert [each["firma"] for each in held["Storie che hai raccontato"]] == ["Fatima"]


def test_what_was_read_stays_without_the_person_and_what_was_not_goes():
    person = UserFactory()
    initiative = active(lead_person=person)
    of_person(person, initiative)
    InitiativeFactory(lead_person=person, published_at=None, title="Mai letta")
    StoryFactory(initiative=initiative, told_by=person, published_at=None, title="Mai letta")

    forget(person)
    person.delete()

    assert [*Initiative.objects.values_list("lead_person", "state")] == [(None, "active")]
    assert [*Commitment.objects.values_list("person", "words")] == [(None, "")]
    assert [*InitiativeTask.objects.values_list("person", "state")] == [(None, "1_open")]
    assert [*Story.objects.values_list("told_by", "signature")] == [(None, "")]
    assert not Participation.objects.exists()


def test_names_go_two_years_after_the_end():
    person, old = UserFactory(), active(lead_person=UserFactory())
    of_person(person, old)
    actions.complete(initiative=old, title="Un orto", who_may_use="Chiunque", cared_by="Chi abita qui")
    new = completed(lead_person=person)
    actions.join(by=person, initiative=new)
    Initiative.objects.filter(pk=old.pk).update(over_at=timezone.now() - LONG_AGO)
    Story.objects.update(told_at=timezone.now() - LONG_AGO)

    call_command("erase_expired", verbosity=0)

    assert [*Initiative.objects.order_by("pk").values_list("lead_person", flat=True)] == [None, person.pk]
    assert [*person.participations.values_list("initiative", flat=True)] == [new.pk]
    left = [row.objects.values_list("person", flat=True).get() for row in (Commitment, InitiativeTask)]
    assert (left, Story.objects.get().told_by) == ([None, None], None)
