"""The list of members: who is in it, and the same list as a file."""

from django.db.models import Exists, OuterRef, Prefetch, Q

from network.models import NetworkMembership
from organizations.models import Organization
from services.models import Service, Taxonomy

from .contacts import reserved


def members_asked_for(network, wishes, visibilities=()):
    """The members narrowed by `q`, `sector`, `level`, `quarter`, `theme`, `target`, with all that a row says.

    Three queries, and one more where some reserved contacts are to be seen.
    """
    rows = network.members().asked_for(wishes)
    if wishes.get("level"):
        rows = rows.filter(level=wishes["level"])
    if wishes.get("theme"):
        rows = rows.filter(Exists(services_under(Taxonomy.Own.NEED, wishes["theme"])))
    if wishes.get("target"):
        rows = rows.filter(Exists(services_under(Taxonomy.Own.TARGET, wishes["target"])))
    mine = NetworkMembership.objects.filter(network=network).admitted()
    return (
        rows.with_quarters()
        .prefetch_related(Prefetch("network_memberships", mine, to_attr="here"), reserved(visibilities))
        .in_alphabetical_order()
    )


def services_under(taxonomy, heading):
    """Services of the outer organisation under a heading, or under what stands below it."""
    named = Q(terms__slug=heading) | Q(terms__parent__slug=heading)
    return Service.objects.filter(named, terms__taxonomy__slug=taxonomy, organization=OuterRef("pk"))


HEADER = ["Nome", "Che cos’è", "Dove opera", "Quartieri", "Telefono", "E-mail", "Sito", "Offre", "Cerca"]
RESERVED = "Recapiti riservati"


def table_of(organizations, visibilities):
    """(header, rows); reserved contacts have a column for who is let in on some."""
    rows = [row_of(each) for each in organizations]
    if not visibilities:
        return HEADER, rows
    said = ["; ".join(map(str, each.reserved)) for each in organizations]
    return [*HEADER, RESERVED], [[*row, words] for row, words in zip(rows, said, strict=True)]


def row_of(organization: Organization) -> list:
    return [
        organization.name,
        organization.get_sector_display(),
        organization.get_level_display(),
        ", ".join(quarters_of(organization)),
        number_of(organization),
        organization.email,
        organization.website,
        organization.offers,
        organization.looks_for,
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
        *(reserved_line(each) for each in organization.reserved),
    ]
    lines = ["BEGIN:VCARD", "VERSION:4.0", f"UID:urn:uuid:{organization.pk}", "KIND:org"]
    lines += [f"{name}:{value}" for name, value in said if value]
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCARD"])


def reserved_line(contact):
    return ("EMAIL" if contact.is_email else "TEL;VALUE=text", escaped(contact.value))


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
