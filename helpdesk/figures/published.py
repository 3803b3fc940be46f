"""What the public reads: the cells that are published, put into words. Nothing here looks at a contact."""

from collections import defaultdict

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from helpdesk.models import Enquiry, PublishedCell, Referral
from organizations.models import CommunityPoint
from puntocomunita.charts import labelled
from services.models import TaxonomyTerm
from territory.models import Municipality, Quarter, Zone

from .disclosure import OTHER
from .telling import DRAWN, Figure, Row, most_of, of_100, said_of_100, whole

BANDS = {
    "under_30": gettext_lazy("meno di 30 anni"),
    "to_64": gettext_lazy("30–64 anni"),
    "from_65": gettext_lazy("65 anni o più"),
}
MET = {"answered": gettext_lazy("con una risposta"), "unmet": gettext_lazy("senza risposta")}
TOLD_OF_THE_CITY = {"unmet": gettext_lazy("senza risposta: vedi i numeri della città")}
ENDED = {
    "ended": gettext_lazy("concluso"),
    "refused": gettext_lazy("rifiutato o senza risposta"),
    "withdrawn": gettext_lazy("ritirato"),
    "under_way": gettext_lazy("in corso"),
}
CHOICES = {
    "age": dict(Enquiry.AgeBand.choices),
    "gender": dict(Enquiry.Gender.choices),
    "channel": dict(Enquiry.Channel.choices),
    "minutes": dict(Enquiry.Minutes.choices),
    "answer": dict(Enquiry.Answer.choices),
    "result": {**MET, **dict(Enquiry.Result.choices)},
    "reason": dict(Enquiry.UnmetReason.choices),
    "target": dict(Referral.TargetKind.choices),
    "ending": {**ENDED, **dict(Referral.Outcome.choices)},
}
TITLES = {
    "topic": gettext_lazy("Di che cosa si è parlato"),
    "result": gettext_lazy("Com’è finita"),
    "answer": gettext_lazy("Come abbiamo risposto"),
    "age": gettext_lazy("Quanti anni aveva chi è venuto"),
    "gender": gettext_lazy("Chi è venuto"),
    "home": gettext_lazy("Dove abita chi è venuto"),
    "channel": gettext_lazy("Come è arrivato"),
    "minutes": gettext_lazy("Quanto tempo c’è voluto"),
}


def is_rest(name, value):
    """Of which no need, or no home, is told."""
    return value == OTHER or name in ("topic", "home") and value.split("/")[0] in TOLD_OF_THE_CITY


def years_of(city) -> list[int]:
    """Those of which anything is published, the last first."""
    totals = PublishedCell.objects.filter(municipality=city, measure="enquiries", dimensions={})
    return sorted({period.lower.year for period in totals.values_list("period", flat=True)}, reverse=True)


def cities():
    """Those that have published anything."""
    return Municipality.objects.filter(published_cells__measure=PublishedCell.Measure.ENQUIRIES).distinct()


class Words:
    """What the values of a dimension are called; two queries for all."""

    def __init__(self, city):
        terms = TaxonomyTerm.objects.filter(taxonomy__slug="need").only("slug", "name", "names")
        places = [*Zone.objects.filter(municipality=city), *Quarter.objects.filter(municipality=city)]
        points = CommunityPoint.objects.filter(location__municipality=city).only("slug", "name")
        self.names = {
            "topic": {term.slug: term.local_name for term in terms} | TOLD_OF_THE_CITY,
            "home": {place.slug: place.name for place in places} | TOLD_OF_THE_CITY,
            "desk": {point.slug: point.name for point in points},
            **CHOICES,
        }

    def __call__(self, name, value):
        """ "Casa e bollette: altro"; the last part alone where it says enough."""
        *before, last = value.split("/")
        names = self.names[name]
        if not before:
            return _("altro o non detto") if last == OTHER else str(names.get(last, last))
        if last != OTHER:
            return str(names.get(last, last))
        heading = str(BANDS[before[-1]] if name == "age" else names.get(before[-1], before[-1]))
        return heading if name == "age" else _("%(heading)s, senza dire di più") % {"heading": heading}


