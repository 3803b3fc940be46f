"""Organizations of a feed."""

from organizations.models import Organization

from ..fields import ORGANIZATION
from . import writing
from .cells import Refused
from .objects import objects_of
from .shapes import LISTS


def lists_of(cells, table, kind):
    """{column: cleaned list} for the JSON lists of a table that the record speaks of."""
    elements = LISTS.get(kind, {}) | {"attributes": "attribute", "metadata": "metadata"}
    values = {}
    for name in table.lists:
        if name in cells.data or cells.record.whole:
            values[name] = objects_of(cells, elements.get(name, name.removesuffix("s")), cells.data.get(name))
    return values


class Organizations:
    kind, model = "organization", Organization

    def __init__(self, feed):
        self.feed = feed
        self.parents = {}  # id → (Place, id of the organization above)

    def prepare(self, records):
        known = dict(Organization.objects.filter(id__in=[r.id for r in records]).values_list("id", "programs"))
        programs = {str(id): programs for id, programs in known.items()}
        wanted = self.feed.each(records, lambda record: self.values(record, programs.get(record.id)))
        prepared = writing.prepare(Organization, wanted, self.feed.now)
        writing.give_slugs(prepared)
        return prepared

    def values(self, record, programs):
        """Columns of a record. Raises Refused."""
        cells = self.feed.cells(record)
        values = cells.columns(ORGANIZATION, skip=("parent_organization_id",))
        if not values.get("name", programs is not None):
            raise Refused("name", "manca")
        values |= lists_of(cells, ORGANIZATION, self.kind)
        if "programs" in values:
            values["programs"] = once_each(
                [*(programs or ()), *values["programs"]] if not record.whole else values["programs"]
            )
        if record.data.get("parent_organization_id"):
            self.parents[record.id] = (record.place, record.data["parent_organization_id"])
        return values

    def write(self, prepared):
        writing.save(prepared)

    def finish(self):
        """Set who stands above whom, once all are in."""
        ids = list(self.parents)
        for start in range(0, len(ids), 1_000):
            self._set_parents(ids[start : start + 1_000])

    def _set_parents(self, ids):
        wanted = {id: self.parents[id] for id in ids}
        there = Organization.objects.in_bulk([*ids, *(parent for _, parent in wanted.values())])
        there = {str(id): organization for id, organization in there.items()}
        changed = []
        for id, (place, parent) in wanted.items():
            if parent not in there or parent == id:
                reason = "è l’organizzazione stessa" if parent == id else "non è nel file"
                self.feed.report.problem(place, "parent_organization_id", reason)
            elif id in there and str(there[id].parent_organization_id) != parent:
                there[id].parent_organization = there[parent]
                changed.append(there[id])
        Organization.objects.bulk_update(changed, ["parent_organization"])


def once_each(items):
    """The items, each id once; the last of an id wins, in the place of the first."""
    found = {}
    for item in items:
        found[item.get("id") or id(item)] = item
    return list(found.values())
