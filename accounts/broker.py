"""Who comes through the city's OpenID Connect broker, with SPID or CIE behind it (docs/operations.md).

allauth trusts the identity token for having come from the broker itself, and knows no nonce: here its signature,
issuer, audience, age and nonce are checked. Of all that the broker says only name and e-mail are kept, and by what
it knows the person a digest, since it may be a fiscal code.
"""

import hashlib
import secrets

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings, get_adapter
from allauth.socialaccount.forms import SignupForm
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from puntocomunita import security_log

from .access import PUBLIC, access
from .forms import InOurWords, NameForm
from .models import User
from .sign_in_forms import EMAIL, NAME

# What the answer of a broker that is down, wrong or false raises on its way through the library.
FAILS = (OAuth2Error, OSError, AttributeError, KeyError, TypeError, ValueError)


class BrokerClient(OpenIDConnectOAuth2Adapter):
    """One exchange with the broker; `nonce` is the one that the person's browser set out with."""

    nonce = ""

    def get_callback_url(self, request, app):
        return settings.SITE_URL + reverse("openid_connect_callback", args=[self.provider_id])

    def complete_login(self, request, app, token, response):
        said = identity = self.identity_in(app, response["id_token"])
        if "userinfo_endpoint" in self.openid_config:
            said = identity | self._fetch_user_info(token.token)
        if said["sub"] != identity["sub"]:
            raise OAuth2Error("The broker speaks of two people.")
        login = self.get_provider().sociallogin_from_response(request, {"userinfo": said})
        login.account.uid, login.account.extra_data = digest_of(self.openid_config["issuer"], said["sub"]), {}
        for address in login.email_addresses:
            address.verified = settings.OIDC_TRUST_EMAIL and said.get("email_verified", True) in (True, "true")
        return login

    def identity_in(self, app, id_token):
        claims = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("The identity was given to somebody else.")
        if not constant_time_compare(claims["nonce"], self.nonce):
            raise OAuth2Error("The identity was asked for by another browser.")
        return claims


def digest_of(issuer, sub):
    """The same for the same person, and too slow to be found by trying all fiscal codes."""
    return hashlib.scrypt(str(sub).encode(), salt=issuer.encode(), n=2**14, r=8, p=1, dklen=32).hex()


class BrokerCallbackView(OAuth2CallbackView):
    def _get_state(self, request, provider):
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, response


@access({"GET": PUBLIC, "POST": PUBLIC})
def broker_login(request, provider_id):
    """Sets out for the broker; only from a form of ours, with nothing but where to go after."""
    provider = provider_of(request, provider_id)
    if request.method != "POST":
        return redirect("account_login")
    nonce = secrets.token_urlsafe(32)
    process = AuthProcess.CONNECT if request.POST.get("process") == AuthProcess.CONNECT else AuthProcess.LOGIN
    try:
        return provider.redirect(
            request, process, get_next_redirect_url(request), auth_params={"nonce": nonce}, nonce=nonce
        )
    except FAILS as error:
        return render_authentication_error(request, provider, exception=error)


@access({"GET": PUBLIC})
def broker_callback(request, provider_id):
    provider = provider_of(request, provider_id)
    try:
        return BrokerCallbackView.adapter_view(BrokerClient(request, provider_id))(request)
    except FAILS as error:
        return render_authentication_error(request, provider, exception=error)


def provider_of(request, provider_id):
    try:
        return get_adapter().get_provider(request, provider_id)
    except SocialApp.DoesNotExist:
        raise Http404 from None


class BrokerSignUpForm(InOurWords, SignupForm):
    """What the broker did not say: the address, the name, or both."""

    words = {"name": NAME, "email": EMAIL}
    field_order = ["name", "email"]


class BrokerAdapter(DefaultSocialAccountAdapter):
    """Takes over nobody's account: one with the same address is linked by its person, from inside."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "email_taken": _("Questo indirizzo ha già un accesso: entra con la password, poi collega %s."),
        "no_password": _("Prima scegli una password: senza, non potresti più entrare."),
        "no_verified_email": _("Prima conferma il tuo indirizzo: senza, non potresti più entrare."),
    }

    def list_apps(self, request, provider=None, client_id=None):
        """Of the settings: a row in a table opens no door."""
        return [
            app for apps in _build_apps_from_settings(provider=provider, client_id=client_id).values() for app in apps
        ]

    def get_provider(self, request, provider, client_id=None):
        found = super().get_provider(request, provider, client_id)
        found.oauth2_adapter_class = BrokerClient
        return found

    def populate_user(self, request, sociallogin, data):
        user = sociallogin.user
        parts = [data.get("first_name"), data.get("last_name")]
        user.email = data.get("email") or ""
        user.name = name_fit_to_show(data.get("name") or " ".join(filter(None, parts)))
        return user

    def get_signup_form_initial_data(self, sociallogin):
        return super().get_signup_form_initial_data(sociallogin) | {"name": sociallogin.user.name}

    def is_auto_signup_allowed(self, request, sociallogin):
        return bool(sociallogin.user.name)

    def pre_social_login(self, request, sociallogin):
        """Of an address that the broker vouches for one may say that it has an account; else a mail says it."""
        known = [each.email for each in sociallogin.email_addresses if each.verified]
        if sociallogin.is_existing or sociallogin.state.get("process") != AuthProcess.LOGIN:
            return
        if known and User.objects.filter(emailaddress__email__iexact=known[0]).exists():
            page = render(request, "socialaccount/known_address.html", {"provider": sociallogin.provider}, status=409)
            raise ImmediateHttpResponse(page)

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        extra_context["broker_is_down"] = isinstance(exception, OSError)
        security_log.record("broker_failed", request, why=type(exception).__name__ if exception else str(error))


def name_fit_to_show(name):
    """As a person could have typed it here, or nothing, and then they are asked."""
    try:
        return NameForm.base_fields["name"].clean(str(name).strip())
    except ValidationError:
        return ""
