"""`/richiamami/`: asking to be called, without an account."""

import re

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from accounts.access import PUBLIC, access
from helpdesk.models import CallBackRequest
from helpdesk.requests.actions import NoDesk, Settled, ask_to_be_called, withdraw
from helpdesk.requests.desks import desk_for
from helpdesk.requests.forms import CallBackForm, notice_now
from organizations import hours
from organizations.doors import door_of_point, looked_at
from organizations.models import CommunityPoint
from puntocomunita.templatetags.directory import phones
from services.reports.sender import may
from territory.models import Quarter
from territory.places import AmbiguousPlace, UnknownPlace, find_place

NOBODY = gettext_lazy(
    "Qui vicino nessuno sportello può richiamarti, per ora: non è partito niente. Telefona o passa a un Punto "
    "Comunità: sono in fondo a questa pagina."
)
MADE_HERE = re.compile(r"[0-9a-f]{32}")  # a secret of ours


def quarter_of(params):
    """The quarter where somebody was: of the desk whose page it was, or of the place they had written."""
    if point := CommunityPoint.objects.filter(slug=params.get("punto", "")[:160].replace("\x00", "")).first():
        return Quarter.objects.filter(locations=point.location_id).first() or point.quarters.first()
    try:
        place = find_place(params.get("near", "").replace("\x00", "")[:200])
    except (AmbiguousPlace, UnknownPlace):
        return None
    return place and place.quarter and Quarter.objects.filter(pk=place.quarter.id).first()


class Calm:
    """Nothing of such a page is kept by a browser on the way, or found by a search engine."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "same-origin"
        return response


@access(PUBLIC)
@method_decorator(never_cache, name="dispatch")
class CallBackView(Calm, FormView):
    """Who fills the box that nobody sees, or is quicker than people are, gets the same thanks."""

    template_name, form_class = "helpdesk/requests/call_back.html", CallBackForm

    @cached_property
    def notice(self):
        return notice_now()

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self.notice else self.get(request, *args, **kwargs)

    def get_form(self, form_class=None):
        return super().get_form(form_class) if self.notice else None

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"notice": self.notice}

    def get_initial(self):
        quarter = quarter_of(self.request.GET)
        return {"quarter": quarter.pk} if quarter else {}

    def form_valid(self, form):
        if form.is_spam:
            return thanks(desk_for(form.cleaned_data["quarter"]), form.secret)
        if not may(self.request, "call_back"):
            form.add_error(None, _("Da qui sono già arrivate molte richieste. Riprova fra dieci minuti, o telefona."))
            return self.refused(form, 429)
        try:
            return thanks(ask_to_be_called(**form.said).community_point, form.secret)
        except NoDesk:
            form.add_error("quarter", NOBODY)
            return self.refused(form, 422)

    def form_invalid(self, form):
        return self.refused(form, 422)

    def refused(self, form, status):
        return self.render_to_response(self.get_context_data(form=form), status=status)


def thanks(desk, secret):
    """The address holds the link to take the request back, so that who keeps the page keeps it."""
    asked = {"sportello": desk.slug} if desk else {}
    return redirect(f"{reverse('helpdesk:call_back_thanks')}?{urlencode(asked | {'codice': secret})}")


@access(PUBLIC)
@method_decorator(never_cache, name="dispatch")
class CallBackThanksView(Calm, TemplateView):
    """What happens now, and the desk that calls; nothing of who asked."""

    template_name = "helpdesk/requests/call_back_thanks.html"

    def get_context_data(self, **kwargs):
        slug = self.request.GET.get("sportello", "")[:160].replace("\x00", "")
        points = CommunityPoint.objects.with_places_and_hours().filter(is_hub=True, slug=slug)
        doors = looked_at([door_of_point(each) for each in points], hours.local_now())
        door = next(iter(doors), None)
        called = phones(door.phones) if door else []
        return super().get_context_data(door=door, desk_phones=called, withdraw_url=self.withdraw_url, **kwargs)

    @property
    def withdraw_url(self):
        """Of the request that was just made; "" where the address does not say it."""
        secret = self.request.GET.get("codice", "")
        return reverse("helpdesk:call_back_withdraw", args=[secret]) if MADE_HERE.fullmatch(secret) else ""


@access(PUBLIC)
@method_decorator(never_cache, name="dispatch")
class CallBackWithdrawView(Calm, TemplateView):
    """Looking changes nothing, and says nothing of who asked; the button erases at once."""

    template_name = "helpdesk/requests/call_back_withdraw.html"

    def get(self, request, *args, secret, **kwargs):
        asked = CallBackRequest.objects.asked_with(secret).select_related("community_point").first()
        return self.page("waits", asked=asked) if asked else self.page("over", status=410)

    def post(self, request, *args, secret, **kwargs):
        try:
            withdraw(secret=secret)
        except Settled:
            return self.page("over", status=410)
        return self.page("withdrawn")

    def page(self, now, status=200, **kwargs):
        return self.render_to_response(self.get_context_data(now=now, **kwargs), status=status)
