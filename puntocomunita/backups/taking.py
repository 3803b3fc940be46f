"""A backup is written beside its name, put up once to see that it stands, and only then called by its name."""

import os
import shutil
from pathlib import Path

from . import manifest, programs
from .contents import contents, differences
from .databases import fresh
from .trouble import BackupError


def take(connection, folder: Path, say=print) -> dict:
    """The contents that were written and proved; what was half-way when it was killed has another name.

    People go on working: everything is of one moment. Needs the right to make a database beside the portal's.
    """
    if folder.exists():
        raise BackupError(f"{folder} c’è già: dai un altro nome.")
    part = folder.with_name(f"{folder.name}.a-meta")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700, parents=True)
    say("Scrivo …")
    held = written(connection, part)
    say(f"Provo a rimetterla in piedi: {len(held['tables'])} tabelle …")
    prove(connection, part, held)
    part.rename(folder)
    return held


def written(connection, folder: Path) -> dict:
    """Dump and manifest of one and the same moment."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            programs.dump(connection, folder / manifest.DUMP, *cursor.fetchone())
            held = contents(connection)
            manifest.write(folder, connection, held)
        finally:
            cursor.execute("ROLLBACK")
    return held


def prove(connection, folder: Path, held: dict) -> None:
    with fresh(connection, f"{connection.settings_dict['NAME']}_prova_{os.getpid()}") as other:
        programs.put(other, folder / manifest.DUMP)
        if apart := differences(held, contents(other)):
            raise BackupError(f"La copia non torna uguale ({', '.join(apart[:3])}): è in {folder}, non usarla.")
