"""Whose changes go live without a look first."""

from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from organizations.models import OrganizationMember
from services.access import REVIEW
from services.models import Change
from services.reports.reach import of_owner_in_reach

ENOUGH = 5  # changes applied, and none refused, after which trust is proposed


def members_in_reach(user):
    """With how many of their changes to that organisation's entries were `applied` and `refused`."""
    whose = Coalesce(*(f"{name}organization" for name in ("", "service__", "asset__", "location__")))
    mine = Change.objects.alias(whose=whose).filter(author=OuterRef("user"), whose=OuterRef("organization"))
    rows = OrganizationMember.objects.filter(of_owner_in_reach(user, "organization"), user__is_active=True)
    return rows.select_related("user", "organization").annotate(
        applied=counted(mine, Change.State.APPLIED), refused=counted(mine, Change.State.REFUSED)
    )


def counted(changes, state):
    total = changes.filter(state=state).order_by().values(all=Value(1)).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)


def proposed(user):
    """Those who have shown that they can be trusted, and are not yet."""
    busy = Change.objects.filter(state=Change.State.APPLIED).order_by().values("author").annotate(n=Count("pk"))
    rows = members_in_reach(user).filter(trusted=False, user__in=busy.filter(n__gte=ENOUGH).values("author"))
    return rows.filter(applied__gte=ENOUGH, refused=0).order_by("id")


def others(user, but):
    """Everybody else, those trusted already first; counted are the changes of the ones that are shown."""
    rest = members_in_reach(user).exclude(pk__in=[each.pk for each in but])
    return rest.order_by(F("trusted").desc(), "organization__name", "user__name", "id")


@transaction.atomic
def trust(*, member, yes, by):
    REVIEW.check(by, member.organization)
    OrganizationMember.objects.filter(pk=member.pk).update(trusted=yes)
