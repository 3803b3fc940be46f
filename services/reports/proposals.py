"""A place that somebody proposed: what their words say of it, as the forms of an entry take it."""

import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import F, Q, Value

from organizations.models import Organization
from services.duplicates import likely_duplicates, told
from services.keeping.week_text import week_lines
from services.models import Asset, Report, Service

PHONE = re.compile(r"(?<![\d/])(?:\+39[ .]?)?(?:0\d{1,3}|3\d{2})[ ./-]?\d(?:[ .-]?\d){4,8}(?![\d/])")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
SITE = re.compile(r"(?:https?://|www\.)[^\s,;]+[^\s,;.]", re.IGNORECASE)
STREET = re.compile(
    r"\b(?:via|viale|vicolo|piazza|piazzale|piazzetta|corso|largo|contrada|traversa|strada|borgo)\s"
    r"[^\d,;.\n]{2,60}(?:,?\s*(?:n\.?\s*)?\d+\s?[a-z]?\b)?",
    re.IGNORECASE,
)
CLAUSE = re.compile(r"[\n;]|[.,](?!\d)\s*")
DAY = re.compile(r"\b(?:lun|mar|mer|gio|ven|sab|dom)[a-zì]*\b|\b(?:tutti i|ogni) giorn[io]\b", re.IGNORECASE)
MOST = 5  # of each kind, of what may be there already


class Said(NamedTuple):
    """`week` is {day: line}; what the words do not say is empty."""

    name: str
    words: str
    phones: list
    email: str
    site: str
    address: str
    week: dict


def said_in(report) -> Said:
    words = report.words
    email, site, street = (pattern.search(words) for pattern in (EMAIL, SITE, STREET))
    address = site.group() if site else ""
    return Said(
        name=report.suggestion.strip(),
        words=words,
        phones=[{"number": each.strip(), "description": ""} for each in PHONE.findall(words)],
        email=email.group() if email else "",
        site=address if "://" in address or not address else f"https://{address}",
        address=" ".join(street.group().split()).rstrip(" ,") if street else "",
        week=week_in(words),
    )


def week_in(words) -> dict:
    """The days of which the words say hours; clauses that say none, or cannot be read, count for nothing."""
    days = {}
    for clause in CLAUSE.split(words):
        day = DAY.search(clause)
        try:
            days |= week_lines(clause[day.start() :].strip()) if day else {}
        except ValidationError:
            continue
    return {day: line for day, line in days.items() if line}


def values_of(said, kind) -> dict:
    """What a new entry of this kind would say, as `services.editing.read` gives it."""
    site = {"website" if kind == "organization" else "url": said.site}
    told_by = {"phones": said.phones, "email": said.email, **site, "name": said.name, "description": said.words}
    if kind == "location":
        told_by = {"address": said.address, "phones": said.phones}
    return {name: value for name, value in told_by.items() if value}


def proposal_of(code):
    """The report that proposes a new place, be it settled already, or None."""
    return Report.objects.filter(topic=Report.Topic.NEW, code=code).first() if code else None


def alike(said) -> list:
    """[(entry, [reasons in words])] of what may be it: organisations, services, resources; four queries."""
    addresses = [said.address] if said.address else []
    site = {"phones": said.phones, "email": said.email, "website": said.site, "addresses": addresses}
    likely = likely_duplicates(name=said.name, **site)[:MOST]
    there = Organization.objects.in_bulk([each.id for each in likely])
    found = [(there[each.id], [str(why.value) for why in each.why]) for each in likely]
    return found + [(each, []) for model in (Service, Asset) for each in named_alike(model, said.name)]


def named_alike(model, name):
    """Of the same name but for case, accents and words that tell nothing."""
    same = Q(name__unaccent__iexact=name) | Q(telling=told("telling_name", Value(name)))
    rows = model.objects.alias(telling=told("telling_name", F("name"))).filter(same)
    return rows.exclude(offered_by_resident=True)[:MOST] if model is Asset else rows[:MOST]
