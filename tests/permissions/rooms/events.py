"""An event of an organisation elsewhere in the city, which its owner alone speaks for."""

from tests.community.events_factories import EventFactory

from .addresses import of_network

EVENT = "event_detail event_calendar event_update event_manage"
KEPT = [f"community:{name}" for name in ("event_update", "event_manage")]
BY_NAME = {f"community:{name}": of_network("event") for name in EVENT.split()}
THINGS = dict.fromkeys(KEPT, "event")


def add(world):
    organization = world.visitors["owner_elsewhere"].memberships.get().organization
    world.event = EventFactory(network=world.network, organization=organization)
