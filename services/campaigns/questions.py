"""What is asked of an entry in one call: a line each, told as we have it, so that "yes" is an answer."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from organizations import hours
from services.editing import kind_of, read
from services.editing.fields import schedule_of
from services.keeping.fields import DocumentsField, PhonesField
from services.keeping.hours_form import is_plain
from services.models import Asset, Service

from .typed import AddressField, WeekField

ESSENTIAL = {"address", "phones", "opening_hours"}


@dataclass
class Question:
    """`now` is what the entry says; `claim` is what "yes" says where the answer is yes or no, else None.

    `told` is `now` in words, empty where we have nothing to read out and ask instead.
    """

    thing: Any
    field: str
    text: str
    now: Any
    told: str = ""
    claim: bool | None = None
    right: forms.Field | None = None

    @property
    def key(self):
        return f"{kind_of(self.thing).column}-{self.field}"

    @property
    def is_open(self):
        """Whether we have nothing that could be confirmed."""
        return self.claim is None and not self.told


def questions_of(visit, place):
    """In the order of the call; `place` is where the entry is in the campaign's quarters, or None."""
    entry = visit.entry
    values = read(entry)
    asked = [*where(place), phone(entry, place)]
    if "opening_hours" in values:
        asked += times(entry, values, place)
    return asked + [*easy_ways(entry, values, place), *words(entry, values)]


def where(place):
    if place is None or not place.address:
        return []
    right = AddressField(place, label=_("Via e numero giusti"), initial=place.address, required=False)
    text = _("Siete ancora in %(address)s?") % {"address": place.address}
    return [Question(place, "address", text, place.address, place.address, right=right)]


def with_phones(entry, place):
    """What a number may be of, the entry first: itself, its place, its organisation."""
    return [thing for thing in (entry, place, getattr(entry, "organization", None)) if thing]


def phone(entry, place):
    """Of the first of these that has one."""
    thing = next((each for each in with_phones(entry, place) if each.phones), entry)
    numbers = read(thing, ["phones"])["phones"]
    told = ", ".join(f"{each['number']} {each['description']}".strip() for each in numbers)
    text = _("Il numero giusto è %(number)s?") % {"number": told} if told else _("C’è un numero da chiamare?")
    right = PhonesField(label=_("Il numero giusto, e a che cosa serve"), initial=numbers, required=False)
    right.widget.attrs["rows"] = 2
    return Question(thing, "phones", text, numbers, told, right=right)


def times(entry, values, place):
    """Of the entry, or of its place where it has none of its own."""
    thing, value = entry, values["opening_hours"]
    if not value and place is not None and place.opening_hours_id:
        thing, value = place, read(place, ["opening_hours"])["opening_hours"]
    told = times_told(value["schedules"]) if value else ""
    text = _("Siete aperti %(times)s?") % {"times": told} if told else _("Quando siete aperti?")
    right = WeekField(value, label=_("Gli orari giusti, come li dici a voce"), required=False)
    return [Question(thing, "opening_hours", text, value, told, right=right)]


def times_told(schedules):
    """In words, the times of the same days together: "il lunedì 9:00–12:00 e 14:00–18:00; il sabato 9:00–12:00"."""
    days, whole = {}, []
    for each in schedules:
        words = hours.schedule_words(schedule_of(each))
        if is_plain(each):
            of, _space, span = words.rpartition(" ")
            days.setdefault(of, []).append(span)
        else:
            whole.append(words)
    return "; ".join([*(f"{of} {_(' e ').join(spans)}".strip() for of, spans in days.items()), *whole])


def easy_ways(entry, values, place):
    if isinstance(entry, Service):
        no_appointment = values["no_appointment"]
        text = _("Si va senza appuntamento?") if no_appointment else _("Serve l’appuntamento?")
        yield Question(entry, "no_appointment", text, no_appointment, claim=no_appointment)
    if "free" in values:
        paid = values["free"] is False
        text = _("Si paga?") if paid else _("È gratis?")
        yield Question(entry, "free", text, values["free"], claim=not paid)
    if place is not None and isinstance(entry, Service | Asset):
        shut = place.wheelchair is False
        text = _("C’è un gradino che ferma una sedia a rotelle?") if shut else _("Si entra in sedia a rotelle?")
        yield Question(place, "wheelchair", text, place.wheelchair, claim=not shut)


def words(entry, values):
    """What is written at length, where it is: not more than one call can bear."""
    if values.get("required_documents"):
        told = ", ".join(each["document"] for each in values["required_documents"])
        text = _("Bisogna portare: %(told)s?") % {"told": told}
        right = DocumentsField(
            label=_("Che cosa bisogna portare"), initial=values["required_documents"], required=False
        )
        yield Question(entry, "required_documents", text, values["required_documents"], told, right=right)
    name, text = "eligibility_description", _("È per: %(told)s?")
    if name not in values:
        name, text = "description", _("Abbiamo scritto: «%(told)s». Va bene così?")
    if told := values[name].strip():
        box = forms.Textarea(attrs={"rows": 3})
        right = forms.CharField(label=_("Com’è davvero"), initial=told, widget=box, max_length=2000, required=False)
        yield Question(entry, name, text % {"told": told.rstrip(".")}, values[name], told, right=right)
