"""Zones, quarters, postal codes, streets and house numbers from files into the territory.

Everything of one file goes in together; rows that cannot are reported and stay out. Again is idempotent.
"""

import math
from collections import Counter
from contextlib import suppress

from django.db import transaction
from django.utils.text import slugify

from .addresses import normalise
from .boundaries import Boundaries, interior_point, polygons_of
from .brescia import connect_neighbours
from .gazetteer_writing import GazetteerWriter
from .models import Municipality, PlaceName, PostalCode, Quarter, Zone
from .place_files import UnreadableFile, kind_of, rows_of

KINDS = ("zones", "quarters", "postal_codes", "places")
EVERY = 50_000  # rows between two lines of progress


class BadRow(Exception):
    """A row that stays out: the field at fault and the reason, in Italian."""

    def __init__(self, field, reason):
        self.field, self.reason = field, reason
        super().__init__(f"{field}: {reason}")


class PlaceImport:
    """One file; afterwards `counts` says how many rows were new, changed, the same and refused."""

    def __init__(self, path, *, municipality=None, kind=None, tell=print, progress=lambda count: None):
        self.path, self.municipality, self.kind = path, municipality, kind
        self.tell, self.progress = tell, progress
        self.counts = Counter()
        self.said = set()
        self.municipalities = {m.istat_code: m for m in Municipality.objects.defer("boundary")}
        self.by_name = {normalise(m.name): m for m in self.municipalities.values()}
        self.only = next(iter(self.municipalities.values())) if len(self.municipalities) == 1 else None
        self.touched = set()

    @property
    def exit_code(self):
        """0 when all went in, 3 when some rows were reported, 1 when nothing did."""
        if not (self.counts["new"] + self.counts["changed"] + self.counts["same"]):
            return 1
        return 3 if self.counts["refused"] else 0

    def run(self, *, dry_run=False):
        with transaction.atomic():
            try:
                self._read()
            except UnreadableFile as error:
                self.tell(f"{self.path.name}: {error}")
            if dry_run:
                transaction.set_rollback(True)

    def _read(self):
        write = None
        for number, row in rows_of(self.path):
            write = write or self._writer(row)
            try:
                write(row)
            except BadRow as error:
                self._refuse(number, error)
            if number % EVERY == 0:
                self.progress(number)
        self._finish()

    def _writer(self, first):
        kind = self.kind or kind_of(first)
        if kind is None:
            raise UnreadableFile("non capisco che cosa contiene: dillo con --kind")
        if kind == "places":
            self.gazetteer = GazetteerWriter()
            self.quarters = _QuarterFinder()
        self.kind = kind
        return getattr(self, f"_write_{kind}")

    def _refuse(self, number, error):
        """One line a problem; a municipality that is not ours is said once, not for each of its streets."""
        self.counts["refused"] += 1
        if error.field == "comune":
            if error.reason in self.said:
                return
            self.said.add(error.reason)
        self.tell(f"{self.path.name}, riga {number}, {error.field}: {error.reason}")

    def _finish(self):
        if self.kind == "places":
            new, changed, same = self.gazetteer.finish(self.progress)
            self.counts += Counter(new=new, changed=changed, same=same)
        for municipality in self.touched:
            connect_neighbours([q for q in municipality.quarters.defer("boundary") if q.latitude is not None])
            _assign_by_boundary(municipality)

    # one row of each kind

    def _write_zones(self, row):
        self._keep(Zone, {"municipality": self._municipality(row), "slug": _slug(row)}, {"name": row["name"]})

    def _write_quarters(self, row):
        municipality = self._municipality(row)
        slug = _slug(row)
        known = Quarter.objects.filter(municipality=municipality, slug=slug).first()
        values = {"name": row["name"], "zone": self._zone(row, municipality, known)} | self._where(row, known)
        if row.get("quarter_code"):
            values["istat_code"] = row["quarter_code"][:12]
        if self._keep(Quarter, {"municipality": municipality, "slug": slug}, values):
            self.touched.add(municipality)

    def _write_postal_codes(self, row):
        code = row.get("code", "")
        if not (len(code) == 5 and code.isdigit()):
            raise BadRow("cap", f"«{code}» non è di cinque cifre")
        self._keep(PostalCode, {"municipality": self._municipality(row), "code": code}, _coordinates(row))

    def _write_places(self, row):
        municipality = self._municipality(row)
        if not row.get("street"):
            raise BadRow("via", "manca il nome della via")
        point = _coordinates(row)
        quarter = self.quarters.of(municipality.pk, row.get("quarter", ""), point)
        self.gazetteer.add(municipality.pk, row, point, quarter)

    def _keep(self, model, key, values):
        """Writes a row only where it differs; returns whether it did."""
        row, created = model.objects.get_or_create(**key, defaults=values)
        differs = not created and any(getattr(row, field) != value for field, value in values.items())
        if differs:
            model.objects.filter(pk=row.pk).update(**values)
        self.counts["new" if created else "changed" if differs else "same"] += 1
        return created or differs

    # what several kinds need

    def _municipality(self, row):
        if self.municipality:
            return self.municipality
        code, name = row.get("istat_code", "").zfill(6), row.get("municipality", "")
        found = self.municipalities.get(code) or self.by_name.get(normalise(name) if name else None)
        if found or not (row.get("istat_code") or name):
            if found := found or self.only:
                return found
            raise BadRow("comune", "la riga non dice in quale comune: usa --municipality")
        if code.strip("0") and name and len(row.get("province", "")) == 2:
            return self._new_municipality(code, name, row["province"].upper())
        raise BadRow("comune", f"non conosco il comune «{name or code}»")

    def _new_municipality(self, code, name, province):
        if not (len(code) == 6 and code.isdigit()):
            raise BadRow("comune", f"«{code}» non è un codice ISTAT di sei cifre")
        slug = slugify(name)
        if Municipality.objects.filter(slug=slug).exists():
            slug = f"{slug}-{province.lower()}"
        municipality = Municipality.objects.create(istat_code=code, name=name.title(), slug=slug, province=province)
        self.municipalities[code] = municipality
        return municipality

    def _zone(self, row, municipality, known):
        name = row.get("zone", "")
        if name:
            return Zone.objects.get_or_create(municipality=municipality, slug=slugify(name), defaults={"name": name})[0]
        if known:
            return known.zone
        raise BadRow("zona", "il quartiere è nuovo e la riga non dice in che zona sta")

    def _where(self, row, known):
        """Boundary and point of a quarter: what the row says, else a point inside its boundary."""
        geometry = row.get("geometry") or {}
        boundary = {"boundary": geometry} if polygons_of(geometry) else {}
        if row.get("latitude") or geometry.get("type") == "Point":
            return boundary | _coordinates(row)
        if not boundary:
            return {} if known else _coordinates(row)
        try:
            latitude, longitude = interior_point(geometry)
        except (ValueError, TypeError, IndexError) as error:
            raise BadRow("geometry", "il confine non è un poligono") from error
        return boundary | {"latitude": latitude, "longitude": longitude}


