import pytest

from network.demo import exchanges
from network.models import AssistanceRequest, ExchangeMatch, ExchangeNotice
from services.demo.people import ORGANIZATION, load_people

from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db


def test_demo_tells_two_years_of_help_and_of_exchanges_once():
    load_people()
    network = network_of()
    nobody = exchanges.load(str)
    MembershipFactory(network=network, organization__slug=ORGANIZATION)
    for _member in range(5):
        MembershipFactory(network=network)

    assert (nobody, exchanges.load(str), exchanges.load(str)) == (False, True, False)
    counts = {
        model.__name__: {state: model.objects.filter(state=state).count() for state in states}
        for model, states in {
            AssistanceRequest: ["done", "open", "assigned"],
            ExchangeNotice: ["done", "matched", "open"],
            ExchangeMatch: ["done", "proposed", "declined"],
        }.items()
    }
    assert counts == {
        "AssistanceRequest": {"done": 24, "open": 2, "assigned": 1},
        "ExchangeNotice": {"done": 24, "matched": 1, "open": 11},
        "ExchangeMatch": {"done": 24, "proposed": 1, "declined": 1},
    }
    own = ExchangeNotice.objects.live().filter(organization__slug=ORGANIZATION, kind="offer").first()
    assert ExchangeNotice.objects.fitting(own).exists()
