"""The taxonomy terms and what people call them, kept in memory until they change."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.utils.translation import get_language

from services.models import DirectoryVersion, TaxonomyTerm

from .lexicon import Lexicon


@dataclass(frozen=True)
class Term:
    id: int
    taxonomy: str
    slug: str
    name: str
    names: dict = field(hash=False, compare=False)
    parent_id: int | None
    discreet: bool
    uuid: str
    taxonomy_uuid: str

    @property
    def local_name(self) -> str:
        return self.names.get(get_language() or "it") or self.name


class Vocabulary:
    """All terms at one version: by id, by taxonomy and slug, and as the lexicon of the search."""

    def __init__(self):
        self.by_id: dict[int, Term] = {}
        self.by_slug: dict[tuple[str, str], Term] = {}
        self._said = []
        rows = TaxonomyTerm.objects.order_by("taxonomy", "position", "name").values_list(
            "id", "taxonomy__slug", "slug", "name", "names", "parent_id", "discreet", "uuid", "taxonomy_id", "synonyms"
        )
        for *values, uuid, taxonomy_uuid, synonyms in rows:
            term = Term(*values, str(uuid), str(taxonomy_uuid))
            self.by_id[term.id] = self.by_slug[term.taxonomy, term.slug] = term
            self._said += [(text, term.id) for text in {term.name, *term.names.values(), *synonyms}]

    @cached_property
    def lexicon(self) -> Lexicon:
        needs, audiences = ([term.id for term in self.of(taxonomy)] for taxonomy in ("need", "target"))
        return Lexicon.of(self._said, needs=needs, audiences=audiences)

    def of(self, taxonomy: str) -> list[Term]:
        return [term for term in self.by_id.values() if term.taxonomy == taxonomy]


@lru_cache(maxsize=2)
def _vocabulary_at(version: int) -> Vocabulary:
    return Vocabulary()


def current_vocabulary() -> Vocabulary:
    """One query for the version; the terms are read again only after they have changed."""
    version = DirectoryVersion.objects.values_list("terms_version", flat=True).first()
    return _vocabulary_at(version or 0)
