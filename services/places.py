"""Where a search looks: what the place parameters mean in marks, a circle or a rectangle."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext as _

from services import tokens
from services.models import Listing
from services.tokens import TokenQuery
from territory.distances import Around, Chord, FixedPoint, chord
from territory.models import Municipality, PostalCode, Quarter, Zone
from territory.places import find_place


def in_municipalities(slugs) -> TokenQuery:
    found = _by_slug(Municipality, slugs, "municipality")
    return tokens.any_of([*(tokens.inside("m", place.id) for place in found), tokens.EVERYWHERE])


def in_zones(slugs, municipalities=()) -> TokenQuery:
    marks = [tokens.EVERYWHERE]
    for zone in _by_slug(Zone, slugs, "zone", municipalities):
        marks += [tokens.inside("z", zone.id), tokens.covering("m", zone.municipality_id)]
    return tokens.any_of(marks)


def in_quarters(slugs, municipalities=()) -> TokenQuery:
    marks = [tokens.EVERYWHERE]
    for quarter in _by_slug(Quarter, slugs, "quarter", municipalities):
        marks += [tokens.inside("q", quarter.id), *covering_quarter(quarter)]
    return tokens.any_of(marks)


def covering_quarter(quarter) -> list[str]:
    """The marks of what comes to a quarter because it serves a larger area."""
    return [tokens.covering("z", quarter.zone_id), tokens.covering("m", quarter.municipality_id)]


def in_postal_codes(codes) -> TokenQuery:
    """There, or serving the municipality; a code nobody here uses is said to be unknown."""
    known = dict.fromkeys(codes, ())
    for code, municipality_id in PostalCode.objects.filter(code__in=codes).values_list("code", "municipality"):
        known[code] = (*known[code], tokens.covering("m", municipality_id))
    for code, covering in known.items():
        if not covering and not Listing.objects.holding(tokens.any_of([tokens.inside("p", code)])).exists():
            raise ValidationError(_("Non conosco il CAP %s: controlla le cifre, o scegli il quartiere.") % code)
    marks = [mark for code, covering in known.items() for mark in (tokens.inside("p", code), *covering)]
    return tokens.any_of([*marks, tokens.EVERYWHERE])


def _by_slug(model, slugs, what, municipalities=()):
    """The places of these slugs, only in these municipalities if any are given: towns share names of quarters."""
    places = model.objects.filter(slug__in=slugs)
    found = list(places.filter(municipality__slug__in=municipalities) if municipalities else places)
    missing = sorted(set(slugs) - {place.slug for place in found})
    if missing:
        messages = {
            "municipality": _("Non conosco il comune «%s»."),
            "zone": _("Non conosco la zona «%s»."),
            "quarter": _("Non conosco il quartiere «%s»: sceglilo dall’elenco."),
        }
        raise ValidationError(messages[what] % missing[0])
    return found


@dataclass(frozen=True)
class Circle:
    """Around a place, so many metres; what comes to the home is found where it serves the place."""

    label: str
    latitude: float
    longitude: float
    radius: int
    reached_by: tuple[str, ...] = ()  # marks of what has no door but serves this place
    approximate: bool = False
    place: object = None

    def narrow(self, listings):
        center = FixedPoint(self.latitude, self.longitude)
        metres = chord(self.radius)
        near = Q(Around(F("point"), center, self.radius), LessThanOrEqual(Chord(F("point"), center), metres))
        if self.reached_by:
            # Not point=None, which the index would answer with every row that has none.
            near |= Q(latitude=None, tokens__hold=tokens.any_of(self.reached_by))
        return listings.with_distance(self.latitude, self.longitude).filter(near)


@dataclass(frozen=True)
class Area:
    """A whole zone or municipality that somebody gave as the place: what lies in it or serves it."""

    label: str
    marks: tuple[str, ...]
    place: object = None
    latitude: float | None = None
    longitude: float | None = None
    approximate: bool = False

    def narrow(self, listings):
        return listings.holding(tokens.any_of(self.marks))


def around(text: str, radius: int) -> Circle | Area:
    """Around what a person typed; a place nobody knows is an error that says so, never a guess."""
    place = find_place(text)
    if place.kind == "zone":
        return _area(place, tokens.inside("z", place.zone.id), tokens.covering("m", place.municipality.id))
    if place.kind == "municipality":
        return _area(place, tokens.inside("m", place.municipality.id))
    return Circle(place.label, place.latitude, place.longitude, radius, _reached_by(place), place.approximate, place)


def _area(place, *marks) -> Area:
    return Area(place.label, (*marks, tokens.EVERYWHERE), place, place.latitude, place.longitude)


def _reached_by(place) -> tuple[str, ...]:
    if place.quarter:
        return (tokens.inside("q", place.quarter.id), tokens.EVERYWHERE, *covering_quarter(place.quarter))
    if place.municipality:
        return (tokens.covering("m", place.municipality.id), tokens.EVERYWHERE)
    return ()


def around_postal_code(code: str, radius: int) -> Circle:
    """HSDS `postcode` with `proximity`: metres from the postal code's point."""
    found = PostalCode.objects.located().filter(code=code).first()
    if not found:
        raise ValidationError(_("Non so dove sta il CAP %s: scrivi una via o un quartiere.") % code)
    return Circle(code, found.latitude, found.longitude, radius)
