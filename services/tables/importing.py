"""From the rows of a table to HSDS records on the spool, and from there as any import."""

from collections import Counter

from organizations.models import Organization
from services.hsds.importer.feed import Feed, write
from services.hsds.importer.report import Place, Report
from services.hsds.importer.running import run

from .columns import BadMapping, mapping_of, unused
from .reading import rows_of
from .records import Row, records_of

KINDS = ("organizations", "services", "assets", "members")


def import_table(path, kind, *, told=None, source="", kind_term="", dry_run=False, report=None, progress=None):
    """Import a file as one of KINDS; the Report says what happened. Raises NotReadable and BadMapping.

    `told` is {column: field}, for the columns whose name does not say it; `kind_term` is the kind of assets.
    """
    report, source = report or Report(), source or path.stem

    def bring_in(spool):
        feed = Feed(spool, source, report)
        Table(feed, path, kind, told or {}, kind_term).read()
        write(feed, progress or (lambda kind, done, total: None))

    run(bring_in, told=f"import_csv {source}", dry_run=dry_run, report=report)
    return report


class Table:
    """One file being read; what rows share."""

    def __init__(self, feed, path, kind, told, kind_term):
        self.feed, self.path, self.kind = feed, path, "organizations" if kind == "members" else kind
        self.told, self.report = told, feed.report
        feed.terms.load()
        self.kind_of_asset = self._asset_kind(kind_term)
        self.by_name = {}  # organizations of the database by name, as they are asked for

    def read(self):
        self.mapping = self._mapping()
        self.codes_are_keys = self._codes_are_keys()
        for place, cells in rows_of(self.path, self.report):
            row = Row(place, cells, self.mapping, self.report)
            for record in records_of(row, self):
                self.put(record)

    def put(self, record):
        known = self.feed.spool.has(record.kind, record.id)
        if not known:
            self.feed.spool.put(record)
        elif record.kind in ("organization", "service", "asset") and not record.data.pop("_again", False):
            self.report.refuse(
                record.kind, record.place, "", "c’è già in una riga precedente, con lo stesso nome e luogo"
            )

    def _mapping(self):
        _, first = next(iter(rows_of(self.path, Report())), (None, {}))
        columns = list(first)
        mapping = mapping_of(columns, self.told, self.kind)
        if "name" not in mapping:
            raise BadMapping(f"nessuna colonna sembra il nome: indicala con --map COLONNA=name ({', '.join(columns)})")
        said = "; ".join(f"{field} ← {', '.join(found)}" for field, found in mapping.items())
        self.report.notice(Place(self.path.name), f"colonne: {said}")
        if spare := unused(columns, mapping):
            self.report.notice(Place(self.path.name), f"colonne non usate: {', '.join(spare)}")
        return mapping

    def _codes_are_keys(self):
        """Whether the code column tells rows apart; when it does not, name and address do."""
        if "code" not in self.mapping:
            return False
        silent = Report()
        seen = Counter(Row(p, cells, self.mapping, silent).text("code") for p, cells in rows_of(self.path, silent))
        repeated = [code for code, times in seen.items() if times > 1]
        if repeated:
            column = self.mapping["code"][0]
            said = f"la colonna «{column}» non distingue le righe, le distinguono nome e indirizzo"
            self.report.notice(Place(self.path.name), said)
        return not repeated

    def _asset_kind(self, text):
        if self.kind != "assets":
            return None
        term = self.feed.terms.called(text, "asset_kind")
        if text and term is None:
            known = ", ".join(sorted(t.slug for t in self.feed.terms.known.values() if t.taxonomy.slug == "asset_kind"))
            raise BadMapping(
                f"il tipo di risorsa «{text}» non c’è; ci sono: {known or 'nessuno, prova load_taxonomies'}"
            )
        return term

    def organization_called(self, name):
        """The id, as text, of an organization of that name in the directory; None when there is none."""
        key = name.lower()
        if key not in self.by_name:
            found = Organization.objects.filter(name__iexact=name).order_by("created_at", "id").first()
            self.by_name[key] = found and str(found.id)
        return self.by_name[key]
