"""How a coaching programme stands: how far it is in time, what its team is made of, what does not go by itself."""

from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from network.models.coaching import TEAM
from organizations.models import Organization
from puntocomunita.charts import bars

SHARES = {  # as one says it of several
    Organization.Sector.PUBLIC: gettext_lazy("enti pubblici"),
    Organization.Sector.PRIVATE: gettext_lazy("imprese"),
    Organization.Sector.THIRD_SECTOR: gettext_lazy("terzo settore"),
    Organization.Sector.CITIZENS: gettext_lazy("cittadini"),
}


class Month(NamedTuple):
    number: int
    of: int


def month_of(programme, day=None):
    """The month in which it is, of how many; None before the first day and after the last."""
    day = day or timezone.localdate()
    if not programme.starts_on <= day <= programme.ends_on:
        return None
    return Month(
        months_between(programme.starts_on, day) + 1, months_between(programme.starts_on, programme.ends_on) + 1
    )


def months_between(first, last):
    """Whole months."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def shares(counted) -> list:
    """[(words, how many), …] of the parts of a team, as `count_by_kind` counts them."""
    return [(str(words), counted[kind]) for kind, words in SHARES.items()]


def balance(counted):
    return bars(shares(counted))


def concerns(programme, counted, goals) -> list:
    """What who leads it sees to, in words; nothing once it is over."""
    if not programme.is_open:
        return []
    return [*of_the_coach(programme), *of_the_team(counted), *of_the_end(programme, goals)]


def of_the_coach(programme):
    if not programme.has_coach:
        yield _("Manca chi accompagna.")


def of_the_team(counted):
    number = sum(counted.values())
    if number < TEAM[0]:
        missing = TEAM[0] - number
        yield ngettext(
            "Nella squadra manca ancora una persona: si lavora in 12 o più.",
            "Nella squadra mancano ancora %(n)s persone: si lavora in 12 o più.",
            missing,
        ) % {"n": missing}
    if number > TEAM[-1]:
        yield _("Nella squadra siete in %(n)s: oltre 24 diventa difficile lavorare insieme.") % {"n": number}
    absent = [words for words, count in shares(counted) if not count]
    if number and absent:
        yield _("Nella squadra non c’è ancora nessuno per: %(kinds)s.") % {"kinds": ", ".join(absent)}
    for words, count in shares(counted):
        if count * 2 > number >= TEAM[0]:
            yield _("Più di metà della squadra è di una parte sola: %(kind)s.") % {"kind": words}


def of_the_end(programme, goals):
    if programme.is_active and programme.ends_on < timezone.localdate():
        yield _("L’ultimo giorno è passato: contate i risultati e scrivete la valutazione.")
    if not goals:
        yield _("Non c’è ancora nessun obiettivo.")
