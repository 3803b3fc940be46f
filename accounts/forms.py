import unicodedata

from allauth.account.fields import EmailField, PasswordField
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from .passwords import not_too_long

JOINERS = "\u200c\u200d"  # Persian and several Indian languages write with them
INVISIBLE = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
OF_AN_ADDRESS = ("http", "www.", "/")
LONGEST_EMAIL = MaxLengthValidator(254, _("L’indirizzo è troppo lungo: controlla di averlo scritto bene."))


def name_is_visible(name):
    """No control or direction character, so that a name cannot change how the line around it reads."""
    if any(unicodedata.category(char) in INVISIBLE and char not in JOINERS for char in name):
        raise ValidationError(_("Nel nome c’è un carattere che non si vede: riscrivilo a mano."))


def name_is_no_address(name):
    """Names go into mails to others, which must not carry somebody's link."""
    if any(part in name.lower() for part in OF_AN_ADDRESS):
        raise ValidationError(_("Scrivi solo il nome, senza indirizzi Internet e senza barre."))


class InOurWords:
    """Says of a library's form, field by field, the label, what is missing when it is empty, and the help.

    No field speaks by a placeholder. What is too long is refused before it is hashed or reaches the database.
    """

    words = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            put_words(field, *self.words.get(name, ()))
            bound(field)


def put_words(field, label=None, missing=None, help_text=""):
    field.label, field.help_text = label or field.label, help_text
    if missing:
        field.error_messages["required"] = missing


def bound(field):
    """By a validator and not by `maxlength`, which cuts in silence what one pastes."""
    if isinstance(field, PasswordField):
        field.validators.append(not_too_long)
    if isinstance(field, EmailField):
        field.validators.append(LONGEST_EMAIL)
        field.error_messages["invalid"] = _("Scrivi un indirizzo intero, come nome@esempio.it.")


class NameForm(forms.Form):
    """What signing up asks beyond e-mail and password."""

    name = forms.CharField(
        label=_("Come ti chiami"),
        help_text=_("Il nome con cui ti vedrà chi lavora o partecipa con te."),
        max_length=120,
        validators=[name_is_visible, name_is_no_address],
        error_messages={"required": _("Scrivi come ti chiami.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, request, user):
        user.name = self.cleaned_data["name"]
        user.save()
