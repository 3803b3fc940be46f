"""What volunteers have learned: given, renewed and ended by who coordinates, never to oneself."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Qualification, User

A_DAY = datetime.timedelta(days=1)
SOON = datetime.timedelta(days=60)
MISSED = datetime.timedelta(days=14)  # after that nobody would renew it


@transaction.atomic
def grant(*, by, person, kind, valid):
    """From its first day to its last; one that holds then is prolonged. One at a time for each person."""
    if by == person:
        raise PermissionDenied
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    same = Qualification.objects.filter(user=person, kind=kind)
    over = list(same.filter(Q(valid__overlap=valid) | Q(valid__adjacent_to=valid)).order_by("valid"))
    if not over:
        return Qualification.objects.create(user=person, kind=kind, valid=valid, granted_by=by)
    first, *others = over
    same.filter(pk__in=[each.pk for each in others]).delete()
    first.valid, first.granted_by = joined([first.valid, valid, *(each.valid for each in others)]), by
    first.save()
    return first


def joined(ranges):
    uppers = [each.upper for each in ranges]
    return DateRange(min(each.lower for each in ranges), None if None in uppers else max(uppers))


@transaction.atomic
def end(*, by, qualification):
    """From today it opens nothing; one that has not begun goes."""
    if by == qualification.user:
        raise PermissionDenied
    User.objects.select_for_update(no_key=True).get(pk=qualification.user_id)
    today = timezone.localdate()
    if qualification.valid.lower >= today:
        qualification.delete()
    else:
        qualification.valid = DateRange(qualification.valid.lower, today)
        qualification.save()


def not_over(day=None):
    """Those good today or later."""
    day = day or timezone.localdate()
    return Qualification.objects.filter(Q(valid__upper_inf=True) | Q(valid__endswith__gt=day))


def end_near(people, day):
    """Those of these people that end soon, or have just ended, and that no later one follows."""
    after = Qualification.objects.filter(
        user=OuterRef("user"), kind=OuterRef("kind"), valid__fully_gt=OuterRef("valid")
    )
    rows = Qualification.objects.filter(~Exists(after), user__in=people)
    soon = rows.filter(valid__endswith__gt=day - MISSED, valid__endswith__lte=day + SOON + A_DAY)
    return soon.select_related("user").order_by("valid__endswith", "user__name", "kind")


def days_left(qualification, day):
    """After that day, where it ends soon; else None."""
    left = qualification.last_day and qualification.last_day - day
    return left.days if left is not None and left <= SOON else None
