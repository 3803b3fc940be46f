"""What is filled in to see whether one may ask, to ask, to record at a desk, to evaluate and to pay."""

import re
from types import SimpleNamespace

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Application, Reason
from community.needs.forms import TheirOwnForm, without_a_person
from helpdesk.rota.forms import DayField
from network.bulletin.forms import quarters

from .eligibility import age_on, why_not
from .people import is_fiscal_code, plain_code

OLDEST = 120
YES_NO = [("yes", gettext_lazy("sì")), ("no", gettext_lazy("no"))]
IT_IS_SO = [("yes", gettext_lazy("è così")), ("no", gettext_lazy("non è così"))]  # also of "Non ho una casa"
COUPLE = Application.Household.COUPLE


class BirthField(DayField):
    def __init__(self, label, **kwargs):
        super().__init__(label=label, required=False, **kwargs)

    def clean(self, value):
        born = super().clean(value)
        if born and not 0 <= age_on(timezone.localdate(), born) <= OLDEST:
            raise forms.ValidationError(_("Controlla l’anno di nascita."))
        return born


class OfACall(TheirOwnForm):
    def __init__(self, *args, call, **kwargs):
        self.call = call
        super().__init__(*args, **kwargs)


class EligibilityForm(OfACall):
    """Asks what the rules of the call ask, and says at once why somebody may not; a birth date becomes an age."""

    household = forms.ChoiceField(
        label=gettext_lazy("Come fai domanda"), choices=Application.Household.choices, widget=forms.RadioSelect
    )
    born = BirthField(gettext_lazy("La tua data di nascita"))
    partner_born = BirthField(
        gettext_lazy("La data di nascita di chi vive con te"), help_text=gettext_lazy("Solo se siete in coppia.")
    )
    residence = forms.ChoiceField(
        label=gettext_lazy("Dove abiti"), choices=Application.Residence.choices, widget=forms.RadioSelect
    )
    permit = forms.ChoiceField(
        label=gettext_lazy("Hai la cittadinanza italiana o dell’UE, oppure un permesso di soggiorno valido?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.call.asks_ages:
            del self.fields["born"], self.fields["partner_born"]
        if not self.call.asks_permit:
            del self.fields["permit"]
        for name, words in self.declarations:
            self.fields[name] = forms.ChoiceField(label=words, choices=IT_IS_SO, widget=forms.RadioSelect)
        for field in self.fields.values():
            field.error_messages["required"] = _("Rispondi anche a questa.")

    @property
    def declarations(self):
        return [(f"declared_{number}", words) for number, words in enumerate(self.call.declarations)]

    def clean(self):
        cleaned = super().clean()
        self.ask_for_birth_dates(cleaned)
        self.why_not = [] if self.errors else why_not(self.call, self.answers)
        return cleaned

    def ask_for_birth_dates(self, cleaned):
        wanted = ["born", "partner_born"] if cleaned.get("household") == COUPLE else ["born"]
        for name in wanted if self.call.asks_ages else []:
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, _("Serve la data di nascita: ne teniamo solo gli anni."))

    @property
    def answers(self):
        """As an Application keeps them."""
        given = self.cleaned_data
        is_couple = given["household"] == COUPLE
        return SimpleNamespace(
            household=given["household"],
            age=self.age_of("born"),
            partner_age=self.age_of("partner_born") if is_couple else None,
            residence=given["residence"],
            permit=given["permit"] == "yes" if self.call.asks_permit else None,
            declared=[given[name] == "yes" for name, _words in self.declarations],
        )

    def age_of(self, name):
        return age_on(self.call.age_day, self.cleaned_data[name]) if self.call.asks_ages else None


class QuarterForm(OfACall):
    quarter = forms.ModelChoiceField(
        None, label=gettext_lazy("In quale quartiere abiti, o abiterai"), empty_label=gettext_lazy("Scegli")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["quarter"].queryset = quarters(self.call.network)
        self.fields["quarter"].error_messages["required"] = _("Scegli il quartiere.")
        self.fields["quarter"].required = bool(self.call.hours_due) and self.fields["quarter"].queryset.exists()


class PhoneField(forms.CharField):
    def __init__(self, **kwargs):
        widget = forms.TextInput({"type": "tel", "autocomplete": "tel"})
        super().__init__(label=gettext_lazy("Il tuo telefono"), max_length=30, widget=widget, **kwargs)
        self.error_messages["required"] = gettext_lazy("Serve un numero a cui chiamarti.")

    def clean(self, value):
        value = super().clean(value)
        if len(re.sub(r"\D", "", value)) < 6:
            raise forms.ValidationError(_("Scrivi il numero per intero."))
        return value


class FiscalCodeField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(
            max_length=30, widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}), **kwargs
        )
        self.error_messages["required"] = gettext_lazy("Serve il codice fiscale: non lo teniamo.")

    def clean(self, value):
        code = plain_code(super().clean(value))
        if code and not is_fiscal_code(code):
            raise forms.ValidationError(_("Controlla il codice fiscale: sono 16 lettere e numeri, come sulla tessera."))
        return code


