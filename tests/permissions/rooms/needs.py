"""A need that a citizen said, and a theme that others speak of."""

from tests.community.factories import NeedFactory, clustered

from .addresses import of_network

NEED = "need_detail need_update need_support need_together need_park need_hide"
BY_NAME = {f"community:{name}": of_network("need") for name in NEED.split()}
BY_NAME |= {f"community:{name}": of_network("need_theme") for name in ("theme_detail", "theme_adopt")}
OWN = {"community:need_update": "citizen"}


def add(world):
    world.need = NeedFactory(network=world.network, said_by=world.visitors["citizen"])
    world.need_theme = clustered(NeedFactory(network=world.network)).theme
