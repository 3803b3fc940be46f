"""What `load_demo` writes of the community once the directory and the network are there; each room writes once."""

from services.listings import refresh_together

from . import calls, concierges, events, groups, houses, initiatives, needs, pacts, proposals, safety

ROOMS = (needs, houses, pacts, concierges, proposals, initiatives, safety, calls, groups, events)


def load(tell) -> bool:
    """Whether any room wrote something; then it is found too."""
    wrote = [room.load(tell) for room in ROOMS]
    if any(wrote):
        refresh_together()
    return any(wrote)
