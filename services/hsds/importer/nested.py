"""HSDS JSON documents, nested as they come, taken apart into the spool."""

from .cleaning import line_of
from .files import json_records
from .report import Place
from .shapes import KIND_OF_TABLE, LISTS, PAGE_LISTS, SCALARS, TERRITORY
from .spool import Record
from .tabular import is_id, kind_of_id

_ELEMENTS = {"attributes": "attribute", "metadata": "metadata", "taxonomy_term": "taxonomy_term"}
_ELEMENTS |= {"taxonomy_detail": "taxonomy", "program": "program", "service_areas": "service_area"}
_OBJECTS = {"taxonomy_term", "taxonomy_detail", "opening_hours"}
_LISTS = {name for lists in LISTS.values() for name in lists} | {"attributes", "metadata", "service_areas"}
_LISTS |= {"schedules", "service_at_locations", "services", "locations"}
_PARTS = ("organization", "service", "location", "service_at_locations", "services", "locations", "program")
_MARKS = (  # a record with one of these keys is of that kind
    ("service_at_location", ("service", "location", "service_id")),
    ("service", ("organization", "service_at_locations", "status", "eligibility_description")),
    ("community_point", ("lead_organization_id",)),
    ("location", ("latitude", "location_type", "addresses")),
    ("taxonomy_term", ("taxonomy", "taxonomy_detail", "taxonomy_id", "term_uri", "parent_id")),
    ("asset", ("kind",)),
    ("organization", ("website", "legal_status", "services", "locations", "organization_identifiers", "email")),
    ("taxonomy", ("version",)),
)


def kind_of(record, file):
    """What a record is, by the keys it has, else by the name of its file; None when neither says."""
    for kind, keys in _MARKS:
        if any(key in record for key in keys):
            return kind
    stem = file.lower().partition(".")[0].removesuffix("_list").removesuffix("_full")
    return KIND_OF_TABLE.get(stem) or ({"assets": "asset", "community_points": "community_point"}.get(stem))


