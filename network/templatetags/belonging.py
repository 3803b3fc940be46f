"""What the page of an organisation says of the networks that it is in."""

from django import template

from accounts.access import Role, roles_of
from network.members.contacts import Visibility, seen_by
from network.models import Network, NetworkMembership
from organizations.models import House
from services.access import EDIT_ENTRY

register = template.Library()


@register.inclusion_tag("network/members/belonging.html", takes_context=True)
def belonging(context, organization):
    """The networks it is in or has asked to join, how to join or leave for its owner, its contacts for who sees them.

    Two queries for who only reads.
    """
    user, rows = context["user"], organization.network_memberships.in_force().select_related("network")
    memberships = list(rows)
    admitted = [each.network for each in memberships if each.state == NetworkMembership.State.ADMITTED]
    owns = user.is_authenticated and Role.OWNER in roles_of(user, organization)
    return {
        "organization": organization,
        "memberships": memberships,
        "owns": owns,
        "houses": House.objects.hosting(organization).select_related("location__municipality"),
        "to_join": Network.objects.around(organization).exclude(memberships__in=memberships) if owns else [],
        "contacts": contacts_of(organization, user, admitted),
    }


def contacts_of(organization, user, networks):
    if not user.is_authenticated:
        return []
    kept = EDIT_ENTRY.allows(user, organization)
    visibilities = Visibility.values if kept else {each for network in networks for each in seen_by(user, network)}
    return organization.reserved_contacts.filter(visibility__in=visibilities)
