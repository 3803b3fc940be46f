"""What a survey says, before and after next to each other: of published cells alone."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.models import CommunitySurvey, Dimension
from helpdesk.figures.telling import Figure, Row, of_100, whole
from helpdesk.models import PublishedCell
from puntocomunita.charts import labelled

Wave = CommunitySurvey.Wave


class WaveTold(NamedTuple):
    """`high` is {dimension: how many of 100 said yes}, None where too few answered to say it."""

    name: str
    people: int
    high: dict
    on_paper: int = 0  # of the people; 0 also where they or the others are few


def told_of(waves) -> list[WaveTold]:
    """Of the published ones, as they come; one query."""
    waves = [each for each in waves if each.published_at]
    cells = {str(each.pk): {} for each in waves}
    measured = PublishedCell.objects.filter(measure=PublishedCell.Measure.SURVEY, dimensions__survey__in=list(cells))
    for cell in measured:
        rest = tuple((name, value) for name, value in cell.dimensions.items() if name != "survey")
        cells[cell.dimensions["survey"]][rest] = cell.value
    return [wave_told(each, cells[str(each.pk)]) for each in waves if cells[str(each.pk)]]


def wave_told(survey, cells):
    people = cells.get((), 0)
    high = {each: of_100(cells.get(((each, "high"),), 0), people) for each in Dimension.values}
    high = {each: None if ((each, "altro"),) in cells and not high[each] else share for each, share in high.items()}
    return WaveTold(survey.get_wave_display(), people, high, cells.get((("how", "paper"),), 0))


def figure_of(waves) -> Figure | None:
    """A row for each question, a number for each wave; None where nothing can be said."""
    told = told_of(waves)
    if not told:
        return None
    rows = [Row(each.label, tuple(said(wave.high[each.value]) for wave in told)) for each in Dimension]
    pairs = [
        (_("%(question)s, %(wave)s") % {"question": each.label.capitalize(), "wave": wave.name}, wave.high[each.value])
        for each in Dimension
        for wave in told
    ]
    chart = labelled([pair for pair in pairs if pair[1] is not None])
    head = ("", *(_("%(wave)s, su 100") % {"wave": each.name} for each in told))
    return Figure("sondaggio", _("Quanti dicono «abbastanza» o «molto»"), sentence(told), head, rows, chart)


def said(share):
    return "–" if share is None else str(share)


def sentence(told):
    answered = _("Hanno risposto: %(people)s.") % {"people": ", ".join(people_of(each) for each in told)}
    grown = grown_most(told)
    return " ".join(filter(None, [answered, grown]))


def people_of(wave):
    told = {"wave": wave.name, "n": whole(wave.people), "papers": whole(wave.on_paper)}
    if wave.on_paper:
        return _("%(wave)s circa %(n)s persone (circa %(papers)s su carta)") % told
    return ngettext("%(wave)s circa %(n)s persona", "%(wave)s circa %(n)s persone", wave.people) % told


def grown_most(told):
    """ "È cresciuta di più l’influenza: da 30 a 48 su 100." """
    if len(told) != 2:
        return ""
    steps = {
        each: (told[0].high[each], told[1].high[each])
        for each in Dimension.values
        if None not in (told[0].high[each], told[1].high[each])
    }
    most = max(steps, key=lambda each: steps[each][1] - steps[each][0], default=None)
    if most is None or steps[most][1] <= steps[most][0]:
        return ""
    told_words = {"question": Dimension(most).label, "before": steps[most][0], "after": steps[most][1]}
    return _("È cresciuto di più: %(question)s, da %(before)s a %(after)s su 100.") % told_words
