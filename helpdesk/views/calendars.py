"""The rota in a calendar program: the address one makes and takes back, and what it answers."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
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
from helpdesk.rota.calendars import shifts_of_desk, shifts_of_person
from organizations.models import CommunityPoint

from .desk import OfDesk


class SecretAddress(TemplateView):
    """Shown once, when it is made; a new one ends the old.

    `links` is the model, and `addresses(secret)` a list of what it opens: (what it is, path).
    """

    links = CalendarLink

    def get_context_data(self, **kwargs):
        link = self.links.objects.filter(user=self.request.user).first()
        return super().get_context_data(link=link, **kwargs)

    def post(self, request, *args, **kwargs):
        if request.POST.get("step") == "take_back":
            self.links.objects.filter(user=request.user).delete()
            messages.success(request, _("Fatto: l’indirizzo di prima non dice più niente a nessuno."))
            return redirect(request.path)
        made = self.addresses(self.links.new_for(request.user))
        addresses = [(words, request.build_absolute_uri(path)) for words, path in made]
        return self.render_to_response(self.get_context_data(addresses=addresses))


@access(SEE_ROTA)
@method_decorator(never_cache, name="dispatch")
class CalendarLinkView(OfDesk, SecretAddress):
    template_name = "helpdesk/rota/calendar_link.html"

    def addresses(self, secret):
        all_shifts = _("Tutti i turni di %(desk)s, senza nomi") % {"desk": self.desk}
        return [
            (_("I miei turni, in ogni sportello"), reverse("helpdesk:person_calendar", args=[secret])),
            (all_shifts, reverse("helpdesk:desk_calendar", args=[self.desk.slug, secret])),
        ]


class CalendarView(View):
    """What a secret address answers to a program."""

    links = CalendarLink

    def answer(self, content):
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        patch_cache_control(response, private=True, no_store=True)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def reader(self, secret):
        if reader := self.links.reader_of(secret):
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
