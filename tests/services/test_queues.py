"""The pages of upkeep ask as many queries for one thing that waits as for thirty; `bench/upkeep.py` times them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.upkeep import PAGES, address
from bench.upkeep_city import COORDINATOR, DIRECTION, fill

QUERIES = {
    "all that waits": 5,
    "reports": 7,
    "changes": 6,
    "claims": 6,
    "trust": 7,
    "stale services": 7,
    "stale organizations": 7,
    "dead websites": 6,
    "suspected pairs": 5,
    "services together": 8,
    "organizations together": 6,
    "trash": 10,
    "drafts": 6,
    "campaigns": 6,
}


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 30])
@pytest.mark.parametrize(("who", "without_drafts"), [(COORDINATOR, {}), (DIRECTION, {"drafts": 5})])
def test_queues_ask_the_same_however_much_waits(who, without_drafts, size):
    fill(size)
    client, asked = Client(), {}
    client.force_login(User.objects.get(email=who))

    for path, name in PAGES.items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(path)).status_code == 200
        asked[name] = len(queries)

    assert asked == QUERIES | without_drafts
