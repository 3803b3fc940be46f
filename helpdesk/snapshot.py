"""The directory of a desk's city, small enough for a phone that may lose its network."""

from django.db.models import Q

from helpdesk.enquiries.topics import NEED
from organizations import hours
from services import words
from services.models import DirectoryVersion, Listing, TaxonomyTerm

MOST = 5_000
SHORT_DAYS = 3


def etag_of(desk, today):
    """Moves with the directory, its words and the day, whose week the hours are of; one query."""
    row = DirectoryVersion.objects.values_list("version", "terms_version").first() or (0, 0)
    return f'W/"{desk.location.municipality_id}-{row[0]}-{row[1]}-{today:%Y%m%d}"'


def snapshot_of(desk, today):
    """`needs`, `hours` and `rows`, which point to them by position; three queries.

    A row: [name, organisation, where, phone, hours or null, [needs], words of the summary, address].
    """
    needs = list(needs_as_said())
    places = {pk: position for position, (pk, _need) in enumerate(needs)}
    listings = list(of_city(desk))
    weeks = weeks_in_words({each.timetable_id for each in listings if each.timetable_id}, today)
    texts = {text: position for position, text in enumerate(dict.fromkeys(weeks.values()))}
    return {
        "needs": [need for _pk, need in needs],
        "skip": sorted(words.stop_words()),
        "hours": list(texts),
        "rows": [row(each, places, texts.get(weeks.get(each.timetable_id))) for each in listings],
    }


def of_city(desk):
    fields = ["kind", "slug", "name", "organization_name", "address", "phone", "summary", "terms", "timetable"]
    in_city = Q(municipality=desk.location.municipality_id)
    return Listing.objects.filter(in_city).only(*fields).order_by("name_key", "id")[:MOST]


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


def row(listing, places, week):
    named = set(folded(f"{listing.name} {listing.organization_name}"))
    told = [word for word in folded(listing.summary) if word not in named]
    needs = [places[pk] for pk in listing.terms if pk in places]
    name, organization, address = listing.name, listing.organization_name, listing.address
    return [name, organization, address, listing.phone, week, needs, " ".join(told), listing.get_absolute_url()]
