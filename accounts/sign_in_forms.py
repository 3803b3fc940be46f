"""The forms of django-allauth in our words; ACCOUNT_FORMS and MFA_FORMS name them."""

import struct
import textwrap
from contextlib import contextmanager

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from .forms import InOurWords
from .limits import count_try_at_second_factor, use_code_once
from .models import User
from .passwords import NotOnesOwnName

NAME = (_("Come ti chiami"), _("Scrivi come ti chiami."), _("Il nome con cui ti vedrà chi lavora o partecipa con te."))
EMAIL = (_("E-mail"), _("Scrivi la tua e-mail."))
PASSWORD = (_("Password"), _("Scrivi la tua password."))
HOW_LONG = _("Almeno 12 caratteri. Vanno bene anche quattro parole qualunque, una dopo l’altra.")
CHOSEN = (_("Password"), _("Scegli una password."), HOW_LONG)
NEW = (_("Nuova password"), _("Scegli una password nuova."), HOW_LONG)
CODE = (
    _("Codice"),
    _("Scrivi il codice."),
    _("Quello che l’app mostra adesso, di 6 cifre, o un codice di riserva di 8."),
)
FIRST_CODE = (_("Codice di 6 cifre"), _("Scrivi il codice che l’app mostra adesso."))
WRONG_FIRST_CODE = _(
    "Non è il codice che l’app mostra adesso: riprova con il prossimo. Se non va, controlla l’ora del telefono."
)
PASSKEY_NAME = (
    _("Come si chiama"),
    _("Scrivi un nome per riconoscerla."),
    _("Un nome per riconoscerla, per esempio «Telefono»."),
)
ALONE = (
    _("Usala anche da sola, senza password"),
    None,
    _("Togli il segno se la chiave non chiede PIN o impronta."),
)
SHORT = MaxLengthValidator(60, _("Scegli un nome più corto: al massimo %(limit_value)d caratteri."))


class SignInForm(InOurWords, account.LoginForm):
    words = {"login": EMAIL, "password": PASSWORD}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"


class SignUpForm(InOurWords, account.SignupForm):
    words = {"name": NAME, "email": EMAIL, "password1": CHOSEN}
    field_order = ["name", "email", "password1"]

    def clean(self):
        """allauth compares the password with the address alone."""
        super().clean()
        try:
            named = User(name=self.cleaned_data.get("name", ""))
            NotOnesOwnName().validate(self.cleaned_data.get("password1", ""), named)
        except ValidationError as error:
            self.add_error("password1", error)
        return self.cleaned_data

    def try_save(self, request):
        """Who has an account already takes as long to answer as who gets one: the password is hashed all the same."""
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ChangeEmailForm(InOurWords, account.AddEmailForm):
    words = {"email": (_("Nuova e-mail"), _("Scrivi la nuova e-mail."))}


class AskPasswordForm(InOurWords, account.ResetPasswordForm):
    words = {"email": EMAIL}


class OncePassword(InOurWords):
    """A new password is written once: it can be shown, and forgotten it can be asked anew."""

    words = {"password1": NEW, "oldpassword": (_("Password di adesso"), _("Scrivi la password che usi adesso."))}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class ChangePasswordForm(OncePassword, account.ChangePasswordForm):
    pass


class SetPasswordForm(OncePassword, account.SetPasswordForm):
    pass


class NewPasswordForm(OncePassword, account.ResetPasswordKeyForm):
    pass


class ConfirmByPasswordForm(InOurWords, account.ReauthenticateForm):
    words = {"password": PASSWORD}


class Code(InOurWords):
    words = {"code": CODE}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class CodeOfSomebody(Code):
    """Tries are counted for the person too: who guesses codes has the password, and may have many addresses."""

    def clean_code(self):
        forget_tries = count_try_at_second_factor(self.user)
        code = super().clean_code()
        use_code_once(self.user, code)
        forget_tries()
        return code


class AuthenticateForm(CodeOfSomebody, mfa.AuthenticateForm):
    pass


class ConfirmByCodeForm(CodeOfSomebody, mfa.ReauthenticateForm):
    pass


class ActivateAppForm(Code, totp.ActivateTOTPForm):
    words = {"code": FIRST_CODE}

    def clean_code(self):
        try:
            return super().clean_code()
        except ValidationError as error:
            raise ValidationError(WRONG_FIRST_CODE) if error.code == "incorrect_code" else error from error

    @property
    def secret_in_fours(self):
        """As one types it into an app."""
        return " ".join(textwrap.wrap(self.secret, 4))


MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error)


@contextmanager
def said_as(message):
    """What a browser never sends makes the library fail in many ways; nobody is to read which."""
    try:
        yield
    except (ValidationError, *MALFORMED) as error:
        raise ValidationError(message) from error


class Credential(InOurWords):
    """What the browser sends for a passkey, in a field that nobody sees."""

    unknown = _("Non riconosciamo questa passkey: riprova, oppure entra con la password.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages |= {"required": self.unknown, "invalid": self.unknown}


class Passkey(Credential):
    def clean_credential(self):
        with said_as(self.unknown):
            return super().clean_credential()


class SignInByPasskeyForm(Passkey, webauthn.LoginWebAuthnForm):
    pass


class AuthenticateByPasskeyForm(Passkey, webauthn.AuthenticateWebAuthnForm):
    unknown = _("Non riconosciamo questa passkey: riprova, oppure usa un codice.")


class ConfirmByPasskeyForm(Passkey, webauthn.ReauthenticateWebAuthnForm):
    unknown = _("Non riconosciamo questa passkey: riprova, oppure usa la password.")


class NamedPasskey(InOurWords):
    words = {"name": PASSKEY_NAME, "passwordless": ALONE}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("passwordless", True)
        self.fields["name"].validators.append(SHORT)


class AddPasskeyForm(Credential, NamedPasskey, webauthn.AddWebAuthnForm):
    unknown = _("La passkey non si è aggiunta: riprova, oppure scegli un altro modo.")

    def clean(self):
        with said_as(self.unknown):
            return super().clean()


class RenamePasskeyForm(NamedPasskey, webauthn.EditWebAuthnForm):
    pass
