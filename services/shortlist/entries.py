"""The places of a list with all that the list, the sheet of paper and the mail say of them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.doors import Door, door_of_point, looked_at
from organizations.models import CommunityPoint
from puntocomunita.templatetags.directory import checked_lately, documents, phones
from services.doors import door_of_asset, doors_of_service
from services.models import Asset, Service

from .address import PREFIXES, Item, Shortlist, reference
from .hours_on_paper import next_opening, week_in_a_line

WHOLE = {
    Service: lambda: Service.objects.with_the_whole_page(),
    Asset: lambda: Asset.objects.with_the_whole_page(),
    CommunityPoint: lambda: CommunityPoint.objects.with_places_and_hours(),
}
DOORS = {
    Service: doors_of_service,
    Asset: lambda asset: [door_of_asset(asset)],
    CommunityPoint: lambda point: [door_of_point(point)],
}
OTHER_PLACES = 3  # named beside the one that is described
WAYS = {
    "comes_home": gettext_lazy("Viene a casa tua."),
    "by_phone": gettext_lazy("Risponde al telefono."),
    "online": gettext_lazy("Si fa in Internet."),
}


@dataclass
class Entry:
    """One place of the list; what somebody who lives here offers has neither name nor number of its own."""

    item: Item
    thing: Any
    doors: list[Door]

    @property
    def door(self):
        return self.doors[0]

    @property
    def location(self):
        return self.door.location

    @property
    def by_resident(self):
        return getattr(self.thing, "offered_by_resident", False)

    @property
    def organization(self):
        if self.by_resident:
            return None
        return getattr(self.thing, "organization", None) or getattr(self.thing, "lead_organization", None)

    @property
    def quarter(self):
        return (self.location and self.location.quarter) or getattr(self.thing, "quarter", None)

    @property
    def discreet(self):
        return getattr(self.thing, "discreet", False)

    @property
    def gone(self):
        return getattr(self.thing, "gone", False)

    @property
    def suspended(self):
        return getattr(self.thing, "status", "") == Service.Status.TEMPORARILY_CLOSED

    @cached_property
    def phones(self):
        if self.by_resident:
            return []
        own = phones(self.thing.phones + [phone for door in self.doors for phone in door.phones])
        return own or phones(self.organization.phones if self.organization else [])

    @property
    def people(self):
        if self.by_resident:
            return []
        known = self.thing.contacts or (self.organization.contacts if self.organization else [])
        return [each for each in known if each.get("name")]

    @property
    def people_in_words(self):
        """ "Maria Rossi (segreteria), Luca"."""
        named = [(each["name"], each.get("title") or each.get("department") or "") for each in self.people]
        return ", ".join(f"{name} ({title.lower()})" if title else name for name, title in named)

    @property
    def place_in_words(self):
        """ "Oratorio, via Milano 1, scala B, 25126 Brescia"; the quarter alone where there is no door."""
        place = self.location
        if place is None:
            return self.quarter.name if self.quarter else ""
        town = f"{place.postal_code} {place.city}".strip()
        return ", ".join(filter(None, [place.name, place.address, place.address_detail, town]))

    @property
    def papers(self):
        return documents(getattr(self.thing, "required_documents", []))

    @property
    def way_there(self):
        """How one gets there, where else it is, or how it comes: in sentences."""
        there = " ".join(self.location.transportation.split()) if self.location else ""
        return " ".join(filter(None, [there, self._elsewhere(), self._without_a_door()]))

    def _elsewhere(self):
        places = [door.location.address for door in self.doors[1:] if door.location and door.location.address]
        several = list(dict.fromkeys(places))[:OTHER_PLACES]
        return _("Anche in: %(places)s.") % {"places": "; ".join(several)} if several else ""

    def _without_a_door(self):
        if self.by_resident:
            return _("Vi mette in contatto il Punto Comunità.")
        ways = [] if self.location or not isinstance(self.thing, Service) else WAYS.items()
        return " ".join(str(words) for name, words in ways if getattr(self.thing, name))

    @property
    def opening(self):
        return _("Orario da confermare") if self.unsure else next_opening(self.door.state)

    @property
    def unsure(self):
        """Whether nobody knows when it opens next: its hours are not known, or not for the coming days."""
        state, week = self.door.state, self.door.week
        doubtful = state.state == "closed" and state.opens is None and any(day.unconfirmed for day in week)
        return state.state == "unknown" or doubtful

    @property
    def week(self):
        return week_in_a_line(self.door.week)

    @property
    def call_first(self):
        """Whether to telephone before going: nobody knows the hours, or has looked for half a year."""
        return self.unsure or self.suspended or not checked_lately(self.thing)


def entries_of(shortlist, now):
    """(the entries that can be gone to, the names of those that are no more); the queries do not grow with them."""
    things = _things(shortlist)
    doors = looked_at([door for thing in things.values() for door in DOORS[type(thing)](thing)], now)
    known = [
        Entry(item, things[item.ref], [door for door in doors if door.thing is things[item.ref]])
        for item in shortlist.items
        if item.ref in things
    ]
    lost = [item.ref.split(".")[-1].replace("-", " ") for item in shortlist.items if item.ref not in things]
    return [entry for entry in known if not entry.gone], [each.thing.name for each in known if each.gone] + lost


def _things(shortlist: Shortlist):
    """{reference: the thing}, for each kind that the list holds in as many queries as its page takes."""
    found = {}
    for model, prefix in PREFIXES.items():
        slugs = [ref.removeprefix(prefix) for ref, _note in shortlist.items if _prefix(ref) == prefix]
        if slugs:
            found |= {reference(thing): thing for thing in WHOLE[model]().filter(slug__in=slugs)}
    return found


def _prefix(ref):
    return ref[:2] if "." in ref else ""
