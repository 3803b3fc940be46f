"""Taxonomies and terms of a feed: ours where they are the same, else the publisher's own.

They are few (thousands), so all are held while the rest is read.
"""

from django.utils.text import slugify

from services.models import Taxonomy, TaxonomyTerm

from ..fields import TAXONOMY, TAXONOMY_TERM
from .identity import part_of
from .report import ADDED, CHANGED, SAME

OWN = set(Taxonomy.Own.values)


class Terms:
    """`terms[uuid as text]` is our row for a term of the feed, for as long as the import lasts."""

    def __init__(self, feed):
        self.feed, self.report = feed, feed.report
        self.taxonomies = {str(t.id): t for t in Taxonomy.objects.all()}
        self.by_slug = {t.slug: t for t in self.taxonomies.values()}
        self.known, self.by_pk, self.ours_by_word, self.ours_by_synonym, self.slugs = {}, {}, {}, {}, {}

    def get(self, id):
        return self.known.get(str(id))

    def called(self, text, taxonomy=""):
        """One of our own terms by slug, name in any language, or synonym; in one taxonomy, else in all."""
        wanted = slugify(text, allow_unicode=True)
        if not self.ours_by_synonym:
            self._load_synonyms()
        found = self.ours_by_synonym.get(wanted, [])
        return next((term for term in found if taxonomy in ("", term.taxonomy.slug)), None)

    def _load_synonyms(self):
        """Slugs and names before synonyms."""
        ours = [term for term in self.by_pk.values() if term.taxonomy.slug in OWN]
        for words_of in (lambda t: [t.slug, t.name, *t.names.values()], lambda t: t.synonyms):
            for term in ours:
                for word in words_of(term):
                    self.ours_by_synonym.setdefault(slugify(word, allow_unicode=True), []).append(term)

    def write(self):
        """Read both kinds from the spool and write them; parents last."""
        self.load()
        for records in self.feed.spool.read("taxonomy"):
            for record in records:
                self._take_taxonomy(record)
        records = [record for batch in self.feed.spool.read("taxonomy_term") for record in batch]
        self._take_terms(records)

    def load(self):
        terms = list(TaxonomyTerm.objects.select_related("taxonomy"))
        self.known = {str(term.uuid): term for term in terms}
        self.by_pk = {term.pk: term for term in terms}
        for term in terms:
            if term.taxonomy.slug in OWN:
                for word in (term.slug, slugify(term.name)):
                    self.ours_by_word.setdefault(word, term)
            self.slugs.setdefault(term.taxonomy_id, set()).add(term.slug)

    # Taxonomies

    def _take_taxonomy(self, record):
        cells = self.feed.cells(record)
        values = cells.columns(TAXONOMY)
        values["name"] = values.get("name") or self.feed.identities.source
        ours = self._same_as_ours(values)
        taxonomy = self.taxonomies.get(record.id) or ours
        if taxonomy is None:
            slug = self._free_slug(values.pop("slug", "") or slugify(values["name"]), record.id)
            taxonomy = Taxonomy(id=record.id, slug=slug, **values)
            taxonomy.save(force_insert=True)
            outcome = ADDED
        else:
            values.pop("slug", None)
            outcome = SAME if ours and str(ours.id) != record.id else self._update(taxonomy, values)
        self.taxonomies[record.id] = self.by_slug[taxonomy.slug] = taxonomy
        self.report.count("taxonomy", outcome)

    def _same_as_ours(self, values):
        """One of our four, when it goes by its slug."""
        return self.by_slug.get(values.get("slug")) if values.get("slug") in OWN else None

    def _update(self, row, values):
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, values[name])
        if changed:
            row.save(update_fields=changed)
        return CHANGED if changed else SAME

    def _free_slug(self, slug, id):
        slug = (slug or "tassonomia")[:110]
        free = slug not in self.by_slug and (slug not in OWN or self.feed.exact)  # our four names are ours
        return slug if free else f"{slug[:100]}-{id[:8]}"

    def _taxonomy_of(self, record, name):
        """The taxonomy a term says it is of: by id, by name, else one called like the source."""
        wanted = record.data.get("taxonomy_id") or ""
        if wanted in self.taxonomies:
            return self.taxonomies[wanted]
        name = name or self.feed.identities.source
        id = str(part_of(self.feed.identities.namespace, "taxonomy", name))
        if id not in self.taxonomies:
            slug = slugify(name if name == self.feed.identities.source else f"{self.feed.identities.source} {name}")
            taxonomy = Taxonomy(id=id, slug=self._free_slug(slug, id), name=name[:200])
            taxonomy.save(force_insert=True)
            self.taxonomies[id] = self.by_slug[taxonomy.slug] = taxonomy
            self.report.count("taxonomy", ADDED)
        return self.taxonomies[id]

    # Terms

    def _take_terms(self, records):
        parents = {}
        for record in records:
            term = self._take_term(record)
            if term is not None and record.data.get("parent_id"):
                parents[record.id] = record
        self._set_parents(parents)

    def _take_term(self, record):
        cells = self.feed.cells(record)
        values = self._values(cells)
        if not values["name"]:
            return self.report.refuse("taxonomy_term", record.place, "name", "manca")
        term = self.known.get(record.id)
        if term is None and (ours := self._ours(values)):
            self.known[record.id] = ours
            self.report.count("taxonomy_term", SAME)
            return None
        taxonomy = self._taxonomy_of(record, cells.text("taxonomy", 200, lines=False))
        if term is None:
            return self._add(record, taxonomy, values)
        values.pop("slug", None)
        curated = term.taxonomy.slug in OWN and not self.feed.exact  # ours are not rewritten from outside
        self.report.count("taxonomy_term", SAME if curated else self._update(term, values))
        return None if curated else term

    def _values(self, cells):
        values = cells.columns(TAXONOMY_TERM, skip=("taxonomy", "parent_id", "names", "synonyms", "slug"))
        values |= {key: cells.data[key] for key in ("names", "synonyms") if cells.exact and key in cells.data}
        if cells.data.get("slug"):
            values["slug"] = slugify(cells.data["slug"])[:120]
        values.setdefault("name", "")
        values.pop("taxonomy_id", None)
        return values

    def _ours(self, values):
        """A term of our own taxonomies with the same slug or name."""
        return self.ours_by_word.get(values.get("slug") or "") or self.ours_by_word.get(slugify(values["name"]))

    def _add(self, record, taxonomy, values):
        slug = values.pop("slug", "") or slugify(values["name"])[:110] or record.id[:8]
        taken = self.slugs.setdefault(taxonomy.id, set())
        if slug in taken:
            slug = f"{slug[:100]}-{record.id[:8]}"
        taken.add(slug)
        term = TaxonomyTerm(uuid=record.id, taxonomy=taxonomy, slug=slug, **values)
        term.save(force_insert=True)
        self.known[record.id] = self.by_pk[term.pk] = term
        self.report.count("taxonomy_term", ADDED)
        return term

    def _set_parents(self, records):
        for id, record in records.items():
            term, parent = self.known[id], self.known.get(record.data["parent_id"])
            if parent is None or self._above(parent, term):
                reason = "non è nel file" if parent is None else "il termine starebbe sotto sé stesso"
                self.report.problem(record.place, "parent_id", reason)
            elif term.parent_id != parent.pk:
                term.parent = parent
                term.save(update_fields=["parent"])

    def _above(self, parent, term):
        """Whether `term` is `parent` or stands above it."""
        seen = set()
        while parent is not None and parent.pk not in seen:
            if parent.pk == term.pk:
                return True
            seen.add(parent.pk)
            parent = self.by_pk.get(parent.parent_id)
        return False