class NestedFeed:
    """Reads JSON files; `exact` for our own export, `own_keys` are those of ours beside HSDS's by kind."""

    def __init__(self, spool, identities, report, own_keys, exact=False):
        self.spool, self.identities, self.report, self.own_keys = spool, identities, report, own_keys
        self.exact = exact
        self.seen_keys = set()

    def read_file(self, path):
        for place, name, record in json_records(path):
            kind = self.kind(name, record, path.name)
            if kind in TERRITORY:
                self.spool.put(Record(kind, str(place.row), place, record))
            elif kind is None:
                self.report.refuse("", place, "", "non è un’organizzazione, un luogo, un servizio o un termine")
            else:
                try:
                    self.take(kind, place, record, top=True)
                except RecursionError:
                    self.report.refuse(kind, place, "", "è annidato troppo a fondo")

    def kind(self, name, record, file):
        if not isinstance(record, dict):
            return None
        return PAGE_LISTS.get(name) if self.exact else kind_of(record, file)

    def take(self, kind, place, document, top=False):
        """Put the record and those inside it; returns its id, None when it has none."""
        document = self.shaped(place, document)
        whole = self.exact or any(isinstance(value, list) for value in document.values())
        parts = {key: document.pop(key) for key in _PARTS if isinstance(document.get(key), dict | list)}
        data = self.with_ids(kind, place, document)
        if not data.get("id"):
            if top or kind == "organization":
                self.report.refuse(kind, place, "id", "manca")
            return None
        self.unknown_keys(kind, place, data)
        self.take_parts(kind, place, data, parts)
        self.spool.put(Record(kind, data["id"], place, data, whole), merge=True)
        return data["id"]

    def shaped(self, place, document):
        """The document with lists of objects where HSDS has lists, objects where it has objects; the rest is said."""
        shaped = {}
        for key, value in document.items():
            if key in _LISTS:
                items = [value] if isinstance(value, dict) else value if isinstance(value, list) else []
                shaped[key] = [self.shaped(place, item) for item in items if isinstance(item, dict)]
                fits = value is None or len(shaped[key]) == len(items) and isinstance(value, dict | list)
            elif key in _OBJECTS:
                fits = value is None or isinstance(value, dict)
                shaped[key] = self.shaped(place, value) if isinstance(value, dict) else None
            else:
                fits, shaped[key] = True, value
            if not fits:
                self.report.problem(place, key, "non ha la forma di HSDS, non preso")
        return {key: value for key, value in shaped.items() if value is not None and document[key] is not None}

    def take_parts(self, kind, place, data, parts):
        if isinstance(parts.get("organization"), dict):
            data["organization_id"] = self.take("organization", place, parts["organization"])
        if isinstance(parts.get("program"), dict):
            self.take_program(place, data, parts["program"])
        if isinstance(parts.get("service"), dict):
            data["service_id"] = self.take("service", place, parts["service"])
        if isinstance(parts.get("location"), dict):
            data["location_id"] = self.take("location", place, parts["location"])
        for location in parts.get("locations", ()):
            self.take("location", place, location | {"organization_id": data["id"]})
        for service in parts.get("services", ()):
            self.take("service", place, service | {"organization_id": data["id"]})
        if isinstance(parts.get("service_at_locations"), list):
            data["_places"] = [self.take_place(place, data["id"], at) for at in parts["service_at_locations"]]

    def take_place(self, place, service_id, document):
        if not document.get("id"):
            location = document.get("location") or {}
            document = document | {"id": f"{service_id}@{document.get('location_id') or location.get('id')}"}
        return self.take("service_at_location", place, document | {"service_id": service_id})

    def take_program(self, place, data, program):
        program = self.with_ids("program", place, program)
        if program.get("id"):
            data["program_id"] = program["id"]
            if data.get("organization_id"):
                self.spool.attach(data["organization_id"], "programs", place, program)

    def with_ids(self, kind, place, document):
        """The document with every id in it a UUID as text, terms put on the spool as they are met."""
        if self.exact:
            return dict(document)
        result = {}
        for key, value in document.items():
            if is_id(key):
                result[key] = self._id(kind_of_id(key, kind), value)
            elif element := LISTS.get(kind, {}).get(key) or _ELEMENTS.get(key):
                result[key] = self._inside(element, place, value)
            else:
                result[key] = value
        if kind == "attribute" and isinstance(document.get("taxonomy_term"), dict):
            result["taxonomy_term_id"] = self.take_term(place, document["taxonomy_term"])
        return result

    def _inside(self, kind, place, value):
        if isinstance(value, list):
            return [self.with_ids(kind, place, item) if isinstance(item, dict) else item for item in value]
        return self.with_ids(kind, place, value) if isinstance(value, dict) else value

    def _id(self, kind, value):
        uuid = self.identities.of(kind, line_of(value)) if not isinstance(value, dict | list) else None
        return str(uuid) if uuid else ""

    def take_term(self, place, term):
        """The term inside an attribute; short ones (of our own export) are not written over whole ones."""
        detail = term.get("taxonomy_detail")
        term = {key: value for key, value in term.items() if key != "taxonomy_detail"}
        if isinstance(detail, dict) and detail.get("id"):
            term.setdefault("taxonomy_id", self.take("taxonomy", place, detail))
        return self.take("taxonomy_term", place, term)

    def unknown_keys(self, kind, place, data):
        for key in data:
            if (kind, key) not in self.seen_keys:
                self.seen_keys.add((kind, key))
                known = {*SCALARS.get(kind, ()), *LISTS.get(kind, ()), *_ELEMENTS, *self.own_keys.get(kind, ())}
                if key not in known and not key.startswith("_"):
                    self.report.notice(Place(place.file), f"campo «{kind}.{key}» sconosciuto, non preso")


__all__ = ["NestedFeed", "kind_of"]
