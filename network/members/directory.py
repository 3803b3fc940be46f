"""The list of members: who is in it, and the same list as a file."""

from django.db.models import Exists, OuterRef, Prefetch, Q

from network.models import NetworkMembership
from organizations.models import Organization
from services.models import Service, Taxonomy


def members_asked_for(network, wishes):
    """The members narrowed by `q`, `sector`, `level`, `quarter`, `theme`; three queries with all that a row says."""
    rows = network.members().asked_for(wishes)
    if wishes.get("level"):
        rows = rows.filter(level=wishes["level"])
    if wishes.get("theme"):
        rows = rows.filter(Exists(services_about(wishes["theme"])))
    mine = NetworkMembership.objects.filter(network=network).admitted()
    return (
        rows.with_quarters()
        .prefetch_related(Prefetch("network_memberships", mine, to_attr="here"))
        .in_alphabetical_order()
    )


def services_about(theme):
    """Services of the outer organisation under a heading, or under what stands below it."""
    named = Q(terms__slug=theme) | Q(terms__parent__slug=theme)
    need = Q(terms__taxonomy__slug=Taxonomy.Own.NEED)
    return Service.objects.filter(named & need, organization=OuterRef("pk"))


HEADER = ["Nome", "Che cos’è", "Dove opera", "Quartieri", "Telefono", "E-mail", "Sito", "Offre", "Cerca"]


def row_of(organization: Organization) -> list:
    membership = organization.here[0]
    return [
        organization.name,
        organization.get_sector_display(),
        organization.get_level_display(),
        ", ".join(quarters_of(organization)),
        number_of(organization),
        organization.email,
        organization.website,
        membership.offers,
        membership.looks_for,
    ]


def quarters_of(organization) -> list:
    return sorted({place.quarter.name for place in organization.locations.all() if place.quarter})


def number_of(organization) -> str:
    return next((phone["number"] for phone in organization.phones if phone.get("number")), "")


def vcards(organizations) -> str:
    """vCard 4.0 (RFC 6350), one a member."""
    return "".join(vcard(each) for each in organizations)


def vcard(organization) -> str:
    said = [
        ("FN", escaped(organization.name)),
        ("ORG", escaped(organization.name)),
        ("TEL;VALUE=text", escaped(number_of(organization))),
        ("EMAIL", escaped(organization.email)),
        ("URL", one_line(organization.website)),
    ]
    lines = ["BEGIN:VCARD", "VERSION:4.0", f"UID:urn:uuid:{organization.pk}", "KIND:org"]
    lines += [f"{name}:{value}" for name, value in said if value]
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCARD"])


def escaped(text) -> str:
    text = text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return "\\n".join(text.splitlines())


def one_line(text) -> str:
    return "".join(text.splitlines())


def folded(line) -> str:
    """At most 75 bytes a line (RFC 6350, 3.2), no character cut in two."""
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > 74:
            parts, part = [*parts, part], ""
        part += character
    return "\r\n ".join([*parts, part])
