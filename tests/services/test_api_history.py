"""`/api/history`: the acts on one thing as JSON, for who coordinates or directs there, by session or by key."""

import datetime

import pytest
from jsonschema import Draft202012Validator

from accounts.access import Scope
from accounts.actions import create_token
from accounts.models import AccessLog
from services.api.schema import openapi
from services.models import Service

from . import history_world
from .history_acts import act_of, forget_all, last_act

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = history_world.build()
    forget_all()
    with act_of(world.people["coordinator"]):
        Service.objects.update(name="Compiti", contacts=[{"name": "Ada Bini"}])
    return world


def asked(client, world, **params):
    return client.get("/api/history", {"thing": str(world.things["service"].pk)} | params)


def test_acts_of_a_thing_say_who_when_and_what(client, world):
    service, marta = world.things["service"], world.people["coordinator"]
    client.force_login(marta)

    response = asked(client, world)

    act = last_act()
    assert response.json() == {
        "total_items": 1,
        "total_pages": 1,
        "page_number": 1,
        "size": 1,
        "first_page": True,
        "last_page": True,
        "empty": False,
        "contents": [
            {
                "id": str(act.pk),
                "at": act.at.isoformat().replace("+00:00", "Z"),
                "how": "page",
                "by": {"id": marta.pk, "name": "Marta Ghidini"},
                "changes": [
                    {
                        "kind": "service",
                        "id": str(service.pk),
                        "action": "update",
                        "part_of": str(service.organization_id),
                        "before": {"name": service.name},
                        "after": {"name": "Compiti"},
                    }
                ],
            }
        ],
    }
    assert response.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in response.headers


def test_who_may_see_it_and_others_hear_that_it_is_not_there(client, world):
    found = {}
    for who, user in world.people.items():
        client.force_login(user)
        found[who] = asked(client, world).status_code

    assert found == {
        "coordinator": 200,
        "direction": 200,
        "far coordinator": 404,
        "far direction": 404,
        "owner": 403,
        "volunteer": 403,
        "citizen": 403,
    }


def test_a_stranger_is_asked_who_they_are(client, world):
    assert asked(client, world).status_code == 401


@pytest.mark.parametrize(("scope", "status"), [(Scope.HISTORY, 200), (Scope.ACCOUNT, 403)])
def test_a_key_needs_the_scope(client, world, scope, status):
    _token, secret = create_token(by=world.people["coordinator"], name="prova", scopes=[scope], days=30)

    response = client.get(
        "/api/history",
        {"thing": str(world.things["service"].pk)},
        headers={"Authorization": f"Bearer {secret}"},
    )

    assert response.status_code == status


def test_what_is_gone_has_its_history_still(client, world):
    service = world.things["service"]
    key = service.pk
    with act_of(world.people["coordinator"]):
        service.delete()
    client.force_login(world.people["coordinator"])

    acts = client.get("/api/history", {"thing": str(key)}).json()["contents"]

    assert [act["changes"][-1]["action"] for act in acts] == ["delete", "update"]


def test_since_leaves_out_what_was_before(client, world):
    client.force_login(world.people["coordinator"])
    tomorrow = (last_act().at + datetime.timedelta(days=1)).isoformat()

    assert asked(client, world, since="2020-01-01").json()["total_items"] == 1
    assert asked(client, world, since=tomorrow).json()["total_items"] == 0


@pytest.mark.parametrize("params", [{"thing": ""}, {"thing": "x"}, {"since": "ieri"}, {"sempre": "1"}, {"page": "9"}])
def test_what_is_asked_wrongly_is_refused(client, world, params):
    client.force_login(world.people["coordinator"])

    response = asked(client, world, **params)

    assert (response.status_code, list(response.json()["errors"])) == (400, list(params))


def test_each_reading_is_written_down(client, world):
    marta = world.people["coordinator"]
    client.force_login(marta)

    asked(client, world)

    assert list(AccessLog.objects.values_list("actor", "what", "thing", "by")) == [
        (marta.pk, "history", "Compiti", "api")
    ]


def test_answer_is_as_described(client, world):
    client.force_login(world.people["coordinator"])
    described = openapi()
    schema = described["paths"]["/api/history"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]

    document = asked(client, world).json()

    Draft202012Validator({**schema, "components": described["components"]}).validate(document)
