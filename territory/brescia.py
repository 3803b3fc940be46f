"""Brescia as the demo's territory: facts from `data/brescia/`, whose points are indicative (ADR 0004)."""

import csv
from pathlib import Path

from django.db import transaction

from .addresses import normalise
from .distances import haversine
from .models import Municipality, PlaceName, PostalCode, Quarter, Zone

DATA = Path(__file__).parent / "data" / "brescia"
BRESCIA = {
    "name": "Brescia",
    "slug": "brescia",
    "province": "BS",
    "patron_month": 2,
    "patron_day": 15,
    "patron_name": "Santi Faustino e Giovita",
    "latitude": 45.5397,
    "longitude": 10.2197,
}


@transaction.atomic
def load_brescia():
    """The municipality with its zones, quarters, postal codes and gazetteer; again changes nothing."""
    municipality, _ = Municipality.objects.update_or_create(istat_code="017029", defaults=BRESCIA)
    load_quarters(municipality)
    load_postal_codes(municipality)
    load_places(municipality)
    return municipality


def load_quarters(municipality):
    for row in read("quarters.csv"):
        zone, _ = Zone.objects.get_or_create(
            municipality=municipality, slug=row["zone"].lower(), defaults={"name": row["zone"]}
        )
        Quarter.objects.update_or_create(
            municipality=municipality,
            slug=row["slug"],
            defaults={key: row[key] for key in ("name", "istat_code")} | point(row) | {"zone": zone},
        )
    connect_neighbours(list(municipality.quarters.all()))


def connect_neighbours(quarters):
    """Two quarters are neighbours when no third lies inside the circle between them (Gabriel graph)."""
    for quarter in quarters:
        others = [other for other in quarters if other.pk != quarter.pk]
        quarter.neighbours.set(other for other in others if not _parted(quarter, other, others))


def _parted(quarter, other, quarters):
    middle = (quarter.latitude + other.latitude) / 2, (quarter.longitude + other.longitude) / 2
    radius = haversine(*middle, quarter.latitude, quarter.longitude)
    third = (q for q in quarters if q.pk != other.pk)
    return any(haversine(*middle, q.latitude, q.longitude) < radius for q in third)


def load_postal_codes(municipality):
    for row in read("postal_codes.csv"):
        PostalCode.objects.update_or_create(municipality=municipality, code=row["code"], defaults=point(row))


def load_places(municipality):
    quarters = {quarter.slug: quarter for quarter in municipality.quarters.all()}
    rows = [
        PlaceName(
            municipality=municipality,
            kind=row["kind"],
            name=name,
            search_name=normalise(name),
            house_number=row["house_number"],
            quarter=quarters.get(row["quarter"]),
            postal_code=row["postal_code"],
            **point(row),
        )
        for row in read("places.csv")
        for name in [row["name"], *filter(None, row["aliases"].split(";"))]
    ]
    PlaceName.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["municipality", "search_name", "house_number"],
        update_fields=["kind", "name", "latitude", "longitude", "quarter", "postal_code"],
    )


def point(row):
    return {"latitude": float(row["latitude"]), "longitude": float(row["longitude"])}


def read(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
