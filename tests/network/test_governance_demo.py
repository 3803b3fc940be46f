import pytest

from network.demo import governance
from network.governance.progress import progress_of
from network.models import Decision, Meeting, Minutes, Seat, SteeringBody, Vision
from services.demo.people import POINT, load_people
from tests.factories import CommunityPointFactory

from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db


def test_demo_tells_once_who_guides_and_where_to():
    load_people()
    network = network_of()
    CommunityPointFactory(slug=POINT, location__municipality=network)
    CommunityPointFactory(slug="altro", location__municipality=network)
    nobody = governance.load(str)
    for sector in ("third_sector", "public", "private"):
        MembershipFactory(network=network, organization__sector=sector)

    assert (nobody, governance.load(str), governance.load(str)) == (False, True, False)
    bodies = SteeringBody.objects.network_first()
    assert {each.community_point and each.community_point.slug for each in bodies} == {None, "altro", POINT}
    assert [each.seats.in_force().count() for each in bodies] == [7, 4, 4]
    assert Seat.objects.ending_soon().count() == 3
    reached = [each.seats_present >= each.seats_needed for each in Minutes.objects.approved()]
    assert (len(reached), reached.count(True)) == (Meeting.objects.past().count(), Decision.objects.count())
    progress = progress_of(Vision.objects.get())
    assert [len(each.measures) for each in progress.goals] == [4, 4, 4, 0]
    assert (progress.reached, progress.late, progress.open, progress.done) == (1, 2, 2, 2)
