"""What stands in the addresses of a city, by the name that a row has in the world."""


def of_network(name):
    """Of a page of a city about one row of it."""
    return lambda world: {"slug": world.city.slug, "pk": getattr(world, name).pk}
