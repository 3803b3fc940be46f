"""Who sits in a body is told once that the term is near its end, so that it goes on or somebody else comes."""

from django.conf import settings
from django.template.loader import render_to_string

from network.meetings.addresses import emails_of
from network.meetings.posting import A_RUN
from network.meetings.reminding import remind
from network.models import Seat
from puntocomunita.mail import written


def remind_of_terms(most=A_RUN):
    rows = Seat.objects.ending_soon().filter(reminded_at=None).order_by("term", "pk")
    return remind(rows.select_related("body__network", "user", "organization"), most, term_letter)


def term_letter(seat):
    """None where nobody can be written to."""
    address = address_of(seat)
    page = settings.SITE_URL + seat.body.get_absolute_url()
    text = render_to_string(
        "network/governance/email/term.txt", {"seat": seat, "page": page, "SITE_URL": settings.SITE_URL}
    )
    return written(text, [address]) if address else None


def address_of(seat) -> str:
    """The person's own; where we know only a name, that of the organisation for which they sit."""
    if seat.user:
        return seat.user.email if seat.user.is_active else ""
    return emails_of([seat.organization])[seat.organization_id] if seat.organization else ""
