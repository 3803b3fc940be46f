"""What is filled in about meetings."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from helpdesk.rota.forms import ClockField, DayField, RotaForm
from network.models import ActionItem, AgendaItem, Decision, Goal, Meeting, MeetingInvitation
from organizations.models import Location, Organization

STATUSES = [(each.value, each.label) for each in Meeting.Status if each != Meeting.Status.CANCELLED]
ANSWERS = [
    (MeetingInvitation.Partstat.ACCEPTED, gettext_lazy("Sì, vengo")),
    (MeetingInvitation.Partstat.TENTATIVE, gettext_lazy("Forse")),
    (MeetingInvitation.Partstat.DECLINED, gettext_lazy("No, non posso")),
]


class MeetingModelForm(forms.ModelForm):
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class MeetingForm(MeetingModelForm):
    day = DayField(label=gettext_lazy("Giorno"))
    starts_at = ClockField(label=gettext_lazy("Dalle"))
    ends_at = ClockField(label=gettext_lazy("Alle"))
    online_link = forms.URLField(
        label=gettext_lazy("Indirizzo per collegarsi"), max_length=500, required=False, assume_scheme="https"
    )
    stands = forms.IntegerField(
        label=gettext_lazy("Quanti banchi, se è una vetrina"), min_value=0, max_value=300, initial=0, required=False
    )
    field_order = ["kind", "title", "theme", "words", "day", "starts_at", "ends_at", "location", "place", "online_link"]

    class Meta:
        model = Meeting
        fields = ["kind", "title", "theme", "words", "location", "place", "online_link", "status", "is_public"]
        widgets = {"words": forms.Textarea({"rows": 4}), "status": forms.RadioSelect}
        help_texts = {
            "place": gettext_lazy("Il luogo, se non è nell’elenco; o la sala, il piano, il citofono."),
            "is_public": gettext_lazy("Chiunque la vede, nel portale e nel calendario pubblico."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        network, meeting = self.instance.network, self.instance
        here = Location.objects.filter(municipality=network, organization__in=network.members())
        self.fields["location"].queryset = here.exclude(address="").select_related("organization")
        self.fields["location"].label_from_instance = lambda place: f"{place.organization}: {place.address}"[:90]
        self.fields["location"].empty_label = _("Nessuno di questi")
        self.fields["status"].choices = STATUSES
        if meeting.body_id:
            del self.fields["kind"]
        if not meeting._state.adding:
            self.initial |= times_of(meeting) | {"stands": meeting.stands.count()}

    def clean_stands(self):
        return self.cleaned_data["stands"] or 0

    def clean(self):
        said = super().clean()
        day, starts_at, ends_at = (said.get(name) for name in ("day", "starts_at", "ends_at"))
        if None not in (day, starts_at, ends_at):
            if ends_at <= starts_at:
                self.add_error("ends_at", _("Finisce prima di cominciare: controlla le due ore."))
            self.instance.dtstart = moment_of(day, starts_at)
            self.instance.dtend = moment_of(day, ends_at)
        if not any(said.get(name) for name in ("location", "place", "online_link")):
            self.add_error("place", _("Scrivi dove ci si vede, o l’indirizzo per collegarsi."))
        return said

    def _get_validation_exclusions(self):
        """The times are checked here: the rule of the database would say it a second time."""
        return super()._get_validation_exclusions() | {"dtstart", "dtend", "reason"}


def moment_of(day, clock):
    return timezone.make_aware(datetime.datetime.combine(day, clock))


def times_of(meeting) -> dict:
    start, end = timezone.localtime(meeting.dtstart), timezone.localtime(meeting.dtend)
    return {"day": start.date(), "starts_at": start.time(), "ends_at": end.time()}


class CancelMeetingForm(RotaForm):
    reason = forms.CharField(label=gettext_lazy("Perché, in due parole: lo legge chi era invitato"), max_length=300)


class RepeatForm(RotaForm):
    times = forms.IntegerField(label=gettext_lazy("Per quanti mesi"), min_value=1, max_value=12, initial=6)


class OrganizationsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class InviteForm(RotaForm):
    """Who is not asked yet: members of the network, and people by the address with which they sign in."""

    organizations = OrganizationsField(
        queryset=Organization.objects.none(), label=gettext_lazy("Organizzazioni"), required=False
    )
    emails = forms.CharField(
        label=gettext_lazy("Altre persone"),
        help_text=gettext_lazy("Le e-mail con cui entrano nel portale, una per riga."),
        widget=forms.Textarea({"rows": 2}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        asked = meeting.invitations.exclude(organization=None).values("organization")
        self.fields["organizations"].queryset = meeting.network.members().exclude(pk__in=asked).order_by("name")

    def clean_emails(self):
        wanted = dict.fromkeys(self.cleaned_data["emails"].split())
        people = {each.email.lower(): each for each in User.objects.filter(email__in=wanted, is_active=True)}
        unknown = [each for each in wanted if each.lower() not in people]
        if unknown:
            words = _("Qui nessuno entra con questo indirizzo: %(emails)s.")
            raise forms.ValidationError(words % {"emails": ", ".join(unknown)})
        return list(people.values())

    def clean(self):
        said = super().clean()
        if not self.errors and not said["organizations"] and not said["emails"]:
            self.add_error("organizations", _("Scegli almeno un’organizzazione, o scrivi un indirizzo."))
        return said


class AnswerForm(RotaForm):
    partstat = forms.ChoiceField(label=gettext_lazy("Vieni?"), choices=ANSWERS, widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("Vuoi aggiungere due parole?"),
        help_text=gettext_lazy("Per esempio: siamo in due, arriviamo alle 18:30."),
        max_length=200,
        required=False,
    )


class ProposalForm(MeetingModelForm):
    class Meta:
        model = AgendaItem
        fields = ["title", "words", "minutes", "organization"]
        widgets = {"words": forms.Textarea({"rows": 3})}

    def __init__(self, *args, organizations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations
        self.fields["organization"].empty_label = _("Per conto mio")
        if not organizations:
            del self.fields["organization"]


class AcceptForm(RotaForm):
    minutes = forms.IntegerField(label=gettext_lazy("Quanti minuti"), min_value=1, max_value=240)
    position = forms.IntegerField(
        label=gettext_lazy("A che punto del programma"),
        help_text=gettext_lazy("1 è il primo; vuoto: in fondo."),
        min_value=1,
        max_value=200,
        required=False,
    )


class DeclineForm(RotaForm):
    answer = forms.CharField(label=gettext_lazy("Perché no: lo legge chi l’ha proposto"), max_length=300)


class MinutesForm(RotaForm):
    text = forms.CharField(
        label=gettext_lazy("Verbale"), widget=forms.Textarea({"rows": 18}), max_length=40_000, strip=False
    )
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class DecisionForm(MeetingModelForm):
    class Meta:
        model = Decision
        fields = ["text", "agenda_item", "how", "in_favour", "against", "abstained"]
        widgets = {"text": forms.Textarea({"rows": 3}), "how": forms.RadioSelect}
        help_texts = {"in_favour": gettext_lazy("I numeri servono solo se avete votato.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agenda_item"].queryset = self.instance.meeting.agenda.accepted()
        self.fields["agenda_item"].empty_label = _("Nessun punto in particolare")
        self.fields["how"].choices = Decision.How.choices

    def clean(self):
        said, counts = super().clean(), ("in_favour", "against", "abstained")
        if said.get("how") == Decision.How.CONSENSUS:
            said |= dict.fromkeys(counts)
            return said
        said |= {name: said.get(name) or 0 for name in counts}
        if said["in_favour"] <= said["against"]:
            self.add_error(
                "in_favour", _("Senza più voti a favore che contro, non è una decisione: scrivilo nel verbale.")
            )
        return said


class ActionItemForm(MeetingModelForm):
    due = DayField(label=gettext_lazy("Entro il"))

    class Meta:
        model = ActionItem
        fields = ["words", "owner_organization", "owner", "due", "goal"]
        help_texts = {
            "goal": gettext_lazy("Il compito si legge sotto l’obiettivo, nella pagina della visione, aperta a tutti.")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        network = self.instance.network
        people = User.objects.filter(is_active=True, memberships__organization__in=network.members())
        staff = User.objects.filter(is_active=True, mandates__community_point__location__municipality=network)
        self.fields["owner_organization"].queryset = network.members().order_by("name")
        self.fields["owner_organization"].empty_label = _("Nessuna organizzazione: lo fa una persona")
        self.fields["owner"].queryset = User.objects.filter(pk__in=people.values("pk").union(staff.values("pk")))
        self.fields["owner"].empty_label = _("Chiunque dell’organizzazione")
        self.fields["goal"].queryset = Goal.objects.of_now(network) | Goal.objects.filter(pk=self.instance.goal_id)
        self.fields["goal"].empty_label = _("Nessuno in particolare")

    def clean(self):
        said = super().clean()
        if not self.errors and not said["owner"] and not said["owner_organization"]:
            self.add_error("owner_organization", _("Scegli chi lo fa: un’organizzazione, una persona, o tutte e due."))
        return said


class TaskForm(RotaForm):
    outcome = forms.CharField(label=gettext_lazy("Com’è andata, in due parole"), max_length=300, required=False)
