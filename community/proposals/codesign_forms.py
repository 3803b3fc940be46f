"""What is filled in to open a co-design, to draft an agreement, and to ask the four questions."""

import datetime

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import CoDesign, CoDesignMeeting, CommunitySurvey, Dimension, ManagementAgreement, Phase
from community.needs.forms import TheirOwnForm, without_a_person
from helpdesk.rota.forms import ClockField, DayField
from organizations.models import Location, Organization

A_DAY = datetime.timedelta(days=1)


class RowForm(forms.ModelForm):
    """What the view sets is looked at too, so that who asks for what is there already hears it."""

    use_required_attribute = False
    set_by_view = frozenset()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - self.set_by_view


def to_come(last):
    if last < timezone.localdate():
        raise forms.ValidationError(_("L’ultimo giorno è passato: scegline uno che deve ancora venire."))
    return last


class CoDesignForm(RowForm):
    """With from and until of each phase that it has."""

    set_by_view = {"network"}

    class Meta:
        model = CoDesign
        fields = ["title", "words", "theme"]
        widgets = {"words": forms.Textarea({"rows": 4})}
        help_texts = {"words": gettext_lazy("Che cosa si può cambiare davvero, e chi decide alla fine.")}
        error_messages = {
            "title": {"required": gettext_lazy("Scrivi in poche parole di che cosa si tratta.")},
            "words": {"required": gettext_lazy("Scrivi che cosa si cerca, e chi decide.")},
        }

    def __init__(self, *args, network, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = network.need_themes.all()
        self.fields["theme"].empty_label = _("nessuno")
        held = {each.kind: each for each in self.instance.in_order} if self.instance.pk else {}
        for kind in Phase.Kind:
            phase = held.get(kind)
            for end, words in (("first", _("%(phase)s: dal")), ("last", _("%(phase)s: al"))):
                day = getattr(phase, f"{end}_day") if phase else None
                label = words % {"phase": kind.label.capitalize()}
                self.fields[f"{kind}_{end}"] = DayField(label=label, required=False, initial=day)

    def clean_title(self):
        return without_a_person(self.cleaned_data["title"])

    def clean_words(self):
        return without_a_person(self.cleaned_data["words"])

    def clean(self):
        cleaned = super().clean()
        self.periods = {}
        before = None
        for kind in Phase.Kind:
            first, last = cleaned.get(f"{kind}_first"), cleaned.get(f"{kind}_last")
            if first and last and last >= first and (before is None or first > before):
                self.periods[kind], before = DateRange(first, last + A_DAY), last
            elif first or last:
                self.add_error(f"{kind}_last" if first else f"{kind}_first", self.wrong(first, last))
        if not self.periods and not self.errors:
            raise forms.ValidationError(_("Scrivi i giorni di almeno una fase."))
        return cleaned

    def wrong(self, first, last):
        if not (first and last):
            return _("Scrivi sia il primo giorno sia l’ultimo.")
        return _("L’ultimo giorno viene dopo il primo, e una fase comincia quando è finita quella prima.")


class CoDesignMeetingForm(RowForm):
    day = DayField(label=gettext_lazy("Giorno"))
    time = ClockField(label=gettext_lazy("A che ora"))
    field_order = ["day", "time", "place", "words", "outcome"]

    class Meta:
        model = CoDesignMeeting
        fields = ["place", "words", "outcome"]
        widgets = {"outcome": forms.Textarea({"rows": 4})}
        help_texts = {"outcome": gettext_lazy("Dopo l’incontro. Lo leggono tutti: mai nomi di persone.")}
        error_messages = {"place": {"required": gettext_lazy("Scrivi dove ci si trova.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            local = timezone.localtime(self.instance.at)
            self.fields["day"].initial, self.fields["time"].initial = local.date(), local.time()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("day") and cleaned.get("time"):
            self.instance.at = timezone.make_aware(datetime.datetime.combine(cleaned["day"], cleaned["time"]))
        return cleaned

    def clean_words(self):
        return without_a_person(self.cleaned_data["words"])

    def clean_outcome(self):
        return without_a_person(self.cleaned_data["outcome"])


class AgreementForm(RowForm):
    """Between people, an organisation of the initiative and the municipality."""

    set_by_view = {"initiative"}
    starts_on = DayField(label=gettext_lazy("Dal"))
    ends_on = DayField(label=gettext_lazy("Al"))

    class Meta:
        model = ManagementAgreement
        fields = ["organization", "location", "service_name", "words", "starts_on", "ends_on"]
        widgets = {"words": forms.Textarea({"rows": 8})}
        help_texts = {
            "words": gettext_lazy("Che cosa fa chi abita qui, che cosa l’organizzazione, che cosa il Comune."),
            "service_name": gettext_lazy("Come lo troverà chi lo cerca nell’elenco."),
        }
        error_messages = {
            "organization": {"required": gettext_lazy("Scegli l’organizzazione che firma.")},
            "words": {"required": gettext_lazy("Scrivi chi fa che cosa: chi firma lo legge.")},
            "service_name": {"required": gettext_lazy("Scrivi come si chiamerà il servizio.")},
        }

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        partners = [each.organization_id for each in initiative.public_partners]
        members = Organization.objects.filter(pk__in=partners) if partners else initiative.network.members()
        places = Location.objects.filter(organization__in=members, municipality=initiative.network)
        self.fields["organization"].queryset = members.order_by("name")
        self.fields["organization"].required = True
        self.fields["organization"].empty_label = _("Scegli l’organizzazione")
        self.fields["location"].queryset = places.select_related("organization").order_by("organization__name", "name")
        self.fields["location"].empty_label = _("in nessun posto fisso")

    def clean(self):
        cleaned = super().clean()
        place, organization = cleaned.get("location"), cleaned.get("organization")
        if place and organization and place.organization_id != organization.pk:
            self.add_error("location", _("Questo posto è di un’altra organizzazione."))
        return cleaned

    def clean_ends_on(self):
        return to_come(self.cleaned_data["ends_on"])


class EndForm(TheirOwnForm):
    reason = forms.CharField(
        label=gettext_lazy("Perché si conclude"),
        max_length=300,
        error_messages={"required": gettext_lazy("Scrivi il perché: chi ha firmato lo legge.")},
    )

    def clean_reason(self):
        return without_a_person(self.cleaned_data["reason"])


class SurveyForm(RowForm):
    @property
    def set_by_view(self):
        return {"network", "period"} if self.instance.period else {"network"}

    first = DayField(label=gettext_lazy("Si risponde dal"))
    last = DayField(label=gettext_lazy("Fino al"))

    class Meta:
        model = CommunitySurvey
        fields = ["title", "wave", "initiative"]
        widgets = {"wave": forms.RadioSelect}
        help_texts = {
            "title": gettext_lazy("Per esempio: Fiumicello 2026. «Prima» e «dopo» hanno lo stesso titolo."),
        }
        error_messages = {
            "title": {"required": gettext_lazy("Scrivi di che cosa, o di quale quartiere, si chiede.")},
            "wave": {"required": gettext_lazy("Scegli se è prima o dopo.")},
        }

    def __init__(self, *args, network, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["initiative"].queryset = network.initiatives.seen().order_by("title")
        self.fields["initiative"].empty_label = _("nessuna: è di tutta la città")

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("L’ultimo giorno viene dopo il primo."))
        elif first and last:
            self.instance.period = DateRange(first, last + A_DAY)
        return cleaned

    def clean_last(self):
        return to_come(self.cleaned_data["last"])


QUESTIONS = {
    Dimension.BELONGING: gettext_lazy("Qui mi sento a casa mia, parte di una comunità."),
    Dimension.INFLUENCE: gettext_lazy("Quello che penso conta, quando qui si decide qualcosa."),
    Dimension.NEEDS_MET: gettext_lazy("Quello che mi serve, qui lo trovo."),
    Dimension.CONNECTION: gettext_lazy("Con le persone di qui ho un legame: ci conosciamo e ci aiutiamo."),
}
HOW_TRUE = [
    (1, gettext_lazy("per niente")),
    (2, gettext_lazy("poco")),
    (3, gettext_lazy("così così")),
    (4, gettext_lazy("abbastanza")),
    (5, gettext_lazy("molto")),
]


class AnswersForm(TheirOwnForm):
    """The four questions, 1 to 5 each."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for dimension, words in QUESTIONS.items():
            self.fields[dimension.value] = forms.TypedChoiceField(
                label=words,
                coerce=int,
                choices=HOW_TRUE,
                widget=forms.RadioSelect,
                error_messages={"required": _("Scegli quanto è vero per te.")},
            )
