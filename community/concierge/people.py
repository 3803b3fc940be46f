"""Who a member is: read here alone. How to reach them is opened on record, by who agreed or keeps the concierge."""

from accounts.access import Role
from accounts.actions import log_look, log_looks
from accounts.models import AccessLog, User
from community.safety.decided import decision_on
from helpdesk.rota.people import volunteers_of
from organizations.models import OrganizationMember
from puntocomunita.encryption import decrypt

What = AccessLog.What


def first_name(member) -> str:
    """As the other side and who keeps the concierge read it; empty of who is forgotten."""
    if member is None:
        return ""
    if member.person:
        return (member.person.name or member.person.email.split("@")[0]).split(" ")[0]
    return decrypt(member.name) if member.name else ""


def by_name(members, wanted) -> list:
    """[(member, name)] by the alphabet, of whose name or code begins so; sorted here, for names are encrypted."""
    light = members.select_related("person").only("concierge", "name", "person__name", "person__email")
    named = [(each, first_name(each)) for each in light]
    begins = wanted.strip().casefold()
    found = [(each, name) for each, name in named if name.casefold().startswith(begins) or is_code(each, begins)]
    return sorted(found, key=lambda pair: (pair[1].casefold(), str(pair[0].pk)))


def is_code(member, begins):
    return member.reference.casefold().startswith(begins)


def contact_of(member, *, by) -> str:
    """That `by` looked is on record first. Whoever calls has asked whether they may."""
    thing = str(member.concierge)
    if member.person_id:
        log_look(by=by, what=What.PERSON, thing=thing, subject=member.person)
    else:
        log_look(by=by, what=What.CLIENT, thing=thing, client_id=member.pk)
    if member.contact:
        return decrypt(member.contact)
    return member.person.email if member.person else ""


def own_contact(member) -> str:
    """As they gave it, for themselves."""
    return decrypt(member.contact) if member.contact else ""


def contacts_of(members, *, by, thing) -> list:
    """How to reach each of these, in their order; that `by` opened the list is on record once, and for each person."""
    if members:
        log_looks(by=by, what=What.PEOPLE, thing=thing, subjects=[each.person for each in members if each.person])
    return [decrypt(each.contact) if each.contact else each.person.email if each.person else "" for each in members]


def message_in(exchange) -> str:
    """What who answered says to the other; nothing once it was hidden after a report."""
    decision = decision_on("exchange_answer", exchange.pk) if exchange.message else None
    hidden = decision and exchange.other_agreed_at <= decision.decided_at  # else another has answered since
    return "" if hidden or not exchange.message else decrypt(exchange.message)


def who_booked(booking) -> str:
    """As who gives the advice reads it; whoever calls has asked whether they may."""
    return booking.person.name if booking.person else decrypt(booking.name)


def contact_for_advice(booking, *, by) -> str:
    """Of who has no account; that `by` looked is on record first."""
    log_look(by=by, what=What.CLIENT, thing=str(booking.slot))
    return decrypt(booking.contact)


def booked_at(bookings, concierge, *, by) -> list:
    """[(booking, name, how to reach them)] of who has no account; that `by` opened the list is on record once."""
    if bookings:
        log_look(by=by, what=What.CLIENT, thing=str(concierge))
    return [(each, decrypt(each.name), decrypt(each.contact)) for each in bookings]


def keepers_of(concierge):
    """Who works there: at its Punto Comunità, or for the organisation of its house."""
    if concierge.community_point:
        return volunteers_of(concierge.community_point)
    kept = OrganizationMember.objects.filter(
        organization=concierge.house.location.organization_id, role__in=[Role.OWNER, Role.EDITOR]
    )
    return User.objects.filter(pk__in=kept.values("user"), is_active=True).order_by("name", "pk")
