"""What has not been confirmed for six months, and what an organisation is asked about."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.access import Role
from organizations.models import Organization, OrganizationMember, ReservedContact
from services.models import Asset, Service

from .days import CHECK_AGAIN_AFTER

GONE = (Service.Status.INACTIVE, Service.Status.DEFUNCT)


def stale() -> Q:
    """Checked, or since then never, more than six months ago."""
    now = timezone.now()
    day = timezone.localdate() - CHECK_AGAIN_AFTER
    return Q(verified_on__lt=day) | Q(verified_on=None, created_at__lt=now - CHECK_AGAIN_AFTER)


def stale_services():
    return Service.objects.filter(stale()).exclude(status__in=GONE)


def stale_assets():
    return Asset.objects.filter(stale(), offered_by_resident=False)


def stale_organizations():
    """Those that have something to confirm."""
    mine = {"organization": OuterRef("pk")}
    return Organization.objects.filter(
        stale() | Exists(stale_services().filter(**mine)) | Exists(stale_assets().filter(**mine))
    )


def reachable(organizations):
    """Those that somebody can be written at."""
    owners = OrganizationMember.objects.filter(organization=OuterRef("pk"), role=Role.OWNER, user__is_active=True)
    reserved = ReservedContact.objects.filter(organization=OuterRef("pk")).emails()
    return organizations.filter(Exists(owners) | ~Q(email="") | Exists(reserved))


def addresses_of(organization) -> list:
    return addresses_by_organization([organization])[organization.pk]


def addresses_by_organization(organizations) -> dict:
    """{its key: those of its owners, else the one known to all, else the first that only some see}; two queries."""
    owners = OrganizationMember.objects.filter(organization__in=organizations, role=Role.OWNER, user__is_active=True)
    owned = defaultdict(list)
    for key, email in owners.order_by("id").values_list("organization", "user__email"):
        owned[key].append(email)
    contacts = ReservedContact.objects.filter(organization__in=organizations).emails()
    reserved = dict(contacts.reverse().values_list("organization", "value"))  # the first comes last
    return {each.pk: owned[each.pk] or [each.email or reserved.get(each.pk, "")] for each in organizations}


def mailboxes_of(addresses) -> str:
    """A digest of some addresses: tells whether they have changed, and says none of them."""
    return salted_hmac("services.freshness.mailboxes", "|".join(sorted(map(str.lower, addresses)))).hexdigest()


def entries_of(organization) -> list:
    """All that the portal says of it: itself, where it is, what it does."""
    return [
        organization,
        *organization.locations.order_by("name", "id"),
        *organization.services.exclude(status__in=GONE).order_by("name", "id"),
        *organization.assets.filter(offered_by_resident=False).order_by("name", "id"),
    ]


def left_of(asked) -> list:
    """Of the entries of a request's organisation, those not checked since it was opened."""
    day = timezone.localdate(asked.created_at)
    return [each for each in entries_of(asked.organization) if not each.verified_on or each.verified_on < day]
