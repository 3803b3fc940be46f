"""The list by e-mail: to one address that is used once and kept nowhere."""

import re

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

ADDRESS_IN_A_NOTE = re.compile(r"https?:|www\.|\w\.(?:com|net|org|info|ru|it|top|xyz)\b", re.IGNORECASE)


def send(to, page):
    """Raises OSError (an SMTPException is one) where no server takes it; `page` is the context of a page on paper."""
    rows = [(entry, lines_of(entry)) for entry in page["entries"]]
    text = render_to_string("services/shortlist_mail.txt", page | {"rows": rows})
    EmailMessage(_("La tua lista"), text, to=[to]).send()


def lines_of(entry):
    said = [
        (_("Chi"), entry.organization.name if entry.organization else ""),
        (_("Dove"), entry.place_in_words),
        (_("Come arrivare"), entry.way_there),
        (_("Quando"), " · ".join(filter(None, [entry.opening, entry.week]))),
        (_("Telefona prima"), _("gli orari sono da confermare") if entry.call_first else ""),
        (_("Telefono"), entry.phones[0]["number"] if entry.phones else ""),
        (_("Chiedi di"), entry.people_in_words),
        (_("Porta"), ", ".join(entry.papers)),
        (_("Nota"), note_fit_for_mail(entry.item.note)),
    ]
    return [f"{label}: {words}" for label, words in said if words]


def note_fit_for_mail(note):
    """Nothing where it holds an address: else our mail could be used to lead people elsewhere."""
    return "" if ADDRESS_IN_A_NOTE.search(note) else note
