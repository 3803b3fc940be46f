"""Whether enough seats were there to decide."""

from typing import NamedTuple


class Quorum(NamedTuple):
    in_force: int
    present: int
    needed: int

    @property
    def is_reached(self):
        return self.present >= self.needed


def quorum_of(meeting) -> Quorum | None:
    """By the seats in force on its day and those that were there; None where no body meets. Two queries."""
    if meeting.body is None:
        return None
    in_force = meeting.body.seats.in_force(meeting.day)
    present = in_force.filter(presences__meeting=meeting).count()
    seats = in_force.count()
    return Quorum(seats, present, meeting.body.needed_of(seats))


def quorum_written(minutes) -> Quorum | None:
    """As the approved minutes say it."""
    if minutes.seats_in_force is None:
        return None
    return Quorum(minutes.seats_in_force, minutes.seats_present, minutes.seats_needed)
