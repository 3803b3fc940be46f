import pytest

from network.demo import meetings
from network.models import ActionItem, Decision, Meeting, Minutes
from services.demo.people import ORGANIZATION, load_people

from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db


def test_demo_tells_two_years_of_meetings_once():
    load_people()
    network = network_of()
    nobody = meetings.load(str)
    MembershipFactory(network=network, organization__slug=ORGANIZATION)
    for _member in range(4):
        MembershipFactory(network=network)

    assert (nobody, meetings.load(str), meetings.load(str)) == (False, True, False)
    monthly = Meeting.objects.past().of_kind("monthly")
    coming = {each.kind for each in Meeting.objects.coming()}
    assert (monthly.count() in (23, 24, 25), {"monthly", "showcase", "knowledge_exchange"} - coming) == (True, set())
    assert Minutes.objects.draft().get().meeting == monthly.first()
    assert Minutes.objects.approved().count() == monthly.count() - 1 == Decision.objects.count() - 1
    assert Decision.objects.saying("stanza calda").count() == 1
    assert (ActionItem.objects.open().exists(), ActionItem.objects.filter(state="done").exists()) == (True, True)
