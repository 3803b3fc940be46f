"""The rota in a calendar program: the address one makes and takes back, and what it answers."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.access import PUBLIC, access
from helpdesk.access import SEE_ROTA
from helpdesk.models import CalendarLink
from helpdesk.rota.calendars import new_link, reader_of, shifts_of_desk, shifts_of_person, take_link_back
from organizations.models import CommunityPoint

from .desk import OfDesk


@access(SEE_ROTA)
@method_decorator(never_cache, name="dispatch")
class CalendarLinkView(OfDesk, TemplateView):
    """The address is shown once, when it is made; a new one ends the old."""

    template_name = "helpdesk/rota/calendar_link.html"

    def get_context_data(self, **kwargs):
        link = CalendarLink.objects.filter(user=self.request.user).first()
        return super().get_context_data(link=link, **kwargs)

    def post(self, request, *args, **kwargs):
        if request.POST.get("step") == "take_back":
            take_link_back(user=request.user)
            messages.success(request, _("Fatto: l’indirizzo di prima non dice più niente a nessuno."))
            return redirect(request.path)
        secret = new_link(user=request.user)
        addresses = {
            "own": request.build_absolute_uri(reverse("helpdesk:person_calendar", args=[secret])),
            "of_desk": request.build_absolute_uri(reverse("helpdesk:desk_calendar", args=[self.desk.slug, secret])),
        }
        return render(request, self.template_name, self.get_context_data(**addresses))


class CalendarView(View):
    def answer(self, content):
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        patch_cache_control(response, private=True, no_store=True)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def reader(self, secret):
        if reader := reader_of(secret):
            return reader
        raise Http404


@access(PUBLIC)
class PersonCalendarView(CalendarView):
    def get(self, request, secret):
        return self.answer(shifts_of_person(self.reader(secret)))


@access(PUBLIC)
class DeskCalendarView(CalendarView):
    """For who may see the rota there, as long as they may."""

    def get(self, request, slug, secret):
        desk = get_object_or_404(CommunityPoint.objects.select_related("location"), slug=slug)
        SEE_ROTA.check(self.reader(secret), desk)
        return self.answer(shifts_of_desk(desk))
