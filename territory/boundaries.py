"""Points in GeoJSON boundaries, in plain Python: enough for quarters, which are few and simple."""


def polygons_of(geometry):
    """The polygons of a Polygon or MultiPolygon, each a list of rings of (longitude, latitude)."""
    kind = geometry.get("type")
    return [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"] if kind == "MultiPolygon" else []


def contains(geometry, latitude, longitude):
    """Whether the point lies inside the boundary and in none of its holes."""
    return any(_inside(rings, latitude, longitude) for rings in polygons_of(geometry))


def interior_point(geometry):
    """(latitude, longitude) of a point surely inside: the middle of the widest stretch at half height."""
    rings = max(polygons_of(geometry), key=lambda rings: _height(rings[0]))
    latitudes = [point[1] for point in rings[0]]
    latitude = (min(latitudes) + max(latitudes)) / 2
    crossings = sorted(_crossings(rings, latitude))
    stretches = zip(crossings[::2], crossings[1::2], strict=False)
    west, east = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return latitude, (west + east) / 2


class Boundaries:
    """Finds which of many areas holds a point; boxes rule most of them out."""

    def __init__(self, areas):
        """`areas` are (key, geometry) pairs."""
        self.areas = [(key, geometry, _box(geometry)) for key, geometry in areas]

    def holding(self, latitude, longitude):
        for key, geometry, (south, west, north, east) in self.areas:
            if south <= latitude <= north and west <= longitude <= east and contains(geometry, latitude, longitude):
                return key
        return None


def _inside(rings, latitude, longitude):
    return sum(crossing > longitude for crossing in _crossings(rings, latitude)) % 2 == 1


def _crossings(rings, latitude):
    """Longitudes where the rings cross a parallel."""
    for ring in rings:
        for (x1, y1, *_), (x2, y2, *_) in zip(ring, ring[1:], strict=False):
            if (y1 > latitude) != (y2 > latitude):
                yield (x2 - x1) * (latitude - y1) / (y2 - y1) + x1


def _height(ring):
    latitudes = [point[1] for point in ring]
    return max(latitudes) - min(latitudes)


def _box(geometry):
    points = [point for rings in polygons_of(geometry) for point in rings[0]]
    longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
    return min(latitudes), min(longitudes), max(latitudes), max(longitudes)
