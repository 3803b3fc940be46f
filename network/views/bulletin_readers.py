"""Reading the bulletin by mail, without an account: asking for it, confirming, choosing, leaving."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from accounts.access import PUBLIC, access
from accounts.limits import may_write_to
from helpdesk.views.call_back import Calm
from network.bulletin import readers
from network.bulletin.forms import SubscribeForm, WishesForm
from network.bulletin.links import CONFIRM, READ, opened, secret_of
from network.models import Subscription
from puntocomunita.even_time import even_time
from services.reports.sender import may

from .network import OfNetwork


@access(PUBLIC)
@method_decorator([never_cache, even_time], name="dispatch")
class SubscribeView(Calm, OfNetwork, FormView):
    """The same answer, in the same time, whether the mailbox is there already or not; to programs too."""

    template_name, form_class = "network/bulletin/subscribe.html", SubscribeForm

    def get_form_kwargs(self):
        return {name: value for name, value in super().get_form_kwargs().items() if name != "initial"} | {
            "network": self.network
        }

    def form_valid(self, form):
        if not form.is_spam:
            if not may(self.request, "bulletin"):
                form.add_error(None, _("Da qui sono già arrivate molte iscrizioni. Riprova fra dieci minuti."))
                return self.refused(form, 429)
            address = form.cleaned_data["email"]
            written_to = may_write_to(address, "bulletin")
            readers.ask(network=self.network, address=address, written_to=written_to, **form.said)
        return redirect("network:bulletin_thanks", self.network.slug)

    def form_invalid(self, form):
        return self.refused(form, 422)

    def refused(self, form, status):
        return self.render_to_response(self.get_context_data(form=form), status=status)


@access(PUBLIC)
class SubscribeThanksView(Calm, OfNetwork, TemplateView):
    template_name = "network/bulletin/thanks.html"


@method_decorator(never_cache, name="dispatch")
class OfReader(Calm, OfNetwork):
    """A page behind a signed link; `what` says of which kind."""

    what = READ

    @cached_property
    def subscription(self):
        if subscription := opened(self.kwargs["secret"], self.network, self.what):
            return subscription
        raise Http404

    def get_context_data(self, **kwargs):
        return super().get_context_data(subscription=self.subscription, **kwargs)

    def page_of(self, name):
        return reverse(f"network:{name}", args=[self.network.slug, secret_of(self.subscription)])


@access(PUBLIC)
class ConfirmView(OfReader, TemplateView):
    """Looking, as a mail scanner does, confirms nothing."""

    template_name, what = "network/bulletin/confirm.html", CONFIRM

    def post(self, request, *args, **kwargs):
        if readers.confirm(subscription=self.subscription):
            messages.success(request, _("Fatto: il bollettino ti arriva dal prossimo."))
        return redirect(self.page_of("bulletin_preferences"))


@access(PUBLIC)
class PreferencesView(OfReader, FormView):
    template_name, form_class = "network/bulletin/preferences.html", WishesForm

    def get_initial(self):
        chosen = self.subscription
        return {"rhythm": chosen.rhythm, "themes": chosen.themes.all(), "quarters": chosen.quarters.all()}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"network": self.network}

    def get_context_data(self, **kwargs):
        reads = self.subscription.state == Subscription.State.ACTIVE
        return super().get_context_data(reads=reads, leave=self.page_of("bulletin_leave"), **kwargs)

    def form_valid(self, form):
        if self.subscription.state == Subscription.State.ACTIVE:
            readers.prefer(subscription=self.subscription, **form.said)
            messages.success(self.request, _("Salvato: vale dal prossimo bollettino."))
        return redirect(self.request.path)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@access(PUBLIC)
@method_decorator(csrf_exempt, name="dispatch")
class LeaveView(OfReader, TemplateView):
    """
    RFC 8058: a POST leaves, without a cookie and without asking again, whether a button or a mail program sends it;
    looking, as a mail scanner does, leaves nothing.
    """

    template_name = "network/bulletin/leave.html"

    def post(self, request, *args, **kwargs):
        readers.leave(subscription=self.subscription)
        self.subscription.refresh_from_db()
        return self.render_to_response(self.get_context_data())
