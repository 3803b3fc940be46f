"""Stored passkeys that can no longer be read: their person hears it plainly, and uses another way."""

from functools import wraps

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .sign_in_forms import MALFORMED


def unreadable(user) -> list:
    """The names of those of a person."""
    stored = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    return [each.data.get("name", "") for each in stored if not can_be_read(each)]


def can_be_read(authenticator) -> bool:
    try:
        authenticator.wrap().authenticator_data.credential_data  # noqa: B018
    except (ValidationError, *MALFORMED):
        return False
    return True


def once_passkeys_are_readable(otherwise):
    """Decorates a page that asks for all passkeys of a person; where one is damaged they are told, at another page."""

    def decorated(view):
        @wraps(view)
        def told(request, *args, **kwargs):
            damaged = unreadable(request.user)
            if not damaged:
                return view(request, *args, **kwargs)
            said = _("Una tua passkey non si legge più: togli %(names)s e aggiungila di nuovo.")
            messages.warning(request, said % {"names": ", ".join(f"«{name}»" for name in damaged)})
            return redirect(otherwise)

        return told

    return decorated


class SecondStepView(AuthenticateView):
    """Offers no passkey where one is damaged; a code of the app or a spare one still opens."""

    def get_context_data(self, **kwargs):
        damaged = bool(unreadable(self.stage.login.user))
        if damaged:
            self.webauthn_form = None
        return {"js_data": {}} | super().get_context_data(**kwargs) | {"damaged": damaged}
