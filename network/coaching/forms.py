"""What is filled in about coaching programmes."""

import datetime

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from helpdesk.rota.forms import DayField, RotaForm
from network.models import CoachingGoal, CoachingPhase, CoachingProgramme, CoachingSession, Stakeholder
from network.models.coaching import PARTS

ONE_DAY = datetime.timedelta(days=1)


class CoachingModelForm(forms.ModelForm):
    """What is not filled in is on the row already, so that the rules of the database are asked whole."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"programme", "erased_at"}


class ProgrammeForm(CoachingModelForm):
    starts_on = DayField(label=gettext_lazy("Primo giorno"))
    ends_on = DayField(
        label=gettext_lazy("Ultimo giorno"), help_text=gettext_lazy("Da sei a dodici mesi dopo il primo.")
    )
    coach_email = forms.EmailField(
        label=gettext_lazy("Chi accompagna, se entra nel portale"),
        help_text=gettext_lazy("L’e-mail con cui entra: così scrive da sé incontri e risultati."),
        required=False,
    )
    field_order = ["title", "area", "words", "starts_on", "ends_on", "coach_email", "coach_name", "coach_organization"]

    class Meta:
        model = CoachingProgramme
        fields = ["title", "area", "words", "coach_name", "coach_organization", "starts_on", "ends_on"]
        labels = {"coach_name": gettext_lazy("Chi accompagna, se non entra nel portale")}
        widgets = {"words": forms.Textarea({"rows": 4})}
        help_texts = {
            "area": gettext_lazy("Il quartiere, la piazza, la via."),
            "coach_name": gettext_lazy("Nome e cognome. Il nome lo legge solo chi è nella rete o nella squadra."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["coach_organization"].queryset = self.instance.network.members().order_by("name")
        self.fields["coach_organization"].empty_label = _("Nessuna")
        if self.instance.coach:
            self.initial["coach_email"] = self.instance.coach.email

    def clean_coach_email(self):
        email = self.cleaned_data["coach_email"]
        person = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
        if email and not person:
            raise forms.ValidationError(_("Qui nessuno entra con questo indirizzo."))
        self.instance.coach = person
        return email

    def clean(self):
        said = super().clean()
        name, organization = said.get("coach_name"), said.get("coach_organization")
        if said.get("coach_email") and (name or organization):
            self.add_error("coach_email", _("Chi accompagna è una persona sola: o l’e-mail, o il nome."))
        elif bool(name) != bool(organization):
            missing = "coach_organization" if name else "coach_name"
            self.add_error(missing, _("Servono tutti e due: il nome e l’organizzazione."))
        return said


class StakeholderForm(CoachingModelForm):
    class Meta:
        model = Stakeholder
        fields = ["organization", "name", "kind"]
        labels = {"kind": gettext_lazy("Che parte è, se non è un’organizzazione dell’elenco")}
        help_texts = {
            "name": gettext_lazy("Chi viene, se è d’accordo. Il nome lo legge solo chi è nella rete o nella squadra."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = self.instance.programme.network.members().order_by("name")
        self.fields["organization"].empty_label = _("Nessuna: una persona")
        self.fields["kind"].required = False
        self.fields["kind"].choices = [("", _("Scegli")), *PARTS.items()]

    def clean(self):
        said = super().clean()
        organization = said.get("organization")
        said["kind"] = organization.sector if organization else said.get("kind")
        if not organization and not said.get("name"):
            self.add_error("organization", _("Scegli un’organizzazione, o scrivi il nome di una persona."))
        elif not said["kind"]:
            self.add_error("kind", _("Scegli che parte è: serve a una squadra equilibrata."))
        return said


class PhaseForm(CoachingModelForm):
    starts_on = DayField(label=gettext_lazy("Dal"))
    ends_on = DayField(label=gettext_lazy("Al"))

    class Meta:
        model = CoachingPhase
        fields = ["title", "words"]
        widgets = {"words": forms.Textarea({"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial |= {"starts_on": self.instance.starts_on, "ends_on": self.instance.ends_on}

    def _get_validation_exclusions(self):
        excluded = super()._get_validation_exclusions()
        return excluded if self.errors else excluded - {"during"}

    def clean(self):
        said, programme = super().clean(), self.instance.programme
        first, last = said.get("starts_on"), said.get("ends_on")
        if first is None or last is None:
            return said
        if last < first:
            self.add_error("ends_on", _("Finisce prima di cominciare: controlla i due giorni."))
        elif first < programme.starts_on or last > programme.ends_on:
            within = _("Il percorso va dal %(first)s al %(last)s: la fase ci sta dentro.")
            days = {"first": f"{programme.starts_on:%d/%m/%Y}", "last": f"{programme.ends_on:%d/%m/%Y}"}
            self.add_error("starts_on" if first < programme.starts_on else "ends_on", within % days)
        else:
            self.instance.during = DateRange(first, last + ONE_DAY)
        return said


class GoalForm(CoachingModelForm):
    """What was counted is asked once the programme has started."""

    result_on = DayField(label=gettext_lazy("Contato il"), required=False)

    class Meta:
        model = CoachingGoal
        fields = ["words", "measure", "baseline", "target", "result", "result_on", "result_words"]
        help_texts = {
            "measure": gettext_lazy("Per esempio: botteghe aperte, persone al mercato, ore di apertura."),
            "result": gettext_lazy("L’ultimo numero che avete: alla fine è il risultato."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.programme.is_planned or not self.instance.pk:
            for name in ("result", "result_on", "result_words"):
                del self.fields[name]
        else:
            self.initial["result_on"] = self.instance.result_on or timezone.localdate()

    def clean(self):
        said = super().clean()
        if "result" in self.fields and said.get("result") is None:
            said |= {"result_on": None, "result_words": ""}
        elif "result" in self.fields:
            said["result_on"] = said.get("result_on") or timezone.localdate()
        return said


class PresentField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class SessionForm(CoachingModelForm):
    day = DayField(label=gettext_lazy("Giorno"))
    there = PresentField(queryset=Stakeholder.objects.none(), label=gettext_lazy("Chi c’era"), required=False)

    class Meta:
        model = CoachingSession
        fields = ["day", "title", "notes"]
        widgets = {"notes": forms.Textarea({"rows": 8})}
        help_texts = {"notes": gettext_lazy("Li legge solo chi è nella rete o nella squadra.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        team = self.instance.programme.team
        here = team.filter(presences__session=self.instance) if self.instance.pk else team.none()
        self.initial["there"] = list(here.values_list("pk", flat=True))
        self.fields["there"].queryset = (team.in_team() | team.filter(pk__in=self.initial["there"])).by_name()

    def clean(self):
        said = super().clean()
        if said.get("there") and said.get("day") and said["day"] > timezone.localdate():
            self.add_error("there", _("L’incontro deve ancora venire: chi c’è si segna quel giorno."))
        return said


class StopForm(RotaForm):
    reason = forms.CharField(label=gettext_lazy("Perché: lo legge chi è nella rete"), max_length=500)


class EvaluationForm(CoachingModelForm):
    class Meta:
        model = CoachingProgramme
        fields = ["changed", "learned", "goes_on"]
        widgets = {name: forms.Textarea({"rows": 4}) for name in ("changed", "learned", "goes_on")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("changed", "learned"):
            self.fields[name].required = True
