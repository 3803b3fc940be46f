"""What is filled in to start a group, to come into one, to write on its board and to look after it."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Group, GroupMembership, Post
from community.models.post import LONGEST
from community.needs.forms import ListSearchForm, TheirOwnForm, without_a_person
from community.revising import Revised
from helpdesk.rota.forms import ClockField, DayField
from network.bulletin.forms import in_one_line, quarters
from organizations.models import House
from territory.models import PlaceName
from territory.places import normalise

Kind, Joining = Group.Kind, Group.Joining
AGREEMENT = gettext_lazy(
    "Ci parliamo con rispetto, anche quando non siamo d’accordo.\n"
    "Quello che qualcuno scrive qui, resta qui.\n"
    "Non vendiamo niente e non facciamo pubblicità.\n"
    "Se prendiamo un impegno lo manteniamo, o avvisiamo."
)
USUAL = datetime.timedelta(days=30)
LONG_WORDS = forms.Textarea({"rows": 4})


def street_named(network, text):
    """The street of a city that is written like this, or None; two queries at most."""
    rows = PlaceName.objects.filter(municipality=network, kind=PlaceName.Kind.STREET, house_number="")
    name = normalise(text)
    exact = rows.filter(search_name=name).first()
    if exact or not name:
        return exact
    endings = list(rows.filter(search_name__endswith=f" {name}").order_by("search_name")[:2])
    return endings[0] if len(endings) == 1 else None


class CaredForm(forms.ModelForm):
    """What who keeps the group alive says of it; everybody reads the name and what they do."""

    use_required_attribute = False

    class Meta:
        model = Group
        fields = ["name", "words", "visibility", "joining", "agreement"]
        widgets = {
            "words": LONG_WORDS,
            "agreement": forms.Textarea({"rows": 6}),
            "visibility": forms.RadioSelect,
            "joining": forms.RadioSelect,
        }
        help_texts = {
            "name": gettext_lazy("Come lo chiamereste: «Vicini di via Milano». Mai un numero civico."),
            "words": gettext_lazy("Non scrivere nomi, numeri o indirizzi di persone."),
            "visibility": gettext_lazy("Chi coordina lo pubblica e sa che c’è: i messaggi li legge solo chi è dentro."),
            "agreement": gettext_lazy("Chi entra dice di sì a queste parole. Cambiale come volete."),
        }
        error_messages = {
            "kind": {"required": gettext_lazy("Scegli di che gruppo si tratta.")},
            "visibility": {"required": gettext_lazy("Scegli chi sa che c’è.")},
            "joining": {"required": gettext_lazy("Scegli come si entra.")},
            "name": {"required": gettext_lazy("Scrivi come si chiama il gruppo.")},
            "words": {"required": gettext_lazy("Scrivi in due righe che cosa fate, o vorreste fare, insieme.")},
            "agreement": {"required": gettext_lazy("Scrivi che cosa vi promettete: bastano due righe.")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_name(self):
        return without_a_person(in_one_line(self.cleaned_data["name"]))

    def clean_words(self):
        return without_a_person(self.cleaned_data["words"])

    def clean(self):
        cleaned = super().clean()
        hidden = cleaned.get("visibility") == Group.Visibility.MEMBERS
        if hidden and cleaned.get("joining") not in (Joining.INVITATION, None):
            self.add_error("joining", _("In un gruppo che gli altri non vedono si entra solo con un invito."))
        return cleaned


class MendGroupForm(Revised, CaredForm):
    """Of one that is there already."""


class GroupForm(CaredForm):
    """To start one: where it is, too. Of a building only the street is kept."""

    street_name = forms.CharField(
        label=gettext_lazy("Quale via"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Per una via o un palazzo: sulla mappa si vede la via, mai il numero."),
    )
    nickname = forms.CharField(
        label=gettext_lazy("Come ti chiamano lì"),
        max_length=40,
        help_text=gettext_lazy("Lo legge solo chi fa parte del gruppo."),
        error_messages={"required": gettext_lazy("Scrivi come vuoi farti chiamare.")},
    )
    field_order = ["kind", "name", "street_name", "quarter", "house"]

    class Meta(CaredForm.Meta):
        fields = ["kind", "name", "quarter", "house", *CaredForm.Meta.fields[1:]]
        widgets = CaredForm.Meta.widgets | {"kind": forms.RadioSelect}

    def __init__(self, *args, network, **kwargs):
        super().__init__(*args, **kwargs)
        self.network = network
        self.fields["quarter"].queryset = quarters(network)
        self.fields["quarter"].empty_label = _("non so, o più di uno")
        self.fields["house"].queryset = House.objects.in_city(network).order_by("name", "id")
        self.fields["house"].empty_label = _("nessuna")
        self.fields["house"].help_text = _("Solo per il gruppo di una casa.")

    def clean_nickname(self):
        return without_a_person(in_one_line(self.cleaned_data["nickname"]))

    def clean(self):
        cleaned = super().clean()
        kind, street = cleaned.get("kind"), None
        if kind in Group.ON_A_STREET:
            street = self.street_of(cleaned)
        if kind != Kind.HOUSE:
            cleaned["house"] = None
        elif not cleaned.get("house"):
            self.add_error("house", _("Scegli di quale casa è il gruppo."))
        self.instance.street = street
        if street and not cleaned.get("quarter"):
            cleaned["quarter"] = street.quarter
        return cleaned

    def street_of(self, cleaned):
        street = street_named(self.network, cleaned.get("street_name", ""))
        if street is None and "street_name" not in self.errors:
            said = _("Scrivi la via come sul cartello, senza il numero: «via Milano». In città non la troviamo.")
            self.add_error("street_name", said)
        return street


class GroupSearchForm(ListSearchForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Che gruppo"), choices=[("", gettext_lazy("tutti")), *Kind.choices], required=False
    )
    quarter = forms.ChoiceField(label=gettext_lazy("Quartiere"), required=False)

    def __init__(self, data, network):
        super().__init__(data, label_suffix="")
        self.fields["quarter"].choices = [("", _("tutti")), *quarters(network).values_list("slug", "name")]


class BoardSearchForm(ListSearchForm):
    """On the board of a group, by words too."""

    kind = forms.ChoiceField(label=gettext_lazy("Che cosa"), required=False)
    passati = forms.BooleanField(label=gettext_lazy("anche quello che è finito"), required=False)

    def __init__(self, data, inside):
        super().__init__(data, label_suffix="")
        kinds = [each for each in Post.Kind if inside or each in Post.FOR_EVERYBODY]
        self.fields["kind"].choices = [("", _("tutto")), *((each.value, each.label) for each in kinds)]


class JoinForm(forms.ModelForm):
    """The agreement is said yes to by hand; `words` only where somebody answers."""

    use_required_attribute = False
    accepts = forms.BooleanField(
        label=gettext_lazy("Ho letto, e dico di sì"),
        error_messages={"required": gettext_lazy("Per entrare serve il tuo sì a queste parole.")},
    )

    class Meta:
        model = GroupMembership
        fields = ["nickname", "words"]
        widgets = {"words": forms.Textarea({"rows": 3})}
        help_texts = {
            "nickname": gettext_lazy("Lo legge solo chi fa parte del gruppo."),
            "words": gettext_lazy("Se vuoi: per esempio dove abiti, così ti riconoscono. Lo legge solo chi risponde."),
        }
        error_messages = {"nickname": {"required": gettext_lazy("Scrivi come vuoi farti chiamare.")}}

    def __init__(self, *args, asks, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        if not asks:
            del self.fields["words"]

    def clean_nickname(self):
        return without_a_person(in_one_line(self.cleaned_data["nickname"]))


class PostForm(forms.ModelForm):
    """Contacts and addresses of people are refused: they are written in private, to one."""

    use_required_attribute = False
    day = DayField(label=gettext_lazy("Che giorno"), required=False)
    hour = ClockField(label=gettext_lazy("A che ora"), required=False)
    field_order = ["kind", "title", "words", "day", "hour", "place", "expires_on"]

    class Meta:
        model = Post
        fields = ["kind", "title", "words", "place", "expires_on"]
        widgets = {"kind": forms.RadioSelect, "words": LONG_WORDS}
        field_classes = {"expires_on": DayField}
        help_texts = {
            "title": gettext_lazy("«Cerco una scala per un pomeriggio»."),
            "words": gettext_lazy("Se vuoi. Numeri di telefono e indirizzi scrivili in privato, a chi risponde."),
            "place": gettext_lazy("Per quello che fate insieme: un posto che tutti conoscono."),
        }
        error_messages = {
            "kind": {"required": gettext_lazy("Scegli che cosa scrivi.")},
            "title": {"required": gettext_lazy("Scrivi in poche parole che cosa cerchi o proponi.")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["day"].help_text = _("Per quello che fate insieme.")
        self.fields["expires_on"].required = False
        self.fields["expires_on"].help_text = _("Al massimo 90 giorni; se non scrivi niente, 30.")

    def clean_title(self):
        return without_a_person(in_one_line(self.cleaned_data["title"]))

    def clean_words(self):
        return without_a_person(self.cleaned_data["words"])

    def clean_place(self):
        return without_a_person(self.cleaned_data["place"])

    def clean_expires_on(self):
        return within_ninety_days(self.cleaned_data["expires_on"] or timezone.localdate() + USUAL)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") != Post.Kind.ACTIVITY:
            self.not_asked("day", "hour", "place")
            self.instance.happens_at, cleaned["place"] = None, ""
            return cleaned
        self.not_asked("expires_on")
        for name, said in WHEN_AND_WHERE.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, said)
        if cleaned.get("day") and cleaned.get("hour"):
            self.on_a_day(cleaned)
        return cleaned

    def not_asked(self, *names):
        """What the page does not show for this kind keeps nobody from writing."""
        for name in names:
            self.errors.pop(name, None)

    def on_a_day(self, cleaned):
        """An activity is on the board until it is over."""
        when = timezone.make_aware(datetime.datetime.combine(cleaned["day"], cleaned["hour"]))
        if when < timezone.now() and cleaned["day"] == timezone.localdate():
            self.add_error("hour", _("Oggi a quell’ora è già passato: scegli un’ora più tardi, o un altro giorno."))
            return
        if not timezone.now() <= when <= timezone.now() + LONGEST - datetime.timedelta(days=1):
            self.add_error("day", _("Scegli un giorno fra oggi e i prossimi tre mesi."))
            return
        self.instance.happens_at, cleaned["expires_on"] = when, cleaned["day"]


WHEN_AND_WHERE = {
    "day": gettext_lazy("Scrivi che giorno."),
    "hour": gettext_lazy("Scrivi a che ora."),
    "place": gettext_lazy("Scrivi dove vi trovate."),
}


def within_ninety_days(day):
    today = timezone.localdate()
    if not today <= day <= today + LONGEST:
        raise forms.ValidationError(_("Scegli un giorno fra oggi e i prossimi 90."))
    return day


class KeepUpForm(TheirOwnForm):
    until = DayField(label=gettext_lazy("Tienilo in bacheca fino al"))

    def clean_until(self):
        return within_ninety_days(self.cleaned_data["until"])


class ReplyForm(TheirOwnForm):
    """To all of the group, where no contact belongs; or to one person, who alone reads it."""

    words = forms.CharField(
        label=gettext_lazy("La tua risposta"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Scrivi la risposta.")},
    )
    to = forms.ChoiceField(label=gettext_lazy("Chi la legge"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args, people, **kwargs):
        """`people` is {user: name} of those it may be for alone."""
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in people}
        alone = [(str(user.pk), _("solo %(name)s") % {"name": name}) for user, name in people.items()]
        self.fields["to"].choices = [("", _("tutto il gruppo")), *alone]
        self.fields["to"].help_text = _("In privato potete scambiarvi telefono e indirizzo.") if alone else ""

    @property
    def person(self):
        return self.people.get(self.cleaned_data["to"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("words") and not cleaned.get("to"):
            try:
                without_a_person(cleaned["words"])
            except forms.ValidationError as error:
                self.add_error("words", error)
        return cleaned


class ReasonForm(TheirOwnForm):
    reason = forms.CharField(
        label=gettext_lazy("Perché"),
        max_length=300,
        help_text=gettext_lazy("Lo legge la persona di cui parla: con rispetto."),
        error_messages={"required": gettext_lazy("Scrivi il perché: chi lo riceve ha diritto di saperlo.")},
    )


class ClosingForm(ReasonForm):
    """Of a group: its page says it to whoever reads that."""

    reason = forms.CharField(
        label=gettext_lazy("Perché"),
        max_length=300,
        help_text=gettext_lazy("Si legge nella pagina del gruppo. Non scrivere nomi, numeri o indirizzi di persone."),
        error_messages={"required": gettext_lazy("Scrivi il perché: chi ne fa parte ha diritto di saperlo.")},
    )

    def clean_reason(self):
        return without_a_person(self.cleaned_data["reason"])


class AppealForm(TheirOwnForm):
    words = forms.CharField(
        label=gettext_lazy("Perché secondo te può restare"),
        max_length=600,
        widget=LONG_WORDS,
        help_text=gettext_lazy("Si fa una volta sola. Lo legge e risponde chi coordina il Punto Comunità."),
        error_messages={"required": gettext_lazy("Scrivi perché secondo te può restare.")},
    )


class RemovalAppealForm(AppealForm):
    words = forms.CharField(
        label=gettext_lazy("Perché secondo te puoi farne parte"),
        max_length=600,
        widget=LONG_WORDS,
        help_text=gettext_lazy("Si fa una volta sola. Lo legge e risponde chi coordina la città, non chi ha deciso."),
        error_messages={"required": gettext_lazy("Scrivi due righe: chi risponde parte da lì.")},
    )


class DecisionForm(TheirOwnForm):
    words = forms.CharField(
        label=gettext_lazy("La tua risposta"),
        max_length=600,
        widget=LONG_WORDS,
        help_text=gettext_lazy("La legge chi ha fatto ricorso."),
        error_messages={"required": gettext_lazy("Scrivi la risposta: chi ha fatto ricorso la aspetta.")},
    )
