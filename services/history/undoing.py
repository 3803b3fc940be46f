"""Putting back all that one act did, thing by thing: what cannot be is left, and said."""

from typing import NamedTuple

import pghistory
from django.db import transaction

from .kinds import ALONE
from .plans import CannotRestore, restore
from .reading import things_of
from .restoring import can_come_back
from .subjects import Subject
from .together import put_back_together


class Undone(NamedTuple):
    count: int
    left: list  # [(what an act did to a thing, why it stays as it is)]


def undoable(things) -> list:
    """Without taxonomies, which no page puts back, and things that the act made."""
    entries = (each for each in things if each.kind in ALONE)
    return [each for each in entries if can_come_back(Subject(each.kind, each.key), each.entry.changes)]


@transaction.atomic
def undo(*, act, by) -> Undone:
    """As one act, of the things that the person coordinates or directs. What was written since is never lost."""
    things, left = undoable(things_of(act, by)), []
    with pghistory.context(user=by.pk, undoes=str(act.pk)):
        together = {(each.kind, each.key) for each in put_back_together(act, things)}
        for each in things:
            if (each.kind, each.key) in together:
                continue
            subject = Subject(each.kind, each.key)
            try:
                restore(act=act, subject=subject, seen=subject.last_change(), by=by)
            except CannotRestore as error:
                left.append((each, error.message))
    return Undone(len(things) - len(left), left)
