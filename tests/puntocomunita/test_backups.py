import contextlib
import json
import os
import re

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection

from community.models import Booking
from puntocomunita.backups import BackupError, manifest, put_back, take
from puntocomunita.backups.contents import contents, differences
from puntocomunita.backups.databases import ask, fresh
from services.models import Service
from tests.community.factories import BookingFactory
from tests.factories import ServiceFactory

TOWN = """
    CREATE TABLE house (id serial PRIMARY KEY, name text NOT NULL CHECK (name <> ''), opened timestamptz DEFAULT now());
    CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name = upper(NEW.name); RETURN NEW; END $$;
    CREATE TRIGGER loud BEFORE INSERT ON house FOR EACH ROW EXECUTE FUNCTION shout();
    INSERT INTO house (name) VALUES ('lea'), ('mondo');
"""
READS_ANOTHER_TABLE = """
    CREATE FUNCTION is_known(word text) RETURNS boolean LANGUAGE sql
        AS 'SELECT EXISTS (SELECT FROM house WHERE name = $1)';
    CREATE TABLE about (house text CHECK (is_known(house)));
    INSERT INTO about VALUES ('LEA');
"""


@pytest.fixture
def town(transactional_db):
    """A connection to a small database of its own, with whatever a `restore` leaves beside it taken away."""
    with fresh(connection, f"{connection.settings_dict['NAME']}_town_{os.getpid()}") as other:
        told(other, TOWN)
        yield other
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [aside(other)])
            for (name,) in cursor.fetchall():
                ask(connection, f'DROP DATABASE "{name}"')


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "copia"


def aside(town):
    return f"{town.settings_dict['NAME']}_"


def told(town, statement):
    with town.cursor() as cursor:
        cursor.execute(statement)


def names(town, database=None):
    other = town.copy()
    other.settings_dict["NAME"] = database or town.settings_dict["NAME"]
    with contextlib.closing(other), other.cursor() as cursor:
        cursor.execute("SELECT name FROM house ORDER BY id")
        return [name for (name,) in cursor.fetchall()]


def silent(_line):
    pass


def test_what_is_put_back_is_what_was_there_and_what_came_after_stays_beside(town, folder):
    held = take(town, folder, silent)
    told(town, "INSERT INTO house (name) VALUES ('dopo')")
    whoever_looks = town.copy()
    told(whoever_looks, "SELECT 1")

    before = put_back(town, folder, silent)

    whoever_looks.close()
    assert (names(town), names(town, before)) == (["LEA", "MONDO"], ["LEA", "MONDO", "DOPO"])
    told(town, "INSERT INTO house (name) VALUES ('poi')")
    assert names(town) == ["LEA", "MONDO", "POI"]  # trigger and counter are back too
    assert held["tables"]["house"][0] == 2
    assert sorted(path.name for path in folder.iterdir()) == ["database.dump", "manifest.json"]
    assert folder.stat().st_mode & 0o077 == 0


def test_everything_is_of_one_moment_while_people_go_on(town, folder):
    def say(_line):
        told(town, "INSERT INTO house (name) VALUES ('intanto')")

    held = take(town, folder, say)

    assert held["tables"]["house"][0] == 3  # written after the first line was told, before the snapshot
    assert len(names(town)) == 4


def test_copy_that_does_not_stand_up_is_not_called_a_copy(town, folder):
    told(town, READS_ANOTHER_TABLE)

    with pytest.raises(BackupError, match="pg_restore non è arrivato in fondo"):
        take(town, folder, silent)

    assert not folder.exists()


def test_folder_that_is_there_is_left_as_it_is(town, folder):
    folder.mkdir()

    with pytest.raises(BackupError, match="c’è già"):
        take(town, folder, silent)

    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("harm", ["dump", "manifest", "newer", "other"])
def test_what_is_no_whole_copy_changes_nothing(town, folder, harm):
    take(town, folder, silent)
    said = json.loads((folder / manifest.MANIFEST).read_text())
    match harm:
        case "dump":
            with (folder / manifest.DUMP).open("ab") as file:
                file.write(b"!")
        case "manifest":
            (folder / manifest.MANIFEST).write_text('{"sha256":')
        case "newer":
            said["migrations"] = ["services.9999_from_tomorrow"]
        case "other":
            said["contents"]["tables"]["house"][0] = 3
    if harm in ("newer", "other"):
        (folder / manifest.MANIFEST).write_text(json.dumps(said))
    told(town, "DELETE FROM house")

    with pytest.raises(BackupError) as refused:
        put_back(town, folder, silent)

    expected = {
        "dump": "non è più come è stata scritta",
        "manifest": "non c’è una copia intera",
        "newer": "versione più nuova del portale (services.9999_from_tomorrow)",
        "other": "Non torna uguale (house): il portale resta com’era.",
    }
    assert expected[harm] in str(refused.value)
    assert names(town) == []


def test_keys_that_do_not_read_the_copy_are_seen(town, folder, settings):
    take(town, folder, silent)
    said = manifest.read(folder)
    fitting = manifest.keys_fit(said)
    settings.CLIENT_DATA_KEY = Fernet.generate_key().decode()

    other = manifest.keys_fit(said)

    assert (fitting, other) == (True, False)


def test_differences_name_what_is_not_the_same(town):
    wanted = contents(town)
    told(town, "UPDATE house SET name = 'Lea'; ALTER TABLE house DISABLE TRIGGER loud; DROP TRIGGER loud ON house")

    assert differences(wanted, contents(town)) == ["house", "trigger house loud"]


def test_commands_put_the_whole_portal_back_and_name_what_was_there_before(transactional_db, folder, capsys):
    service = ServiceFactory()
    BookingFactory()

    call_command("backup", folder)
    Service.objects.all().delete()
    call_command("restore", folder)

    written, found = re.findall(r"Fatto.*", capsys.readouterr().out)
    before = re.search(r"si chiama (\w+):", found)[1]
    ask(connection, f'DROP DATABASE "{before}"')
    assert re.fullmatch(rf"Fatto: \d+ righe in \d+ tabelle, rimesse in piedi e uguali\. {folder}", written)
    assert (Service.objects.get(), Booking.objects.count()) == (service, 1)


def test_command_says_in_one_line_why_not(folder):
    with pytest.raises(CommandError, match="non c’è una copia intera"):
        call_command("restore", folder)
