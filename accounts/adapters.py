import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from puntocomunita.encryption import decrypt, encrypt
from puntocomunita.security_log import digest_of, record

from .limits import forget_mails_to, may_write_to, refuse
from .mails import MailNotSent

WRONG_CODE = _(
    "Questo codice non va bene, o lo hai già usato. Scrivi quello che l’app mostra adesso, oppure un codice di riserva."
)
# What anybody may have sent to any address by filling in a form.
UNASKED_MAILS = {
    "account/email/account_already_exists",
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/password_reset_key",
    "account/email/unknown_account",
}
WAYS_TO_CONFIRM = {
    "reauthenticate": _("Usa la password"),
    "mfa_reauthenticate": _("Usa un codice"),
    "mfa_reauthenticate:webauthn": _("Usa la passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Our words, links that come from SITE_URL whatever host a request names, and limits that lock nobody out."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Questo accesso è sospeso."),
        "cannot_remove_primary_email": _("Questo è il tuo indirizzo: prima confermane un altro."),
        "duplicate_email": _("È già il tuo indirizzo: scrivine un altro."),
        "email_password_mismatch": _("E-mail o password non sono giuste: ricontrollale e riprova."),
        "email_taken": _("Questo indirizzo ha già un accesso: entra con quello."),
        "enter_current_password": _("Non è la tua password di adesso: ricontrollala e riprova."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("La password non è giusta: ricontrollala e riprova."),
        "invalid_or_expired_key": _("Il collegamento è scaduto o è già stato usato: chiedine uno nuovo."),
        "invalid_password_reset": _("Il collegamento è scaduto o è già stato usato: chiedine uno nuovo."),
        "rate_limited": _("Hai provato troppe volte: aspetta un minuto e riprova."),
        "max_email_addresses": _("Puoi avere al massimo %d indirizzi: prima togline uno."),
        "unverified_primary_email": _("Prima conferma il tuo indirizzo: apri il collegamento nella nostra e-mail."),
    }

    def validation_error(self, code, *args):
        if code == "too_many_login_attempts":
            refuse()
        return super().validation_error(code, *args)

    def send_mail(self, template_prefix, email, context):
        """Beyond a few an hour, a mail that anybody may cause is not sent; the link in the last one still holds.

        Raises MailNotSent where no server takes a mail that somebody waits for; news of what is done already is not
        worth undoing it.
        """
        asked_for = template_prefix in UNASKED_MAILS
        if asked_for and not may_write_to(email, template_prefix):
            return
        mail = self.render_mail(template_prefix, email, {"email": email, "SITE_URL": settings.SITE_URL, **context})
        try:
            mail.send()
        except OSError as error:
            record("mail_not_sent", mail=template_prefix, to=digest_of(email), error=type(error).__name__)
            if asked_for:
                forget_mails_to(email, template_prefix)
                raise MailNotSent from error

    def is_safe_url(self, url):
        """Only our own paths: allauth would also trust every name in ALLOWED_HOSTS."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_password_change_redirect_url(self, request):
        return reverse("account_home")

    def is_reauthentication_required(self, *, app):
        """Who has signed in within the last minutes has just shown who they are."""
        shown = get_authentication_records(self.request, self.request.user)
        return not shown or time.time() - shown[-1]["at"] >= app_settings.REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user):
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": WAYS_TO_CONFIRM[method["id"]]} for method in methods]


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are encrypted in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Non si può togliere: prima aggiungi un altro modo."),
        "cannot_generate_recovery_codes": _("Prima aggiungi un’app con i codici o una passkey."),
        "incorrect_code": WRONG_CODE,
        "unverified_email": _("Prima conferma il tuo indirizzo: apri il collegamento nella nostra e-mail."),
    }

    def encrypt(self, text):
        return encrypt(text)

    def decrypt(self, encrypted_text):
        return decrypt(encrypted_text)

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("La mia passkey") if number == 1 else gettext("Passkey numero {number}").format(number=number)

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": gettext("Punto Comunità")}
