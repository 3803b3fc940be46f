"""`pg_dump` and `pg_restore`, of a version that can read the server."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.db.backends.postgresql.client import DatabaseClient

from puntocomunita.postgres import system_folders, wheel_folders

from .trouble import BackupError


def dump(connection, path: Path, snapshot: str) -> None:
    """What a snapshot of the database holds, without who owns it, for any role to put back."""
    run(connection, "pg_dump", "--format=custom", f"--snapshot={snapshot}", *NOBODYS, f"--file={path}")


def put(connection, path: Path) -> None:
    """Into a database that is empty, all or nothing."""
    run(connection, "pg_restore", "--exit-on-error", "--single-transaction", *NOBODYS, str(path))


NOBODYS = ["--no-owner", "--no-privileges", "--no-comments"]  # comments of extensions are for who owns the server


def run(connection, program, *arguments) -> None:
    name = connection.settings_dict["NAME"]
    who, secrets = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    command = [folder_of(program, connection.pg_version // 10_000) / program, *who[1:-1], f"--dbname={name}"]
    environment = os.environ | (secrets or {})
    answer = subprocess.run([*command, *arguments], env=environment, capture_output=True, text=True)
    if answer.returncode:
        said = answer.stderr.strip().splitlines() or ["nessun motivo"]
        raise BackupError(f"{program} non è arrivato in fondo: {said[0]}")


def folder_of(program: str, major: int) -> Path:
    """The first with this version or a newer one; older ones cannot read the server."""
    for folder in folders():
        if (folder / program).exists() and version(folder / program) >= major:
            return folder
    raise BackupError(f"Qui non c’è {program} {major} o più nuovo: installa postgresql-client-{major}.")


def folders() -> Iterator[Path]:
    if found := shutil.which("pg_dump"):
        yield Path(found).parent
    yield from system_folders()
    yield from wheel_folders()


def version(program: Path) -> int:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True)
    number = re.search(r"\) (\d+)", answer.stdout)
    return int(number[1]) if number else 0
