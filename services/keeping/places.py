from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from territory.boundaries import Boundaries
from territory.models import Municipality, Quarter
from territory.places import AmbiguousPlace, UnknownPlace, find_place

EXACT = ("latitude", "longitude")
FAR = 3_000  # metres from the middle of a quarter beyond which a point is likely in none


class PointForm(forms.Form):
    latitude = forms.FloatField(min_value=-90, max_value=90)
    longitude = forms.FloatField(min_value=-180, max_value=180)


def quarter_at(latitude, longitude):
    """The quarter whose boundary holds the point, else the nearest of those that have none, or None."""
    bounded = Quarter.objects.filter(boundary__isnull=False).values_list("pk", "boundary")
    key = Boundaries(bounded).holding(latitude, longitude)
    if key is not None:
        return Quarter.objects.select_related("municipality").get(pk=key)
    around = Quarter.objects.filter(boundary__isnull=True).select_related("municipality")
    return around.within(FAR, latitude, longitude).nearest(latitude, longitude).first()


class PlaceOfAddress:
    """Fills in what follows from an address: its point, postal code, quarter and municipality.

    Asked only where the address is new or has no point yet; what was typed beside it counts more.
    """

    FILLED = ("latitude", "longitude", "postal_code", "quarter", "municipality", "city")

    def __init__(self, seen):
        self.seen = seen

    def complete(self, form, values):
        moved = self.is_moved(values)
        if values["address"] and not self.is_known(values):
            self.look_up(form, values)
        if moved and values["quarter"] in (None, self.seen.get("quarter")):
            self.follow_the_point(values)

    def look_up(self, form, values):
        city = Municipality.objects.filter(name__iexact=values["city"]).first()
        try:
            place = find_place(values["address"], city)
        except AmbiguousPlace as error:
            form.add_error("address", ValidationError(error.messages))
        except UnknownPlace:
            if values["latitude"] is None:
                form.add_error("latitude", _("Questa via non è nel nostro elenco: metti tu il punto sulla mappa."))
        else:
            values |= self.filled(place, values)

    def follow_the_point(self, values):
        """A point that somebody moved says in which quarter the place is."""
        quarter = quarter_at(values["latitude"], values["longitude"])
        if quarter is not None:
            city = quarter.municipality
            values |= {"quarter": str(quarter.pk), "municipality": str(city.pk), "city": values["city"] or city.name}

    def is_moved(self, values):
        return values["latitude"] is not None and any(values[name] != self.seen.get(name) for name in EXACT)

    def is_known(self, values):
        same = all(values[name] == self.seen.get(name) for name in ("address", "city"))
        return same and values["latitude"] is not None

    def filled(self, place, values):
        point = {} if self.is_moved(values) else {"latitude": place.latitude, "longitude": place.longitude}
        typed = {name for name in ("postal_code", "quarter") if values[name] and values[name] != self.seen.get(name)}
        said = {
            "postal_code": place.postal_code or values["postal_code"],
            "quarter": str(place.quarter.id) if place.quarter else values["quarter"],
        }
        city = place.municipality
        where = {"municipality": str(city.id), "city": city.name} if city else {}
        return point | where | {name: value for name, value in said.items() if name not in typed}
