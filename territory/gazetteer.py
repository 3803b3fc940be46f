"""The rows that may answer for a text, whatever table they lie in, each kind of question in one query."""

from dataclasses import dataclass, field

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Avg, BigIntegerField, Case, CharField, F, FloatField, Q, Value, When
from django.db.models.functions import Cast

from .models import Municipality, PlaceName, PostalCode, Quarter, Zone

AREAS = ("quarter", "zone", "municipality")
STREETS = (PlaceName.Kind.STREET, PlaceName.Kind.ADDRESS)
MANY = 60  # a name in more places than this is ambiguous anyhow


@dataclass(frozen=True)
class Area:
    """A quarter, zone or municipality as a place names it; a quarter knows the two above it."""

    id: int
    slug: str
    name: str
    zone_id: int | None = None
    municipality_id: int | None = None


@dataclass(frozen=True)
class Row:
    kind: str
    name: str
    search_name: str
    house_number: str
    latitude: float | None
    longitude: float | None
    postal_code: str
    quarter: Area | None
    zone: Area | None
    municipality: Area
    province: str
    likeness: float = field(compare=False)

    @classmethod
    def read(cls, values):
        *own, likeness, province = values
        zone, municipality = _area(own[10:13]), _area(own[13:16])
        quarter = _area([*own[7:10], zone.id, municipality.id]) if zone else None
        return cls(*own[:7], quarter, zone, municipality, province, likeness)


def _area(values):
    return Area(*values) if values[0] else None


def _text(value=""):
    return Value(value, output_field=CharField())


def _columns(queryset, *own, quarter=None, zone=None, municipality="municipality__", likeness=0.0):
    """One shape for every table; `quarter`, `zone`, `municipality` are the ways to them, None where there is none."""
    if isinstance(likeness, float):
        likeness = Value(likeness, output_field=FloatField())
    areas = [column for way in (quarter, zone, municipality) for column in _area_columns(way)]
    return queryset.order_by().values_list(*own, *areas, likeness, F(f"{municipality}province"))


def _area_columns(way):
    if way is None:
        return Cast(Value(None), BigIntegerField()), _text(), _text()
    return Cast(F(f"{way}id"), BigIntegerField()), F(f"{way}slug"), F(f"{way}name")


def place_names(queryset, likeness=0.0):
    own = F("kind"), F("name"), F("search_name"), F("house_number"), F("latitude"), F("longitude"), F("postal_code")
    return _columns(queryset, *own, quarter="quarter__", zone="quarter__zone__", likeness=likeness)


def quarters(queryset, likeness=0.0):
    own = _text("quarter"), F("name"), _text(), _text(), F("latitude"), F("longitude"), _text()
    return _columns(queryset, *own, quarter="", zone="zone__", likeness=likeness)


def zones(queryset):
    """A zone has no point of its own: the middle of its quarters, said to be approximate."""
    middle = Avg("quarters__latitude"), Avg("quarters__longitude")
    return _columns(queryset, _text("zone"), F("name"), _text(), _text(), *middle, _text(), zone="")


def municipalities(queryset):
    own = _text("municipality"), F("name"), _text(), _text(), F("latitude"), F("longitude"), _text()
    return _columns(queryset, *own, municipality="")


def postal_codes(queryset):
    own = _text("postal_code"), F("code"), _text(), _text(), F("latitude"), F("longitude"), F("code")
    return _columns(queryset, *own)


def together(*querysets):
    first, *others = querysets
    return [Row.read(values) for values in first.union(*others, all=True)]


def _preferring(municipality, slugs):
    """Rows of the municipality first, then those of the ones named."""
    named = When(municipality__slug__in=slugs, then=1)
    first = [When(municipality=municipality, then=0)] if municipality else []
    return Case(*first, named, default=2)


def rows_named(names, numbers, slugs, area_words, codes, municipality=None):
    """Everything called by one of `names` (normalised) or `slugs`, and the quarters and zones sharing a word."""
    streets = PlaceName.objects.filter(search_name__in=names, house_number__in=["", *numbers])
    streets = place_names(streets).order_by(_preferring(municipality, slugs))[:MANY]
    sharing = Q(*[("slug__contains", word) for word in area_words], _connector=Q.OR) if area_words else Q(pk=None)
    return together(
        streets,
        quarters(Quarter.objects.filter(sharing)),
        zones(Zone.objects.filter(sharing)),
        postal_codes(PostalCode.objects.filter(code__in=codes)),
        municipalities(Municipality.objects.filter(slug__in=slugs)),
    )


def rows_like(text, significant):
    """Streets and landmarks with all the significant words, and what is written like `text`; likest first."""
    holding = Q(*[("search_name__contains", word) for word in significant if len(word) > 2])
    like = Q(search_name__trigram_similar=text)
    streets = PlaceName.objects.filter((holding | like) if holding else like, house_number="")
    likeness = TrigramSimilarity("search_name", text)
    bare = " ".join(significant) or text
    areas = Quarter.objects.filter(name__trigram_similar=bare)
    rows = together(
        place_names(streets, likeness).order_by(likeness.desc())[:MANY],
        quarters(areas, TrigramSimilarity("name", bare)),
    )
    return sorted(rows, key=lambda row: -row.likeness)


def address_row(street, number):
    queryset = PlaceName.objects.filter(
        municipality=street.municipality.id, search_name=street.search_name, house_number=number
    )
    return next(iter(together(place_names(queryset))), None)


def rows_beginning(tokens, number, limit):
    """What may complete the words: areas and postal codes from the first letter, streets from the third."""
    text, last = " ".join(tokens), tokens[-1]
    areas = [Q(slug__startswith="-".join(tokens)) | Q(slug__contains=f"-{text.replace(' ', '-')}")]
    querysets = [
        quarters(Quarter.objects.filter(*areas)),
        zones(Zone.objects.filter(*areas)),
        municipalities(Municipality.objects.filter(slug__startswith="-".join(tokens))),
    ]
    if last.isdigit():
        querysets.append(postal_codes(PostalCode.objects.filter(code__startswith=last)))
    rows = sorted(together(*querysets), key=lambda row: row.name)[:limit]
    if len(text) > 2:
        rows += _streets_beginning(tokens, number, limit)
    return rows


def _streets_beginning(tokens, number, limit):
    """Streets and landmarks holding all the words, or written like them, likest first; with a number, its addresses."""
    name = " ".join(tokens[:-1] if number else tokens)
    like = Q(search_name__contains=name) | Q(search_name__trigram_similar=name)
    likeness = TrigramSimilarity("search_name", name)
    streets = place_names(PlaceName.objects.filter(like, house_number=""), likeness)
    rows = [Row.read(values) for values in streets.order_by(likeness.desc(), "search_name")[:limit]]
    return _addresses_beginning(rows[:1], number, limit) + rows if number else rows


def _addresses_beginning(streets, number, limit):
    names = [street.search_name for street in streets]
    found = PlaceName.objects.filter(search_name__in=names, house_number__startswith=number)
    return [Row.read(values) for values in place_names(found).order_by("house_number")[:limit]]
