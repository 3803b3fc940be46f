"""What `load_demo` writes of the community once the directory and the network are there; each room writes once."""

from . import calls, concierges, houses, initiatives, needs, pacts, proposals, safety

ROOMS = (needs, houses, pacts, concierges, proposals, initiatives, safety, calls)


def load(tell) -> bool:
    """Whether any room wrote something."""
    wrote = [room.load(tell) for room in ROOMS]
    return any(wrote)
