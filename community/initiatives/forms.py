"""What is filled in to find an initiative, to begin one, and to lead it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import (
    Commitment,
    Initiative,
    InitiativeMunicipality,
    InitiativePartner,
    InitiativeTask,
    Outcome,
    Reach,
    Story,
)
from community.needs.forms import MOST_TOPICS, ListSearchForm, TheirOwnForm, without_a_person
from helpdesk.rota.forms import DayField
from network.bulletin.forms import quarters, themes
from organizations.models import Organization
from territory.models import Municipality

LINES = {"rows": 4}


class PublicForm(forms.ModelForm):
    """Of texts that others read: none may say who somebody is; `signature` is one's own to give."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean(self):
        cleaned = super().clean()
        for name, field in self.fields.items():
            if isinstance(cleaned.get(name), str) and not isinstance(field, forms.URLField | forms.ChoiceField):
                try:
                    without_a_person(cleaned[name])
                except ValidationError as error:
                    self.add_error(name, error)
        return cleaned


def somebody(people):
    if people is not None and people < 1:
        raise ValidationError(_("Almeno una persona."))
    return people


class SpokenForForm(PublicForm):
    """With `organization` where the person speaks for some: else they act for themselves."""

    organization = forms.ModelChoiceField(
        None, label=gettext_lazy("Per conto di chi"), required=False, empty_label=gettext_lazy("tuo, di persona")
    )

    def __init__(self, *args, organizations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations
        if not organizations.exists():
            del self.fields["organization"]


class InitiativeForm(SpokenForForm):
    """`may_publish` says whether it is of several organisations too, which is not for one resident to say."""

    starts_on = DayField(label=gettext_lazy("Da quando"), required=False)
    ends_on = DayField(label=gettext_lazy("Fino a quando"), required=False)

    class Meta:
        model = Initiative
        fields = [
            "kind",
            "title",
            "summary",
            "words",
            "topics",
            "quarter",
            "need_theme",
            "starts_on",
            "ends_on",
            "people_target",
        ]
        widgets = {
            "kind": forms.RadioSelect,
            "summary": forms.Textarea({"rows": 2}),
            "words": forms.Textarea({"rows": 8}),
            "topics": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "title": gettext_lazy("Corto, che si capisca: «L’orto dietro la scuola»."),
            "summary": gettext_lazy("Si legge nell’elenco. Non scrivere nomi, numeri o indirizzi di persone."),
            "words": gettext_lazy("Che cosa fate, con chi, che cosa serve ancora."),
            "topics": gettext_lazy("Fino a tre."),
            "people_target": gettext_lazy("Se vuoi: chi legge vede a che punto siete."),
        }
        error_messages = {
            "kind": {"required": gettext_lazy("Scegli di chi è.")},
            "title": {"required": gettext_lazy("Scrivi come si chiama.")},
            "summary": {"required": gettext_lazy("Scrivi in due righe che cosa volete fare.")},
        }

    def __init__(self, *args, network, wide, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset, self.fields["quarter"].queryset = themes(), quarters(network)
        self.fields["quarter"].empty_label = _("tutta la città")
        self.fields["need_theme"].queryset = network.need_themes.all()
        self.fields["need_theme"].empty_label = _("da nessuno")
        if not wide:
            del self.fields["kind"]
        if self.instance.pk:
            self.fields.pop("organization", None)
        self.fields.pop("need_theme") if not self.fields["need_theme"].queryset.exists() else None

    def clean_people_target(self):
        return somebody(self.cleaned_data["people_target"])

    def clean_topics(self):
        topics = self.cleaned_data["topics"]
        if len(topics) > MOST_TOPICS:
            raise ValidationError(_("Scegline tre al massimo: quelli che contano di più."))
        return topics

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("ends_on") and not cleaned.get("starts_on"):
            self.add_error("starts_on", _("Se sai quando finisce, scrivi anche quando comincia."))
        if self.instance.state == Initiative.State.ACTIVE and not cleaned.get("starts_on"):
            self.add_error("starts_on", _("È già cominciata: scrivi quando."))
        return cleaned


class StartForm(TheirOwnForm):
    starts_on = DayField(label=gettext_lazy("Da quando"), initial=timezone.localdate)


class StopForm(TheirOwnForm):
    reason = forms.CharField(
        label=gettext_lazy("Perché si ferma"),
        max_length=600,
        widget=forms.Textarea(LINES),
        help_text=gettext_lazy("Lo leggono tutti, anche chi partecipa."),
        error_messages={"required": gettext_lazy("Scrivi perché: chi partecipa vuole saperlo.")},
    )

    def clean_reason(self):
        return without_a_person(self.cleaned_data["reason"])


class HttpsField(forms.URLField):
    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", **kwargs)


class OutcomeForm(PublicForm):
    """Cared for by a partner that said yes, or by whom one says in words."""

    until = DayField(label=gettext_lazy("Fino a quando"), required=False, help_text=gettext_lazy("Vuoto: senza data."))

    class Meta:
        model = Outcome
        fields = ["title", "words", "who_may_use", "organization", "cared_by", "until", "link"]
        widgets = {"words": forms.Textarea(LINES)}
        field_classes = {"link": HttpsField}
        help_texts = {
            "title": gettext_lazy("Per esempio: un orto con venti cassoni, aperto a chi passa."),
            "who_may_use": gettext_lazy("Per esempio: chiunque, tutti i giorni fino al tramonto."),
            "cared_by": gettext_lazy("Per esempio: chi abita nel cortile. Se è un’organizzazione, scegli quella."),
        }
        error_messages = {
            "title": {"required": gettext_lazy("Scrivi che cosa resta.")},
            "who_may_use": {"required": gettext_lazy("Scrivi chi lo può usare.")},
            "cared_by": {"required": gettext_lazy("Scrivi chi se ne prende cura.")},
        }

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        partners = initiative.partners.confirmed().values("organization")
        self.fields["organization"].queryset = Organization.objects.filter(pk__in=partners).order_by("name")
        self.fields["organization"].empty_label = _("nessuna: lo scrivi sotto")
        self.fields["cared_by"].required = False

    def clean_until(self):
        """Only what was for everybody may be so no more."""
        until = self.cleaned_data["until"]
        return until if self.instance.pk else to_come(until)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("organization") and not cleaned.get("cared_by"):
            self.add_error("cared_by", _("Scrivi chi se ne prende cura, o scegli un’organizzazione."))
        return cleaned

    def _post_clean(self):
        """Who cares is written by the action where an organisation does."""
        if self.cleaned_data.get("organization") and not self.cleaned_data.get("cared_by"):
            self.cleaned_data["cared_by"] = self.cleaned_data["organization"].name
        super()._post_clean()


class PartnerForm(PublicForm):
    class Meta:
        model = InitiativePartner
        fields = ["organization", "role"]
        error_messages = {
            "organization": {"required": gettext_lazy("Scegli un’organizzazione.")},
            "role": {"required": gettext_lazy("Scegli che cosa fa.")},
        }

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = members.order_by("name")
        self.fields["organization"].empty_label = _("Scegli un’organizzazione")


def to_come(day):
    if day and day < timezone.localdate():
        raise ValidationError(_("Scegli un giorno che deve ancora venire."))
    return day


class TaskForm(PublicForm):
    due_on = DayField(label=gettext_lazy("Entro quando"), required=False)

    class Meta:
        model = InitiativeTask
        fields = ["words", "due_on"]
        error_messages = {"words": {"required": gettext_lazy("Scrivi che cosa c’è da fare.")}}

    def clean_due_on(self):
        return to_come(self.cleaned_data["due_on"])


class CommitmentForm(SpokenForForm):
    due_on = DayField(
        label=gettext_lazy("Entro quando"), error_messages={"required": gettext_lazy("Scegli entro quando lo farai.")}
    )

    class Meta:
        model = Commitment
        fields = ["words", "due_on"]
        help_texts = {"words": gettext_lazy("Lo legge solo chi è nell’iniziativa; gli altri leggono quanti sono.")}
        error_messages = {"words": {"required": gettext_lazy("Scrivi che cosa farai.")}}

    def clean_due_on(self):
        return to_come(self.cleaned_data["due_on"])


class ReachForm(PublicForm):
    day = DayField(label=gettext_lazy("Quando"), initial=timezone.localdate)

    class Meta:
        model = Reach
        fields = ["day", "people", "activity", "municipality"]
        help_texts = {
            "people": gettext_lazy("Quante, mai chi."),
            "activity": gettext_lazy("Per esempio: merenda nel cortile."),
        }
        error_messages = {
            "people": {"required": gettext_lazy("Scrivi quante persone erano.")},
            "activity": {"required": gettext_lazy("Scrivi in poche parole che cosa si è fatto.")},
        }

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.initiative = initiative
        self.fields["municipality"].queryset = initiative.municipalities.order_by("name")
        self.fields["municipality"].empty_label = _("non in uno solo")
        if not initiative.places.exists():
            del self.fields["municipality"]

    def clean_people(self):
        return somebody(self.cleaned_data["people"])

    def clean_day(self):
        if self.cleaned_data["day"] > timezone.localdate():
            raise ValidationError(_("Scrivi le persone quando è stato fatto, non prima."))
        return self.cleaned_data["day"]


class PlaceForm(PublicForm):
    municipality = forms.CharField(
        label=gettext_lazy("Comune"),
        max_length=100,
        error_messages={"required": gettext_lazy("Scrivi il nome del comune.")},
    )

    class Meta:
        model = InitiativeMunicipality
        fields = ["municipality", "activities"]

    def clean_municipality(self):
        found = Municipality.objects.filter(name__iexact=self.cleaned_data["municipality"]).first()
        if found is None:
            raise ValidationError(_("Non conosciamo questo comune: controlla come si scrive."))
        return found

    def clean(self):
        cleaned = super().clean()
        if self.instance.initiative.places.filter(municipality=cleaned.get("municipality")).exists():
            self.add_error("municipality", _("Questo comune c’è già."))
        return cleaned


class StoryForm(PublicForm):
    class Meta:
        model = Story
        fields = ["title", "words", "signature"]
        widgets = {"words": forms.Textarea({"rows": 10})}
        help_texts = {
            "words": gettext_lazy("Che cosa è successo, che cosa è cambiato. Degli altri non scrivere nomi."),
            "signature": gettext_lazy("Se la lasci vuota nessuno legge chi l’ha raccontata."),
        }
        error_messages = {
            "title": {"required": gettext_lazy("Scrivi un titolo.")},
            "words": {"required": gettext_lazy("Racconta la storia.")},
        }


def choices_of(everything, choices):
    return [("", everything), *choices]


class PlaceAndThemeForm(forms.Form):
    """By what things of a city are narrowed; what is not valid is said and left aside."""

    quarter = forms.ChoiceField(label=gettext_lazy("Quartiere"), required=False)
    topic = forms.ChoiceField(label=gettext_lazy("Di che cosa"), required=False)

    def __init__(self, data, network):
        super().__init__(data, label_suffix="")
        self.fields["quarter"].choices = choices_of(_("tutti"), quarters(network).values_list("slug", "name"))
        self.fields["topic"].choices = choices_of(_("tutto"), ((each.slug, each.local_name) for each in themes()))
        self.is_valid()

    @property
    def asked(self):
        return {name: value for name, value in self.cleaned_data.items() if value}


class InitiativeSearchForm(ListSearchForm, PlaceAndThemeForm):
    state = forms.ChoiceField(
        label=gettext_lazy("A che punto è"),
        choices=choices_of(gettext_lazy("tutte"), Initiative.State.choices),
        required=False,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Che tipo"),
        choices=choices_of(gettext_lazy("tutte"), Initiative.Kind.choices),
        required=False,
    )
    field_order = ["q", "state", "kind"]
