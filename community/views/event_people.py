"""Who comes to an event: said by oneself; and, for who invites, who they are, who called, how many came."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.access import access
from community.access import COME_TO_EVENT, SEE_WHO_COMES
from community.events import coming
from community.events.forms import CameForm, KeepPlacesForm
from community.events.reminding import DAY as REMINDED_BEFORE

from .event_keeping import OfKeptEvent
from .events import EventDetailView, OfEvent


@access(COME_TO_EVENT)
class EventComeView(OfEvent, View):
    """A POST says on which day and with how many, or with `no_more` a day that one does not come after all."""

    ways_out = ("no_more",)

    def get(self, request, *args, **kwargs):
        return redirect(self.event)

    def post(self, request, *args, **kwargs):
        if "no_more" in request.POST:
            return self.come_no_more(request.POST["no_more"])
        form = self.come_form(request.POST, said=self.guests)
        if form is None:
            return self.changed_meanwhile()
        return self.come(form) if form.is_valid() else self.shown_wrong(form)

    def come(self, form):
        date, people = form.day, form.cleaned_data["people"]
        try:
            guest = coming.come(by=self.request.user, date=date, people=people)
        except coming.NoPlace:
            form.add_error("people", _("Non c’è posto per così tanti."))
            return self.shown_wrong(form, 409)
        except coming.NotOn:
            return self.changed_meanwhile()
        messages.success(self.request, self.waits(people) if guest.is_waiting else self.expected(date))
        return redirect(self.event)

    def waits(self, people):
        """There may be places left for fewer."""
        return ngettext(
            "I posti sono finiti: sei in lista, e se se ne libera uno te lo diciamo.",
            "Per %(people)s non c’è posto, adesso: sei in lista, e se si libera te lo diciamo.",
            people,
        ) % {"people": people}

    def expected(self, date):
        """Who says so on the day before may have missed the reminder."""
        is_reminded = timezone.localdate(date.starts_at) > timezone.localdate() + REMINDED_BEFORE
        return _("Ti aspettano. Il giorno prima te lo ricordiamo.") if is_reminded else _("Ti aspettano.")

    def come_no_more(self, key):
        date = next((each for each in self.dates if str(each.pk) == key), None)
        if date is None:
            raise Http404
        coming.come_no_more(by=self.request.user, date=date)
        for_others = _("Va bene: il posto va a chi aspetta.")
        messages.success(self.request, for_others if self.event.capacity else _("Va bene: non ti aspettano più."))
        return redirect(self.event)

    def shown_wrong(self, form, status=422):
        page = EventDetailView()
        page.setup(self.request, **self.kwargs)
        page.object = page.event
        return page.render_to_response(page.get_context_data(come_form=form), status=status)


@access(SEE_WHO_COMES)
@method_decorator(never_cache, name="dispatch")
class EventPeopleView(OfKeptEvent, TemplateView):
    """Of one day; a POST with `keep` keeps places for who called, one with `count` says how many came."""

    template_name = "community/events/event_people.html"

    @cached_property
    def date(self):
        if date := next((each for each in self.dates if each.pk == self.kwargs["day"]), None):
            return date
        raise Http404

    def get_context_data(self, **kwargs):
        guests = coming.of_day(self.date)
        told = {
            "date": self.date,
            "guests": guests.coming(),
            "waiting": guests.waiting(),
            "keep_form": KeepPlacesForm(initial={"places": self.date.kept_places}),
            "came_form": CameForm(initial={"came": self.date.came}),
        }
        return super().get_context_data(**told | kwargs)

    def post(self, request, *args, **kwargs):
        name, form = ("came_form", CameForm) if "count" in request.POST else ("keep_form", KeepPlacesForm)
        form = form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(**{name: form}), status=422)
        try:
            self.write(form.cleaned_data)
        except coming.NoPlace:
            form.add_error("places", _("Non ci sono più così tanti posti."))
            return self.render_to_response(self.get_context_data(**{name: form}), status=409)
        except coming.NotOn:
            return self.changed_meanwhile()
        messages.success(request, _("Scritto."))
        return redirect(request.path)

    def write(self, said):
        if "came" in said:
            return coming.count_who_came(date=self.date, came=said["came"])
        return coming.keep_places(date=self.date, places=said["places"])
