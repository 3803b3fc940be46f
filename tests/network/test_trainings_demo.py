import pytest

from network.demo import trainings
from network.models import Enrolment, PracticeResource, Training, TrainingSession
from services.demo.people import ORGANIZATION, load_people, person

from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db


def test_demo_has_two_years_of_courses_once_with_who_waits_and_practices():
    load_people()
    network = network_of()
    nobody = trainings.load(str)
    MembershipFactory(network=network, organization__slug=ORGANIZATION)

    assert (nobody, trainings.load(str), trainings.load(str)) == (False, True, False)
    sessions = TrainingSession.objects.all()
    assert (Training.objects.count(), sessions.count()) == (9, 27)
    assert sessions.past().filter(concluded_at=None).count() == 1
    waits = {each.session for each in Enrolment.objects.filter(state="waitlisted")}
    (full,) = TrainingSession.objects.with_places().filter(pk__in=[each.pk for each in waits])
    assert (full.free, full.waiting, full.is_open) == (0, 3, True)
    assert set(Enrolment.objects.exclude(code="").values_list("state", flat=True)) == {"attended"}
    assert not Enrolment.objects.to_write().exists()
    assert PracticeResource.objects.approved().count() == 18
    assert PracticeResource.objects.proposed_by_user(person("referente")).count() == 1
