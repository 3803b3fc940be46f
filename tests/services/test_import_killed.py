"""An import killed at any moment, one that meets another, and one that meets somebody who is writing."""

import subprocess
import threading

import pytest
from django.db import OperationalError, connection, transaction

from organizations.models import Organization
from services.editing import apply, read
from services.hsds.importer import Report, feed, import_feed, running, writing
from services.hsds.importer.report import ADDED, CHANGED
from services.listings import touch_directory
from services.models import Listing, Service
from services.tables import import_table
from tests.program import program
from tests.racing import hold_until

from .killed_import import digest_of_all, write_feed

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "denominazione,email\nCaritas,caritas@example.org\nAuser,auser(at)example.org\n,senza@example.org"


def import_killed_at(folder, line):
    """`manage.py import_hsds`, killed when it says that line."""
    command = ["manage.py", "import_hsds", folder, "--source=prova"]
    with program(*command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        for said in running.stderr:
            if said.strip() == line:
                running.kill()
    return running.returncode


def killed_each(path):
    """[(moment, signal, digest thereafter)] of an import killed before each of its statements."""
    with program("-m", "tests.services.killed_import", path, stdout=subprocess.PIPE) as running:
        return [tuple(line.split()) for line in running.stdout]


def said(report):
    return [str(problem) for problem in report.problems]


def names_in_the_search():
    return set(Listing.objects.values_list("name", flat=True))


def test_10_000_rows_killed_leave_the_old_or_the_new(tmp_path):
    write_feed(tmp_path, 2_000, "prima")
    import_feed(tmp_path, source="prova")
    old, expected = digest_of_all(), write_feed(tmp_path, 2_000, "dopo")

    ended = [
        (import_killed_at(tmp_path, line), digest_of_all())
        for line in ("servizi: 1500 di 4000", "ricerca: 2000 di 3979")
    ]
    at_the_end = import_killed_at(tmp_path, "ricerca: 3979 di 3979"), digest_of_all()
    report = import_feed(tmp_path, source="prova")

    assert ended == [(-9, old)] * 2
    assert at_the_end[1] in (old, digest_of_all())
    assert said(report) == expected
    assert names_in_the_search() == set(Service.objects.values_list("name", flat=True))
    assert {name.rpartition(" ")[2] for name in names_in_the_search()} == {"dopo"}


def test_killed_before_each_of_its_statements_nothing_has_happened(tmp_path):
    write_feed(tmp_path, 20, "prima")
    import_feed(tmp_path, source="prova")
    old, expected = digest_of_all(), write_feed(tmp_path, 20, "dopo")

    *before, after = killed_each(tmp_path)
    report = import_feed(tmp_path, source="prova")

    assert before == [(str(n), "9", old) for n in range(1, len(before))] + [("commit", "9", old)]
    assert len(before) > 40
    assert after == ("after", "9", digest_of_all())
    assert said(report) == expected
    assert not report.total(ADDED, CHANGED)


def test_table_killed_before_each_of_its_statements_has_written_nothing(tmp_path):
    path, old = tmp_path / "enti.csv", digest_of_all()
    path.write_text(TABLE)

    *before, after = killed_each(path)
    report = import_table(path, "organizations", source="prova")

    assert before == [(str(n), "9", old) for n in range(1, len(before))] + [("commit", "9", old)]
    assert len(before) > 10
    assert after == ("after", "9", digest_of_all())
    assert said(report) == [
        "enti.csv, riga 4, denominazione: manca il nome",
        "enti.csv, riga 3, email: «auser(at)example.org» non è un indirizzo e-mail",
    ]
    assert not report.total(ADDED, CHANGED)


# Others at work


def while_another(holds, does):
    """`does()` in a thread, with a connection of its own, while this one is inside `holds`; what came of it."""
    came = []

    def run():
        try:
            came.append(does())
        except Exception as error:
            came.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        holds()
        thread.start()
        hold_until(lambda: not thread.is_alive())
        waited = thread.is_alive()
    thread.join()
    return waited, came[0]


def feed_of_one(tmp_path, text):
    (tmp_path / "organizations.csv").write_text(f"id,name,description\n1,Caritas,{text}")
    return tmp_path


def test_second_import_waits_and_says_so(tmp_path):
    feed_of_one(tmp_path, "prima")
    heard = []

    waited, report = while_another(
        lambda: running.wait_for_others(Report()), lambda: import_feed(tmp_path, report=Report(tell=heard.append))
    )

    assert (waited, report.exit_code) == (True, 0)
    assert heard == ["Un’altra importazione è in corso: questa aspetta che finisca."]


def test_what_somebody_is_writing_is_not_written_over(tmp_path):
    import_feed(feed_of_one(tmp_path, "prima"))
    caritas = Organization.objects.get()

    waited, _report = while_another(
        lambda: apply(thing=caritas, seen=read(caritas), wanted=read(caritas) | {"email": "nuova@example.org"}),
        lambda: import_feed(feed_of_one(tmp_path, "dopo")),
    )

    caritas.refresh_from_db()
    assert (waited, caritas.description, caritas.email) == (True, "dopo", "nuova@example.org")


def test_import_that_an_edit_gets_in_the_way_of_begins_again(tmp_path, monkeypatch):
    import_feed(feed_of_one(tmp_path, "prima"))
    caritas, heard = Organization.objects.get(), []
    edits, imports, keep = threading.Event(), threading.Event(), feed.keep_others_out

    def keep_after_the_edit(model, records):
        touch_directory()  # as new terms do, long before the end
        imports.set()
        edits.wait()
        keep(model, records)

    def edit():
        with transaction.atomic():
            seen = read(Organization.objects.select_for_update().get())
            imports.wait()
            edits.set()
            hold_until(lambda: False)  # the import waits for the row
            apply(thing=caritas, seen=seen, wanted=seen | {"email": "nuova@example.org"})
        connection.close()

    monkeypatch.setattr(feed, "keep_others_out", keep_after_the_edit)
    thread = threading.Thread(target=edit)
    thread.start()
    report = import_feed(feed_of_one(tmp_path, "dopo"), report=Report(tell=heard.append))
    thread.join()

    caritas.refresh_from_db()
    assert heard == ["Una modifica si è incrociata con l’importazione: si ricomincia da capo."]
    assert (report.total(CHANGED), caritas.description, caritas.email) == (1, "dopo", "nuova@example.org")


def test_server_that_goes_away_is_no_fault_of_a_row(tmp_path, monkeypatch):
    feed_of_one(tmp_path, "prima")
    report = Report()
    save = writing.save

    def cut_off(prepared):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        save(prepared)

    monkeypatch.setattr(writing, "save", cut_off)
    with pytest.raises(OperationalError):
        import_feed(tmp_path, report=report)
    connection.close()

    assert (Organization.objects.count(), report.problems) == (0, [])
