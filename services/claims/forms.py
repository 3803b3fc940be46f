"""What is asked of who says that an entry is theirs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .letters import masked

MAIL, DESK = "mail", "desk"


class ClaimForm(forms.Form):
    """`email` is the known address, "" where it may not decide."""

    words = forms.CharField(
        label=_("Chi sei per l’organizzazione"),
        help_text=_("Per esempio: sono la segretaria, oppure faccio parte del direttivo."),
        max_length=500,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Scrivi in due parole chi sei per l’organizzazione.")},
    )
    way = forms.ChoiceField(
        label=_("Chi ci dice che è così"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Scegli chi ce lo conferma."), "invalid_choice": _("Scegli chi ce lo conferma.")},
    )

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        if not email:
            del self.fields["way"]
            return
        mail = _("Chi legge %(email)s: gli mandiamo un collegamento") % {"email": masked(email)}
        desk = _("Chi coordina il Punto Comunità: ti chiama o ti incontra")
        self.fields["way"].choices = [(MAIL, mail), (DESK, desk)]
        self.fields["way"].initial = MAIL


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(choices=[("accept", ""), ("refuse", "")])
    reason = forms.CharField(max_length=500, required=False)

    def clean(self):
        said = super().clean()
        if said.get("decision") == "refuse" and not said.get("reason"):
            self.add_error("reason", _("Scrivi perché, così chi ha chiesto lo sa."))
        return said
