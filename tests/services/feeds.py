"""Feeds of HSDS as publishers write them, and what their report says."""

import json
import uuid

ONE, TWO, THREE = (str(uuid.uuid5(uuid.NAMESPACE_URL, name)) for name in ("one", "two", "three"))


def folder_of(tmp_path, name="comune", **tables):
    """A folder of CSV tables; each is a text whose first line names the columns."""
    folder = tmp_path / name
    folder.mkdir()
    for table, text in tables.items():
        content = text if isinstance(text, bytes) else "\n".join(line.strip() for line in text.strip().split("\n"))
        (folder / f"{table}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def json_file(tmp_path, document, name="feed.json"):
    path = tmp_path / name
    path.write_text(json.dumps(document))
    return path


def said(report):
    return [str(problem) for problem in report.problems]


def outcomes(report):
    return {key: number for key, number in report.rows.items() if number}


def service_document(**fields):
    return {
        "id": ONE,
        "name": "Sportello casa",
        "status": "active",
        "organization": {"id": TWO, "name": "Rete Casa", "description": ""},
        **fields,
    }


SMALL = {
    "organizations": "id,name\n1,Caritas",
    "locations": "id,organization_id,name,latitude,longitude\n7,1,Sede,45.54,10.2",
    "services": "id,organization_id,name,status\n5,1,Mensa,active",
    "service_at_location": "id,service_id,location_id\n3,5,7",
}


def schedules(rows, **tables):
    return SMALL | {"schedules": "id,service_id,byday,opens_at,closes_at,valid_from,valid_to,freq\n" + rows} | tables
