"""Booking a space, alone or week after week, and what becomes of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, TemplateView

from accounts.access import access
from community.access import BOOK_SPACE, KEEP_HOUSE
from community.models import Booking, Event
from community.spaces import actions
from community.spaces.forms import BookingForm, DecideForm, GiveBackForm

from .community import OfCommunity
from .spaces import OfHouse, OfSpace

PAGE = 20


@access(BOOK_SPACE)
class BookView(OfSpace, FormView):
    """A series is shown day by day first: what is taken is skipped, what is free may be left out.

    A POST with `again` shows the days of what is filled in now.
    """

    template_name, form_class = "community/spaces/book.html", BookingForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"space": self.space, "user": self.request.user}

    def get_initial(self):
        asked = {
            name: self.request.GET.get(name, "") for name in ("title", "people", "organization", "day", "start", "end")
        }
        return {"weeks": 0} | {name: value for name, value in asked.items() if value}

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.space.is_open:
            messages.info(request, _("Questa stanza adesso non si prenota."))
            return redirect(self.space)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            return self.asked(form)
        except actions.Changed:
            messages.warning(self.request, _("Nel frattempo la stanza è cambiata: guarda com’è adesso."))
            return redirect(self.space)

    def asked(self, form):
        bookings = form.bookings()
        if not form.repeats:
            return self.book(form, bookings[0])
        if "again" in self.request.POST or not {"days", "sure"} & set(self.request.POST):
            return self.show_days(form, bookings)
        chosen = set(self.request.POST.getlist("days"))
        return self.book_series(form, [each for each in bookings if each.starts_at.date().isoformat() in chosen])

    def show_days(self, form, bookings):
        days = self.space.in_the_way(bookings)
        free = sum(out is None for _booking, out in days)
        return self.render_to_response(self.get_context_data(form=form, days=days, free=free))

    def book(self, form, booking):
        try:
            actions.book(by=self.request.user, booking=booking)
        except actions.Taken as taken:
            told = {"form": form, "taken": taken, "later": form.later(taken.next_free), "others": form.elsewhere}
            return self.render_to_response(self.get_context_data(**told), status=409)
        messages.success(self.request, self.said(booking))
        return redirect(booking)

    def said(self, booking):
        if booking.state == Booking.State.CONFIRMED:
            return _("È tua. Se non ti serve più, annullala: serve ad altri.")
        return _("Chiesta: nessun altro la prende. Chi cura la casa ti scrive.")

    def book_series(self, form, bookings):
        had, lost = actions.book_series(by=self.request.user, bookings=bookings)
        if not had:
            messages.warning(self.request, _("Nessun giorno preso: scegline qualcuno che sia libero."))
            return self.show_days(form, form.bookings())
        told = ngettext("Preso %(count)s giorno.", "Presi %(count)s giorni.", len(had)) % {"count": len(had)}
        if lost:
            told += " " + ngettext(
                "%(count)s lo ha preso qualcun altro in questo momento.",
                "%(count)s li ha presi qualcun altro in questo momento.",
                len(lost),
            ) % {"count": len(lost)}
        messages.success(self.request, told)
        return redirect("community:booking_list", self.network.slug)


@access(BOOK_SPACE)
class BookingListView(OfCommunity, TemplateView):
    """One's own and those of one's organisations, what comes first; what is off is apart, until its day is past."""

    template_name = "community/spaces/booking_list.html"

    def get_context_data(self, **kwargs):
        rows = Booking.objects.of(self.request.user).filter(space__house__location__municipality=self.network)
        coming = rows.coming().for_reading().order_by("starts_at", "id")
        page = Paginator(coming.holding(), PAGE).get_page(self.request.GET.get("page"))
        past = rows.over().for_reading().order_by("-starts_at", "-id")
        return super().get_context_data(page=page, off=coming.off()[:PAGE], past=past[:PAGE], **kwargs)


class BookingView(FormView):
    """One booking and what is done with it: a POST names one of `verbs`; those in `with_reason` say why."""

    template_name, form_class = "community/spaces/booking_detail.html", DecideForm
    verbs, with_reason = ["cancel"], []

    @cached_property
    def booking(self):
        return get_object_or_404(self.bookings().for_reading(), pk=self.kwargs["pk"])

    @property
    def verb(self):
        return next((each for each in self.verbs if each in self.request.POST), None)

    def get_form_kwargs(self):
        self.booking  # noqa: B018  # of another nobody hears what a form would say
        return super().get_form_kwargs() | {"must": self.verb in self.with_reason}

    def get_context_data(self, **kwargs):
        later = Booking.objects.filter(series=self.booking.series, starts_at__gt=self.booking.starts_at).holding()
        rest = later.count() if self.booking.series else 0
        event = Event.objects.seen_by(self.request.user).filter(dates__booking=self.booking).for_reading().first()
        return super().get_context_data(booking=self.booking, rest=rest, event=event, **kwargs)

    def form_valid(self, form):
        try:
            days = len(self.do(self.verb, form.cleaned_data["reason"]))
        except actions.Settled:
            messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        else:
            told = ngettext("Fatto.", "Fatto, per %(days)s giorni.", days) % {"days": days}
            messages.success(self.request, told)
        return redirect(self.request.path)

    def do(self, verb, reason):
        told = {"by": self.request.user, "booking": self.booking}
        several = told | {"series": "series" in self.request.POST}
        if verb == "confirm":
            return actions.confirm(**several)
        if verb == "reject":
            return actions.reject(**several, reason=reason)
        if verb == "cancel":
            return actions.cancel(**several, reason=reason)
        if verb in ("came", "no_show"):
            return actions.say_how_it_went(**told, came=verb == "came")
        raise actions.Settled


@access(BOOK_SPACE)
class BookingDetailView(OfCommunity, BookingView):
    """For who has it and who keeps its organisation; to others it is not there."""

    form_class, ways_out = GiveBackForm, ("cancel",)

    def bookings(self):
        rows = Booking.objects.of(self.request.user)
        return rows.filter(space__house__location__municipality=self.network)


@access(KEEP_HOUSE)
class HouseBookingView(OfHouse, BookingView):
    """For who keeps the house; whoever booked is told what they do, and why not."""

    verbs, with_reason = ["confirm", "reject", "cancel", "came", "no_show"], ["reject", "cancel"]

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if self.booking.state == Booking.State.CONFIRMED:
            form.fields["reason"].label = _("Perché la annulli")
        return form

    def bookings(self):
        return Booking.objects.filter(space__house=self.house)
