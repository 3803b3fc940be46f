"""A survey on paper: sheets with a number each, copied one by one by who works at a Punto Comunità.

The number is the sheet's, drawn when it is printed and written down nowhere: three of its letters are made with the
secret key from the other six, so that a slip of the pen is no sheet. Whose the sheet was nobody knows.
"""

import secrets

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import SurveyTaken
from helpdesk.rota.forms import RotaForm
from services.models.report import ALPHABET

from .codesign_forms import QUESTIONS, AnswersForm
from .surveying import count_once, digest_of_sheet

DRAWN, MOST = 6, 40  # letters; sheets at once


def new_serial(survey) -> str:
    drawn = "".join(secrets.choice(ALPHABET) for _position in range(DRAWN))
    return in_threes(drawn + check_of(survey, drawn))


def check_of(survey, drawn) -> str:
    digest = salted_hmac("community.survey.sheet", f"{survey.pk}.{drawn}", algorithm="sha256").digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:3])


def in_threes(letters) -> str:
    return "-".join(letters[start : start + 3] for start in range(0, len(letters), 3))


def sheet_of(survey, typed) -> str:
    """Its number as it is printed, from what was typed or read of it; empty for what is no sheet of this survey."""
    serial = in_threes("".join(each for each in typed.upper() if each in ALPHABET))
    return serial if is_of(survey, serial) else ""


def is_of(survey, serial) -> bool:
    letters = serial.replace("-", "")
    return letters[DRAWN:] == check_of(survey, letters[:DRAWN])


def copy(*, survey, serial, scores):
    """Counted once, as an answer by telephone is; also after the last day, until it is published."""
    digest = digest_of_sheet(serial, survey.pk)
    count_once(survey, scores, [SurveyTaken(survey=survey, digest=digest, on_paper=True)])


class SheetsForm(forms.Form):
    """How many to print."""

    fogli = forms.IntegerField(label=gettext_lazy("Quanti fogli"), min_value=1, max_value=MOST, initial=10)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


def checked(survey, typed) -> str:
    serial = sheet_of(survey, typed)
    if not serial:
        raise forms.ValidationError(_("Non è un foglio di questo sondaggio: guarda il numero lettera per lettera."))
    return serial


class OnlineForm(AnswersForm):
    """Who was given a sheet too uses it up by its number, if its square did not open the page: `sheet` is that one."""

    serial = forms.CharField(
        label=gettext_lazy("Hai anche un foglio di carta?"),
        required=False,
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=gettext_lazy(
            "Scrivi il numero in fondo: il foglio poi non si conta più, e lo butti. Se no, lascia vuoto."
        ),
    )

    def __init__(self, *args, survey, sheet="", **kwargs):
        super().__init__(*args, **kwargs)
        self.survey, self.sheet = survey, sheet
        self.order_fields([*(each.value for each in QUESTIONS), "serial"])
        if sheet:
            del self.fields["serial"]

    def clean_serial(self):
        typed = self.cleaned_data["serial"]
        return checked(self.survey, typed) if typed else ""

    @property
    def scores(self) -> dict:
        return {each.value: self.cleaned_data[each.value] for each in QUESTIONS}

    @property
    def used_up(self) -> str:
        """The number of the sheet that is not counted any more; empty where there is none."""
        return self.sheet or self.cleaned_data["serial"]


class PaperForm(RotaForm):
    serial = forms.CharField(
        label=gettext_lazy("Numero del foglio"),
        max_length=20,
        widget=forms.TextInput({"autofocus": True, "autocomplete": "off", "autocapitalize": "characters"}),
        help_text=gettext_lazy("È in fondo al foglio: nove lettere e cifre."),
        error_messages={"required": gettext_lazy("Scrivi il numero in fondo al foglio.")},
    )
    scores = forms.CharField(
        label=gettext_lazy("Le quattro risposte"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "Una cifra da 1 a 5 per domanda, nell’ordine del foglio: per esempio 4235. Se ne manca una, non si conta."
        ),
        error_messages={"required": gettext_lazy("Scrivi le quattro cifre segnate sul foglio.")},
    )

    def __init__(self, *args, survey, **kwargs):
        super().__init__(*args, **kwargs)
        self.survey = survey

    def clean_serial(self):
        return checked(self.survey, self.cleaned_data["serial"])

    def clean_scores(self):
        """{dimension: 1 to 5}"""
        digits = [each for each in self.cleaned_data["scores"] if not each.isspace()]
        if len(digits) != len(QUESTIONS) or set(digits) - set("12345"):
            raise forms.ValidationError(_("Servono quattro cifre, ognuna da 1 a 5."))
        return {dimension.value: int(digit) for dimension, digit in zip(QUESTIONS, digits, strict=True)}
