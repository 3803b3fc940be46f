"""Who sees which reserved contact of a member: members those for members, who coordinates all of them."""

from django.db.models import Prefetch

from network.access import RUN_NETWORK, SEE_AS_MEMBER
from organizations.models import ReservedContact

Visibility = ReservedContact.Visibility


def seen_by(user, network) -> list:
    """The visibilities that a person is let in on, in a network."""
    if RUN_NETWORK.allows(user, network):
        return Visibility.values
    return [Visibility.MEMBERS] if SEE_AS_MEMBER.allows(user, network) else []


def reserved(visibilities):
    """Prefetches `organization.reserved`; no query where nobody is let in."""
    rows = ReservedContact.objects.filter(visibility__in=visibilities)
    return Prefetch("reserved_contacts", rows, to_attr="reserved")
