"""The portal's own taxonomies, read from `services/taxonomy/*.csv`.

The files are the source: when one has changed since it was last loaded, its rows go over the terms of
the same slug. While it has not, nothing is touched, so what an editor corrected in between stays; terms
of other slugs always stay. Identifiers come from taxonomy and slug and are the same everywhere.
"""

import csv
import hashlib
import uuid
from pathlib import Path

from django.db import transaction

from .models import Taxonomy, TaxonomyTerm

FILES = Path(__file__).parent / "taxonomy"
FILE_OF = {
    Taxonomy.Own.NEED: "needs.csv",
    Taxonomy.Own.ACTIVITY: "activities.csv",
    Taxonomy.Own.TARGET: "targets.csv",
    Taxonomy.Own.ASSET_KIND: "asset_kinds.csv",
}
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://puntocomunita.example/taxonomies/")
LANGUAGES = ["en", "fr", "ro", "uk", "sq", "ar", "ur", "pa", "bn", "zh"]
COPIED = ["name", "description", "icon", "agid_subject", "life_event", "istat_area"]


@transaction.atomic
def load_taxonomies(*, by_force=False):
    """Bring the terms in line with the files that have changed; returns {taxonomy slug: terms written}."""
    return {slug.value: _load(slug, by_force) for slug in FILE_OF}


def _load(slug, by_force):
    content = (FILES / FILE_OF[slug]).read_bytes()
    version = hashlib.sha256(content).hexdigest()[:12]
    taxonomy, _ = Taxonomy.objects.get_or_create(
        slug=slug, defaults={"id": uuid.uuid5(NAMESPACE, slug), "name": Taxonomy.Own(slug).label}
    )
    if taxonomy.version == version and not by_force:
        return 0
    Taxonomy.objects.filter(pk=taxonomy.pk).update(version=version)
    return _write_terms(taxonomy, list(csv.DictReader(content.decode("utf-8").splitlines())))


def _write_terms(taxonomy, rows):
    """Level by level, for a term needs its parent; a row whose parent is nowhere is an error in the file."""
    known = {"": None}
    waiting = list(enumerate(rows, start=1))
    while waiting:
        ready = [(position, row) for position, row in waiting if row["parent"] in known]
        if not ready:
            lost = ", ".join(row["slug"] for _, row in waiting)
            raise ValueError(f"{FILE_OF[taxonomy.slug]}: no such parent for {lost}")
        written = _write_level([_term(taxonomy, position, row, known) for position, row in ready])
        known |= {term.slug: term for term in written}
        waiting = [pair for pair in waiting if pair not in ready]
    return len(rows)


def _write_level(terms):
    return TaxonomyTerm.objects.bulk_create(
        terms,
        update_conflicts=True,
        unique_fields=["taxonomy", "slug"],
        update_fields=["parent", "position", "names", "synonyms", "discreet", *COPIED],
    )


def _term(taxonomy, position, row, known):
    return TaxonomyTerm(
        uuid=uuid.uuid5(NAMESPACE, f"{taxonomy.slug}/{row['slug']}"),
        taxonomy=taxonomy,
        slug=row["slug"],
        parent=known[row["parent"]],
        position=position,
        names={code: row[code] for code in LANGUAGES if row.get(code)},
        synonyms=[said.strip() for said in row["synonyms"].split(";") if said.strip()],
        discreet=row["discreet"] == "1",
        **{field: row[field] for field in COPIED},
    )
