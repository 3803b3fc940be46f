from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from territory.models import Municipality
from territory.places import AmbiguousPlace, UnknownPlace, find_place

EXACT = ("latitude", "longitude")


class PlaceOfAddress:
    """Fills in what follows from an address: its point, postal code, quarter and municipality.

    Asked only where the address is new or has no point yet; what was typed beside it counts more.
    """

    FILLED = ("latitude", "longitude", "postal_code", "quarter", "municipality", "city")

    def __init__(self, seen):
        self.seen = seen

    def complete(self, form, values):
        if not values["address"] or self.is_known(values):
            return
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

    def is_known(self, values):
        same = all(values[name] == self.seen.get(name) for name in ("address", "city"))
        return same and values["latitude"] is not None

    def filled(self, place, values):
        moved = any(values[name] != self.seen.get(name) for name in EXACT) and values["latitude"] is not None
        point = {} if moved else {"latitude": place.latitude, "longitude": place.longitude}
        typed = {name for name in ("postal_code", "quarter") if values[name] and values[name] != self.seen.get(name)}
        said = {
            "postal_code": place.postal_code or values["postal_code"],
            "quarter": str(place.quarter.id) if place.quarter else values["quarter"],
        }
        city = place.municipality
        where = {"municipality": str(city.id), "city": city.name} if city else {}
        return point | where | {name: value for name, value in said.items() if name not in typed}
