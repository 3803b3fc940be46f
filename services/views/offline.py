"""The worker that keeps opened lists for when there is no network, and the page for what it has not kept."""

import hashlib
import json

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.access import PUBLIC, access

QUEUE, WORKER = "js/sportello-coda.js", "js/offline-worker.js"
KEPT = [
    *(f"css/{name}.css" for name in ("tokens", "base", "components", "print", "shortlist", "handout")),
    *(f"js/{name}.js" for name in ("quick-exit", "shortlist", "copy", "print", "offline")),
    *(f"theme/titillium-{weight}.woff2" for weight in (400, 700)),
    "img/logo.svg",
    "img/favicon.svg",
]


@access({"GET": PUBLIC})
@never_cache
def service_worker(request):
    """Its version is that of the files it keeps: another portal, and what was kept is thrown away."""
    files, page = [static(name) for name in KEPT], reverse("services:offline")
    named = [*files, static(QUEUE), static(WORKER), getattr(staticfiles_storage, "manifest_hash", "")]
    version = hashlib.sha256(" ".join(named).encode()).hexdigest()[:16]
    known = json.dumps({"version": version, "files": files, "page": page, "signIn": reverse("account_login")})
    script = f"self.portal = {known};\nimportScripts({json.dumps(static(QUEUE))}, {json.dumps(static(WORKER))});\n"
    return HttpResponse(script, content_type="text/javascript", headers={"Service-Worker-Allowed": "/"})


@access(PUBLIC)
class OfflineView(TemplateView):
    template_name = "services/offline.html"
