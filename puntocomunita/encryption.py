"""Encrypts the little that identifies a person, with the keys of `CLIENT_DATA_KEY`."""

import datetime
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def encrypt(text: str) -> str:
    """Fernet (AES-128-CBC with HMAC-SHA256), by the first key."""
    return keys(settings.CLIENT_DATA_KEY).encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """By whichever key wrote it; `cryptography.fernet.InvalidToken` where none did."""
    return keys(settings.CLIENT_DATA_KEY).decrypt(text.encode()).decode()


def encrypted_at(text: str) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(
        keys(settings.CLIENT_DATA_KEY).extract_timestamp(text.encode()), datetime.UTC
    )


@cache
def keys(written: str) -> MultiFernet:
    return MultiFernet([Fernet(key.strip()) for key in written.split(",")])
