"""Advice for who starts a small business: when it is given, booked by one, given back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, TemplateView

from accounts.access import PUBLIC, access
from community.access import BOOK_ADVICE, GIVE_ADVICE
from community.concierge import advice
from community.concierge.advice import AdviceForm, IdeaForm
from community.concierge.forms import ReasonForm
from community.concierge.people import contact_for_advice, who_booked
from community.models import AdviceBooking, AdviceSlot
from helpdesk.rota.forms import RotaForm
from puntocomunita.encryption import decrypt

from .community import OfCommunity
from .concierges import PAGE


@access(PUBLIC)
class AdviceListView(OfCommunity, TemplateView):
    template_name = "community/concierge/advice_list.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        free = self.slots().free()
        free = free.but_of_people_apart_from(user) if user.is_authenticated else free
        page = Paginator(free, PAGE).get_page(self.request.GET.get("page"))
        shown = {"page": page, "gives_advice": GIVE_ADVICE.allows(user, self.network)}
        shown |= self.own(user) if user.is_authenticated else {}
        return super().get_context_data(**shown, **kwargs)

    def own(self, user):
        """What they have booked, and what they give."""
        coming = self.slots().coming()
        mine = coming.filter(bookings__person=user, bookings__cancelled_at=None)
        return {"mine": mine[:PAGE], "given": coming.filter(adviser=user)[:PAGE]}

    def slots(self):
        return AdviceSlot.objects.filter(network=self.network).for_reading()


@access(GIVE_ADVICE)
class AdviceCreateView(OfCommunity, FormView):
    template_name, form_class = "community/concierge/advice_form.html", AdviceForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form):
        try:
            slot = advice.hold(by=self.request.user, slot=form.slot(self.network))
        except advice.Busy:
            form.add_error("start", _("A quell’ora ascolti già qualcuno."))
            return self.form_invalid(form)
        messages.success(self.request, _("Fatto: adesso si può prenotare."))
        return redirect(slot)


class OfAdvice(OfCommunity):
    @cached_property
    def slot(self):
        return get_object_or_404(AdviceSlot.objects.filter(network=self.network).for_reading(), pk=self.kwargs["pk"])

    @cached_property
    def booking(self):
        """The one that is held, whosever it is."""
        return AdviceBooking.objects.held().filter(slot=self.slot).select_related("person").first()

    @property
    def is_mine(self):
        return bool(self.booking and self.booking.person_id) and self.booking.person_id == self.request.user.pk

    @property
    def is_given_by_me(self):
        return self.request.user.is_authenticated and self.slot.adviser_id == self.request.user.pk


@access({"GET": PUBLIC, "POST": BOOK_ADVICE})
class AdviceDetailView(OfAdvice, FormView):
    """A POST names what is done: `take`, `give_back`, or, by who gives it, `call_off`."""

    template_name, ways_out = "community/concierge/advice_detail.html", ("give_back", "call_off")

    def get_form_class(self):
        return {"take": IdeaForm, "call_off": ReasonForm}.get(self.verb, RotaForm)

    @property
    def verb(self):
        return next((each for each in ("take", "give_back", "call_off") if each in self.request.POST), "")

    def get_context_data(self, form=None, **kwargs):
        told = {"slot": self.slot, "booked": self.booking, "is_mine": self.is_mine, "gives_it": self.is_given_by_me}
        told |= {"idea_form": form if self.verb == "take" else IdeaForm()}
        told |= {"reason_form": form if self.verb == "call_off" else ReasonForm()}
        told |= self.said() if self.booking and (self.is_mine or self.is_given_by_me) else {}
        return super().get_context_data(form=form, **told, **kwargs)

    def said(self):
        """For the two of it: who comes and with what idea; how to reach who has no account is opened on record."""
        booking = self.booking
        contact = "" if booking.person_id else contact_for_advice(booking, by=self.request.user)
        idea = decrypt(booking.idea) if booking.idea else ""
        return {"who": who_booked(booking), "contact": contact, "idea": idea}

    def form_valid(self, form):
        try:
            self.do(form.cleaned_data)
        except advice.Gone:
            messages.warning(self.request, _("Non c’è più: qualcuno è arrivato prima, o non si fa. Guarda le altre."))
            return redirect("community:advice_list", self.network.slug)
        return redirect(self.slot)

    def do(self, told):
        if self.verb == "take":
            advice.take(by=self.request.user, slot=self.slot, **told)
            messages.success(self.request, _("È tua. Se non ti serve più, disdici: serve ad altri."))
        elif self.verb == "give_back":
            advice.give_back(by=self.request.user, slot=self.slot)
            messages.success(self.request, _("Disdetta: adesso è libera."))
        elif self.verb == "call_off" and self.is_given_by_me:
            advice.call_off(slot=self.slot, **told)
            messages.success(self.request, _("Annullata: chi l’aveva prenotata lo sa."))


@access(BOOK_ADVICE)
class AdviceCalendarView(OfAdvice, View):
    """For the two of it; to others it is not there."""

    def get(self, request, *args, **kwargs):
        if not (self.is_mine or self.is_given_by_me):
            raise Http404
        return HttpResponse(advice.calendar_of(self.slot), content_type="text/calendar; charset=utf-8")
