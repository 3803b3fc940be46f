"""What `load_demo` writes of the community once the directory and the network are there; each room writes once."""

from . import calls, concierges, events, groups, houses, initiatives, needs, pacts, proposals, safety

ROOMS = (needs, houses, pacts, concierges, proposals, initiatives, safety, calls, groups, events)


def load(tell) -> bool:
    """Whether any room wrote something."""
    wrote = [room.load(tell) for room in ROOMS]
    return any(wrote)
