"""The certificate of a course as a PDF: what the page that checks it says, in the portal's letters."""

from unicodedata import normalize

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from fpdf import FPDF

from helpdesk.figures.paper import DEEP, FILES, LETTERS
from puntocomunita.finders import FONTS
from puntocomunita.templatetags.portal import after

from .people import person_of


def check_address(code) -> str:
    return settings.SITE_URL + reverse("network:certificate_check", args=[code])


def days_of(session) -> str:
    """ "il 3 marzo 2026", or "dal 3 al 10 marzo 2026 (2 incontri)"."""
    first, last = (date_format(day, "j F Y").lower() for day in (session.first_day, session.last_day))
    if first == last:
        return after(first, "il")
    number = len(session.in_order)
    meetings = ngettext("%(n)s incontro", "%(n)s incontri", number) % {"n": number}
    return f"{after(first, 'dal')} {after(last, 'al')}, {meetings}"


def hours_of(session) -> str:
    hours = f"{session.lasts.total_seconds() / 3600:g}".replace(".", ",")
    return _("%(hours)s ore") % {"hours": hours} if hours != "1" else _("1 ora")


class Sheet(FPDF):
    """One A4 page, lying; every line is in its middle."""

    def __init__(self, title):
        super().__init__("landscape")
        self.set_title(title)
        self.set_lang(get_language() or "it")
        self.set_margin(25)
        for style, name in FILES.items():
            self.add_font(LETTERS, style, FONTS / f"titillium-web-v10-latin-ext_latin-{name}.ttf")
        self.add_page()
        self.set_draw_color(*DEEP)
        self.rect(12, 12, self.w - 24, self.h - 24)

    def line_of(self, text, size, style="", after=4, link=""):
        self.set_font(LETTERS, style, size)
        self.set_text_color(*(DEEP if style else (0, 0, 0)))
        self.multi_cell(0, size * 0.5, text, align="C", new_x="LMARGIN", new_y="NEXT", link=link)
        self.ln(after)

    def line_of_name(self, name):
        """Without the marks that our letters lack; one in a writing that they lack is read on the page."""
        self.set_font(LETTERS, "B", 22)
        letters = self.current_font.cmap
        drawn = "".join(each if ord(each) in letters else normalize("NFD", each)[0] for each in name)
        if all(ord(each) in letters for each in drawn):
            self.line_of(drawn, 22, "B", after=6)
        else:
            self.line_of(_("La persona che si legge, nella sua scrittura, alla pagina qui sotto"), 13, after=6)


def certificate(enrolment) -> bytes:
    """Of one that has its code."""
    session, address = enrolment.session, check_address(enrolment.code)
    title = _("Attestato di partecipazione")
    sheet = Sheet(f"{title}: {session.training}")
    sheet.set_y(40)
    sheet.line_of(_("Rete di %(network)s") % {"network": session.training.network}, 13, after=10)
    sheet.line_of(title, 26, "B", after=8)
    sheet.line_of_name(person_of(enrolment).name)
    sheet.line_of(_("ha partecipato al corso gratuito"), 13)
    sheet.line_of(session.training.title, 18, "B", after=6)
    sheet.line_of(f"{days_of(session)} · {hours_of(session)} · {session.place}", 12)
    if session.training.kind:
        words = _("È la formazione per %(what)s.") % {"what": session.training.get_kind_display()}
        sheet.line_of(words, 12, after=8)
    signed = date_format(timezone.localdate(session.concluded_at), "j F Y").lower()
    sheet.line_of(_("Rilasciato %(day)s") % {"day": after(signed, "il")}, 11, after=8)
    sheet.line_of(_("Chiunque può controllarlo con il codice %(code)s:") % {"code": enrolment.code}, 10, after=1)
    sheet.line_of(address, 10, link=address)
    return bytes(sheet.output())
