"""Columns and values of kept rows in the words of the pages."""

from collections import defaultdict

from django.apps import apps
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.hours.local_time import clock
from puntocomunita.templatetags.directory import amounts, day_words, documents, languages, phones

from .kinds import KINDS

# Columns whose field has no Italian name of its own.
LABELS = {
    "slug": gettext_lazy("indirizzo della pagina"),
    "url": gettext_lazy("sito"),
    "program_id": gettext_lazy("programma"),
    "programs": gettext_lazy("programmi"),
    "fees": gettext_lazy("tariffe"),
    "cost_options": gettext_lazy("prezzi"),
    "funding": gettext_lazy("chi lo paga"),
    "accreditations": gettext_lazy("accreditamenti"),
    "licenses": gettext_lazy("licenze"),
    "alternate_name": gettext_lazy("altro nome"),
    "description": gettext_lazy("descrizione"),
    "latitude": gettext_lazy("latitudine"),
    "longitude": gettext_lazy("longitudine"),
    "region": gettext_lazy("regione"),
    "country": gettext_lazy("paese"),
    "languages": gettext_lazy("lingue"),
    "accessibility": gettext_lazy("accessibilità"),
    "addresses": gettext_lazy("altri indirizzi"),
    "location_type": gettext_lazy("che luogo è"),
    "postal_code": gettext_lazy("CAP"),
    "quarter_id": gettext_lazy("quartiere"),
    "zone_id": gettext_lazy("zona"),
    "municipality_id": gettext_lazy("comune"),
    "organization_id": gettext_lazy("organizzazione"),
    "lead_organization_id": gettext_lazy("chi lo guida"),
    "parent_organization_id": gettext_lazy("fa parte di"),
    "location_id": gettext_lazy("luogo"),
    "service_id": gettext_lazy("servizio"),
    "kind_id": gettext_lazy("tipo"),
    "opening_hours_id": gettext_lazy("orari"),
    "extent": gettext_lazy("fin dove"),
    "name": gettext_lazy("nome"),
    "names": gettext_lazy("nomi in altre lingue"),
    "synonyms": gettext_lazy("sinonimi"),
    "position": gettext_lazy("posto nell’elenco"),
    "parent_id": gettext_lazy("sotto a"),
    "user_id": gettext_lazy("persona"),
    "logo": gettext_lazy("logo"),
}
LISTS = {
    "phones": lambda value: [each["number"] for each in phones(value)],
    "languages": lambda value: [each["name"] for each in languages(value)],
    "cost_options": amounts,
    "required_documents": documents,
}


def label_of(kind, column):
    """ "Telefoni"; the column itself where nobody has named it."""
    field = KINDS[kind].field(column)
    named = field is not None and field.verbose_name != field.name.replace("_", " ")
    return capfirst(str(field.verbose_name if named else LABELS.get(column, column)))


class Names:
    """The names of the rows that kept values point at; one query for each model, when the first is asked."""

    def __init__(self):
        self.wanted, self.found = defaultdict(set), {}

    def want(self, kind, row):
        for column, value in (row or {}).items():
            field = KINDS[kind].field(column)
            if field is not None and field.is_relation and value:
                self.wanted[field.related_model].add(value)

    def want_row(self, kind, key):
        self.wanted[KINDS[kind].model].add(key)

    def get(self, model, key):
        """The name, or "" of what is gone."""
        if model not in self.found:
            keys = self.wanted[model]
            self.found[model] = {str(pk): _name(row) for pk, row in _rows(model).in_bulk(keys).items()}
        return self.found[model].get(str(key), "")


def _rows(model):
    link = apps.get_model("services", "ServiceAtLocation")
    return model.objects.select_related("location") if model is link else model.objects.all()


def _name(row):
    return str(getattr(row, "location", row)) if row._meta.model_name == "serviceatlocation" else str(row)


def value_of(kind, column, value, names):
    """A kept value in words; "" where there was nothing."""
    field = KINDS[kind].field(column)
    if value in (None, "", [], {}) or field is None:
        return "" if value in (None, "", [], {}) else str(value)
    if column == "opening_hours_id":
        return _("scritti qui")
    if field.is_relation:
        return names.get(field.related_model, value) or _("uno che non c’è più")
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _written(field, column, value)


def _written(field, column, value):
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return day_words(field.to_python(value))
    if isinstance(field, models.TimeField):
        return clock(field.to_python(value))
    if column in LISTS:
        return ", ".join(LISTS[column](value))
    return _flat(value)


def _flat(value):
    """Anything else: the texts in it, one after the other."""
    if isinstance(value, dict):
        return ", ".join(filter(None, (_flat(each) for key, each in value.items() if key != "id")))
    if isinstance(value, list):
        return ", ".join(filter(None, map(_flat, value)))
    return "" if value is None else str(value)
