"""What is filled in at a concierge: to become a member, to offer and ask, to answer, to be trusted."""

import datetime
import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Concierge, Exchange, Vetting
from community.models.concierge import LONGEST_VETTING
from community.models.exchange import HIGHEST_PRICE, LONGEST, ON_THE_BOARD, SHORTEST
from community.needs.forms import without_a_person
from helpdesk.rota.forms import DayField, RotaForm
from organizations.models import CommunityPoint, House

from .people import first_name
from .regulated import regulated_in

A_NUMBER = re.compile(r"(?:\D*\d){6}")


class ConciergeForm(forms.ModelForm):
    use_required_attribute = False

    class Meta:
        model = Concierge
        fields = ["words", "fee", "months", "is_open"]
        widgets = {"words": forms.Textarea({"rows": 4})}
        help_texts = {"fee": gettext_lazy("Si dà a mano, in portineria: il portale non tocca denaro.")}
        error_messages = {
            "words": {"required": gettext_lazy("Scrivi in due righe che cosa fa.")},
            "fee": {"required": gettext_lazy("Scrivi 0 se non c’è.")},
            "months": {"required": gettext_lazy("Scrivi per quanti mesi vale.")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_words(self):
        return without_a_person(self.cleaned_data["words"])


class NewConciergeForm(ConciergeForm):
    """At a Punto Comunità or in a house of the city that has none yet."""

    place = forms.ChoiceField(
        label=gettext_lazy("Dove"), error_messages={"required": gettext_lazy("Scegli un Punto Comunità o una casa.")}
    )
    field_order = ["place"]

    def __init__(self, *args, network, **kwargs):
        super().__init__(*args, **kwargs)
        points = CommunityPoint.objects.filter(location__municipality=network, concierge=None).order_by("name")
        houses = House.objects.in_city(network).filter(concierge=None).order_by("name")
        self.places = {f"punto-{each.pk}": {"community_point": each} for each in points}
        self.places |= {f"casa-{each.pk}": {"house": each} for each in houses}
        named = [(key, str(next(iter(place.values())))) for key, place in self.places.items()]
        self.fields["place"].choices = [("", _("Scegli")), *named]

    def clean(self):
        cleaned = super().clean()
        for name, place in self.places.get(cleaned.get("place"), {}).items():
            setattr(self.instance, name, place)
        return cleaned


class ContactField(forms.CharField):
    """A telephone number or an address."""

    def __init__(self, **kwargs):
        super().__init__(**{"label": gettext_lazy("Come ti si raggiunge"), "max_length": 120} | kwargs)

    def clean(self, value):
        value = super().clean(value)
        if value and "@" not in value and not A_NUMBER.match(value):
            raise forms.ValidationError(_("Scrivi un numero di telefono o un indirizzo e-mail."))
        return value


class OwnContactForm(RotaForm):
    contact = ContactField(
        required=False,
        help_text=gettext_lazy(
            "Telefono o e-mail. Lo legge solo chi è d’accordo con te su uno scambio, e chi tiene la portineria. "
            "Vuoto: vale la tua e-mail."
        ),
    )


class JoinForm(OwnContactForm):
    agreed = forms.BooleanField(
        label=gettext_lazy("Ci si aiuta fra vicini, con rispetto. Niente lavori che spettano a chi è abilitato."),
        error_messages={"required": gettext_lazy("Per entrare serve dire di sì.")},
    )


class NeighbourForm(RotaForm):
    """Somebody without an account, written down by who keeps the concierge."""

    name = forms.CharField(
        label=gettext_lazy("Come si chiama"),
        max_length=60,
        help_text=gettext_lazy("Il nome basta, senza cognome."),
        error_messages={"required": gettext_lazy("Scrivi come si chiama: il nome basta.")},
    )
    contact = ContactField(
        label=gettext_lazy("Come si raggiunge"),
        help_text=gettext_lazy("Telefono o e-mail: si conserva cifrato."),
        error_messages={"required": gettext_lazy("Scrivi il telefono o l’e-mail: serve per avvisare.")},
    )


class NeighbourContactForm(RotaForm):
    """Of who has no account, when it changes."""

    contact = NeighbourForm.base_fields["contact"]


class ExchangeForm(forms.ModelForm):
    """Everybody on the board reads it: nobody is named in it. `trade` is what the law leaves to others."""

    use_required_attribute = False
    trade = None
    day = DayField(label=gettext_lazy("Giorno"), required=False, help_text=gettext_lazy("Vuoto: un giorno qualsiasi."))

    class Meta:
        model = Exchange
        fields = ["kind", "category", "title", "words", "minutes", "price", "day", "when", "minors", "care", "homes"]
        widgets = {"kind": forms.RadioSelect, "words": forms.Textarea({"rows": 3})}
        help_texts = {
            "title": gettext_lazy("Per esempio: accorcio i pantaloni. Niente nomi, numeri, indirizzi."),
            "price": gettext_lazy("Si dice qui, si dà a mano. Al massimo 50 euro."),
            "minors": gettext_lazy("Se segni questa casella o le due sotto, chi lo fa ha l’idoneità della portineria."),
        }
        error_messages = {
            "kind": {"required": gettext_lazy("Di’ se offri o se cerchi.")},
            "category": {"required": gettext_lazy("Scegli di che cosa si tratta.")},
            "minutes": {"required": gettext_lazy("Più o meno: 30, 60, 120.")},
            "price": {"required": gettext_lazy("Scrivi 0 se è gratis.")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["kind"].choices = Exchange.Kind.choices
        self.fields["category"].choices = [("", _("Scegli")), *Exchange.Category.choices]
        self.fields["title"].required = True
        self.fields["title"].error_messages["required"] = _("Scrivilo in poche parole.")

    def clean_title(self):
        return without_a_person(self.cleaned_data["title"])

    def clean_words(self):
        return without_a_person(self.cleaned_data["words"])

    def clean_when(self):
        return without_a_person(self.cleaned_data["when"])

    def clean_price(self):
        price = self.cleaned_data["price"]
        if not 0 <= price <= HIGHEST_PRICE:
            raise forms.ValidationError(_("Da 0 a 50 euro: di più è un lavoro, non uno scambio."))
        return price

    def clean_minutes(self):
        minutes = self.cleaned_data["minutes"]
        if not SHORTEST <= minutes <= LONGEST:
            raise forms.ValidationError(_("Da 5 a 480 minuti."))
        return minutes

    def clean_day(self):
        day, today = self.cleaned_data["day"], timezone.localdate()
        if day and not today <= day <= today + ON_THE_BOARD:
            raise forms.ValidationError(_("Scegli un giorno da oggi a tre mesi."))
        return day

    def clean(self):
        cleaned = super().clean()
        self.trade = regulated_in(f"{cleaned.get('title', '')} {cleaned.get('words', '')}")
        if self.trade:
            self.add_error("title", _("In portineria non si scambiano %(trade)s.") % {"trade": self.trade.name})
        cleaned["minors"] = cleaned.get("minors") or cleaned.get("category") in Exchange.WITH_MINORS
        cleaned["care"] = cleaned.get("care") or cleaned.get("category") in Exchange.WITH_CARE
        return cleaned


class BoardForm(forms.Form):
    """What the board is narrowed by."""

    q = forms.CharField(label=gettext_lazy("Parole"), max_length=100, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Chi"),
        required=False,
        choices=[
            ("", gettext_lazy("chi offre e chi cerca")),
            ("offer", gettext_lazy("chi offre")),
            ("request", gettext_lazy("chi cerca")),
        ],
    )
    category = forms.ChoiceField(
        label=gettext_lazy("Che cosa"),
        required=False,
        choices=[("", gettext_lazy("tutto")), *Exchange.Category.choices],
    )

    def __init__(self, data):
        super().__init__(data, label_suffix="")


class AnswerForm(RotaForm):
    message = forms.CharField(
        label=gettext_lazy("Che cosa vuoi dire"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "Lo legge solo chi l’ha scritto, o la portineria per chi non ha un accesso. "
            "Il tuo recapito lo vede se è d’accordo."
        ),
    )


class MinutesForm(RotaForm):
    minutes = forms.IntegerField(
        label=gettext_lazy("Quanti minuti è durato"),
        min_value=1,
        max_value=LONGEST,
        error_messages={"required": gettext_lazy("Scrivi quanti minuti: più o meno.")},
    )


class ReasonForm(RotaForm):
    reason = forms.CharField(
        label=gettext_lazy("Perché"),
        max_length=300,
        error_messages={"required": gettext_lazy("Scrivi il perché: l’altra persona lo legge.")},
    )


class MemberField(forms.ModelChoiceField):
    def label_from_instance(self, member):
        trusted = ", ".join(str(each.get_what_for_display()) for each in member.vettings_in_force)
        said = f"{first_name(member)} ({member.reference})"
        return f"{said}: {trusted}" if trusted else said


class MatchForm(RotaForm):
    member = MemberField(
        None,
        label=gettext_lazy("Con chi"),
        empty_label=gettext_lazy("Scegli una persona"),
        help_text=gettext_lazy("Accanto al nome c’è di che cosa ci si può fidare oggi."),
        error_messages={"required": gettext_lazy("Scegli una persona.")},
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members


class VetForm(RotaForm):
    what_for = forms.ChoiceField(label=gettext_lazy("Per che cosa"), choices=Vetting.For.choices)
    until = DayField(label=gettext_lazy("Fino al"), help_text=gettext_lazy("Al massimo due anni."))
    seen = forms.CharField(
        label=gettext_lazy("Che cosa hai visto"),
        max_length=200,
        help_text=gettext_lazy("Per esempio: documento, certificato del casellario. Si guardano e si ridanno."),
        error_messages={"required": gettext_lazy("Scrivi quali carte hai guardato.")},
    )

    def clean_until(self):
        until, today = self.cleaned_data["until"], timezone.localdate()
        if not today <= until < today + LONGEST_VETTING - datetime.timedelta(days=1):
            raise forms.ValidationError(_("Scegli un giorno da oggi a due anni."))
        return until

    def clean_seen(self):
        return without_a_person(self.cleaned_data["seen"])
