"""What people do together, as the search finds it: its rows stand above this app, which may not import them.

An app above says in its module `listed`, as `LISTED`, how the rows of each of its kinds are drawn.
"""

import uuid
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from django.db.models import Model

from puntocomunita.app_modules import modules_named


class Listed(NamedTuple):
    """A kind of thing: `rows(keys, paths)` of those that everybody may know of, one each; the others have none.

    `around(organizations, locations)` are the keys of what shows their name, address or place.
    """

    kind: str
    model: type[Model]
    rows: Callable
    around: Callable

    @property
    def keys(self):
        return self.model._default_manager.order_by("pk").values_list("pk", flat=True)


@cache
def listed() -> dict:
    """{kind: Listed}; asked when it is needed, for the apps stand above."""
    return {each.kind: each for module in modules_named("listed") for each in module.LISTED}


def uuid_of(kind, key) -> uuid.UUID:
    """The same for one thing for ever, by MD5."""
    return uuid.uuid3(uuid.NAMESPACE_URL, f"{kind}/{key}")
