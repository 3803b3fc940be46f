"""What is held of a person who takes part in a community, a room after another; see `accounts.personal_data`."""

from .calls import personal as calls
from .concierge import personal as concierge
from .events import personal as events
from .groups import personal as groups
from .initiatives import personal as initiatives
from .needs import personal as needs
from .notices import personal as notices
from .pacts import personal as pacts
from .proposals import personal as proposals
from .safety import personal as safety
from .spaces import personal as spaces

ROOMS = (needs, spaces, notices, safety, concierge, initiatives, proposals, pacts, groups, calls, events)


def held(user):
    return {title: rows for room in ROOMS for title, rows in room.held(user).items()}


def forget(user):
    for room in ROOMS:
        room.forget(user)
