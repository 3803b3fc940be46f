"""Entries that are likely there twice: shown before one is created, and listed for who keeps an area.

The database finds the candidates by the indexes of migration 0010 (names alike, a way to reach them or an
address shared); what two names have in common is weighed here, word by word, because a saint or a number makes
all the difference between two parishes.
"""

import enum
import uuid
from typing import NamedTuple

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, transaction
from django.db.models import F, Func, Q, TextField, Value
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from organizations.models import Location, Organization
from puntocomunita.api import to_json

from .models import Service, ServiceAtLocation

ALIKE = 0.6  # likeness of two names from which one may be the other mistyped; what shares more is found by that
TYPED_WRONG = 85  # two words of five letters or more that are one, mistyped
MOST = 10
AT_ONCE = 200

_ORGANIZATIONS, _LOCATIONS = Organization._meta.db_table, Location._meta.db_table
CANDIDATES = f"""
WITH asked AS MATERIALIZED (
    SELECT n, telling_name(name) AS words, plain_name(name) AS plain, contact_marks(phones, email, website) AS marks,
        tax_code, places, cities
    FROM jsonb_to_recordset(%s::jsonb) AS t(
        n int, name text, phones jsonb, email text, website text, tax_code text, addresses jsonb, towns jsonb
    )
    CROSS JOIN LATERAL (
        SELECT ARRAY(SELECT address_mark(a) FROM jsonb_array_elements_text(addresses) AS a WHERE a <> '') AS places,
            ARRAY(SELECT plain_name(c) FROM jsonb_array_elements_text(towns) AS c WHERE c <> '') AS cities
    ) AS ours
)
SELECT n, o.id, o.name, words, telling_name(o.name), plain, plain_name(o.name),
    ARRAY(SELECT unnest(marks) INTERSECT SELECT unnest(contact_marks(o.phones, o.email, o.website))),
    asked.places && theirs.places,
    asked.cities <> '{{}}' AND theirs.cities <> '{{}}' AND NOT asked.cities && theirs.cities,
    asked.tax_code <> '' AND asked.tax_code = o.tax_code
FROM asked
CROSS JOIN LATERAL (
    (SELECT id FROM {_ORGANIZATIONS} WHERE telling_name(name) %% words
        ORDER BY similarity(telling_name(name), words) DESC LIMIT 30)
    UNION (SELECT id FROM {_ORGANIZATIONS} WHERE contact_marks(phones, email, website) && marks
        ORDER BY similarity(telling_name(name), words) DESC LIMIT 30)
    UNION (SELECT organization_id FROM {_LOCATIONS} WHERE address <> '' AND address_mark(address) = ANY(asked.places)
        AND organization_id IS NOT NULL LIMIT 100)
    UNION (SELECT id FROM {_ORGANIZATIONS} WHERE tax_code <> '' AND tax_code = asked.tax_code LIMIT 30)
) AS candidate
JOIN {_ORGANIZATIONS} AS o ON o.id = candidate.id
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(address_mark(address)) FILTER (WHERE address <> ''), '{{}}') AS places,
        coalesce(array_agg(plain_name(city)) FILTER (WHERE city <> ''), '{{}}') AS cities
    FROM {_LOCATIONS} WHERE organization_id = o.id
) AS theirs
ORDER BY n, similarity(telling_name(o.name), words) DESC, o.id
"""


class Why(enum.Enum):
    """What two entries share; the value is said to people."""

    TAX_CODE = _("stesso codice fiscale")
    NAME = _("stesso nome")
    PART_OF_NAME = _("nome quasi uguale")
    INITIALS = _("le iniziali del nome")
    PHONE = _("stesso telefono")
    EMAIL = _("stessa e-mail")
    WEBSITE = _("stesso sito")
    ADDRESS = _("stesso indirizzo")


class Likely(NamedTuple):
    id: uuid.UUID
    name: str
    why: list[Why]


class Names(enum.Enum):
    SAME = "same"
    INSIDE = "inside"  # one says all that the other says
    INITIALS = "initials"
    APART = "apart"


def likely_duplicates(*, name, phones=(), email="", website="", tax_code="", addresses=(), towns=(), leaving_out=None):
    """Organisations that are likely this one, ten at most, the most alike first; one query.

    `phones` are HSDS objects, `addresses` texts ("via Milano 12"), `leaving_out` the id of the entry itself.
    """
    asked = {"phones": list(phones), "email": email, "website": website, "tax_code": tax_code}
    asked |= {"name": name, "addresses": list(addresses), "towns": list(towns)}
    return [each for each in likely([asked]).get(0, []) if each.id != leaving_out][:MOST]


def likely(all_asked):
    """{position in the list: [Likely]} for many at once; one query."""
    found = {}
    body = to_json([asked | {"n": n} for n, asked in enumerate(all_asked)]).decode()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(ALIKE)])
        cursor.execute(CANDIDATES, [body])
        for n, id, name, *compared in cursor.fetchall():
            if why := reasons(*compared):
                found.setdefault(n, []).append(Likely(id, name, why))
    return found


