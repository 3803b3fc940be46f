"""Where one writes to who takes part: the organisation's own address, else that of who keeps it."""

from organizations.models import OrganizationMember


def emails_of(organizations) -> dict:
    """{key of the organisation: address}, "" where there is none; one query."""
    organizations = list(organizations)
    keepers = OrganizationMember.objects.filter(organization__in=organizations, user__is_active=True)
    kept_by = dict(keepers.order_by("role", "-id").values_list("organization", "user__email"))  # the owner comes last
    return {each.pk: each.email or kept_by.get(each.pk, "") for each in organizations}


def email_of(task) -> str:
    """Of who has a thing to do."""
    if task.owner_id:
        return task.owner.email if task.owner.is_active else ""
    return emails_of([task.owner_organization])[task.owner_organization_id] if task.owner_organization_id else ""
