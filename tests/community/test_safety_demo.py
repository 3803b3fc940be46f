import pytest
from django.utils import timezone

from community.demo import safety
from community.models import ModerationAppeal, ModerationReport
from services.demo.people import load_people, person
from tests.network.factories import network_of

from .factories import NeedFactory

pytestmark = pytest.mark.django_db


def test_demo_shows_thirty_reports_in_all_states_once():
    network = network_of()
    load_people()
    NeedFactory.create_batch(30, network=network, said_by=person("cittadina"))

    wrote = [safety.load(str), safety.load(str)]

    states = list(ModerationReport.objects.order_by("state").values_list("state", flat=True))
    assert wrote == [True, False]
    assert {state: states.count(state) for state in states} == {"open": 11, "looking": 5, "upheld": 6, "dismissed": 8}
    assert sorted(ModerationAppeal.objects.values_list("state", flat=True)) == ["open", "refused"]
    assert ModerationReport.objects.open().filter(due_at__lt=timezone.now()).exists()
    assert person("cittadina").notices.unread().count() == 2
