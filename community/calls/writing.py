"""What is filled in to write a call: everything while it is a draft, little once people have read it."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.beside import BesideFields
from community.models import Call
from community.needs.forms import without_a_person
from helpdesk.rota.forms import DayField
from organizations.models import Organization

CRITERION = re.compile(r"(?P<words>.+?)\s*[:;]\s*(?P<points>\d{1,3})")


class LinesField(forms.CharField):
    """One thing a line."""

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=4000, widget=forms.Textarea({"rows": 4}), **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if any(len(line) > 200 for line in lines):
            raise forms.ValidationError(_("Ogni riga è di 200 lettere al massimo."))
        return lines


class CallForm(BesideFields, forms.ModelForm):
    """Everything while it is a draft."""

    use_required_attribute = False
    opens_on = DayField(label=gettext_lazy("Si fa domanda dal"))
    closes_on = DayField(label=gettext_lazy("Fino al, compreso"))
    declarations = LinesField(
        label=gettext_lazy("Altre condizioni"),
        help_text=gettext_lazy("Una per riga; si risponde «è così» o «non è così»: «Non ho una casa di proprietà»."),
    )
    documents = LinesField(
        label=gettext_lazy("Documenti che chiederete"),
        help_text=gettext_lazy("Uno per riga. Nel portale non si caricano: si portano dopo, di persona."),
    )
    criteria = LinesField(
        label=gettext_lazy("Come si fa la graduatoria"),
        help_text=gettext_lazy("Un criterio per riga, con i punti: «Vive ancora in famiglia: 10»."),
    )

    BESIDE = {
        "call_gives_something": "benefits",
        "call_closes_after_it_opens": "closes_on",
        "call_says_where_hours_are_given": "hours_where",
    }

    class Meta:
        model = Call
        fields = ["title", "words", "organization", "benefits", "amount", "of_what", "payee", "hours_due"]
        fields += ["hours_where", "opens_on", "closes_on", "single_under", "couple_under", "age_from", "residence"]
        fields += ["asks_permit", "declarations", "documents", "needs_assessment", "appeal_days", "office"]
        widgets = {"words": forms.Textarea({"rows": 5})}
        help_texts = {
            "organization": gettext_lazy("Vuoto se è il Comune."),
            "hours_due": gettext_lazy("0 se non si chiedono."),
            "age_from": gettext_lazy("Conta solo dove conta l’età."),
            "appeal_days": gettext_lazy("La graduatoria esce dopo. 0 se non si può chiedere."),
            "office": gettext_lazy(
                "Chi spiega i punti e i pagamenti, e fino a quando si può fare ricorso: «Ufficio casa, via Roma 1, "
                "0376 123456; al TAR entro 60 giorni»."
            ),
            "single_under": gettext_lazy("Vuoto se l’età non conta. L’età è quella del giorno in cui il bando chiude."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        members = Organization.objects.filter(pk__in=self.instance.network.members())
        self.fields["organization"].queryset = members.order_by("name")
        self.fields["organization"].empty_label = _("il Comune")
        if self.instance.pk:
            self.initial["criteria"] = [f"{each.words}: {each.points}" for each in self.instance.criteria.all()]

    def clean_words(self):
        return without_a_person(self.cleaned_data["words"])

    def clean_criteria(self):
        found = [CRITERION.fullmatch(line) for line in self.cleaned_data["criteria"]]
        if not all(found) or any(not 1 <= int(match["points"]) <= 100 for match in found):
            raise forms.ValidationError(_("Scrivi ogni criterio così: «Vive in famiglia: 10», da 1 a 100 punti."))
        return [(match["words"], int(match["points"])) for match in found]


class OpenCallForm(CallForm):
    """What may still change once people have read it: words, more benefits, more time."""

    class Meta(CallForm.Meta):
        fields = ["title", "words", "benefits", "closes_on", "office"]

    declarations = documents = criteria = opens_on = None

    def __init__(self, *args, **kwargs):
        forms.ModelForm.__init__(self, *args, label_suffix="", **kwargs)
        self.before = {"benefits": self.instance.benefits, "closes_on": self.instance.closes_on}
        if self.instance.state != Call.State.OPEN:
            del self.fields["closes_on"]

    def clean(self):
        cleaned = super().clean()
        for name, words in {
            "benefits": _("Possono solo diventare di più."),
            "closes_on": _("Si può solo dare più tempo."),
        }.items():
            if cleaned.get(name) and cleaned[name] < self.before[name]:
                self.add_error(name, words)
        return cleaned
