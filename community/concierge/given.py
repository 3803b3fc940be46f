"""How long one helped, and was helped: for who reads it alone."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from puntocomunita.charts import Chart, bars


class Told(NamedTuple):
    sentence: str
    chart: Chart


def told_of(minutes) -> Told | None:
    """Of `minutes_of()`; None where nothing is done yet."""
    given, received = minutes["given"], minutes["received"]
    if not given + received:
        return None
    told = {"given": time_said(given), "received": time_said(received)}
    sentence = _("Hai dato una mano per %(given)s, e l’hai ricevuta per %(received)s.") % told
    return Told(sentence, bars([(_("dato"), given), (_("ricevuto"), received)]))


def time_said(minutes) -> str:
    """ "1 ora e 20 minuti" """
    hours, rest = divmod(minutes, 60)
    said = [ngettext("%(n)s ora", "%(n)s ore", hours) % {"n": hours}] if hours else []
    if rest or not hours:
        said.append(ngettext("%(n)s minuto", "%(n)s minuti", rest) % {"n": rest})
    return _(" e ").join(said)
