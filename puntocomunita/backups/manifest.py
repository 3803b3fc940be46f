"""What a backup says of itself."""

import hashlib
import json
from pathlib import Path

from cryptography.fernet import InvalidToken
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from puntocomunita.encryption import decrypt, encrypt

from .trouble import BackupError

DUMP, MANIFEST = "database.dump", "manifest.json"
SEALED = "punto"


def write(folder: Path, connection, held: dict) -> None:
    """`sealed` is a word that only these keys read: whether others fit is seen without opening a person's data."""
    said = {
        "sha256": sha256(folder / DUMP),
        "postgresql": connection.pg_version // 10_000,
        "migrations": sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations()),
        "sealed": encrypt(SEALED),
        "contents": held,
    }
    (folder / MANIFEST).write_text(json.dumps(said, indent=1))


def read(folder: Path) -> dict:
    """Checked against the dump beside it and against the code that is here."""
    try:
        said = json.loads((folder / MANIFEST).read_text())
        whole = said["sha256"] == sha256(folder / DUMP)
    except (OSError, ValueError, KeyError) as error:
        raise BackupError(f"In {folder} non c’è una copia intera: {error}") from None
    if not whole:
        raise BackupError(f"{folder / DUMP} non è più come è stata scritta: usa un’altra copia.")
    here = {".".join(key) for key in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if newer := set(said["migrations"]) - here:
        raise BackupError(f"La copia è di una versione più nuova del portale ({min(newer)}): aggiorna prima il codice.")
    return said


def keys_fit(said: dict) -> bool:
    try:
        return decrypt(said["sealed"]) == SEALED
    except InvalidToken:
        return False


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
