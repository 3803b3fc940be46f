"""The desk without a network: the page that a browser keeps, the directory for it, and who is there when it is back."""

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from django.views.generic import TemplateView, View

from accounts.access import access
from helpdesk.access import WORK_AT_DESK
from helpdesk.enquiries.forms import EnquiryForm
from helpdesk.snapshot import etag_of, snapshot_of
from puntocomunita.api import to_json

from .desk import OfDesk


@access(WORK_AT_DESK)
class DeskOfflineView(OfDesk, TemplateView):
    """Without a key against forgery, which would be old by the time there is a network again."""

    template_name = "helpdesk/offline/desk_offline.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=EnquiryForm(desk=self.desk), **kwargs)


@method_decorator(gzip_page, name="dispatch")
@access(WORK_AT_DESK)
class DeskSnapshotView(OfDesk, View):
    def get(self, request, **kwargs):
        today = timezone.localdate()
        etag = etag_of(self.desk, today)
        response = get_conditional_response(request, etag=etag) or self.answer(today)
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "private, no-cache"
        return response

    def answer(self, today):
        return HttpResponse(to_json(snapshot_of(self.desk, today)), content_type="application/json")


@access(WORK_AT_DESK)
class DeskNowView(OfDesk, View):
    """Who is signed in, and their key for sending what has waited."""

    def get(self, request, **kwargs):
        return JsonResponse({"person": str(request.user.pk), "token": get_token(request)})
