"""Pages without an account: a receiver answers by the link of a mail, a person comes back with a code."""

from django.db import IntegrityError
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from accounts.access import PUBLIC, access
from accounts.limits import too_many_requests
from helpdesk.models import Referral
from helpdesk.referrals.actions import come_back
from helpdesk.referrals.coming_back import ComeBackForm
from helpdesk.referrals.links import referral_of
from helpdesk.referrals.moving import TooLate
from helpdesk.referrals.receiving import DeadLink, answer_by_link, opened_by_link
from helpdesk.referrals.step_forms import receivers_offers
from organizations import hours
from puntocomunita.templatetags.directory import phones
from services.reports.sender import may


class Unseen:
    """Nobody else learns of such a page: no copy is kept, no search finds it, no other site is told where one was."""

    counted_as = ""

    def dispatch(self, request, *args, **kwargs):
        allowed = may(request, self.counted_as)
        response = super().dispatch(request, *args, **kwargs) if allowed else too_many_requests(request)
        patch_cache_control(response, no_store=True)
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "same-origin"  # a form needs its origin, other sites get nothing
        return response


@access(PUBLIC)
@method_decorator(never_cache, name="dispatch")
class ReferralAnswerView(Unseen, View):
    """Looking shows the reference and changes nothing, because mail programs look too; a button opens."""

    counted_as = "referral_answer"

    def dispatch(self, request, *args, secret, **kwargs):
        self.secret = secret
        self.referral, self.good = referral_of(secret)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.page("helpdesk/referrals/answer_closed.html") if self.good else self.gone()

    def post(self, request):
        if not self.good:
            return self.gone()
        offer = next((each for each in self.offers if each.name == request.POST.get("step")), None)
        return self.opened() if offer is None else self.answered(offer)

    @property
    def offers(self):
        return receivers_offers(self.referral)

    def answered(self, offer):
        form = self.form_of(offer, self.request.POST)
        if not form.is_valid():
            return self.opened(tried=(offer, form), status=422)
        try:
            answered = answer_by_link(self.secret, offer.act, **form.cleaned_data | offer.given)
        except (DeadLink, TooLate, IntegrityError):
            return self.gone()
        goes_on = answered.state in Referral.UNDER_WAY
        return self.page("helpdesk/referrals/answer_done.html", done=offer.done, goes_on=goes_on)

    def opened(self, tried=None, status=200):
        forms = [(each, tried[1] if tried and tried[0] == each else self.form_of(each)) for each in self.offers]
        more = {"seen": opened_by_link(self.referral), "offers": forms, "tried": tried[0].name if tried else ""}
        return self.page("helpdesk/referrals/answer_open.html", status=status, **more)

    def form_of(self, offer, data=None):
        return offer.form(data, referral=self.referral, prefix=offer.name)

    def gone(self):
        return self.page("helpdesk/referrals/answer_gone.html", status=410)

    def page(self, template, status=200, **more):
        desk = self.referral.enquiry.community_point if self.referral else None
        called = phones(desk.phones + desk.location.phones) if desk else []
        context = {"referral": self.referral, "desk": desk, "desk_phones": called} | more
        return render(self.request, template, context, status=status)


@access(PUBLIC)
@method_decorator(never_cache, name="dispatch")
class ComeBackView(Unseen, FormView):
    """`/ritorno/`: with the code of a hand-out one says once how it went, or asks for another door."""

    counted_as = "return_code"
    template_name, form_class = "helpdesk/referrals/come_back.html", ComeBackForm

    def get_initial(self):
        return {"code": self.request.GET.get("codice", "")[:20]}

    def form_valid(self, form):
        try:
            referral = come_back(code=form.code, **form.said)
        except (TooLate, IntegrityError):
            form.add_error("code", _("Questo codice è già stato usato."))
            return self.form_invalid(form)
        desk = referral.enquiry.community_point
        context = {"desk": desk, "desk_phones": phones(desk.phones + desk.location.phones)}
        context |= {"asked": form.said["another_door"], "looked_for": referral.must_go_on, "today": hours.local_now()}
        return render(self.request, "helpdesk/referrals/come_back_done.html", context)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
