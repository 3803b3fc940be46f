"""Pacts as everybody reads of them, as who gives the hours sees their own, and as the host does."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.access import PUBLIC, access
from accounts.actions import log_look
from accounts.models import AccessLog
from community.access import FOLLOW_PACTS, GIVE_HOURS, HOST_PACT, OWN_PACTS, READ_CERTIFICATE
from community.models import Pact, Side
from community.pacts import actions
from community.pacts.figures import figures_of
from community.pacts.progress import progress_of
from community.pacts.suggesting import suggested
from helpdesk.views.call_back import Calm

from .community import OfCommunity

PAGE = 20


@access(PUBLIC)
class PactFiguresView(OfCommunity, TemplateView):
    template_name = "community/pacts/figures.html"

    def get_context_data(self, **kwargs):
        follows = FOLLOW_PACTS.allows(self.request.user, self.network)
        return super().get_context_data(figures=figures_of(self.network), follows=follows, **kwargs)


@method_decorator(never_cache, name="dispatch")
class OfPact(OfCommunity):
    """About one pact, under the view's rule there. That anybody but who gives the hours opened it is on record."""

    @cached_property
    def pact(self):
        return get_object_or_404(Pact.objects.for_reading(), pk=self.kwargs["pk"], network=self.network)

    @property
    def guarded(self):
        return self.pact

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if self.pact.participant_id != request.user.pk:
            told = {"what": AccessLog.What.PERSON, "thing": _("Patto con %(host)s") % {"host": self.pact.host}}
            log_look(by=request.user, subject=self.pact.participant, **told)
        return response

    def signatures(self):
        """[(side, who signed for it or None)], in the order of the sides."""
        made = {each.side: each for each in self.pact.signatures.select_related("signed_by")}
        return [(side, made.get(side)) for side in Side]

    def may_sign(self, sides) -> list:
        if self.pact.state != Pact.State.SIGNING:
            return []
        signatures = self.signatures()
        if any(made and self.request.user.pk in (made.signed_by_id, made.recorded_by_id) for _side, made in signatures):
            return []
        sides = {each for each in sides if each != Side.MUNICIPALITY or not self.pact.lacks_assessment}
        return [side for side, made in signatures if made is None and side in sides]

    def hours(self):
        rows = self.pact.hours.latest_first().select_related("submitted_by", "verified_by")
        return Paginator(rows, PAGE).get_page(self.request.GET.get("page"))

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **{"pact": self.pact, "progress": progress_of(self.pact), "signatures": self.signatures()} | kwargs
        )

    def sign(self, side):
        try:
            actions.sign(by=self.request.user, pact=self.pact, side=side)
        except actions.Settled:
            messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        except actions.NotAssessed:
            messages.warning(self.request, _("Prima della firma del Comune serve la valutazione."))
        else:
            messages.success(self.request, _("Hai firmato."))
        return redirect(self.request.path)


@access(OWN_PACTS)
class PactListView(OfCommunity, TemplateView):
    """One's own, and those that one's organisations host."""

    template_name = "community/pacts/pact_list.html"

    def get_context_data(self, **kwargs):
        user, here = self.request.user, Pact.objects.filter(network=self.network).for_reading()
        own = here.of(user).exclude(state=Pact.State.WITHDRAWN)
        page = Paginator(here.hosted_by(user), PAGE).get_page(self.request.GET.get("page"))
        shown = [(each, progress_of(each)) for each in own]
        return super().get_context_data(own=shown, page=page, **kwargs)


@access(GIVE_HOURS)
class PactDetailView(OfPact, TemplateView):
    """Of who gives the hours; a POST with `sign` signs."""

    template_name = "community/pacts/pact_detail.html"

    def get_context_data(self, **kwargs):
        writes = self.pact.state == Pact.State.ACTIVE
        shown = {"signs": self.may_sign([Side.PARTICIPANT]), "quick": suggested(self.pact) if writes else {}}
        return super().get_context_data(page=self.hours(), writes=writes, here="pact_detail", **shown, **kwargs)

    def post(self, request, *args, **kwargs):
        return self.sign(Side.PARTICIPANT) if "sign" in request.POST else redirect(request.path)


@access(HOST_PACT)
class PactHostView(OfPact, TemplateView):
    """Of who keeps the host: who comes, how many hours, and nothing of why; the same for every kind."""

    template_name = "community/pacts/pact_host.html"

    def get_context_data(self, **kwargs):
        shown = {"signs": self.may_sign([Side.HOST]), "writes": self.pact.state == Pact.State.ACTIVE}
        return super().get_context_data(page=self.hours(), here="pact_host", **shown, **kwargs)

    def post(self, request, *args, **kwargs):
        return self.sign(Side.HOST) if "sign" in request.POST else redirect(request.path)


@access(READ_CERTIFICATE)
class CertificateView(OfPact, TemplateView):
    def get(self, request, *args, **kwargs):
        from community.pacts.certificates import certificate  # its library is of use here alone

        if not self.pact.code:
            raise Http404
        headers = {"Content-Disposition": 'inline; filename="attestato.pdf"'}
        return HttpResponse(certificate(self.pact), content_type="application/pdf", headers=headers)


@access(PUBLIC)
@method_decorator(never_cache, name="dispatch")
class CertificateCheckView(Calm, TemplateView):
    """Whoever holds the paper reads here that it is true; nobody guesses a code."""

    template_name = "community/pacts/certificate_check.html"

    @cached_property
    def pact(self):
        code = self.kwargs["code"].replace("\x00", "").strip().upper()
        return Pact.objects.for_reading().filter(code=code).exclude(code="").first()

    def get_context_data(self, **kwargs):
        progress = self.pact and progress_of(self.pact)
        return super().get_context_data(pact=self.pact, progress=progress, **kwargs)

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=200 if self.pact else 404, **kwargs)
