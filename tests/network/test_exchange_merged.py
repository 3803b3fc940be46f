import pytest

from network.models import AssistanceRequest, ExchangeMatch, ExchangeNotice
from services.merging.moving import move

from .exchange_factories import AssistanceRequestFactory, MatchFactory, NoticeFactory, agreed, given_to
from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db


def test_organizations_that_become_one_exchange_nothing_with_themselves():
    network = network_of()
    winner, loser, bocce = (MembershipFactory(network=network) for _each in range(3))
    offer = NoticeFactory(membership=loser)
    agreed(MatchFactory(offer=offer, taker=winner.organization))
    room = NoticeFactory(membership=bocce)
    kept, twice = (MatchFactory(offer=room, taker=each.organization) for each in (winner, loser))
    helped = given_to(AssistanceRequestFactory(membership=winner), helper_organization=loser.organization)

    move(winner.organization, loser.organization)

    assert list(ExchangeMatch.objects.all()) == [kept]
    assert dict(ExchangeNotice.objects.values_list("pk", "state")) == {offer.pk: "open", room.pk: "matched"}
    assert set(ExchangeNotice.objects.values_list("organization", flat=True)) == {
        winner.organization_id,
        bocce.organization_id,
    }
    assert AssistanceRequest.objects.values_list("state", "helper_organization").get(pk=helped.pk) == ("open", None)
