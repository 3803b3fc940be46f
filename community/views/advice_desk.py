"""Advice for who has no account: booked at a concierge, by telephone or passing by, and told on paper."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.access import access
from community.access import KEEP_CONCIERGE
from community.concierge import advice
from community.concierge.people import booked_at
from community.models import AdviceBooking, AdviceSlot
from helpdesk.rota.forms import RotaForm

from .concierges import PAGE, OfConcierge


class OfAdviceAtDesk(OfConcierge):
    @property
    def bookings(self):
        """Through this concierge, of who has no account, still to come."""
        rows = AdviceBooking.objects.coming().filter(concierge=self.concierge, person=None)
        return rows.select_related("slot__network", "slot__organization")


@access(KEEP_CONCIERGE)
class AdviceAtDeskView(OfAdviceAtDesk, FormView):
    """A POST books one or, with `give_back` and its number, gives one back."""

    template_name, ways_out = "community/concierge/advice_at_desk.html", ("give_back",)

    def get_form_class(self):
        return RotaForm if "give_back" in self.request.POST else advice.AdviceForNeighbourForm

    def get_form_kwargs(self):
        if "give_back" in self.request.POST:
            return super().get_form_kwargs()
        return super().get_form_kwargs() | {"slots": self.slots()}

    def slots(self):
        """Those that are free; of a POST also what they have just booked, for who presses twice."""
        free = AdviceSlot.objects.filter(network=self.network).free()
        if self.request.method != "POST":
            return free
        mine = self.bookings.filter(recorded_by=self.request.user).values("slot")
        either = Q(pk__in=free.order_by().values("pk")) | Q(pk__in=mine)
        return AdviceSlot.objects.filter(either).order_by("starts_at", "pk")

    def get_context_data(self, **kwargs):
        booked = booked_at(list(self.bookings[:PAGE]), self.concierge, by=self.request.user)
        return super().get_context_data(booked=booked, **kwargs)

    def form_valid(self, form):
        try:
            self.do(form.cleaned_data)
        except advice.Gone:
            messages.warning(self.request, _("Non c’è più: qualcuno è arrivato prima, o non si fa. Guarda le altre."))
        return redirect(self.request.path)

    def do(self, told):
        if number := self.request.POST.get("give_back", ""):
            rows = self.bookings.filter(pk=int(number) if number.isdecimal() else 0)
            advice.give_back_for(booking=get_object_or_404(rows))
            messages.success(self.request, _("Disdetta: di chi l’aveva prenotata non resta niente."))
        else:
            advice.take_for(by=self.request.user, concierge=self.concierge, **told)
            messages.success(self.request, _("Prenotata. Stampa il foglio, o leggi al telefono quando e dove."))


@access(KEEP_CONCIERGE)
class AdviceSheetView(OfAdviceAtDesk, TemplateView):
    """To be given by hand: what, when, where, whom to ring."""

    template_name = "community/concierge/advice_sheet.html"

    @cached_property
    def booking(self):
        return get_object_or_404(self.bookings, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(slot=self.booking.slot, **kwargs)
