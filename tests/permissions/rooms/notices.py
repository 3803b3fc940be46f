"""What one is told, and the links of a mail, which open nothing to who made them up."""

SECRET = {"secret": "x", "what": "needs"}
BY_NAME = {"community:notice_leave": lambda world: SECRET}
NOBODY_FINDS = {"community:notice_leave", "community:notice_wishes"}


def add(world):
    """Everybody has a page of their own."""
