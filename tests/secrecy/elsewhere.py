"""A person who is all that one can be, but elsewhere: what is kept from them is kept from each of those."""

from accounts.access import Role
from tests.community.calls_factories import sent
from tests.community.concierge_factories import ConciergeFactory, ConciergeMemberFactory
from tests.community.factories import BookingFactory, SpaceFactory
from tests.community.groups_factories import PersonFactory, active_group, private_group
from tests.community.initiatives_factories import active
from tests.community.pacts_factories import PactFactory, signed
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, QualificationFactory, UserFactory


def everywhere_else(world):
    """In another group, pact, concierge and house of the same city; with every role in another city."""
    person = UserFactory()
    of_city = {"network": world.network}
    QualificationFactory(user=person)
    another_city = world.visitors["direction_elsewhere"].mandates.get().municipality
    point = CommunityPointFactory(location__municipality=another_city)
    for role in (Role.DIRECTION, Role.SOCIAL_WORKER):
        MandateFactory(user=person, community_point=None, municipality=another_city, role=role)
    for role in (Role.VOLUNTEER, Role.COORDINATOR):
        MandateFactory(user=person, community_point=point, role=role)
    keeps = MemberFactory(user=person, role=Role.OWNER).organization
    private_group(person, **of_city)
    PersonFactory(group=active_group(**of_city), user=person)
    active(lead_person=person, **of_city)
    director = world.visitors["direction"]
    signed(PactFactory(participant=person, **of_city), by=director)
    signed(PactFactory(host=keeps, **of_city), by=director)
    ConciergeMemberFactory(concierge=ConciergeFactory(**of_city), person=person)
    BookingFactory(space=SpaceFactory(house=world.house), booked_by=person)
    sent(world.call, person=person)
    return person
