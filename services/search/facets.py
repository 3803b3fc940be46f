"""Facets: how many listings each further choice would leave, its own filter left out."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from services.models import FacetCount, Listing
from territory.models import Quarter

from .matching import BOUND, count_facet

TAXONOMY_FACETS = ("need", "activity", "target")


@dataclass
class FacetValue:
    """`count` is exact, or "at least" when `approximate`."""

    value: str
    label: str
    count: int
    selected: bool = False
    approximate: bool = False
    parent: str = ""  # the value of the term above, for trees


@dataclass
class Facet:
    name: str
    label: str
    values: list[FacetValue]


def labels():
    return {
        "kind": _("Che cosa cerchi"),
        "need": _("Di cosa hai bisogno"),
        "activity": _("Che tipo di attività"),
        "target": _("Per chi"),
        "quarter": _("Quartiere"),
        "open_now": _("Quando"),
        "ease": _("Per entrare facilmente"),
    }


def kind_labels():
    kinds = Listing.Kind
    return {
        kinds.SERVICE: _("servizi"),
        kinds.COMMUNITY_POINT: _("Punti Comunità"),
        kinds.ASSET: _("risorse"),
        kinds.EVENT: _("eventi"),
        kinds.GROUP: _("gruppi"),
        kinds.INITIATIVE: _("iniziative"),
        kinds.HOUSE: _("case"),
    }


def ease_labels():
    return {
        "no_appointment": _("senza appuntamento"),
        "free": _("gratis"),
        "anonymous": _("senza dire il nome"),
        "soft_entry": _("entri e basta: gratis, senza appuntamento né nome"),
        "wheelchair": _("sedia a rotelle"),
    }


class Facets:
    """Builds all facets of one search from the counts that came with its matches.

    A facet whose own filter is set is counted once more without it, at most six short statements;
    more matches than `BOUND` make every count a lower bound, and with no filter at all the stored
    counts of `refresh_listings` answer.
    """

    def __init__(self, filterset, matches, prepare, asked: dict[str, list[str]]):
        self.filterset, self.matches, self.prepare, self.asked = filterset, matches, prepare, asked
        self.values = filterset.values

    def build(self) -> dict[str, Facet]:
        facets = {"kind": self._kinds()} | {name: self._taxonomy(name) for name in TAXONOMY_FACETS}
        facets |= {"quarter": self._quarters(), "open_now": self._open_now(), "ease": self._ease()}
        return {name: Facet(name, labels()[name], values) for name, values in facets.items()}

    def _counts(self, name, part) -> tuple[dict[str, int], bool]:
        """({key: count}, whether lower bounds) with the facet's own filter left out."""
        if name in self.values:
            rows = self.prepare(leaving_out={name, "open_at"} if name == "open_now" else {name})
            counts = count_facet(rows, part, at=self.filterset.now)
            return counts, sum(counts.values()) > BOUND
        return self.matches.counts.get(part, {}), self.matches.bounded

    def _kinds(self) -> list[FacetValue]:
        counts, approximate = self._counts("kind", "kind")
        chosen = self.asked.get("kind", ())
        return [
            FacetValue(kind, label, counts.get(kind, 0), kind in chosen, approximate)
            for kind, label in kind_labels().items()
            if kind in chosen or counts.get(kind)
        ]

    def _taxonomy(self, name) -> list[FacetValue]:
        counts, approximate = self._counts(name, "term")
        by_id, values = self.filterset.vocabulary.by_id, []
        for term in self.filterset.vocabulary.of(name):
            count, selected = counts.get(str(term.id), 0), term.slug in self.asked.get(name, ())
            if selected or (count and not term.discreet):
                parent = by_id[term.parent_id].slug if term.parent_id else ""
                values.append(FacetValue(term.slug, term.local_name, count, selected, approximate, parent))
        return values

    def _quarters(self) -> list[FacetValue]:
        counts, approximate = self._counts("quarter", "quarter")
        chosen = self.asked.get("quarter", ())
        rows = Quarter.objects.filter(Q(id__in=_most(counts, 60)) | Q(slug__in=chosen))
        values = [
            FacetValue(slug, name, counts.get(str(pk), 0), slug in chosen, approximate)
            for pk, slug, name in rows.values_list("id", "slug", "name")
        ]
        return sorted(values, key=lambda value: (-value.count, value.label))

    def _open_now(self) -> list[FacetValue]:
        counts, approximate = self._counts("open_now", "open")
        selected = "open_now" in self.values
        return [FacetValue("true", _("Aperto ora"), counts.get("open", 0), selected, approximate)]

    def _ease(self) -> list[FacetValue]:
        counts = self.matches.counts.get("ease", {})
        return [
            FacetValue(name, label, counts.get(name, 0), name in self.values, self.matches.bounded)
            for name, label in ease_labels().items()
        ]


def _most(counts: dict[str, int], limit: int) -> list[str]:
    return sorted(counts, key=lambda key: (-counts[key], key))[:limit]


def stored_counts() -> dict[str, dict[str, int]]:
    """Counts over the whole directory as `store_counts` last wrote them: {part: {key: count}}."""
    counts: dict[str, dict[str, int]] = {}
    for facet, value, count in FacetCount.objects.values_list("facet", "value", "count"):
        counts.setdefault(facet, {})[value] = count
    return counts
