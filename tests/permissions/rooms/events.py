"""An event of an organisation elsewhere, which its owner alone speaks for; a project and what two houses raise."""

from tests.community.events_factories import EventFactory, fundraising_of, house_in, project_of

from .addresses import of_network

EVENT = "event_detail event_calendar event_come event_update event_manage"
PROJECT = "project_detail project_decide project_update project_ask"
RAISED = "fundraising_detail fundraising_update fundraising_manage"
BY_NAME = {f"community:{name}": of_network("event") for name in EVENT.split()}
BY_NAME["community:event_people"] = lambda world: of_network("event")(world) | {"day": world.event_day.pk}
BY_NAME |= {f"community:{name}": of_network("house_project") for name in PROJECT.split()}
BY_NAME |= {f"community:{name}": of_network("fundraising") for name in RAISED.split()}
THINGS = dict.fromkeys([f"community:event_{name}" for name in ("update", "manage", "people")], "event")
THINGS |= {f"community:project_{name}": "house_project" for name in ("decide", "update", "ask")}
THINGS |= {f"community:fundraising_{name}": "fundraising" for name in ("update", "manage")}


def add(world):
    organization = world.visitors["owner_elsewhere"].memberships.get().organization
    world.event = EventFactory(network=world.network, organization=organization)
    world.event_day = world.event.dates.get()
    world.house_project = project_of(world.house, house_in(world.network))
    world.fundraising = fundraising_of(world.house)
