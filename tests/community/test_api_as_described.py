"""What programs read of a community is as the description of the API says."""

import pytest
from jsonschema import Draft202012Validator

from services.api.schema import openapi
from tests.community.events_factories import EventFactory
from tests.community.factories import SpaceFactory, group_need
from tests.community.groups_factories import active_group
from tests.community.initiatives_factories import completed
from tests.network.factories import network_of

pytestmark = pytest.mark.django_db

MADE = {
    "events": lambda network: EventFactory(network=network),
    "groups": lambda network: active_group(network=network),
    "houses": lambda network: SpaceFactory().house,
    "initiatives": lambda network: completed(network=network),
    "needs": lambda network: group_need(network),
}


@pytest.mark.parametrize("name", MADE)
def test_answer_is_as_described(client, name):
    MADE[name](network_of())

    answer = client.get(f"/api/{name}").json()

    described = openapi()["paths"][f"/api/{name}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    faults = [each.message for each in Draft202012Validator(described).iter_errors(answer)]
    assert (len(answer["contents"]), faults) == (1, [])
