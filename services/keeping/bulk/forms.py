"""What to make of the chosen entries."""

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Organization
from services.editing import KINDS
from services.models import Service

from .alterations import Closing, Column, Topic

AS_IT_IS = ("", gettext_lazy("resta com’è"))
SURE = {"true": True, "false": False, "unknown": None}
YES_NO = [AS_IT_IS, ("true", gettext_lazy("sì")), ("false", gettext_lazy("no")), ("unknown", gettext_lazy("non si sa"))]
COLUMNS = {
    "organization": ["sector", "level"],
    "location": ["organization", "wheelchair"],
    "service": ["status", "organization", "free"],
    "asset": ["kind", "organization", "free"],
    "community_point": [],
}
WITH_TOPICS = ("service", "asset")
DAYS = ("closed_from", "closed_to", "closed_reason")


class LongSelect(forms.Select):
    """Of hundreds of lines: Django draws each by templates of its own, which took longer than all else on the page."""

    def render(self, name, value, attrs=None, renderer=None):
        widget = self.get_context(name, value, attrs)["widget"]
        options = [each for _name, group, _index in widget["optgroups"] for each in group]
        lines = ((flatatt({"value": str(each["value"]), **each["attrs"]}), each["label"]) for each in options)
        lines = format_html_join("", "<option{}>{}</option>", lines)
        return format_html("<select{}>{}</select>", flatatt({"name": name, **widget["attrs"]}), lines)


def chosen(label, *, empty=AS_IT_IS[1], widget=forms.Select):
    return forms.ModelChoiceField(None, label=label, empty_label=empty, required=False, widget=widget)


def one_of(label, choices):
    return forms.ChoiceField(label=label, choices=[AS_IT_IS, *choices], required=False)


class TogetherForm(forms.Form):
    """`alterations` once it is valid; what a kind has no use for is not there."""

    add = chosen(gettext_lazy("Aggiungi un tema, o per chi è"), empty=gettext_lazy("nessuno"))
    remove = chosen(gettext_lazy("Togli un tema, o per chi è"), empty=gettext_lazy("nessuno"))
    status = one_of(gettext_lazy("Stato"), Service.Status.choices)
    sector = one_of(gettext_lazy("Settore"), Organization.Sector.choices)
    level = one_of(gettext_lazy("Dove opera"), Organization.Level.choices)
    kind = chosen(gettext_lazy("Tipo di risorsa"))
    organization = chosen(gettext_lazy("Organizzazione che ne risponde"), widget=LongSelect)
    free = one_of(gettext_lazy("Gratis"), YES_NO[1:])
    wheelchair = one_of(gettext_lazy("Si entra in sedia a rotelle"), YES_NO[1:])
    closed_from = forms.DateField(label=gettext_lazy("Chiusi dal"), required=False)
    closed_to = forms.DateField(label=gettext_lazy("Chiusi fino al"), required=False)
    closed_reason = forms.CharField(label=gettext_lazy("Perché sono chiusi"), max_length=200, required=False)

    def __init__(self, data=None, *, kind, offered):
        super().__init__(data, label_suffix="")
        self.of = kind
        topics = ["add", "remove"] if kind in WITH_TOPICS else []
        for name in set(self.fields) - {*topics, *COLUMNS[kind], *DAYS}:
            del self.fields[name]
        for name in DAYS[:2]:
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"})
        offered.fill(self)

    def clean(self):
        said = super().clean()
        self.check_days(said.get("closed_from"), said.get("closed_to"))
        if not self.errors and not any(said[name] for name in said if name != "closed_reason"):
            self.add_error(None, _("Scegli che cosa cambiare."))
        return said

    def check_days(self, first, last):
        if (first is None) != (last is None) and not self.errors:
            self.add_error("closed_to" if first else "closed_from", _("Scrivi il primo e l’ultimo giorno di chiusura."))
        if first and last and last < first:
            self.add_error("closed_to", _("Finisce prima di cominciare."))

    @property
    def alterations(self) -> list:
        said, model = self.cleaned_data, KINDS[self.of].model
        made = [Column(model, name, SURE.get(said[name], said[name])) for name in COLUMNS[self.of] if said[name]]
        made += [Topic(model, said[name], away=name == "remove") for name in ("add", "remove") if said.get(name)]
        if said["closed_from"]:
            made.append(Closing(self.of, *(said[name] for name in DAYS)))
        return made
