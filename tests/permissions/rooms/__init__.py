"""What each room of a community adds to the world of the tests, and what stands in its addresses.

A room is a module with `add(world)` and, where its addresses need them, `THINGS`, `BY_NAME`, `SENT`, `OWN` and
`NOBODY_FINDS`, as `samples` has them.
"""

from . import calls, concierge, events, groups, initiatives, needs, notices, pacts, proposals, safety, spaces

ROOMS = (events, needs, spaces, notices, concierge, initiatives, safety, proposals, pacts, groups, calls)
