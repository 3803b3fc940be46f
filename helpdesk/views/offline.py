"""The desk without a network: the page that a browser keeps, the directory for it, and who is there when it is back."""

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.generic import TemplateView, View

from accounts.access import access
from helpdesk.access import WORK_AT_DESK
from helpdesk.enquiries.forms import EnquiryForm
from helpdesk.snapshot import etag_of, packed

from .desk import OfDesk


@access(WORK_AT_DESK)
class DeskOfflineView(OfDesk, TemplateView):
    """Without a key against forgery, which would be old by the time there is a network again."""

    template_name = "helpdesk/offline/desk_offline.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=EnquiryForm(desk=self.desk), **kwargs)


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
    """Who is signed in, and their key for sending what has waited."""

    def get(self, request, **kwargs):
        return JsonResponse({"person": str(request.user.pk), "token": get_token(request)})
