"""How long a community keeps what it knows of people, a room after another; see `accounts.retention`."""

from .own_data import ROOMS

KEPT = [kept for room in ROOMS for kept in room.KEPT]
