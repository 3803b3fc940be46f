"""Two in one moment where the house checks before it writes: they end as one after the other would, in no error."""

import datetime
from functools import partial

import pytest
from django.utils import timezone

from community.concierge import membership
from community.groups import actions as groups
from community.initiatives import working
from community.models import Group, InitiativeMunicipality, NeedTheme, Reach
from community.needs import actions as needs
from tests.factories import PlaceNameFactory, UserFactory
from tests.network.factories import network_of
from tests.racing import at_once, kinds

from .concierge_factories import ConciergeMemberFactory
from .factories import NeedFactory
from .initiatives_factories import InitiativeFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_in_one_moment_end_as_one_after_the_other():
    network, member = network_of(), ConciergeMemberFactory()
    street, initiative = PlaceNameFactory(municipality=network), InitiativeFactory(network=network)
    alike = [NeedFactory(network=network) for _ in range(2)]
    going, resident = NeedFactory(network=network, said_by=UserFactory()), UserFactory()

    gave = at_once(
        *(partial(proposed, network, street) for _ in range(2)),
        *(partial(needs.put_together, need=each, title="Verde") for each in alike),
        partial(needs.take_back, by=going.said_by, need=going),
        partial(needs.support, by=UserFactory(), need=going),
        *(partial(vetted, member) for _ in range(2)),
        *(partial(placed, initiative, network) for _ in range(2)),
        *(partial(counted, initiative, resident) for _ in range(2)),
        *(partial(promised, initiative, resident) for _ in range(2)),
    )

    today = timezone.localdate()
    assert (kinds(gave), sorted(Group.objects.values_list("slug", flat=True))) == ([], ["via-fossa", "via-fossa-2"])
    assert [each.needs.count() for each in NeedTheme.objects.all()] == [2]
    assert member.vettings.filter(valid__contains=today).count() == initiative.places.count() == 1
    assert (initiative.reach.get().people, initiative.commitments.get().person) == (12, resident)


def proposed(network, street):
    group = Group(network=network, street=street, name="Via Fossa", words="Insieme", agreement="Con rispetto")
    return groups.propose(by=UserFactory(), group=group, nickname="Ada")


def vetted(member):
    until = timezone.localdate() + datetime.timedelta(days=30)
    return membership.vet(by=UserFactory(), member=member, what_for="care", until=until, seen="Carta d’identità")


def placed(initiative, municipality):
    place = InitiativeMunicipality(initiative=initiative, municipality=municipality, activities="Si gioca")
    return working.add_place(place=place)


def counted(initiative, person):
    """Pressed twice by one."""
    reach = Reach(initiative=initiative, day=timezone.localdate(), people=12, activity="Merenda")
    return working.add_reach(by=person, reach=reach)


def promised(initiative, person):
    return working.promise(by=person, initiative=initiative, words="Porto la terra", due_on=timezone.localdate())
