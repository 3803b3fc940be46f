"""Published figures of requests without an answer, from which a need may start; they name nobody."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from community.models import Need
from helpdesk.figures.published import Publication, years_of


class UnmetFigure(NamedTuple):
    topic: str
    words: str  # as the need that comes of it quotes them
    told: str  # beside the topic
    is_adopted: bool


def unmet_figures(network) -> list[UnmetFigure]:
    """Of the last year that is published, the largest first; as many queries however many there are."""
    years = years_of(network)
    if not years:
        return []
    year = years[0]
    adopted = set(Need.objects.filter(network=network, source=Need.Source.FIGURES).values_list("figures", flat=True))
    told = Publication(network, year).needs_without_an_answer()
    return [figure_of(topic, year, number, adopted) for topic, number in told]


def figure_of(topic, year, number, adopted):
    words = said(topic, year, number)
    told = _("circa %(number)s richieste, nel %(year)s") % {"number": number, "year": year}
    return UnmetFigure(topic, words, told, words in adopted)


def said(topic, year, number):
    told = {"topic": topic, "year": year, "number": number}
    return _("%(topic)s, %(year)s: circa %(number)s richieste rimaste senza risposta agli sportelli") % told
