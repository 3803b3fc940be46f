"""What members, readers and coordinators fill in for the bulletin."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.rota.forms import ClockField, DayField, RotaForm
from network.models import BulletinItem, Subscription
from network.models.bulletin import LONGEST
from services.models import Taxonomy, TaxonomyTerm
from services.reports.sender import stamp, too_quick
from territory.models import Quarter

A_DAY, A_MONTH = datetime.timedelta(days=1), datetime.timedelta(days=30)
LONGEST_AHEAD = datetime.timedelta(days=90)  # what is of no day interests no longer
Rhythm = Subscription.Rhythm


def themes():
    """The headings that people read first; of a discreet one nobody's mailbox is to tell."""
    needs = TaxonomyTerm.objects.filter(taxonomy__slug=Taxonomy.Own.NEED, parent=None, discreet=False)
    return needs.order_by("position", "name")


def quarters(network):
    return Quarter.objects.filter(municipality=network).order_by("name")


def in_one_line(title) -> str:
    """A title is the subject of a mail."""
    return " ".join(title.split())


class ChosenForm(RotaForm):
    """Themes and quarters of a network, any number of each."""

    themes = forms.ModelMultipleChoiceField(None, required=False, widget=forms.CheckboxSelectMultiple)
    quarters = forms.ModelMultipleChoiceField(None, required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, network, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["themes"].queryset, self.fields["quarters"].queryset = themes(), quarters(network)


class WishesForm(ChosenForm):
    """When a reader wants the bulletin, and of what."""

    rhythm = forms.ChoiceField(label=gettext_lazy("Quando"), choices=Rhythm.choices, widget=forms.RadioSelect)
    field_order = ["email", "rhythm"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["themes"].label = _("Di che cosa")
        self.fields["themes"].help_text = _("Se non scegli niente, di tutto.")
        self.fields["quarters"].label = _("Di quali quartieri")
        self.fields["quarters"].help_text = _("Se non scegli niente, di tutti. Quello che è per tutta la città arriva.")

    @property
    def said(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("rhythm", "themes", "quarters")}


class SubscribeForm(WishesForm):
    """`is_spam` is known once it is valid."""

    email = forms.EmailField(
        label=gettext_lazy("La tua e-mail"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Scrivi la tua e-mail: il bollettino arriva lì."),
            "invalid": gettext_lazy("Controlla l’e-mail: è scritta come nome@esempio.it?"),
        },
    )
    homepage = forms.CharField(required=False, label=gettext_lazy("Lascia vuota questa casella"))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"shown": stamp(), "rhythm": Rhythm.DAILY}, **kwargs)
        self.fields["rhythm"].choices = [each for each in Rhythm.choices if each[0] != Rhythm.NONE]

    @property
    def is_spam(self):
        return bool(self.cleaned_data["homepage"]) or too_quick(self.cleaned_data["shown"])


class ItemForm(ChosenForm):
    """`members` are the organisations that the writer speaks for."""

    organization = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Chi lo dice"),
        empty_label=None,
        error_messages={"required": gettext_lazy("Di’ quale organizzazione parla.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Che cos’è"),
        choices=[(kind.value, kind.label.capitalize()) for kind in BulletinItem.Kind],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Scegli che cos’è.")},
    )
    title = forms.CharField(
        label=gettext_lazy("Titolo"),
        help_text=gettext_lazy("Una riga che dice già tutto: «Sabato si pulisce il parco, servono mani»."),
        max_length=120,
    )
    text = forms.CharField(
        label=gettext_lazy("Testo"),
        help_text=gettext_lazy("Che cosa, per chi, dove, come si fa. Al massimo 1.500 caratteri."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 7}),
    )
    link = forms.URLField(
        label=gettext_lazy("Pagina per saperne di più"), max_length=500, required=False, assume_scheme="https"
    )
    first_day = DayField(
        label=gettext_lazy("Giorno, o primo giorno"),
        help_text=gettext_lazy("Serve per appuntamenti e formazione."),
        required=False,
    )
    last_day = DayField(label=gettext_lazy("Ultimo giorno, se sono più d’uno"), required=False)
    hour = ClockField(label=gettext_lazy("A che ora comincia"), required=False)
    expires_on = DayField(
        label=gettext_lazy("Fino a quando interessa"),
        help_text=gettext_lazy("Per quello che non ha un giorno. Se non lo dici, un mese; al massimo tre."),
        required=False,
    )
    field_order = ["organization", "kind", "title", "text", "link", "first_day", "last_day", "hour", "expires_on"]

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = members
        self.fields["themes"].label = _("Di che cosa parla")
        self.fields["themes"].help_text = _("Così arriva a chi l’ha chiesto. Se non scegli niente, arriva a tutti.")
        self.fields["quarters"].label = _("Per quali quartieri")
        self.fields["quarters"].help_text = _("Se non scegli niente, per tutta la città.")
        self.fields["title"].error_messages["required"] = _("Scrivi un titolo.")
        self.fields["text"].error_messages["required"] = _("Scrivi che cosa vuoi far sapere.")
        self.fields["link"].error_messages["invalid"] = _("Controlla l’indirizzo della pagina.")

    def clean_title(self):
        return in_one_line(self.cleaned_data["title"])

    def clean(self):
        said = super().clean()
        if said.get("first_day"):
            self.clean_days(said)
        else:
            self.clean_without_day(said)
        return said

    def clean_days(self, said):
        said["last_day"] = said.get("last_day") or said["first_day"]
        said["expires_on"] = said["last_day"]
        if said["last_day"] < said["first_day"]:
            self.add_error("last_day", _("L’ultimo giorno non può venire prima del primo."))
        elif said["last_day"] <= timezone.localdate():
            self.add_error("first_day", _("È troppo presto: il prossimo bollettino parte domani."))

    def clean_without_day(self, said):
        tomorrow = timezone.localdate() + A_DAY
        if said.get("kind") in BulletinItem.DATED and "first_day" not in self.errors:
            self.add_error("first_day", _("Di’ in che giorno è."))
        if said.get("last_day") or said.get("hour"):
            self.add_error("first_day", _("Di’ anche il giorno."))
        said["expires_on"] = said.get("expires_on") or tomorrow + A_MONTH
        if not tomorrow <= said["expires_on"] <= tomorrow + LONGEST_AHEAD:
            self.add_error("expires_on", _("Scegli un giorno fra domani e tre mesi."))

    @property
    def told(self) -> dict:
        """The words of `submit` and `rewrite`."""
        return self.cleaned_data


class MendForm(RotaForm):
    """The words alone: another day or place is for who submitted it to say."""

    title = forms.CharField(
        label=gettext_lazy("Titolo"),
        max_length=120,
        error_messages={"required": gettext_lazy("Scrivi un titolo.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Testo"),
        help_text=gettext_lazy("Chi l’ha mandata vede che cosa hai cambiato."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 7}),
        error_messages={"required": gettext_lazy("Scrivi che cosa si fa sapere.")},
    )

    def clean_title(self):
        return in_one_line(self.cleaned_data["title"])


class RejectForm(RotaForm):
    reason = forms.CharField(
        label=gettext_lazy("Perché torna indietro"),
        help_text=gettext_lazy("Lo legge chi l’ha mandata: di’ che cosa può cambiare."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Di’ perché: chi l’ha mandata potrà rimediare.")},
    )
