"""What is filled in to propose something, to find proposals, and to answer them."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import CoDesign, Contribution, NeedTheme, Proposal, ProposalDecision
from community.needs.forms import ListSearchForm, TheirOwnForm, without_a_person
from helpdesk.rota.forms import DayField
from network.models import Decision
from services.keeping.bulk.forms import LongSelect

LATEST = 30  # decisions of the network among which one is chosen
READ_BY_ALL = gettext_lazy("Lo leggono tutti: non scrivere nomi, numeri o indirizzi di persone.")


class TextForm(forms.ModelForm):
    """The words of a proposal; those that would say who somebody is are refused."""

    use_required_attribute = False

    class Meta:
        model = Proposal
        fields = list(Proposal.TEXT)
        widgets = {name: forms.Textarea({"rows": 4}) for name in ("words", "resources", "doers")}
        help_texts = {
            "title": gettext_lazy("In una riga: «Un orto dietro la scuola»."),
            "words": READ_BY_ALL,
            "resources": gettext_lazy("Se lo sai: un posto, attrezzi, soldi, permessi."),
            "doers": gettext_lazy("Se lo sai: tu, un gruppo, un’associazione. Mai nomi di persone."),
        }
        error_messages = {
            "title": {"required": gettext_lazy("Scrivi in una riga che cosa proponi.")},
            "words": {"required": gettext_lazy("Racconta in poche frasi che cosa si farebbe.")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean(self):
        cleaned = super().clean()
        for name in (*Proposal.TEXT, "group_name", "why"):
            if text := cleaned.get(name):
                self.refuse_a_person(name, text)
        return cleaned

    def refuse_a_person(self, name, text):
        try:
            without_a_person(text)
        except forms.ValidationError as error:
            self.add_error(name, error)


class ProposalForm(TextForm):
    """Free, or sent to a co-design in which it is time to propose."""

    class Meta(TextForm.Meta):
        fields = [*TextForm.Meta.fields, "theme", "codesign", "is_signed"]
        labels = {"codesign": gettext_lazy("Dentro quale percorso")}
        help_texts = TextForm.Meta.help_texts | {
            "is_signed": gettext_lazy("Se non la firmi, il tuo nome non si vede: lo sa solo il portale.")
        }

    def __init__(self, *args, network, **kwargs):
        super().__init__(*args, **kwargs)
        proposing = CoDesign.objects.filter(network=network).proposing().values("pk")
        codesigns = CoDesign.objects.filter(Q(pk__in=proposing) | Q(pk=self.instance.codesign_id))
        choices = {
            "codesign": (codesigns, _("nessuno: è una proposta libera")),
            "theme": (NeedTheme.objects.filter(network=network), _("nessuno")),
        }
        for name, (rows, empty) in choices.items():
            self.fields[name].queryset, self.fields[name].empty_label = rows, empty

    def clean(self):
        cleaned = super().clean()
        if (codesign := cleaned.get("codesign")) and not cleaned.get("theme"):
            cleaned["theme"] = codesign.theme
        return cleaned


class GroupProposalForm(ProposalForm):
    """What a desk writes down for people who propose it together."""

    class Meta(ProposalForm.Meta):
        fields = [
            *("community_point", "group_name", "group_size"),
            *(name for name in ProposalForm.Meta.fields if name != "is_signed"),
        ]
        labels = ProposalForm.Meta.labels | {"community_point": gettext_lazy("Quale Punto Comunità scrive")}
        error_messages = ProposalForm.Meta.error_messages | {
            "community_point": {"required": gettext_lazy("Scegli il Punto Comunità.")},
            "group_name": {"required": gettext_lazy("Scrivi per quale gruppo, senza nomi di persone.")},
            "group_size": {"required": gettext_lazy("Scrivi più o meno quante persone sono.")},
        }

    def __init__(self, *args, points, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["community_point"].queryset = points
        self.fields["community_point"].empty_label = None if len(points) == 1 else _("Scegli il Punto Comunità")
        for name in ("community_point", "group_name", "group_size"):
            self.fields[name].required = True

    def clean_group_size(self):
        size = self.cleaned_data["group_size"]
        if size < 2:
            raise forms.ValidationError(_("Un gruppo è di due persone almeno: se è una sola, può proporre da sé."))
        return size


class RewriteForm(TextForm):
    """The text after it was talked over; how it read before stays beside it."""

    why = forms.CharField(
        label=gettext_lazy("Che cosa è cambiato, e perché"),
        max_length=300,
        error_messages={"required": gettext_lazy("Scrivi che cosa è cambiato: chi l’ha sostenuta lo legge.")},
    )


class ProposalSearchForm(ListSearchForm):
    state = forms.ChoiceField(label=gettext_lazy("A che punto è"), required=False)
    theme = forms.ModelChoiceField(
        None, label=gettext_lazy("Tema"), required=False, empty_label=gettext_lazy("tutti"), widget=LongSelect
    )
    codesign = forms.ModelChoiceField(
        None, label=gettext_lazy("Percorso"), required=False, empty_label=gettext_lazy("tutti"), widget=LongSelect
    )

    def __init__(self, data, network):
        super().__init__(data, label_suffix="")
        out = [(value, label) for value, label in Proposal.State.choices if value != Proposal.State.DRAFT]
        self.fields["state"].choices = [("", _("tutte")), *out]
        self.fields["theme"].queryset = network.need_themes.all()
        self.fields["codesign"].queryset = network.codesigns.order_by("title")


class ContributionForm(forms.ModelForm):
    use_required_attribute = False

    class Meta:
        model = Contribution
        fields = ["words"]
        widgets = {"words": forms.Textarea({"rows": 3})}
        help_texts = {"words": READ_BY_ALL}
        error_messages = {"words": {"required": gettext_lazy("Scrivi che cosa aggiungi o cambieresti.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_words(self):
        return without_a_person(self.cleaned_data["words"])


class WhyForm(TheirOwnForm):
    why = forms.CharField(
        label=gettext_lazy("Perché, per tutti"),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Lo legge chiunque apra la proposta."),
        error_messages={"required": gettext_lazy("Scrivi il perché: chi l’ha sostenuta aspetta di saperlo.")},
    )

    def clean_why(self):
        return without_a_person(self.cleaned_data["why"])


class MergeForm(WhyForm):
    into = forms.ModelChoiceField(
        None,
        label=gettext_lazy("In quale altra proposta"),
        empty_label=gettext_lazy("Scegli la proposta"),
        error_messages={"required": gettext_lazy("Scegli la proposta che va avanti.")},
    )
    field_order = ["into", "why"]

    def __init__(self, *args, proposal, **kwargs):
        super().__init__(*args, **kwargs)
        others = Proposal.objects.filter(network=proposal.network).open().exclude(pk=proposal.pk)
        self.fields["into"].queryset = others.order_by("title", "id")


class WorkOnForm(TheirOwnForm):
    codesign = forms.ModelChoiceField(
        None,
        label=gettext_lazy("In quale percorso"),
        empty_label=gettext_lazy("Scegli il percorso"),
        error_messages={"required": gettext_lazy("Scegli il percorso in cui se ne parla.")},
    )

    def __init__(self, *args, proposal, **kwargs):
        super().__init__(*args, **kwargs | {"initial": {"codesign": proposal.codesign_id}})
        self.fields["codesign"].queryset = CoDesign.objects.filter(network=proposal.network).not_over()


class DecisionChoice(forms.ModelChoiceField):
    def label_from_instance(self, decision):
        return f"{decision.meeting}: {decision.text[:80]}"


class DecideForm(WhyForm):
    """Yes or no, by whom, when and why: what is written down for good."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Com’è andata"),
        choices=ProposalDecision.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Scegli se è accolta o no.")},
    )
    body = forms.CharField(
        label=gettext_lazy("Chi ha deciso"),
        max_length=160,
        help_text=gettext_lazy("Per esempio: il gruppo di guida, l’assemblea del quartiere, la giunta."),
        error_messages={"required": gettext_lazy("Scrivi chi ha deciso: un gruppo o un organo, senza nomi.")},
    )
    decided_on = DayField(label=gettext_lazy("Quando"), initial=timezone.localdate)
    decision = DecisionChoice(
        None,
        label=gettext_lazy("In quale decisione della rete"),
        required=False,
        empty_label=gettext_lazy("non è in un verbale della rete"),
    )
    field_order = ["outcome", "why", "body", "decided_on", "decision"]

    def __init__(self, *args, proposal, **kwargs):
        super().__init__(*args, **kwargs)
        latest = Decision.objects.of_network(proposal.network).latest_first().values("pk")[:LATEST]
        self.fields["decision"].queryset = Decision.objects.filter(pk__in=list(latest.values_list("pk", flat=True)))
        self.fields["decision"].queryset = self.fields["decision"].queryset.select_related("meeting")

    def clean_body(self):
        return without_a_person(self.cleaned_data["body"])

    def clean_decided_on(self):
        if self.cleaned_data["decided_on"] > timezone.localdate():
            raise forms.ValidationError(_("Si scrive quando è deciso: scegli oggi o un giorno passato."))
        return self.cleaned_data["decided_on"]
