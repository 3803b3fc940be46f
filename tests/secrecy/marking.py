"""A word of its own in each text of a row, that is found nowhere else."""

import hashlib
from contextlib import contextmanager

from django.db import Error, connection, models, transaction

from puntocomunita.encryption import EncryptedTextField, encrypt

LETTERS = "bcdfghjklmnpqrst"  # no two of these words are alike, and none is like Italian
SHORTEST = 11  # characters of a field that has room for one


def secret_word(*of) -> str:
    """Sixteen letters out of a digest."""
    return "".join(LETTERS[int(each, 16)] for each in hashlib.sha256(repr(of).encode()).hexdigest()[:16])


def texts_of(model) -> list:
    """The fields of a model in which somebody's words may stand."""
    fields = [each for each in model._meta.concrete_fields if not each.is_relation and not each.choices]
    texts = [each for each in fields if isinstance(each, (models.CharField, models.TextField))]
    return [each for each in texts if each.max_length is None or each.max_length >= SHORTEST]


def named(model, field) -> str:
    return f"{model.__name__}.{field.name}"


def mark(rows, leaving=()) -> dict:
    """Each secret word with the text it stands in; a text that the database wants empty stays so.

    `leaving` are pairs of a row and the name of a field that everybody reads.
    """
    with untriggered(*(type(row) for row in rows)):
        return {word: name for row in rows for name, word in marked_texts(row, leaving)}


@contextmanager
def untriggered(*models):
    """No trigger keeps a row as it was; what a row says of itself must still be true (CHECK)."""
    with connection.cursor() as cursor:
        able(cursor, models, "DISABLE")
        yield
        able(cursor, models, "ENABLE")


def able(cursor, models, verb):
    """What waits for the end of the transaction is asked first: a table with checks that wait cannot be altered."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    for table in sorted({model._meta.db_table for model in models}):
        cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER USER")


def marked_texts(row, leaving):
    for field in texts_of(type(row)):
        word = secret_word(type(row).__name__, row.pk, field.name)[: field.max_length]
        if (row, field.name) not in leaving and is_written(row, field, word):
            yield named(type(row), field), word


def is_written(row, field, word) -> bool:
    text = f"{word}@example.org" if isinstance(field, models.EmailField) else word
    stored = encrypt(text) if is_sealed(row, field) else text
    try:
        with transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**{field.attname: stored})
    except Error:
        return False
    setattr(row, field.attname, stored)
    return True


def is_sealed(row, field) -> bool:
    """A text between two people is in a field where others are open."""
    return isinstance(field, EncryptedTextField) or getattr(row, "is_private", False)
