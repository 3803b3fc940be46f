"""What somebody at a desk says of a call: they talked, or why it is to be forgotten."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .actions import OVER, TRIES, may_give_up

FOLLOW = {
    "no": gettext_lazy("No: cancella il nome e il numero"),
    "yes": gettext_lazy("Sì, ce l’ha chiesto: li teniamo per risentirci"),
}
WHY = {
    "asked": gettext_lazy("L’ha chiesto la persona"),
    "nobody": gettext_lazy("Il numero è sbagliato, o è uno scherzo"),
    "no_answer": gettext_lazy("Non risponde mai"),
}


class SpokeForm(forms.Form):
    follow = forms.ChoiceField(
        label=gettext_lazy("Vuole che la seguiamo ancora?"), choices=FOLLOW.items(), widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", auto_id="parlato_%s", **kwargs)
        self.fields["follow"].error_messages["required"] = _("Di’ se vuole essere seguita ancora.")


class EraseForm(forms.Form):
    why = forms.ChoiceField(label=gettext_lazy("Perché?"), choices=WHY.items(), widget=forms.RadioSelect)

    def __init__(self, *args, asked, **kwargs):
        super().__init__(*args, label_suffix="", auto_id="cancella_%s", **kwargs)
        self.asked = asked
        self.fields["why"].error_messages["required"] = _("Di’ perché: così nessuno aspetta invano.")

    def clean_why(self):
        why = self.cleaned_data["why"]
        if why == "no_answer" and not may_give_up(self.asked):
            said = _("Prima prova %(tries)s volte, in %(days)s giorni almeno: forse non può rispondere.")
            raise ValidationError(said % {"tries": TRIES, "days": OVER.days})
        return why
