import pytest

from network.demo import members
from network.members.drawing import drawing_of
from organizations.models import House, Organization, ReservedContact
from services.demo.people import ORGANIZATION
from tests.factories import LocationFactory, OrganizationFactory, QuarterFactory

from .factories import network_of

pytestmark = pytest.mark.django_db


def test_demo_has_150_members_of_every_kind_once():
    network = network_of()
    for number in range(30):
        QuarterFactory(zone__municipality=network, name=f"Quartiere {number}", zone__name=f"Zona {number}")
    nobody = members.load(str)
    OrganizationFactory(slug=ORGANIZATION)
    LocationFactory(organization=OrganizationFactory(slug=members.HOUSE), municipality=network)

    assert (nobody, members.load(str), members.load(str)) == (False, True, False)
    drawing, there = drawing_of(network), network.members()
    assert (len(drawing.dots), network.memberships.applied().count()) == (150, 2)
    assert (max(len(each.dots) for each in drawing.pictures if each.number) > 30, drawing.alone > 10) == (True, True)
    assert {each.sector for each in there} == set(Organization.Sector.values)
    assert {each.level for each in there} == set(Organization.Level.values)
    assert (House.objects.get().organizations.count() > 3, ReservedContact.objects.count()) == (True, 30)
