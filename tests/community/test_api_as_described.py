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


UNKNOWN = {
    "events?city=atlantide": {"city": ["Non conosciamo «atlantide»."]},
    "events?quarter=atlantide&theme=niente": {
        "quarter": ["Non conosciamo «atlantide»."],
        "theme": ["Non conosciamo «niente»."],
    },
    "events?from=2026-12-02&to=2026-12-01": {"to": ["Viene prima di «from»."]},
    "groups?city=atlantide&people=3": {
        "city": ["Non conosciamo «atlantide»."],
        "people": ["Questo parametro non c’è. Ci sono: city, kind, page, per_page."],
    },
    "houses?city=Via Roma": {"city": ["Non conosciamo «Via Roma»."]},
    "initiatives?quarter=atlantide": {"quarter": ["Non conosciamo «atlantide»."]},
    "needs?city=atlantide": {"city": ["Non conosciamo «atlantide»."]},
}


@pytest.mark.parametrize("asked", UNKNOWN)
def test_what_is_not_there_is_said_rather_than_nothing_found(client, asked):
    response = client.get(f"/api/{asked}")

    assert (response.status_code, response.json()) == (400, {"errors": UNKNOWN[asked]})


@pytest.mark.parametrize("name", MADE)
def test_answer_is_as_described(client, name):
    MADE[name](network_of())

    answer = client.get(f"/api/{name}").json()

    described = openapi()["paths"][f"/api/{name}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    faults = [each.message for each in Draft202012Validator(described).iter_errors(answer)]
    assert (len(answer["contents"]), faults) == (1, [])
