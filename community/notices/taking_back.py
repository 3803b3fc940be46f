"""What people were told of a page that they may not read any more, or that is hidden, is not told after all."""

from functools import reduce
from operator import or_

from django.db.models import Q

from community.models import Notice


def take_back(people, *, pages):
    """Of these paths and those under them, sent or waiting; what they have to know stays. One question."""
    if pages:
        told_of(pages).filter(person__in=people).delete()


def take_back_from_all(*, pages):
    told_of(pages).delete()


def told_of(pages):
    return Notice.objects.filter(reduce(or_, (Q(url__startswith=page) for page in pages)), must=False)
