"""What may be wrong with an entry, what it says now, and what a suggestion would make of it."""

import json
import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _

from organizations.models import Organization
from services.editing import kind_of, read
from services.models import Report, Service

Topic = Report.Topic
OFTEN = [Topic.PHONE, Topic.HOURS, Topic.CLOSED, Topic.ADDRESS]
SELDOM = [Topic.WEBSITE, Topic.NAME, Topic.OTHER, Topic.MISSING]
# In the order in which the form shows them.
OF_KINDS = {
    "service": [*OFTEN, Topic.COST, Topic.ACCESS, *SELDOM],
    "organization": [Topic.PHONE, Topic.ADDRESS, Topic.CLOSED, *SELDOM],
    "asset": [Topic.CLOSED, Topic.HOURS, Topic.ADDRESS, Topic.PHONE, *SELDOM],
    "community_point": [Topic.HOURS, Topic.PHONE, Topic.ADDRESS, Topic.CLOSED, *SELDOM],
}
FREE = re.compile(r"(?:è )?(?:gratis|gratuit[oa])", re.IGNORECASE)


class Correction(NamedTuple):
    """`wanted` of `thing` in the place of `seen`, both as `services.editing` reads them."""

    thing: object
    seen: dict
    wanted: dict

    @property
    def seen_text(self):
        """As a form carries it, so that who decides is told if it is no longer so."""
        return json.dumps(self.seen, sort_keys=True)


def topics_of(entry) -> list:
    return OF_KINDS[kind_of(entry).column]


def owners(entry) -> list:
    """Whose phone, e-mail or site the page of the entry shows, in that order."""
    places = []
    if isinstance(entry, Service):
        places = [link.location for link in entry.service_at_locations.all()]
    elif getattr(entry, "location", None):
        places = [entry.location]
    organization = getattr(entry, "lead_organization", None) or getattr(entry, "organization", None)
    return [each for each in (entry, *places, organization) if each]


def holder(entry, *names):
    """The first that says one of these of itself, else the entry: the one to correct."""
    return next((each for each in owners(entry) if any(getattr(each, name, None) for name in names)), entry)


def said_now(entry, topic) -> str:
    """What the directory says today, in words; "" where it says nothing."""
    teller = SAID.get(topic)
    return teller(entry) if teller else ""


def phones_said(entry):
    return ", ".join(each["number"] for each in holder(entry, "phones").phones if each.get("number"))


def site_said(entry):
    found = [getattr(holder(entry, name), name, "") for name in ("url", "website", "email")]
    return ", ".join(filter(None, found))


def address_said(entry):
    places = entry.locations.all() if isinstance(entry, Organization) else owners(entry)
    return "; ".join(filter(None, (getattr(each, "address", "") for each in places)))


def cost_said(entry):
    return ", ".join(filter(None, [_("gratis") if entry.free else "", entry.fees_description]))


SAID = {
    Topic.PHONE: phones_said,
    Topic.WEBSITE: site_said,
    Topic.ADDRESS: address_said,
    Topic.COST: cost_said,
    Topic.NAME: str,
    Topic.ACCESS: lambda entry: entry.application_process,
}


def correction_of(report):
    """What one click would write; None where somebody has to open the entry and see for themselves."""
    maker = MAKERS.get(report.topic)
    made = maker(report.entry, report.suggestion.strip()) if maker and report.entry else None
    if made is None:
        return None
    thing, wanted = made
    known = kind_of(thing).fields
    return Correction(thing, read(thing, wanted), wanted) if all(name in known for name in wanted) else None


def new_phone(entry, number):
    if not number:
        return None
    thing = holder(entry, "phones")
    (first, *others) = read(thing, ["phones"])["phones"] or [{"number": "", "description": ""}]
    return thing, {"phones": [first | {"number": number}, *others]}


def new_site(entry, text):
    if "@" in text:
        thing = holder(entry, "email")
        return (thing, {"email": text}) if is_valid(EmailValidator(), text) else None
    address = text if "://" in text else f"https://{text}"
    name = "website" if isinstance(entry, Organization) else "url"
    return (entry, {name: address}) if text and is_valid(URLValidator(["http", "https"]), address) else None


def is_valid(validator, text):
    try:
        validator(text)
    except ValidationError:
        return False
    return True


def new_name(entry, name):
    return (entry, {"name": name}) if name else None


def new_cost(entry, words):
    if not words or not isinstance(entry, Service):
        return None
    free = bool(FREE.fullmatch(words.rstrip(".! ")))
    return entry, {"free": free, "fees_description": "" if free else words}


def is_closed(entry, _words):
    return (entry, {"status": Service.Status.DEFUNCT.value}) if isinstance(entry, Service) else None


MAKERS = {
    Topic.PHONE: new_phone,
    Topic.WEBSITE: new_site,
    Topic.NAME: new_name,
    Topic.COST: new_cost,
    Topic.CLOSED: is_closed,
}
