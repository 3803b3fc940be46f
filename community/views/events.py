"""Events: found by day, theme and quarter, read, taken into a calendar."""

from django.contrib import messages
from django.contrib.syndication.views import Feed
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import DetailView, ListView

from accounts.access import PUBLIC, access
from community.access import CARE_FOR_EVENT, MODERATE, SEE_WHO_COMES
from community.events.calendars import calendar_of, event_data, feed_of
from community.events.contacts import phones_of
from community.events.forms import ComeForm, EventSearchForm
from community.models import EventDate
from community.safety.decided import decision_to_appeal

from .community import OfCommunity

PAGE, IN_FEED = 20, 30


@access(PUBLIC)
class EventListView(OfCommunity, ListView):
    """The days on which something takes place, the soonest first."""

    template_name, paginate_by = "community/events/event_list.html", PAGE

    @cached_property
    def form(self):
        form = EventSearchForm(self.request.GET, self.network)
        form.is_valid()
        return form

    def get_queryset(self):
        asked = {name: value for name, value in self.form.cleaned_data.items() if value}
        fields = {"topic": "event__topics__slug", "quarter": "event__quarter__slug", "free": "event__is_free"}
        narrowed = {field: asked[name] for name, field in fields.items() if name in asked}
        dates = EventDate.objects.taking_place().between(*self.form.span)
        return dates.filter(event__network=self.network, **narrowed).for_reading().soonest_first()

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=self.form, **kwargs)


class OfEvent(OfCommunity):
    """About one event that the visitor may see; another is not there."""

    @cached_property
    def event(self):
        moderates = MODERATE.allows(self.request.user, self.network)
        events = self.network.events.seen_by(self.request.user, moderates).for_reading()
        return get_object_or_404(events, pk=self.kwargs["pk"])

    @cached_property
    def dates(self):
        dates = list(self.event.dates.with_places().soonest_first().select_related("booking"))
        for date in dates:
            date.event = self.event
        return dates

    @cached_property
    def guests(self):
        """The days to which the visitor comes, or waits for a place, of those that take place."""
        user, days = self.request.user, {each.pk: each for each in self.dates if not (each.is_over or each.is_off)}
        days = {} if self.event.is_cancelled else days
        rows = list(user.event_guests.filter(date__in=days)) if user.is_authenticated and days else []
        for guest in rows:
            guest.date = days[guest.date_id]
        return sorted(rows, key=lambda guest: guest.date.starts_at)

    def come_form(self, data=None, said=()):
        """None where nobody may say so; `said` are the days of whom it is known already, with how many."""
        dates = [each for each in self.dates if each.takes_guests] if self.event.is_on else []
        return ComeForm(data, dates=dates, capacity=self.event.capacity, said=said) if dates else None

    def changed_meanwhile(self):
        messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        return redirect(self.event)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"event": self.event} | kwargs)


@access(PUBLIC)
class EventDetailView(OfEvent, DetailView):
    template_name, context_object_name = "community/events/event_detail.html", "event"

    def get_object(self):
        return self.event

    def get_context_data(self, **kwargs):
        coming = [each for each in self.dates if not each.is_over]
        shown = next((each for each in coming if not each.is_off), None) or (coming or self.dates or [None])[0]
        data = event_data(self.event, shown) if shown and not self.event.is_draft else None
        user = self.request.user
        told = {
            "coming": coming,
            "structured_data": data,
            "keeps_event": CARE_FOR_EVENT.allows(user, self.event),
            "sees_who_comes": SEE_WHO_COMES.allows(user, self.event),
            "phones": phones_of(self.event),
            "decision": decision_to_appeal(user, "event", self.event),
            "guests": self.guests,
            "come_form": self.come_form(said=self.guests),
        }
        return super().get_context_data(**told | kwargs)


@access(PUBLIC)
class EventCalendarView(OfEvent, View):
    def get(self, request, *args, **kwargs):
        return HttpResponse(calendar_of(self.event), content_type="text/calendar; charset=utf-8")


@access(PUBLIC)
class EventCalendarFeedView(OfCommunity, View):
    def get(self, request, *args, **kwargs):
        return HttpResponse(feed_of(self.network), content_type="text/calendar; charset=utf-8")


class EventFeed(Feed):
    """The events published last."""

    feed_type = Atom1Feed

    def __init__(self, network):
        self.network = network

    def title(self):
        return _("Eventi di %s") % self.network

    def link(self):
        return reverse("community:event_list", args=[self.network.slug])

    def feed_url(self):
        return reverse("community:event_feed", args=[self.network.slug])

    def items(self):
        return self.network.events.published().select_related("network").order_by("-published_at", "-id")[:IN_FEED]

    def item_title(self, event):
        return event.title

    def item_description(self, event):
        return event.words

    def item_pubdate(self, event):
        return event.published_at

    def item_updateddate(self, event):
        return event.changed_at


@access(PUBLIC)
class EventFeedView(OfCommunity, View):
    def get(self, request, *args, **kwargs):
        return EventFeed(self.network)(request)