class _QuarterFinder:
    """The quarter of an address: the one the row names, else the one whose boundary holds the point, else none."""

    def __init__(self):
        quarters = Quarter.objects.values_list("pk", "municipality_id", "slug", "name", "boundary")
        self.named, bounded = {}, {}
        for pk, municipality, slug, name, boundary in quarters:
            self.named |= {(municipality, slug): pk, (municipality, normalise(name)): pk}
            if boundary:
                bounded.setdefault(municipality, []).append((pk, boundary))
        self.boundaries = {municipality: Boundaries(areas) for municipality, areas in bounded.items()}

    def of(self, municipality, said, point):
        if said and (found := self.named.get((municipality, normalise(said)))):
            return found
        if municipality not in self.boundaries:
            return None
        return self.boundaries[municipality].holding(point["latitude"], point["longitude"])


def _assign_by_boundary(municipality):
    """Addresses already in the gazetteer follow the boundaries that have come in."""
    bounded = municipality.quarters.filter(boundary__isnull=False).values_list("pk", "boundary")
    boundaries = Boundaries(bounded)
    if not boundaries.areas:
        return
    moved = []
    for place in municipality.place_names.exclude(kind=PlaceName.Kind.STREET).iterator(chunk_size=5_000):
        quarter = boundaries.holding(place.latitude, place.longitude)
        if quarter and quarter != place.quarter_id:
            place.quarter_id = quarter
            moved.append(place)
    PlaceName.objects.bulk_update(moved, ["quarter"], batch_size=2_000)


def _slug(row):
    if not row.get("name"):
        raise BadRow("nome", "manca")
    return slugify(row.get("slug") or row["name"].replace("'", " ").replace("’", " "))


def _coordinates(row):
    """{"latitude", "longitude"} in degrees; a decimal comma is fine, metres of a projection are not."""
    geometry = row.get("geometry") or {}
    if geometry.get("type") == "Point":
        row = row | dict(zip(("longitude", "latitude"), geometry.get("coordinates", ()), strict=False))
    found = {}
    for field, limit in (("latitude", 90), ("longitude", 180)):
        text = str(row.get(field, "")).replace(",", ".")
        number = math.nan
        with suppress(ValueError):
            number = float(text)
        if not abs(number) <= limit:
            raise BadRow(field, f"«{text}» non è in gradi" if text else "manca")
        found[field] = round(number, 7)  # a centimetre
    return found
