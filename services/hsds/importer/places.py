"""Where an imported address is in our territory: municipality and quarter where they are known, never guessed."""

import re

from territory.addresses import house_number, normalise
from territory.boundaries import Boundaries
from territory.models import Municipality, PlaceName, Quarter, Zone

from .cleaning import line_of

_NUMBER = re.compile(r"(.*?)[\s,]+(?:n(?:um)?[.°º]*\s*)?(\d{1,4}\s*(?:[/-]?\s*[a-zA-Z])?)\s*$")
_COUNTRIES = {
    "italy": "IT", "italia": "IT", "ita": "IT", "usa": "US", "united states": "US", "uk": "GB", "gbr": "GB",
    "united kingdom": "GB", "england": "GB", "great britain": "GB", "france": "FR", "francia": "FR",
    "germany": "DE", "germania": "DE", "switzerland": "CH", "svizzera": "CH", "san marino": "SM",
}  # fmt: skip


def country_of(value):
    """The two letters of a country, None when it is not one we know."""
    text = line_of(value)
    if re.fullmatch(r"[A-Za-z]{2}", text):
        return {"UK": "GB"}.get(text.upper(), text.upper())
    return _COUNTRIES.get(text.lower().rstrip("."))


class Territory:
    """Read once for a whole import: municipalities by name, quarters with a boundary."""

    def __init__(self):
        self.by_slug = {m.slug: m for m in Municipality.objects.all()}
        self.outlines = {m.pk: Boundaries([(m.pk, m.boundary)]) for m in self.by_slug.values() if m.boundary}
        self.by_istat = {m.istat_code: m for m in self.by_slug.values()}
        self.by_name = {}
        for municipality in self.by_slug.values():
            self.by_name.setdefault(normalise(municipality.name), []).append(municipality)
        self.quarters = {
            f"{slug}/{quarter}": pk
            for pk, quarter, slug in Quarter.objects.values_list("pk", "slug", "municipality__slug")
        }
        self.zones = {
            f"{slug}/{zone}": pk for pk, zone, slug in Zone.objects.values_list("pk", "slug", "municipality__slug")
        }
        bounded = {}
        rows = Quarter.objects.filter(boundary__isnull=False).values_list("pk", "municipality_id", "boundary")
        for pk, municipality_id, boundary in rows:
            bounded.setdefault(municipality_id, []).append((pk, boundary))
        self.bounded = {municipality_id: Boundaries(areas) for municipality_id, areas in bounded.items()}

    def municipality(self, city, province, country):
        """The municipality of that name, whose province must agree where one is given; else None."""
        if country not in ("", "IT"):
            return None
        found = self.by_name.get(normalise(city or ""), []) if city else []
        if province:
            found = [m for m in found if same_province(province, m)]
        elif country != "IT":
            return None
        return found[0] if len(found) == 1 else None

    def quarters_of(self, places):
        """{key: quarter id} for those known of `{key: (municipality id, address, latitude, longitude)}`.

        By boundary, else by an address of the gazetteer that says its quarter; one query for all.
        """
        found, streets = {}, {}
        for key, (municipality_id, address, latitude, longitude) in places.items():
            quarter = self.bounding(municipality_id, latitude, longitude)
            if quarter:
                found[key] = quarter
            elif address:
                streets[key] = (municipality_id, *parted(address))
        return found | self._by_gazetteer(streets)

    def outside(self, municipality_id, latitude, longitude):
        """Whether a point is beyond the boundary of the municipality, where that is known."""
        outline = self.outlines.get(municipality_id)
        return outline is not None and outline.holding(latitude, longitude) is None

    def bounding(self, municipality_id, latitude, longitude):
        if latitude is None or municipality_id not in self.bounded:
            return None
        return self.bounded[municipality_id].holding(latitude, longitude)

    def _by_gazetteer(self, streets):
        if not streets:
            return {}
        rows = PlaceName.objects.filter(
            search_name__in={street for _, street, _ in streets.values()}, quarter__isnull=False
        ).values_list("municipality_id", "search_name", "house_number", "quarter_id")
        known = {(m, street, number): quarter for m, street, number, quarter in rows}
        found = {}
        for key, (municipality, street, number) in streets.items():
            quarter = known.get((municipality, street, number)) or known.get((municipality, street, ""))
            if quarter:
                found[key] = quarter
        return found


def same_province(text, municipality):
    """Whether `BS`, `(BS)` or the name of a provincial capital is the province of the municipality."""
    text = re.sub(r"[^A-Za-zÀ-ÿ ]", "", text).strip()
    return text.upper() == municipality.province or normalise(text) == normalise(municipality.name)


def parted(address):
    """`(street, house number)` as the gazetteer writes them, the number "" when there is none."""
    match = _NUMBER.fullmatch(address.strip())
    if not match:
        return normalise(address), ""
    return normalise(match[1]), house_number(match[2])
