"""Hours of a pact: written down by a side, decided by another."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from accounts.access import access
from accounts.actions import log_looks
from accounts.models import AccessLog
from community.access import BE_IN_PACT, FOLLOW_PACTS, OWN_PACTS
from community.models import HoursEntry, Side
from community.pacts import giving
from community.pacts.forms import HoursForm, ReasonForm
from community.pacts.suggesting import begun_from

from .community import OfCommunity
from .pacts import PAGE, OfPact


class OfHours(OfPact):
    """Of who is in the pact, on whichever side."""

    @cached_property
    def sides(self):
        return self.pact.signers(self.request.user)

    def back(self):
        return redirect(self.pact.get_url_of(self.sides[0]))


@access(BE_IN_PACT)
class HoursCreateView(OfHours, FormView):
    template_name, form_class = "community/pacts/hours_form.html", HoursForm

    def get_initial(self):
        return begun_from(self.pact)

    def get_context_data(self, **kwargs):
        return super().get_context_data(side=self.sides[0], back=self.pact.get_url_of(self.sides[0]), **kwargs)

    def form_valid(self, form):
        try:
            giving.write_down(by=self.request.user, pact=self.pact, side=self.sides[0], **form.cleaned_data)
        except giving.Refused as refused:
            form.refuse(refused.why)
            return self.form_invalid(form)
        messages.success(self.request, _("Segnate. Ora tocca all’altra parte confermarle."))
        return self.back()


@access(BE_IN_PACT)
class HoursEntryView(OfHours, FormView):
    """One entry: a POST with `verify` or `reject` decides it, one with `take_back` takes one's own back."""

    template_name, form_class = "community/pacts/hours_entry.html", ReasonForm

    @cached_property
    def entry(self):
        return get_object_or_404(self.pact.hours.select_related("submitted_by"), pk=self.kwargs["entry"])

    @cached_property
    def decides(self):
        """The side for which the visitor may decide it, or None."""
        asked = self.entry.state == HoursEntry.State.SUBMITTED and self.entry.submitted_by_id != self.request.user.pk
        return next((each for each in self.sides if each in giving.DECIDES[self.entry.side]), None) if asked else None

    def get_form_kwargs(self):
        self.entry  # noqa: B018  # of another nobody hears what a form would say
        return super().get_form_kwargs() | {"must": "reject" in self.request.POST}

    def get_context_data(self, **kwargs):
        mine = self.entry.submitted_by_id == self.request.user.pk and self.entry.state == HoursEntry.State.SUBMITTED
        shown = {"entry": self.entry, "decides": self.decides, "is_mine": mine, "side": self.sides[0]}
        return super().get_context_data(back=self.pact.get_url_of(self.sides[0]), **shown, **kwargs)

    def form_valid(self, form):
        if self.do(form.cleaned_data["reason"]):
            messages.success(self.request, _("Fatto."))
        else:
            messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        return self.back()

    def do(self, reason):
        told = {"by": self.request.user, "side": self.decides}
        if "take_back" in self.request.POST:
            return giving.take_back(by=self.request.user, entry=self.entry)
        if self.decides is None:
            return False
        if "reject" in self.request.POST:
            return giving.reject(**told, entry=self.entry, reason=reason)
        return "verify" in self.request.POST and giving.verify(**told, entries=self.pact.hours.filter(pk=self.entry.pk))


class WaitingHoursView(OfCommunity, TemplateView):
    """`waiting()`, the oldest first; a POST confirms for `side` those that are ticked."""

    def get_context_data(self, **kwargs):
        rows = self.waiting().select_related("pact__network", "pact__host", "pact__participant")
        page = Paginator(rows.order_by("day", "starts", "id"), PAGE).get_page(self.request.GET.get("page"))
        people = [each.pact.participant for each in page if each.pact.participant]
        if people:
            told = {"what": AccessLog.What.PEOPLE, "thing": _("Ore da confermare")}
            log_looks(by=self.request.user, subjects=people, **told)
        return super().get_context_data(page=page, **kwargs)

    def post(self, request, *args, **kwargs):
        ticked = [int(each) for each in request.POST.getlist("entry") if each.isdecimal() and len(each) < 16]
        done = giving.verify(by=request.user, entries=self.waiting().filter(pk__in=ticked), side=self.side)
        said = ngettext("Confermata %(n)s voce.", "Confermate %(n)s voci.", len(done)) % {"n": len(done)}
        messages.success(request, said) if done else messages.warning(request, _("Scegli almeno una voce."))
        return redirect(request.path)


@access(OWN_PACTS)
@method_decorator(never_cache, name="dispatch")
class HostHoursView(WaitingHoursView):
    """Of the organisations that one keeps."""

    template_name, side = "community/pacts/host_hours.html", Side.HOST

    def waiting(self):
        return HoursEntry.objects.asked_of_the_host(self.request.user, self.network)


@access(FOLLOW_PACTS)
@method_decorator(never_cache, name="dispatch")
class FollowedHoursView(WaitingHoursView):
    """Of the pacts that one follows, that nobody else answers."""

    template_name, side = "community/pacts/followed_hours.html", Side.MUNICIPALITY

    def waiting(self):
        return HoursEntry.objects.left_to_decide_by(self.request.user, self.network)
