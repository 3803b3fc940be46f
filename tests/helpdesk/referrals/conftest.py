"""A desk that sends somebody on: who works there, the contact, and who receives."""

import pytest
from django.core.cache import cache

from helpdesk.referrals.doors import door_of_organization, door_of_point
from puntocomunita import settings as portal
from tests.factories import CommunityPointFactory, OrganizationFactory, QuarterFactory
from tests.helpdesk.factories import EnquiryFactory, NoticeFactory, make_volunteer

from .walking import handed


@pytest.fixture
def desk(db):
    desk = CommunityPointFactory(name="Punto Fiumicello", slug="fiumicello", phones=[{"number": "030 111"}])
    desk.quarters.add(QuarterFactory())
    return desk


@pytest.fixture
def notice(db):
    return NoticeFactory()


@pytest.fixture
def volunteer(desk, notice):
    return make_volunteer(desk, name="Marta")


@pytest.fixture
def enquiry(desk):
    return EnquiryFactory(community_point=desk)


@pytest.fixture
def emporio(db):
    return OrganizationFactory(name="Emporio", slug="emporio", email="info@emporio.example")


@pytest.fixture
def warm(volunteer, enquiry, emporio, notice):
    return handed(volunteer, enquiry, door_of_organization(emporio), notice)


@pytest.fixture
def arrived(volunteer, enquiry, notice):
    there = CommunityPointFactory(name="Punto Est", slug="est", email="est@example.org")
    return handed(volunteer, enquiry, door_of_point(there), notice)


@pytest.fixture
def throttles(settings):
    settings.ACCOUNT_RATE_LIMITS = portal.LIMITS
    cache.clear()
    yield
    cache.clear()
