"""For whom a person may write events, as a form offers it: {"house-3": House, …}, at most six queries."""

from django.db.models import Q

from community.models import Group, GroupMembership, Initiative
from community.models.house_project import houses_kept_by
from organizations.models import CommunityPoint, Organization


def organisers_of(user, network) -> dict:
    kept = [each.organization_id for each in user.current_memberships]
    points = [each.community_point_id for each in user.current_mandates if each.community_point_id]
    caretaking = GroupMembership.objects.caretakers().filter(user=user).values("group")
    initiatives = Initiative.objects.seen().led_by(user).filter(network=network, over_at=None)
    groups = Group.objects.listed().filter(pk__in=caretaking, network=network)
    here = Q(location__municipality=network)
    rows = {
        "organization": Organization.objects.filter(pk__in=kept).order_by("name"),
        "house": houses_kept_by(user).filter(here).select_related("location__organization", "location__municipality"),
        "community_point": CommunityPoint.objects.filter(here, pk__in=points).select_related("lead_organization"),
        "initiative": initiatives.order_by("title"),
        "group": groups.order_by("name"),
    }
    return {f"{name}-{each.pk}": (name, each) for name, queryset in rows.items() for each in queryset}
