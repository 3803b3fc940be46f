"""Members that do not know each other yet, what they do together, and the network drawn."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, TemplateView

from accounts.access import PUBLIC, access
from network.access import SPEAK_FOR_MEMBER
from network.members import collaborating
from network.members.drawing import drawing_of
from network.members.forms import CollaborationForm
from network.members.suggestions import suggestions_for
from organizations.models import Collaboration

from .network import OfNetwork


class OfOwnMember(OfNetwork):
    @cached_property
    def kept(self):
        return list(self.network.kept_by(self.request.user).in_alphabetical_order())

    def own(self, slug):
        return get_object_or_404(self.network.kept_by(self.request.user), slug=slug)

    def back(self, mine):
        return redirect(f"{self.page}?di={mine.slug}")

    @property
    def page(self):
        return redirect("network:suggestion_list", self.network.slug).url


@access(SPEAK_FOR_MEMBER)
class SuggestionListView(OfOwnMember, TemplateView):
    """For one of the organisations that the person keeps, named by `?di=`, else the first."""

    template_name = "network/members/suggestion_list.html"

    def get_context_data(self, **kwargs):
        asked = self.request.GET.get("di")
        mine = next((each for each in self.kept if each.slug == asked), self.kept[0])
        known = Collaboration.objects.standing().of_any([mine]).select_related("one", "other")
        return super().get_context_data(
            mine=mine,
            kept=self.kept,
            suggestions=suggestions_for(mine, self.network),
            waiting=known.waiting_for([mine]),
            known=known.exclude(pk__in=known.waiting_for([mine])),
            **kwargs,
        )


class OfPair(OfOwnMember):
    @cached_property
    def pair(self):
        other = get_object_or_404(self.network.members(), slug=self.kwargs["other"])
        return {"mine": self.own(self.kwargs["mine"]), "other": other}


@access(SPEAK_FOR_MEMBER)
class SuggestionDismissView(OfPair, View):
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        collaborating.dismiss(by=request.user, **self.pair)
        messages.success(request, _("Non te la proponiamo più."))
        return self.back(self.pair["mine"])


@access(SPEAK_FOR_MEMBER)
class CollaborationCreateView(OfPair, FormView):
    template_name, form_class = "network/members/collaboration_form.html", CollaborationForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(**self.pair, **kwargs)

    def form_valid(self, form):
        try:
            collaborating.record_collaboration(
                by=self.request.user, network=self.network, **self.pair, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("Scritto. Quando anche l’altra dice che è così, lo vedono tutti."))
        return self.back(self.pair["mine"])


@access(SPEAK_FOR_MEMBER)
class CollaborationAnswerView(OfOwnMember, View):
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        rows = Collaboration.objects.waiting_for(self.kept).select_related("one", "other")
        collaboration = get_object_or_404(rows, pk=self.kwargs["pk"])
        if request.POST.get("answer") == "no":
            collaborating.deny(by=request.user, collaboration=collaboration)
            messages.success(request, _("Tolta: non era così."))
        else:
            collaborating.confirm(by=request.user, collaboration=collaboration, organizations=self.kept)
            messages.success(request, _("Confermata: adesso la vedono tutti."))
        return redirect(self.page)


@access(PUBLIC)
class NetworkDrawingView(OfNetwork, TemplateView):
    template_name = "network/members/drawing.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(drawing=drawing_of(self.network), **kwargs)
