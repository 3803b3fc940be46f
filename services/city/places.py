"""The territory: Brescia first, then invented towns spread over northern Italy, each with 33 quarters.

Towns are made of common parts of place names and carry ISTAT codes that begin with 9, which no comune has.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from django.utils.text import slugify

from territory.addresses import normalise
from territory.brescia import connect_neighbours, load_brescia
from territory.models import Municipality, PlaceName, PostalCode, Quarter, Zone

from .sources import FILES, listed

LISTINGS_A_TOWN, MOST_TOWNS = 10_000, 100
QUARTERS, STREETS_A_QUARTER, POSTAL_CODES = 33, 8, 15
SOUTH, NORTH, WEST, EAST = 44.6, 46.1, 7.4, 13.1  # degrees
ROW = 10  # towns beside one another
KM = 1 / 111.2  # degrees of latitude
ZONES = ["Centro", "Nord", "Est", "Sud", "Ovest"]


@dataclass(frozen=True)
class Street:
    name: str
    quarter: Quarter
    postal_code: str
    latitude: float
    longitude: float


@dataclass
class Town:
    """A municipality with what its listings stand on; quarters near the centre are drawn more often."""

    municipality: Municipality
    quarters: list[Quarter]
    streets: dict[int, list[Street]] = field(default_factory=lambda: defaultdict(list))

    @cached_property
    def crowds(self) -> list[float]:
        """Cumulative weights of the quarters: e-fold in 1.5 km from the middle of the town."""
        return list(accumulate(0.15 + math.exp(-self._kilometres(quarter) / 1.5) for quarter in self.quarters))

    def _kilometres(self, quarter) -> float:
        narrow = math.cos(math.radians(quarter.latitude))
        north = quarter.latitude - self.municipality.latitude
        return math.hypot(north, (quarter.longitude - self.municipality.longitude) * narrow) / KM

    def quarter(self, draw) -> Quarter:
        return draw.choices(self.quarters, cum_weights=self.crowds)[0]


def build_towns(listings: int, draw) -> list[tuple[Town, int]]:
    """(town, how many listings) pairs; the first towns are the largest, as in a country."""
    count = min(MOST_TOWNS, max(1, listings // LISTINGS_A_TOWN))
    names = _town_names(count, draw)
    towns = [brescia(draw), *(invented(number, names[number], draw) for number in range(1, count))]
    return list(zip(towns, _shares(listings, count), strict=True))


def _shares(listings, count):
    weights = [1 / (rank + 8) for rank in range(count)]
    shares = [int(listings * weight / sum(weights)) for weight in weights]
    shares[0] += listings - sum(shares)
    return shares


def _town_names(count, draw):
    heads, tails = ((FILES / "towns.txt").read_text(encoding="utf-8").splitlines()[line].split() for line in (0, 1))
    names = [f"{head} {tail}" if "'" in tail else head + tail for head in heads for tail in tails]
    return draw.sample(names, len(names))[:count]


def brescia(draw) -> Town:
    """The real quarters, postal codes and streets, with invented streets where a quarter has few."""
    municipality = load_brescia()
    quarters = list(municipality.quarters.order_by("id"))
    codes = dict(municipality.place_names.exclude(postal_code="").values_list("quarter_id", "postal_code"))
    town = Town(municipality, quarters)
    for row in municipality.place_names.filter(kind=PlaceName.Kind.STREET, quarter__isnull=False).order_by("id"):
        quarter = next(q for q in quarters if q.id == row.quarter_id)
        code = row.postal_code or codes.get(quarter.id, "25121")
        town.streets[quarter.id].append(Street(row.name, quarter, code, row.latitude, row.longitude))
    lay_streets(town, {quarter.id: codes.get(quarter.id, "25121") for quarter in quarters}, draw)
    return town


def invented(number, name, draw) -> Town:
    slug = slugify(name)
    known = Municipality.objects.filter(slug=slug).first()
    if known:
        return _again(known)
    latitude = SOUTH + (NORTH - SOUTH) * ((number // ROW) + draw.uniform(0.2, 0.8)) / (MOST_TOWNS / ROW)
    longitude = WEST + (EAST - WEST) * ((number % ROW) + draw.uniform(0.2, 0.8)) / ROW
    municipality = Municipality.objects.create(
        name=name,
        slug=slug,
        istat_code=f"9{number:05d}",
        province="XX",
        patron_month=draw.randint(1, 12),
        patron_day=draw.randint(1, 28),
        patron_name=f"Patrono di {name}",
        latitude=round(latitude, 6),
        longitude=round(longitude, 6),
    )
    town = Town(municipality, _quarters(municipality, number, draw))
    lay_streets(town, _postal_codes(town, number), draw)
    return town


def _again(municipality) -> Town:
    """A town of an earlier run, as it was laid then."""
    town = Town(municipality, list(municipality.quarters.order_by("id")))
    by_id = {quarter.id: quarter for quarter in town.quarters}
    for row in municipality.place_names.filter(kind=PlaceName.Kind.STREET, quarter__isnull=False).order_by("id"):
        street = Street(row.name, by_id[row.quarter_id], row.postal_code, row.latitude, row.longitude)
        town.streets[row.quarter_id].append(street)
    return town


def _quarters(municipality, number, draw):
    zones = Zone.objects.bulk_create(Zone(municipality=municipality, name=z, slug=z.lower()) for z in ZONES)
    rows = []
    for index, name in enumerate(draw.sample(listed("quarters"), QUARTERS)):
        kilometres, angle = 0.4 + 4.2 * math.sqrt(index / QUARTERS), index * 2.4 + draw.uniform(-0.3, 0.3)
        zone = zones[0] if kilometres < 1.7 else zones[1 + round(angle / (math.pi / 2)) % 4]
        narrow = math.cos(math.radians(municipality.latitude))
        rows.append(
            Quarter(
                municipality=municipality,
                zone=zone,
                name=name,
                slug=slugify(name.replace("'", " ")),
                istat_code=f"9{number:05d}{index + 1:03d}",
                latitude=round(municipality.latitude + kilometres * KM * math.cos(angle), 6),
                longitude=round(municipality.longitude + kilometres * KM * math.sin(angle) / narrow, 6),
            )
        )
    quarters = Quarter.objects.bulk_create(rows)
    connect_neighbours(quarters)
    return quarters


def _postal_codes(town, number) -> dict[int, str]:
    """{quarter id: code}; 15 codes a town, each for two or three quarters that follow one another."""
    codes = {}
    for index, quarter in enumerate(town.quarters):
        codes[quarter.id] = f"{300 + number}{21 + index * POSTAL_CODES // QUARTERS}"
    for code in sorted(set(codes.values())):
        inside = [quarter for quarter in town.quarters if codes[quarter.id] == code]
        PostalCode.objects.create(
            municipality=town.municipality,
            code=code,
            latitude=sum(quarter.latitude for quarter in inside) / len(inside),
            longitude=sum(quarter.longitude for quarter in inside) / len(inside),
        )
    return codes


def lay_streets(town, codes, draw) -> None:
    """Streets until each quarter has its share, one in four with house numbers; all in the gazetteer."""
    taken = set(town.municipality.place_names.values_list("search_name", flat=True))
    names = draw.sample(listed("streets"), len(listed("streets")))
    free = [(name, normalise(name)) for name in names]
    free = [(name, search_name) for name, search_name in free if search_name not in taken]
    rows = []
    for quarter in town.quarters:
        while len(town.streets[quarter.id]) < STREETS_A_QUARTER and free:
            name, search_name = free.pop()
            latitude, longitude = beside(quarter, 350, draw)
            street = Street(name, quarter, codes[quarter.id], latitude, longitude)
            town.streets[quarter.id].append(street)
            rows += _gazetteer_rows(town.municipality, street, search_name, draw)
    PlaceName.objects.bulk_create(rows, batch_size=2_000)


def _gazetteer_rows(municipality, street, search_name, draw):
    numbers = range(1, 40, 3) if draw.random() < 0.25 else ()
    for number in ["", *map(str, numbers)]:
        yield PlaceName(
            municipality=municipality,
            kind=PlaceName.Kind.ADDRESS if number else PlaceName.Kind.STREET,
            name=street.name,
            search_name=search_name,
            house_number=number,
            quarter=street.quarter,
            postal_code=street.postal_code,
            latitude=round(street.latitude + int(number or 0) * 0.00003, 6),
            longitude=street.longitude,
        )


def beside(point, metres, draw) -> tuple[float, float]:
    """Somewhere around a point; one in three farther than so many metres north or south."""
    narrow = math.cos(math.radians(point.latitude))
    return (
        round(point.latitude + draw.gauss(0, metres / 1000) * KM, 6),
        round(point.longitude + draw.gauss(0, metres / 1000) * KM / narrow, 6),
    )
