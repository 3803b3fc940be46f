from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from .models import ApiToken


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer punto_…`; `request.auth` is then the token."""

    def authenticate(self, request):
        kind, _space, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if kind.lower() != "bearer":
            return None
        token = ApiToken.objects.valid().holding(secret.strip()).select_related("user").first()
        if token is None:
            raise AuthenticationFailed(_("Questa chiave non vale: è scaduta, è stata tolta o è scritta male."))
        if token.last_used_on != timezone.localdate():  # one write a day, not one a request
            ApiToken.objects.filter(pk=token.pk).update(last_used_on=timezone.localdate())
        return token.user, token

    def authenticate_header(self, request):
        return "Bearer"
