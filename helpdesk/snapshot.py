"""The directory around a desk, small enough for a phone that may lose its network."""

import gzip

from django.core.cache import cache

from helpdesk.enquiries.topics import NEED
from organizations import hours
from puntocomunita.api import to_json
from services import tokens, words
from services.models import DirectoryVersion, Listing, Service, TaxonomyTerm

MOST = 5_000
MOST_REMOTE = 1_000  # of these, without a door or with one that no map knows
SHORT_DAYS = 3
A_DAY = 86_400
WAYS = ("comes_home", "by_phone", "online")
FIELDS = ("name", "organization_name", "address", "phone", "summary", "terms", "timetable_id", *WAYS)


def etag_of(desk, today):
    """Moves with the directory, its words and the day, whose week the hours are of; one query."""
    row = DirectoryVersion.objects.values_list("version", "terms_version").first() or (0, 0)
    return f'W/"{desk.pk}-{row[0]}-{row[1]}-{today:%Y%m%d}"'


def packed(desk, today, etag):
    """`snapshot_of` as JSON, compressed; made once for an ETag, whoever asks."""
    return cache.get_or_set(f"snapshot-{etag[3:-1]}", lambda: gzip.compress(to_json(snapshot_of(desk, today))), A_DAY)


def snapshot_of(desk, today):
    """`reach`, `needs`, `skip`, `hours` and `rows`, which point to needs and hours by position; five queries.

    A row: [name, organisation, where, phone, hours or null, [needs], words of the summary], the nearest first.
    """
    needs = list(needs_as_said())
    positions = {pk: position for position, (pk, _need) in enumerate(needs)}
    remote = list(of_area(desk).filter(latitude=None).order_by("name_key", "id").values(*FIELDS)[:MOST_REMOTE])
    near = list(nearest(desk)[: MOST - len(remote)])
    listings = [*near, *remote]
    weeks = weeks_in_words({each["timetable_id"] for each in listings if each["timetable_id"]}, today)
    texts = {text: position for position, text in enumerate(dict.fromkeys(weeks.values()))}
    return {
        "reach": reach(near, remote, of_area(desk).count()),
        "needs": [need for _pk, need in needs],
        "skip": sorted(words.stop_words()),
        "hours": list(texts),
        "rows": [row(each, positions, texts.get(weeks.get(each["timetable_id"]))) for each in listings],
    }


def of_area(desk):
    """What lies in the desk's city or comes to somebody there."""
    inside = tokens.inside("m", desk.location.municipality_id)
    return Listing.objects.of_directory().holding(tokens.any_of([inside, tokens.EVERYWHERE]))


def nearest(desk):
    """What has a door, the nearest to the desk first; by name where no map knows the desk."""
    listings = of_area(desk).filter(latitude__isnull=False)
    if point := point_of(desk):
        return listings.nearest(*point).values(*FIELDS, "distance")
    return listings.order_by("name_key", "id").values(*FIELDS)


def point_of(desk):
    """Where the desk is, or its quarter."""
    owners = (desk.location, desk.location.quarter)
    return next(((each.latitude, each.longitude) for each in owners if each and each.latitude is not None), None)


def reach(near, remote, total):
    """How many of how many, and how far the nearest go: in metres, or null where all are there or no map knows."""
    whole = len(near) + len(remote) == total
    farthest = None if whole or not near else near[-1].get("distance")
    return {"near": len(near), "remote": len(remote), "all": total, "metres": farthest and round(farthest)}


def needs_as_said():
    """(id, {slug, name, sensitive, words}) of each need; the words are those of its name and synonyms, folded."""
    rows = TaxonomyTerm.objects.filter(taxonomy__slug=NEED).order_by("position", "name")
    for pk, slug, name, synonyms, *discreet in rows.values_list(
        "id", "slug", "name", "synonyms", "discreet", "parent__discreet"
    ):
        said = folded(" ".join([name, *synonyms]))
        yield pk, {"slug": slug, "name": name, "sensitive": any(discreet), "words": " ".join(said)}


def weeks_in_words(timetables, today):
    """{timetable: its week in a line, days alike together}."""
    return {pk: week_in_words(days) for pk, days in hours.weeks(timetables, today).items()}


def week_in_words(days):
    by_hours = {}
    for day in sorted(days, key=lambda day: day.date.weekday()):
        by_hours.setdefault(day.text, []).append(day.label[:SHORT_DAYS].lower())
    return "; ".join(f"{', '.join(names)} {text}" for text, names in by_hours.items())


def folded(text):
    """The words that say something, each once, as they are compared."""
    return list(dict.fromkeys(words.plain(word) for word in words.telling(words.split(text))))


def row(listing, positions, week):
    name, organization = listing["name"], listing["organization_name"]
    named = set(folded(f"{name} {organization}"))
    told = [word for word in folded(listing["summary"]) if word not in named]
    needs = [positions[pk] for pk in listing["terms"] if pk in positions]
    return [name, organization, where(listing), listing["phone"], week, needs, " ".join(told)]


def where(listing):
    ways = [str(Service._meta.get_field(way).verbose_name) for way in WAYS if listing[way]]
    return " · ".join(filter(None, [listing["address"], *ways]))
