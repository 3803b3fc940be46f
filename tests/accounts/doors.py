"""How tests come in: by the forms that people use."""

import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from accounts.adapters import SecondFactorAdapter

PASSWORD = "una-parola-lunga"
SIGN_IN, APP = "/account/accedi/", "/account/secondo-passo/app/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def sign_in(client, user, password=PASSWORD, **data):
    return client.post(SIGN_IN, {"login": user.email, "password": password, **data})


def is_in(client):
    return client.get("/account/").status_code == 200


def words(response):
    """The whole answer but for the token that differs each time, and what was typed."""
    return response.status_code, response.headers.get("Location"), TOKEN.sub("", response.content.decode())


def link_in(mail):
    """Its path, from the one address in the body that is not the portal's own or a page to start again from."""
    return re.search(r"https?://[^/\s]+(/account/(?:email/conferma|password/nuova)/\S+)", mail.body)[1]


def code_of(secret, step=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def secret_of(user):
    return SecondFactorAdapter().decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"])


def recovery_codes_of(user):
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


def heading(response):
    return re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL)[1].strip()


def errors(response):
    """Beside the fields and above them, as a page's form holds them."""
    return {name: list(said) for name, said in response.context["form"].errors.items()}


def set_up_app(client):
    page = client.get(APP)
    return client.post(APP, {"code": code_of(page.context["form"].secret)})


def passkey(user, name="Telefono"):
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": name, "credential": {}})
