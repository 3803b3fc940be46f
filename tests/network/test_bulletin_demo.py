import pytest

from network.bulletin.forms import themes
from network.bulletin.issuing import to_tell
from network.demo import bulletins
from network.models import BulletinIssue, BulletinItem, Delivery, Subscription
from services.demo.people import ORGANIZATION, load_people, person
from tests.factories import QuarterFactory, TermFactory

from .bulletin_factories import DAY, today
from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db


def test_demo_has_two_years_of_bulletins_once_and_those_who_read_them():
    load_people()
    network = network_of()
    QuarterFactory()
    for number in range(3):
        TermFactory(name=f"Tema {number}")
    nobody = bulletins.load(str)
    MembershipFactory(network=network, organization__slug=ORGANIZATION)
    MembershipFactory(network=network)

    assert (nobody, bulletins.load(str), bulletins.load(str)) == (False, True, False)
    issues = BulletinIssue.objects.all()
    assert 400 < issues.count() < 522
    assert (today() - issues.last().day).days > 720
    assert Subscription.objects.active().count() == bulletins.READERS
    assert Subscription.objects.active().filter(themes__in=themes()).exists()
    assert {each.state for each in Delivery.objects.all()} == {"sent"}
    assert len(to_tell(network, today() + DAY)) == 2
    assert set(person("referente").bulletin_items.values_list("state", flat=True)) == {"rejected", "submitted"}
    assert BulletinItem.objects.waiting().count() == 5
