"""What people were told of a page that they may not read any more, or that is hidden, is not told after all."""

from functools import reduce
from operator import or_

from django.db.models import Q

from community.models import Notice


def take_back(people, *, pages):
    """Of these paths and those under them, sent or waiting; what they have to know stays. One question."""
    if pages:
        within = reduce(or_, (Q(url__startswith=page) for page in pages))
        Notice.objects.filter(within, person__in=people, must=False).delete()