def pairs(organizations):
    """(organization, Likely) for each likely pair in a queryset or around it, once; a query for two hundred."""
    organizations = organizations.prefetch_related("locations").order_by("id")
    told, last = set(), None
    while batch := list((organizations.filter(id__gt=last) if last else organizations)[:AT_ONCE]):
        for n, others in likely([asked_of(each) for each in batch]).items():
            for other in others:
                pair = frozenset([batch[n].id, other.id])
                if len(pair) == 2 and pair not in told:
                    told.add(pair)
                    yield batch[n], other
        last = batch[-1].id


def asked_of(organization):
    places = organization.locations.all()
    names = ("name", "phones", "email", "website", "tax_code")
    return {name: getattr(organization, name) for name in names} | {
        "addresses": [place.address for place in places],
        "towns": [place.city for place in places],
    }


def duplicates_of(organization):
    return likely_duplicates(**asked_of(organization), leaving_out=organization.id)


def reasons(words, their_words, plain, their_plain, marks, same_place, other_town, same_tax_code):
    """What makes two entries one; empty where they are likely two."""
    shared = [Why[mark.partition(" ")[0].upper()] for mark in marks]
    shared = list(dict.fromkeys(shared)) + [Why.ADDRESS] * same_place
    if same_tax_code:
        return [Why.TAX_CODE, *shared]
    names = compared(words, their_words, plain, their_plain)
    if names is Names.SAME and (shared or not other_town):
        return [Why.NAME, *shared]
    if names is Names.INSIDE and shared:
        return [Why.PART_OF_NAME, *shared]
    return [Why.INITIALS, *shared] if names is Names.INITIALS and shared else []


def compared(words, their_words, plain, their_plain):
    """How far two names say the same; the words of each that the other has not decide."""
    ours, theirs = words.split(), their_words.split()
    own = [word for word in ours if not any(same_word(word, other) for other in theirs)]
    other = [word for word in theirs if not any(same_word(word, mine) for mine in ours)]
    if not own and not other or words.replace(" ", "") == their_words.replace(" ", ""):
        return Names.SAME
    if initials_of(plain, their_words) or initials_of(their_plain, words):
        return Names.INITIALS
    return Names.APART if own and other else Names.INSIDE


def same_word(one, other):
    """A long word may be mistyped; a number never is."""
    short, long = sorted([one, other], key=len)
    if short == long:
        return True
    if short.isdigit() or long.isdigit():
        return False
    return len(short) >= 5 and fuzz.ratio(one, other) >= TYPED_WRONG


def initials_of(plain, words):
    """Whether a word of three letters or more stands for the first letters of a name's words, small words aside."""
    letters = "".join(word[0] for word in plain.split() if len(word) > 3)
    return len(letters) >= 3 and letters in words.split()


def likely_services(*, name, organization=None, locations=(), leaving_out=None):
    """Services of the same organisation or at one of the same places that are likely this one; one query.

    At the same place and of another organisation only where the names say the same.
    """
    at = ServiceAtLocation.objects.filter(location__in=locations).values("service")
    around = Service.objects.filter(Q(organization=organization) | Q(id__in=at)).exclude(id=leaving_out)
    likeness = TrigramSimilarity(told("telling_name", F("name")), told("telling_name", Value(name)))
    rows = around.annotate(likeness=likeness, **compared_by_the_database(name)).order_by("-likeness", "id")[:AT_ONCE]
    found = []
    for row in rows.values("id", "name", "organization", "words", "their_words", "plain", "their_plain"):
        names = compared(row["words"], row["their_words"], row["plain"], row["their_plain"])
        own = organization is not None and row["organization"] == organization.pk
        if names is Names.SAME or names is Names.INSIDE and own:
            found.append(Likely(row["id"], row["name"], [Why.NAME if names is Names.SAME else Why.PART_OF_NAME]))
    return found[:MOST]


def likely_named(rows, name):
    """Those whose name says what this one says, the same first, then all of it and more; by the index of names."""
    words = told("telling_name", Value(name, TextField()))
    rows = rows.annotate(telling=told("telling_name", F("name"))).filter(telling__trigram_similar=words)
    rows = rows.annotate(likeness=TrigramSimilarity("telling", words), **compared_by_the_database(name))
    found = {Names.SAME: [], Names.INSIDE: [], Names.INITIALS: [], Names.APART: []}
    for row in rows.order_by("-likeness", "id")[:AT_ONCE]:
        found[compared(row.words, row.their_words, row.plain, row.their_plain)].append(row)
    return [*found[Names.SAME], *found[Names.INSIDE]][:MOST]


def told(function, name):
    return Func(name, function=function, output_field=TextField())


def compared_by_the_database(name):
    asked = Value(name, TextField())
    return {
        "words": told("telling_name", asked),
        "their_words": told("telling_name", F("name")),
        "plain": told("plain_name", asked),
        "their_plain": told("plain_name", F("name")),
    }
