"""Whatever a publisher sends, the import ends with a report and never with a traceback."""

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.hsds.importer import NotReadable, import_feed
from services.tables import BadMapping, import_table

pytestmark = pytest.mark.django_db

PHONE = {"id": "p1", "number": "030 1", "extension": "12", "languages": [{"id": "l1", "name": "Urdu"}]}
SCHEDULE = {"id": "h1", "freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "12:00", "interval": 1}
TERM = {
    "id": "t1",
    "name": "Casa",
    "taxonomy": "temi",
    "taxonomy_detail": {"id": "x1", "name": "temi"},
    "parent_id": "t2",
}
ORGANIZATION = {
    "id": "o1",
    "name": "Caritas",
    "programs": [{"id": "g1", "name": "Casa"}],
    "parent_organization_id": "o2",
}
LOCATION = {
    "id": "c1",
    "latitude": 45.5,
    "longitude": 10.2,
    "addresses": [{"id": "a1", "address_1": "via Milano 1", "city": "Brescia", "country": "IT"}],
    "schedules": [SCHEDULE],
    "accessibility": [{"id": "y1", "description": "rampa"}],
}
SERVICE = {
    "id": "s1",
    "name": "Mensa",
    "status": "active",
    "minimum_age": 3,
    "last_modified": "2026-01-01T00:00:00Z",
    "organization": ORGANIZATION,
    "program": {"id": "g1", "name": "Casa"},
    "phones": [PHONE],
    "contacts": [{"id": "k1", "name": "Anna", "phones": [PHONE]}],
    "schedules": [SCHEDULE],
    "service_areas": [{"id": "e1", "name": "Brescia"}],
    "service_at_locations": [{"id": "b1", "location": LOCATION, "schedules": [SCHEDULE]}],
    "attributes": [{"id": "u1", "taxonomy_term": TERM}],
    "cost_options": [{"id": "w1", "amount": 3, "valid_from": "2026-01-01"}],
}
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=400),
    st.sampled_from(
        ["\0", "1" * 5000, "2026-02-31", "99:99", "a@", "http://[", "MO-", "\ud800", "25:00Z", "0001-01-01"]
    ),
    st.lists(st.one_of(st.text(max_size=5), st.integers(), st.none()), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)


def paths_of(node, path=()):
    """The way to everything in a document."""
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inside:
        yield (*path, key)
        yield from paths_of(value, (*path, key))


PATHS = list(paths_of(SERVICE))


def spoiled(document, changes):
    document = copy.deepcopy(document)
    for path, junk in changes:
        node = document
        try:
            for key in path[:-1]:
                node = node[key]
            node[path[-1]] = junk
        except (TypeError, KeyError, IndexError):
            continue  # an earlier change took that part away
    return document


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=st.lists(st.tuples(st.sampled_from(PATHS), JUNK), min_size=1, max_size=4))
def test_json_with_anything_anywhere(tmp_path_factory, changes):
    path = tmp_path_factory.mktemp("hostile") / "feed.json"
    path.write_text(json.dumps([spoiled(SERVICE, changes), SERVICE | {"id": "s2"}]))

    report = import_feed(path)

    assert report.exit_code in (0, 1, 3)


CELL = st.one_of(st.text(max_size=20), st.sampled_from(["1", "o1", "s1", "\0", '"', "9:00", "45.5", "x" * 3000]))
COLUMNS = {
    "organizations": ["id", "name", "email", "website", "year_incorporated", "parent_organization_id"],
    "services": ["id", "organization_id", "name", "status", "minimum_age", "last_modified", "program_id"],
    "locations": ["id", "organization_id", "name", "location_type", "latitude", "longitude"],
    "service_at_location": ["id", "service_id", "location_id"],
    "schedules": ["id", "service_id", "byday", "opens_at", "closes_at", "valid_from", "freq", "interval", "count"],
    "phones": ["id", "service_id", "number", "extension"],
    "attributes": ["id", "link_id", "link_entity", "taxonomy_term_id", "value"],
    "taxonomy_terms": ["id", "name", "parent_id", "taxonomy_id"],
}


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_tables_with_anything_in_any_cell(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("hostile")
    for table, columns in COLUMNS.items():
        rows = data.draw(st.lists(st.lists(CELL, min_size=len(columns), max_size=len(columns) + 1), max_size=3))
        text = "\n".join([",".join(columns), *(",".join(row) for row in rows)])
        (folder / f"{table}.csv").write_bytes(text.encode("utf-8", "replace"))

    try:
        report = import_feed(folder)
    except NotReadable:
        return

    assert report.exit_code in (0, 1, 3)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
)
def test_files_of_any_bytes(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "a.json").write_bytes(content)
    (folder / "a.csv").write_bytes(content)

    for run in (
        lambda: import_feed(folder / "a.json"),
        lambda: import_table(folder / "a.csv", "organizations"),
        lambda: import_table(folder / "a.json", "services"),
    ):
        try:
            run()
        except (NotReadable, BadMapping):
            continue


def test_json_nested_without_end_is_said(tmp_path):
    path = tmp_path / "deep.json"
    path.write_text("[" * 100_000)

    with pytest.raises(NotReadable, match="annidato"):
        import_feed(path)
