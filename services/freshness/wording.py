"""An entry in plain words, as it is asked whether they are still true."""

from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.text import capfirst

from services.changes.words import hours_in_words, in_words, label_of
from services.editing import kind_of, read
from services.editing.kinds import HOURS

ASKED = {
    "organization": [
        *("phones", "email", "website", "members_contacts", "coordinators_contacts"),
        *("description", "offers", "looks_for"),
    ],
    "location": ["address", "opening_hours", "phones"],
    "service": ["status", "places", "opening_hours", "phones", "fees_description"],
    "asset": ["location", "opening_hours", "phones"],
    "community_point": ["location", "opening_hours", "phones"],
}


class Told(NamedTuple):
    """`key` names the entry in a link and on a button; `address` is the link, in a mail."""

    entry: Any
    key: str
    lines: list
    address: str = ""


def told_of(entry, address="") -> Told:
    kind = kind_of(entry)
    values = read(entry, ASKED[kind.column])
    if values.get("opening_hours"):
        values["opening_hours"] = still_to_come(values["opening_hours"])
    lines = [(label_of(kind, name), in_words(kind, name, value)) for name, value in values.items()]
    lines += hours_by_place(entry) if kind.column == "service" else []
    return Told(entry, key_of(entry), [line for line in lines if line[1]], address)


def hours_by_place(service):
    """Those that a place has of its own for a service."""
    doors = service.service_at_locations.exclude(opening_hours=None).select_related("location", "opening_hours")
    return [(capfirst(str(door.location)), hours_in_words(still_to_come(HOURS.read(door)))) for door in doors]


def still_to_come(hours):
    """Without the closures that are over: there is nothing to confirm in them."""
    today = timezone.localdate().isoformat()
    return hours | {"closures": [each for each in hours["closures"] if each["last_day"] >= today]}


def key_of(entry) -> str:
    return f"{kind_of(entry).column}.{entry.pk.hex}"
