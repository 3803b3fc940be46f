"""What was paid of a benefit, as who runs the call writes it down."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts.access import access
from community.access import DECIDE_APPLICATIONS
from community.calls import paying
from community.calls.forms import PaymentForm
from community.models import Application
from helpdesk.moves import Settled

from .applications import OfApplication


@access(DECIDE_APPLICATIONS)
class BenefitPaymentsView(OfApplication, FormView):
    """A POST writes one down; with `wrong` it takes one back."""

    template_name, form_class = "community/calls/benefit_payments.html", PaymentForm

    @cached_property
    def left(self):
        return self.call.amount - sum(each.amount for each in self.application.payments.all())

    def get_initial(self):
        return {"paid_on": timezone.localdate(), "amount": self.left}

    def get_context_data(self, **kwargs):
        return super().get_context_data(payments=self.application.payments.all(), left=self.left, **kwargs)

    def get(self, request, *args, **kwargs):
        is_paid = self.call.amount and self.application.state == Application.State.AWARDED
        return super().get(request, *args, **kwargs) if is_paid else self.settled()

    def post(self, request, *args, **kwargs):
        return self.take_back(request.POST["wrong"]) if "wrong" in request.POST else super().post(request)

    def form_valid(self, form):
        try:
            paying.pay(by=self.request.user, application=self.application, **form.cleaned_data)
        except paying.Refused as refused:
            form.refuse(refused.why)
            return self.form_invalid(form)
        except Settled:
            return self.settled()
        messages.success(self.request, _("Annotato: chi ha il contributo lo saprà."))
        return redirect(self.application)

    def take_back(self, number):
        try:
            paying.take_back(by=self.request.user, application=self.application, number=int(number))
        except (ValueError, Settled):
            return self.settled()
        messages.success(self.request, _("Tolto: chi ha il contributo lo saprà."))
        return redirect(self.application)
