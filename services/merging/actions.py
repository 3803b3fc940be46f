"""Two entries become one, or are said to be two."""

import pghistory
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from services.access import REVIEW
from services.editing import kind_of, refresh
from services.editing.applying import write
from services.editing.fields import Objects
from services.models import Act, Change, SuspectedPair

from .choosing import EMPTY, Compared
from .following import remember
from .moving import move
from .suspecting import look_again

MERGE = "merge "  # how an act begins that made one of two; the name of the one that went follows
LONGEST = Act._meta.get_field("how").max_length - len(MERGE)
OWN = {"slug", "created_at", "last_modified", "verified_on", "verified_how"}


class Changed(Exception):
    """One of the two is not what the page showed: nothing was written."""


class Gone(Exception):
    """One of the two is no more: somebody merged it, or took it away."""


def merge(*, winner, loser, choices, seen, by):
    """The winner, with all that was the loser's; the loser's addresses lead to it. Raises Changed, Gone.

    `choices` and `seen` as `choosing.Compared` has them. Who waits for a lock that waits for them is told Changed.
    """
    try:
        return _merge(winner=winner, loser=loser, choices=choices, seen=seen, by=by)
    except OperationalError as error:
        raise Changed from error


@transaction.atomic
def _merge(*, winner, loser, choices, seen, by):
    winner, loser = locked(winner, loser)
    REVIEW.check(by, winner)
    REVIEW.check(by, loser)
    compared = Compared(winner, loser, choices)
    if compared.stamp != seen:
        raise Changed
    with pghistory.context(user=by.pk, source=f"{MERGE}{str(loser)[:LONGEST]}"):
        values = compared.kept()
        remember(winner, loser)
        move(winner, loser)
        rewrite_what_waits(winner, loser)
        pass_on_pairs(winner, loser)
        complete(winner, loser, values)
        write(winner, values, new=False)
        loser.delete()
        refresh(winner)
    return winner


def locked(*entries):
    """Both, in the order of their keys, so that two merges cannot wait for each other. Raises Gone."""
    model, keys = type(entries[0]), [each.pk for each in entries]
    found = {each.pk: each for each in model.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")}
    if len(found) < 2:
        raise Gone
    return [found[key] for key in keys]


def complete(winner, loser, values):
    """What no page lets one choose: lists of both, and of the rest what the winner does not say."""
    for field in winner._meta.concrete_fields:
        chosen = kind_of(winner).fields.get(field.name)
        if isinstance(chosen, Objects) and field.name in values:
            take_in(winner, loser, field.name)  # what a kept telephone holds beside its number
        elif chosen is None and not (field.generated or field.primary_key or field.name in OWN):
            take_in(winner, loser, field.attname)
    if loser.verified_on and (winner.verified_on is None or loser.verified_on > winner.verified_on):
        winner.verified_on, winner.verified_how = loser.verified_on, loser.verified_how


def take_in(winner, loser, name):
    ours, theirs = getattr(winner, name), getattr(loser, name)
    if isinstance(ours, list) and isinstance(theirs, list):
        setattr(winner, name, ours + [each for each in theirs if each not in ours])
    elif ours in EMPTY and theirs != winner.pk:
        setattr(winner, name, theirs)


def rewrite_what_waits(winner, loser):
    """Drafts and changes in wait that name the loser somewhere in what they say name the winner."""
    old, new = str(loser.pk), str(winner.pk)
    states = [Change.State.DRAFT, Change.State.WAITING]
    with connection.cursor() as cursor:
        for column in ("seen", "wanted", "sent"):
            cursor.execute(
                f"UPDATE {Change._meta.db_table} SET {column} = replace({column}::text, %s, %s)::jsonb"
                f" WHERE state = ANY(%s) AND {column}::text LIKE %s",
                [old, new, states, f"%{old}%"],
            )


def pass_on_pairs(winner, loser):
    """Who was said not to be the loser is not the winner either; what is still suspected is looked at again."""
    pairs = SuspectedPair.objects.about(loser.pk)
    for pair in pairs.exclude(dismissed_at=None):
        third = pair.second if pair.first == loser.pk else pair.first
        if third != winner.pk and not SuspectedPair.objects.between(winner.pk, third).exists():
            pair.first, pair.second = sorted([winner.pk, third])
            pair.save()
    SuspectedPair.objects.about(loser.pk).delete()


@transaction.atomic
def dismiss(*, kind, one, other, by):
    """They are two, whether anybody suspected or not; who said so first stays."""
    look_again(one)  # what they share today is what they were said to be two in spite of
    first, second = sorted([one.pk, other.pk])
    known = {"kind": kind, "why": [], "weight": 0}
    pair, _made = SuspectedPair.objects.select_for_update().get_or_create(known, first=first, second=second)
    if pair.dismissed_at is None:
        pair.dismissed_at, pair.dismissed_by = timezone.now(), by
        pair.save()
    return pair
