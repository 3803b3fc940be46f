"""The desk without a network: the page that a browser keeps, the directory for it, and who is there when it is back."""

import json

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.generic import TemplateView, View

from accounts.access import access
from helpdesk.access import WORK_AT_DESK
from helpdesk.enquiries.forms import EnquiryForm
from helpdesk.snapshot import etag_of, packed
from helpdesk.waiting_key import key_of, lock_of

from .desk import OfDesk


@access(WORK_AT_DESK)
class DeskOfflineView(OfDesk, TemplateView):
    """Without a key against forgery, which would be old by the time there is a network again."""

    template_name = "helpdesk/offline/desk_offline.html"

    def get_context_data(self, **kwargs):
        lock = json.dumps(lock_of(self.request.user))
        return super().get_context_data(form=EnquiryForm(desk=self.desk), lock=lock, **kwargs)


@access(WORK_AT_DESK)
class DeskSnapshotView(OfDesk, View):
    """Compressed as it is kept: it holds nothing of who asks, so that its length tells nothing of a secret."""

    def get(self, request, **kwargs):
        today = timezone.localdate()
        etag = etag_of(self.desk, today)
        response = get_conditional_response(request, etag=etag) or self.answer(today, etag)
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "private, no-cache"
        return response

    def answer(self, today, etag):
        body = packed(self.desk, today, etag)
        return HttpResponse(body, content_type="application/json", headers={"Content-Encoding": "gzip"})


@access(WORK_AT_DESK)
class DeskNowView(OfDesk, View):
    """Who is signed in, the key that opens what they left waiting, and the one against forgery to send it with."""

    def get(self, request, **kwargs):
        user = request.user
        return JsonResponse({"person": str(user.pk), "token": get_token(request), "key": key_of(user)})
