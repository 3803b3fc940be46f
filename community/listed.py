"""What people do together as the one search finds it, a room after another; see `services.listings.registry`."""

from .events import listings as events
from .groups import listings as groups
from .initiatives import listings as initiatives
from .spaces import listings as spaces

LISTED = [kind for room in (spaces, events, groups, initiatives) for kind in room.LISTED]
