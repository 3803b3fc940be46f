"""`import_hsds`: folders and files as publishers write them."""

import uuid

import pytest
from django.core.management import CommandError, call_command

from organizations.models import Organization
from services.hsds.importer import import_feed
from services.hsds.importer.report import ADDED
from services.models import Service

from .feeds import folder_of, json_file, outcomes, said, service_document

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "content",
    [
        "id;name;description\n1;Società;«caffè»\n".encode(),
        "\ufeffid,name,description\r\n1,Società,«caffè»\r\n".encode(),
        "id,name,description\n1,Società,«caffè»\n".encode("cp1252"),
        "id\tname\tdescription\n1\tSocietà\t«caffè»\n".encode("utf-16"),
        "ID , Name,description\n 1 , Società ,  «caffè»\n\n,,\n".encode(),
        "id,name,description\n1,Soci\0età,«caffè»\n".encode(),
        "id,name,description\n1,SocietÃ\u00a0,Â«caffÃ¨Â»\n".encode(),
        'id,name,description,\n1,Società,"«caffè»",\n'.encode(),
    ],
    ids=["semicolon", "bom", "cp1252", "utf-16", "blanks", "nul", "mojibake", "empty last column"],
)
def test_tables_in_any_dress(tmp_path, content):
    report = import_feed(folder_of(tmp_path, organizations=content))

    assert list(Organization.objects.values_list("name", "description")) == [("Società", "«caffè»")]
    assert report.problems == []


def test_a_row_with_cells_too_many_is_said_and_left_out(tmp_path):
    report = import_feed(folder_of(tmp_path, organizations="id,name\n1,Caritas, di Brescia\n2,Auser"))

    assert said(report) == ["organizations.csv, riga 2: ha 3 celle, le colonne sono 2"]
    assert Organization.objects.get().name == "Auser"


def test_lines_inside_a_cell_and_written_as_two_letters(tmp_path):
    import_feed(folder_of(tmp_path, organizations=b'id,name,description\n1,Caritas,"uno\ndue\\ntre"\n'))

    assert Organization.objects.get().description == "uno\ndue\ntre"


WRAPPED = {
    "service": lambda document: document,
    "list": lambda document: [document],
    "page": lambda document: {"total_items": 1, "contents": [document]},
    "contents first": lambda document: {"contents": [document], "total_items": 1},
}


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED)
def test_json_as_one_service_a_list_or_a_page(tmp_path, wrap):
    report = import_feed(json_file(tmp_path, wrap(service_document())))

    assert outcomes(report) == {("organization", ADDED): 1, ("service", ADDED): 1}


def test_json_larger_than_what_is_read_at_once(tmp_path):
    services = [service_document(id=str(uuid.UUID(int=n)), description="parola " * 300) for n in range(1, 150)]

    report = import_feed(json_file(tmp_path, {"total_items": 149, "contents": services}))

    assert report.rows["service", ADDED] == Service.objects.count() == 149


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "non è né un elenco né un oggetto"),
        ('{"contents": [{"id": 1}', "l’elenco non è chiuso"),
        ('{"id": 1, "a"', "ci vuole «:»"),
        ('[{"id": 1},', "non è JSON"),
        ("{broken", "non è JSON"),
        ('"testo"', "non è né un elenco né un oggetto"),
    ],
)
def test_a_file_that_is_no_json_is_said(tmp_path, text, message):
    path = tmp_path / "feed.json"
    path.write_text(text)

    with pytest.raises(CommandError, match=message):
        call_command("import_hsds", str(path))


def test_an_empty_folder_or_a_missing_one_is_said(tmp_path):
    with pytest.raises(CommandError, match="non c’è niente da leggere"):
        call_command("import_hsds", str(tmp_path))
    with pytest.raises(CommandError, match="nowhere non c’è"):
        call_command("import_hsds", str(tmp_path / "nowhere"))
