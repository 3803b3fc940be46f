"""What is kept encrypted, encrypted anew by the first key, so that an old one can go: see docs/operations.md."""

from typing import NamedTuple

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.apps import apps

from .encryption import EncryptedTextField, by_first_key

BATCH = 500
SEEDS = ("secret", "seed")  # of an app with codes, of recovery codes: in the JSON of an Authenticator


class Renewed(NamedTuple):
    name: str
    rows: int
    unreadable: int  # by any key; they stay as they are


def sealed_fields() -> list[EncryptedTextField]:
    """Of every model there is, each once."""
    fields = [field for model in apps.get_models() for field in model._meta.local_concrete_fields]
    return [field for field in fields if isinstance(field, EncryptedTextField)]


def renew_seals():
    """A `Renewed` for each field. It may be stopped and run again: what was done is done."""
    for field in sealed_fields():
        rows = field.model._base_manager.filter(field.where).exclude(**{field.name: ""})
        yield renewed(str(field), rows, field.name, by_first_key)
    yield renewed(str(Authenticator._meta.get_field("data")), Authenticator.objects.all(), "data", seeds_by_first_key)


def renewed(name, rows, column, anew) -> Renewed:
    """Each row alone, and only if it is still as it was read: what people write meanwhile is theirs."""
    done, unreadable = 0, 0
    for key, kept in in_batches(rows.order_by("pk").values_list("pk", column)):
        try:
            fresh = anew(kept)
        except InvalidToken:
            unreadable += 1
            continue
        if fresh != kept:
            done += rows.filter(pk=key, **{column: kept}).update(**{column: fresh})
    return Renewed(name, done, unreadable)


def in_batches(rows):
    """By key and not by cursor: no transaction stays open over the whole table."""
    batch = list(rows[:BATCH])
    while batch:
        yield from batch
        batch = list(rows.filter(pk__gt=batch[-1][0])[:BATCH])


def seeds_by_first_key(data):
    return data | {name: by_first_key(data[name]) for name in SEEDS if name in data}