class ContactForm(TheirOwnForm):
    """The last step: how to be reached, and who asks, so that nobody asks twice."""

    phone = PhoneField()
    fiscal_code = FiscalCodeField(
        label=gettext_lazy("Il tuo codice fiscale"),
        help_text=gettext_lazy("Non lo teniamo: serve solo a vedere che nessuno chieda due volte."),
    )
    partner_fiscal_code = FiscalCodeField(
        label=gettext_lazy("Il codice fiscale di chi vive con te"), help_text=gettext_lazy("Neanche questo resta.")
    )

    def __init__(self, *args, household, **kwargs):
        super().__init__(*args, **kwargs)
        if household != COUPLE:
            del self.fields["partner_fiscal_code"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("fiscal_code") and cleaned.get("fiscal_code") == cleaned.get("partner_fiscal_code"):
            self.add_error("partner_fiscal_code", _("È uguale al primo: scrivi quello dell’altra persona."))
        return cleaned

    @property
    def fiscal_codes(self):
        names = ("fiscal_code", "partner_fiscal_code")
        return [self.cleaned_data[name] for name in names if self.cleaned_data.get(name)]


class RecordForm(ContactForm, QuarterForm, EligibilityForm):
    """All at once, at a desk with the person there."""

    name = forms.CharField(label=gettext_lazy("Nome e cognome di chi fa domanda"), max_length=120)
    email = forms.EmailField(
        label=gettext_lazy("E-mail, se vuole che le notizie arrivino lì"),
        required=False,
        help_text=gettext_lazy("Resta cifrata. Senza, la chiama uno sportello."),
    )
    field_order = ["name", "phone", "email", "household", "born", "fiscal_code", "partner_born", "partner_fiscal_code"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, household=COUPLE, **kwargs)
        self.fields["partner_fiscal_code"].required = False
        self.fields["partner_fiscal_code"].help_text = _("Solo se è una coppia.")
        self.fields["phone"].label, self.fields["fiscal_code"].label = _("Telefono"), _("Codice fiscale")

    def clean(self):
        cleaned = super().clean()
        is_couple = cleaned.get("household") == COUPLE
        if is_couple and not cleaned.get("partner_fiscal_code") and "partner_fiscal_code" not in self.errors:
            self.add_error("partner_fiscal_code", _("In coppia serve anche questo."))
        if not is_couple:
            cleaned["partner_fiscal_code"] = ""
        for words in self.why_not:
            self.add_error(None, words)
        return cleaned


class AppealForm(TheirOwnForm):
    words = forms.CharField(
        label=gettext_lazy("Perché va riguardata"),
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Resta cifrato; lo legge solo chi decide."),
        error_messages={"required": gettext_lazy("Scrivi che cosa non torna.")},
    )


class PointsForm(TheirOwnForm):
    def __init__(self, *args, criteria, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria = {f"criterion_{each.number}": each for each in criteria}
        for name, each in self.criteria.items():
            label = _("%(words)s, da 0 a %(points)s") % {"words": each.words, "points": each.points}
            field = forms.IntegerField(label=label, min_value=0, max_value=each.points)
            field.error_messages["required"] = _("Dai i punti anche per questo.")
            self.fields[name] = field

    @property
    def points(self):
        return {each: self.cleaned_data[name] for name, each in self.criteria.items()}


class ExcludeForm(TheirOwnForm):
    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Perché non è ammessa"),
        choices=Reason.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Segna almeno un perché: chi ha fatto domanda lo legge.")},
    )


class AssessForm(TheirOwnForm):
    on = DayField(label=gettext_lazy("In che giorno avete fatto il colloquio"))

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Il colloquio è già stato fatto: scrivi un giorno passato."))
        return day


class PactOfCallForm(TheirOwnForm):
    """Where who has the benefit gives the hours: an organisation with a place in their quarter."""

    host = forms.ModelChoiceField(
        None, label=gettext_lazy("In quale organizzazione dà le ore"), empty_label=gettext_lazy("Scegli")
    )
    words = forms.CharField(
        label=gettext_lazy("Che cosa si fa"),
        max_length=300,
        help_text=gettext_lazy("Per esempio: tiene aperta la biblioteca il sabato. Senza il bando, e senza nomi."),
        error_messages={"required": gettext_lazy("Scrivi che cosa si fa: lo legge chi accoglie.")},
    )
    starts_on = DayField(label=gettext_lazy("Dal giorno"))
    ends_on = DayField(label=gettext_lazy("Al giorno"))

    def __init__(self, *args, application, **kwargs):
        super().__init__(*args, **kwargs)
        near = application.call.network.members().filter(locations__quarter=application.quarter)
        self.fields["host"].queryset = near.order_by("name").distinct()

    def clean_words(self):
        return without_a_person(self.cleaned_data["words"])

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("L’ultimo giorno viene dopo il primo."))
        return cleaned


class PaymentForm(TheirOwnForm):
    """What is left to pay comes first: most benefits are paid at once."""

    paid_on = DayField(label=gettext_lazy("Pagato il"))
    amount = forms.DecimalField(label=gettext_lazy("Quanti euro"), max_digits=10, decimal_places=2)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["amount"].error_messages["required"] = _("Scrivi quanto, in euro.")

    def clean_amount(self):
        if self.cleaned_data["amount"] <= 0:
            raise forms.ValidationError(_("Scrivi più di zero."))
        return self.cleaned_data["amount"]

    def refuse(self, why):
        """What the database held against it."""
        self.add_error(
            "paid_on" if why == "payment_is_not_to_come" else "amount",
            {
                "payment_is_not_to_come": _("Questo giorno deve ancora venire."),
                "payments_are_no_more_than_the_benefit": _("È più di quello che resta da pagare."),
            }[why],
        )
