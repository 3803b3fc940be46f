"""Identifiers: a publisher's UUIDs are kept, everything else becomes a stable UUID of that source."""

import re
import uuid

NAMESPACE = uuid.UUID("5b0f3f6e-5d0e-5c55-9d0b-7d7c2f3e0a11")  # of this portal's imports, never to change
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


class Identities:
    """Maps the ids of one source; `source` parts its "5" from everybody else's."""

    def __init__(self, source):
        self.source = source
        self.namespace = uuid.uuid5(NAMESPACE, source)

    def of(self, kind, value):
        """The UUID of `value` among the source's rows of `kind`; None when there is no value."""
        value = "" if value is None else str(value).strip()
        if not value:
            return None
        if _UUID.fullmatch(value):
            return uuid.UUID(value)
        return uuid.uuid5(self.namespace, f"{kind}:{value}")


def part_of(owner, *names):
    """The UUID of something that has none of its own, from what it is part of."""
    return uuid.uuid5(owner, ":".join(str(name) for name in names))
