"""The two files that machines ask every site for."""

import datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.views import View

from accounts.access import PUBLIC, access

NOT_FOR_MACHINES = ["/account/", "/amministrazione/", "/invito/", "/storia/", "/*/storia/", "/*/persone/"]
GOOD_FOR = datetime.timedelta(days=180)  # RFC 9116 asks for less than a year


@access(PUBLIC)
class RobotsView(View):
    def get(self, request):
        return text(["User-agent: *", *[f"Disallow: {path}" for path in NOT_FOR_MACHINES]])


@access(PUBLIC)
class SecurityView(View):
    """RFC 9116; good for half a year from today."""

    def get(self, request):
        expires = (timezone.now() + GOOD_FOR).strftime("%Y-%m-%dT00:00:00Z")
        return text(
            [
                f"Contact: {settings.SECURITY_CONTACT}",
                f"Expires: {expires}",
                "Preferred-Languages: it, en",
                f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
            ]
        )


def text(lines):
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
