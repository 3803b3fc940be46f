"""Asking for the entry of an organisation, and answering who asks."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from accounts.access import PUBLIC, Role, access
from organizations.models import Claim, Organization, OrganizationMember
from services.access import CLAIM, REVIEW
from services.claims.actions import AlreadyDecided, answer_by_mailbox, by_mail, claim_of, decide_claim, make_claim
from services.claims.forms import MAIL, ClaimForm, DecisionForm
from services.claims.trust import others, proposed, trust
from services.reports.reach import of_owner_in_reach, page_after

from .changes import asked_page

A_PAGE = 25  # people


@access(CLAIM)
class ClaimCreateView(FormView):
    """To who is an owner already, or waits for an answer, it says so."""

    template_name, form_class = "services/claims/claim_create.html", ClaimForm

    def dispatch(self, request, *args, slug, **kwargs):
        self.organization = get_object_or_404(Organization, slug=slug)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        email = self.organization.email if by_mail(self.organization) else ""
        return super().get_form_kwargs() | {"email": email}

    def get_context_data(self, **kwargs):
        mine = {"organization": self.organization}
        user = self.request.user
        return super().get_context_data(
            organization=self.organization,
            owner=user.memberships.filter(role=Role.OWNER, **mine).exists(),
            claim=Claim.objects.submitted().filter(claimant=user, **mine).first(),
            **kwargs,
        )

    def form_valid(self, form):
        said = form.cleaned_data
        mail = said.get("way") == MAIL
        try:
            make_claim(by=self.request.user, organization=self.organization, words=said["words"], mail=mail)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return redirect(self.request.path)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@access(PUBLIC)
@method_decorator(never_cache, name="dispatch")
class ClaimAnswerView(View):
    """For who reads the known mailbox. Looking changes nothing, because mail programs look too."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def get(self, request, secret):
        return self.shown(claim_of(secret))

    def post(self, request, secret):
        try:
            claim = answer_by_mailbox(secret=secret, yes=request.POST.get("decision") == "accept")
        except (AlreadyDecided, Claim.DoesNotExist):
            return self.shown(None)
        return self.shown(claim)

    def shown(self, claim):
        status = 410 if claim is None else 200
        return render(self.request, "services/claims/claim_answer.html", {"claim": claim}, status=status)


def queue_of(user):
    return Claim.objects.submitted().filter(of_owner_in_reach(user, "organization"))


def with_both(claims):
    return claims.select_related("organization", "claimant")


def shown_queue(request, **more):
    status = more.pop("status", 200)
    claims, following = page_after(queue_of(request.user), asked_page(request), with_both)
    context = {"claims": claims, "following": following, "problem": "", "failed": None} | more
    return render(request, "services/claims/claim_queue.html", context, status=status)


@access(REVIEW)
class ClaimQueueView(View):
    """The oldest first; as many queries for one as for twenty."""

    def get(self, request):
        return shown_queue(request)


@access({"POST": REVIEW})
class ClaimDecideView(View):
    http_method_names = ["post"]

    def post(self, request, pk):
        claim = get_object_or_404(Claim.objects.select_related("organization"), pk=pk)
        REVIEW.check(request.user, claim.organization)
        form = DecisionForm(request.POST)
        if not form.is_valid():
            problem = " ".join(form.errors.get("reason", [])) or _("Scegli che cosa fare.")
            return shown_queue(request, problem=problem, failed=claim.pk, status=422)
        said = form.cleaned_data
        try:
            claim = decide_claim(claim=claim, yes=said["decision"] == "accept", reason=said["reason"], by=request.user)
        except AlreadyDecided as decided:
            who = decided.claim.decided_by or _("chi legge la posta dell’organizzazione")
            return shown_queue(request, problem=_("Nel frattempo ha già deciso %(who)s.") % {"who": who}, status=409)
        messages.success(request, _("Fatto: lo abbiamo scritto a chi ha chiesto."))
        return redirect("services:claim_queue")


@access(REVIEW)
class TrustView(View):
    """Whose changes go live at once: who has earned it first."""

    def get(self, request):
        good = list(proposed(request.user)[:A_PAGE])
        page = Paginator(others(request.user, good), A_PAGE).get_page(request.GET.get("page"))
        return render(request, "services/claims/trust.html", {"proposed": good, "others": page})

    def post(self, request):
        number = request.POST.get("member", "")
        member = get_object_or_404(OrganizationMember, pk=number if number.isdecimal() else None)
        trust(member=member, yes=request.POST.get("decision") == "trust", by=request.user)
        messages.success(request, _("Fatto."))
        return redirect(request.get_full_path())
