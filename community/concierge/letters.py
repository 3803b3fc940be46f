"""What members hear of an exchange: nothing personal is in it, the page says the rest to who may read it."""

from django.utils.translation import gettext as _

from community.models import Topic
from community.notices.telling import tell

from .people import keepers_of


def tell_member(member, key, subject, words, url, *, must=False):
    """Who has no account hears it from who keeps the concierge."""
    if member is None:
        return
    people = [member.person] if member.person_id else list(keepers_of(member.concierge))
    if not member.person_id:
        words = _("Riguarda una persona senza accesso: diglielo tu, quando passa o al telefono.") + " " + words
    tell(people, Topic.CONCIERGE, key=key, subject=subject, words=words, url=url, must=must)


def tell_side(exchange, side, what, subject, words, *, must=False):
    """One of the two of an exchange; `what` names the moment, which comes once for each answer."""
    member = getattr(exchange, side)
    since = int(exchange.other_agreed_at.timestamp()) if exchange.other_agreed_at else 0
    url = exchange.get_absolute_url() if member and member.person_id else exchange.get_desk_url()
    tell_member(
        member, f"exchange-{exchange.pk}-{what}-{str(exchange.other_id)[:8]}-{since}", subject, words, url, must=must
    )


def tell_both(exchange, what, subject, words, *, but="", must=False):
    for side in ("author", "other"):
        if side != but:
            tell_side(exchange, side, what, subject, words, must=must)
