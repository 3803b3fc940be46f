"""A backup comes back beside the portal's database, is compared, and only then takes its place."""

from datetime import datetime
from pathlib import Path

from . import manifest, programs
from .contents import contents, differences
from .databases import fresh, swap
from .trouble import BackupError


def put_back(connection, folder: Path, say=print) -> str:
    """The name under which the database of before stays, whole; until the last step nothing has changed."""
    said = manifest.read(folder)
    name, now = connection.settings_dict["NAME"], f"{datetime.now():%Y%m%d_%H%M%S}"
    with fresh(connection, f"{name}_torna_{now}") as other:
        say(f"Rimetto in piedi {len(said['contents']['tables'])} tabelle …")
        programs.put(other, folder / manifest.DUMP)
        say("Le confronto con quello che c’era …")
        if apart := differences(said["contents"], contents(other)):
            raise BackupError(f"Non torna uguale ({', '.join(apart[:3])}): il portale resta com’era.")
        other.close()
        swap(connection, other.settings_dict["NAME"], f"{name}_prima_{now}")
    return f"{name}_prima_{now}"