class Publication:
    """The cells of one year of a city, or of a desk there, by table: {(measure, names): {values: number}}.

    Of a city, `desks` has (slug, contacts) of each desk too.
    """

    def __init__(self, city, year, desk=None):
        cells = PublishedCell.objects.of_desks().of_year(city, year)
        self.words, self.desk, self.tables = Words(city), desk, defaultdict(dict)
        self.desks = []
        for cell in cells.of_desk(desk) if desk else cells:
            self.take(cell)
        self.desks.sort(key=lambda pair: -pair[1])

    def take(self, cell):
        dimensions = {name: value for name, value in cell.dimensions.items() if not self.desk or name != "desk"}
        if (cell.period.upper - cell.period.lower).days < 300:
            return
        if "desk" not in dimensions:
            values = tuple(value for _name, value in sorted(dimensions.items()))
            self.tables[cell.measure, tuple(sorted(dimensions))][values] = cell.value
        elif cell.measure == PublishedCell.Measure.ENQUIRIES and len(dimensions) == 1:
            self.desks.append((dimensions["desk"], cell.value))

    def total(self, measure="enquiries"):
        return self.tables.get((measure, ()), {}).get((), 0)

    def one(self, measure, name):
        """[(value, number)], the most first and the rest last."""
        found = [(values[0], number) for values, number in self.tables.get((measure, (name,)), {}).items()]
        return sorted(found, key=lambda pair: (is_rest(name, pair[0]), -pair[1], pair[0]))

    def figure(self, measure, name, title=""):
        """A figure of a table of one dimension, or None where there is nothing to show."""
        found = self.one(measure, name)
        if not found:
            return None
        pairs = [(self.words(name, value), number) for value, number in found]
        total = self.total(measure)
        rows = [Row(label, (number, said_of_100(of_100(number, total)))) for label, number in pairs]
        head = ("", _("Numero"), _("su 100"))
        named = [pair for pair, (value, _number) in zip(pairs, found, strict=True) if not is_rest(name, value)]
        sentence = most_of(named or pairs, total)
        return Figure(f"{measure}-{name}", title or TITLES[name], sentence, head, rows, labelled(pairs[:DRAWN]))

    @cached_property
    def figures(self):
        """All that is published of what was asked and answered."""
        found = [self.figure("enquiries", name) for name in TITLES]
        found.append(self.figure("unmet", "reason", _("Perché è mancata una risposta")))
        found.append(self.figure("referrals", "ending", _("Come sono finiti i passaggi ad altri")))
        found.append(self.figure("referrals", "target", _("A chi abbiamo mandato")))
        return [figure for figure in found if figure]

    def needs_without_an_answer(self):
        """[(need, number)], the most first: what people can start from to build something."""
        return [(self.words("topic", value), number) for value, number in self.one("unmet", "topic") if value != OTHER]

    def unmet_at(self):
        """{quarter's slug: number} of those that are published by themselves."""
        return {value.split("/")[-1]: number for value, number in self.one("unmet", "home") if "/" in value}

    def lead(self):
        """ "1.240 contatti, 62 su 100 risolti subito." """
        total = self.total()
        if not total:
            return ""
        results = dict(self.one("enquiries", "result"))
        contacts = ngettext("%(count)s contatto", "%(count)s contatti", total) % {"count": whole(total)}
        said = _("Circa %(contacts)s.") % {"contacts": contacts}
        solved, unmet = (of_100(results.get(each, 0), total) for each in ("answered/solved", "unmet/unmet"))
        if solved:
            said = _("Circa %(contacts)s, %(solved)s su 100 risolti subito.") % {"contacts": contacts, "solved": solved}
        if unmet:
            said += " " + _("%(unmet)s su 100 sono rimasti senza risposta.") % {"unmet": unmet}
        return said
