"""Posts leave the board politely: a word some days before, and one when they do. It may be run again, or killed."""

import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from community.models import Post

from . import telling
from .board import Moved, take_down

BEFORE_IT_LEAVES = datetime.timedelta(days=3)


def remind_of_posts(today) -> int:
    """Of what leaves soon, each once; not of what was put up for so few days that it was just said."""
    near = Post.objects.on_the_board().filter(expires_on__lte=today + BEFORE_IT_LEAVES, reminded_at=None)
    near = near.exclude(kind=Post.Kind.ACTIVITY).exclude(expires_on__lte=F("since") + BEFORE_IT_LEAVES)
    told = 0
    for key in near.order_by("expires_on", "pk").values_list("pk", flat=True):
        told += remind(key)
    return told


@transaction.atomic
def remind(key) -> bool:
    if not Post.objects.filter(pk=key, reminded_at=None).update(reminded_at=timezone.now()):
        return False
    telling.that_it_leaves(Post.objects.select_related("group__network", "author").get(pk=key))
    return True


def expire_due(today) -> int:
    """How many; each for itself."""
    expired = 0
    for post in Post.objects.to_expire(today).order_by("expires_on", "pk").iterator(chunk_size=200):
        expired += expire(post)
    return expired


@transaction.atomic
def expire(post) -> bool:
    """An activity is just over: nobody is told."""
    try:
        row = take_down(post=post, state=Post.State.EXPIRED)
    except Moved:  # said to be done in this very moment
        return False
    if row.kind != Post.Kind.ACTIVITY:
        telling.that_it_expired(row)
    return True
