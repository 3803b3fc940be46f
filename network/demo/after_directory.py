"""What `load_demo` writes of the network once the directory is there, a room after another; each writes once."""

from . import bulletins, coaching, exchanges, governance, meetings, members, trainings

ROOMS = (members, meetings, bulletins, trainings, governance, exchanges, coaching)


def load(tell) -> bool:
    """Whether any room wrote something."""
    wrote = [room.load(tell) for room in ROOMS]
    return any(wrote)
