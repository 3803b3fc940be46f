"""The certificate of the hours that somebody gave, as a PDF; the same for every kind of pact."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from community.notices.words import day_said
from network.trainings.certificates import Sheet
from puntocomunita.templatetags.portal import after

from .progress import said


def check_address(code) -> str:
    return settings.SITE_URL + reverse("community:pact_certificate_check", args=[code])


def certificate(pact) -> bytes:
    """Of one that has its code, from `with_minutes()`."""
    address, title = check_address(pact.code), _("Attestato di ore donate")
    period = {"first": after(day_said(pact.starts_on), "dal"), "last": after(day_said(pact.ended_on), "al")}
    sheet = Sheet(title)
    sheet.set_y(40)
    sheet.line_of(_("Comunità di %(network)s") % {"network": pact.network}, 13, after=10)
    sheet.line_of(title, 26, "B", after=8)
    sheet.line_of_name(pact.person)
    sheet.line_of(_("ha dato %(hours)s a") % {"hours": said(pact.minutes_done)}, 13)
    sheet.line_of(pact.host.name, 18, "B", after=6)
    sheet.line_of(pact.words, 12)
    sheet.line_of(_("%(first)s %(last)s") % period, 12, after=8)
    sheet.line_of(_("Chiunque può controllarlo con il codice %(code)s:") % {"code": pact.code}, 10, after=1)
    sheet.line_of(address, 10, link=address)
    return bytes(sheet.output())
