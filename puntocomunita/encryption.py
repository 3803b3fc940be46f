"""Encrypts the little that identifies a person, with the keys of `CLIENT_DATA_KEY`."""

from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class EncryptedTextField(models.TextField):
    """A column of what `encrypt` gives, or of nothing: that it is one is how `renew_seals` finds it.

    `where`: of which rows, where of others it is in clear. To the database, and so to migrations, a text.
    """

    def __init__(self, *args, where=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.where = where or models.Q()

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


def encrypt(text: str) -> str:
    """Fernet (AES-128-CBC with HMAC-SHA256), by the first key."""
    return keys(settings.CLIENT_DATA_KEY)[0].encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """By whichever key wrote it; `cryptography.fernet.InvalidToken` where none did."""
    return MultiFernet(keys(settings.CLIENT_DATA_KEY)).decrypt(text.encode()).decode()


def by_first_key(text: str) -> str:
    """The same words, encrypted by the first key: as it was where they were already; else as `decrypt`."""
    try:
        keys(settings.CLIENT_DATA_KEY)[0].decrypt(text.encode())
    except InvalidToken:
        return MultiFernet(keys(settings.CLIENT_DATA_KEY)).rotate(text.encode()).decode()
    return text


@cache
def keys(written: str) -> list[Fernet]:
    return [Fernet(key.strip()) for key in written.split(",")]
