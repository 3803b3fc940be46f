"""What is due at a desk, of every room together; a room that has something due adds its `due_at` to ROOMS."""

from .referrals import due as referrals
from .requests import due as requests
from .rota import due as rota

ROOMS = [referrals.due_at, requests.due_at, rota.due_at]


def due_at(desk, *, on, user) -> list:
    """Rows of `helpdesk.due.Due`, the longest late first, then by the hour."""
    rows = [row for room in ROOMS for row in room(desk, on=on, user=user)]
    return sorted(rows, key=lambda row: (-row.late, row.moment))
