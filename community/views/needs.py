"""Needs and aspirations: found, said, supported, mended and taken back by who said them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import DetailView, FormView, ListView

from accounts.access import PUBLIC, access
from community.access import READ_NEEDS, SPEAK_FOR_GROUP, SPEAK_UP
from community.models import Endorsement, Need
from community.needs import actions
from community.needs.forms import GroupNeedForm, NeedForm, NeedSearchForm, points_of

from .community import OfCommunity

PAGE, FEW = 20, 6


@access(PUBLIC)
class NeedListView(OfCommunity, ListView):
    template_name, paginate_by = "community/needs/need_list.html", PAGE

    @cached_property
    def form(self):
        form = NeedSearchForm(self.request.GET, self.network)
        form.is_valid()
        return form

    def get_queryset(self):
        asked = {name: value for name, value in self.form.cleaned_data.items() if value}
        needs = self.network.needs.seen()
        if words := asked.get("q"):
            needs = needs.filter(title__trigram_word_similar=words)
        fields = {"kind": "kind", "state": "state", "quarter": "quarter__slug", "topic": "topics__slug"}
        narrowed = {field: asked[name] for name, field in fields.items() if name in asked}
        return needs.filter(**narrowed).for_reading().most_wanted_first()

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=self.form, **kwargs)


class OfNeed(OfCommunity):
    """About one need that the visitor may see; another is not there."""

    @cached_property
    def need(self):
        runs = READ_NEEDS.allows(self.request.user, self.network)
        needs = self.network.needs.seen_by(self.request.user, runs).for_reading()
        return get_object_or_404(needs, pk=self.kwargs["pk"])

    def moved_on(self):
        messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        return redirect("community:need_detail", self.network.slug, self.kwargs["pk"])


@access(PUBLIC)
class NeedDetailView(OfNeed, DetailView):
    template_name = "community/needs/need_detail.html"

    def get_object(self):
        return self.need

    def get_context_data(self, **kwargs):
        user = self.request.user
        supports = user.is_authenticated and Endorsement.objects.filter(need=self.need, person=user).exists()
        mine = user.is_authenticated and self.need.said_by_id == user.pk
        mended = self.need.may_be_mended_by(user)
        shown = {"supports": supports, "is_mine": mine, "may_be_mended": mended, **born_of(self.need.theme)}
        return super().get_context_data(**shown | kwargs)


def born_of(theme) -> dict:
    """The latest of a theme in each room; a proposal that became an initiative is read there."""
    if theme is None:
        return {"codesigns": [], "proposals": [], "initiatives": []}
    proposals = theme.proposals.published().filter(initiative=None).latest_first()
    initiatives = theme.initiatives.seen().newest_first()
    return {
        "codesigns": theme.codesigns.select_related("network").latest_first()[:FEW],
        "proposals": proposals.select_related("network")[:FEW],
        "initiatives": initiatives.select_related("network")[:FEW],
    }


class NeedFormView(OfCommunity, FormView):
    template_name, form_class = "community/needs/need_form.html", NeedForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"network": self.network, "instance": self.instance()}


@access(SPEAK_UP)
class NeedCreateView(NeedFormView):
    """Said once it is sure that nobody has said it: what is much like it is shown first, to be supported instead."""

    title = gettext_lazy("Di’ la tua")
    lead = gettext_lazy("Che cosa manca, o che cosa sarebbe bello? Il tuo nome non si vede.")

    def get_context_data(self, **kwargs):
        return super().get_context_data(title=self.title, lead=self.lead, **kwargs)

    def instance(self):
        return Need(network=self.network)

    def form_valid(self, form):
        if "sure" not in self.request.POST and (found := list(self.alike(form))):
            return self.render_to_response(self.get_context_data(form=form, alike=found))
        need = actions.say(by=self.request.user, need=form.save(commit=False), topics=form.cleaned_data["topics"])
        messages.success(self.request, _("Detto. Altri possono sostenerlo, e ti scriviamo che cosa ne nasce."))
        return redirect(need)

    def alike(self, form):
        """But what they have just said themselves, in these words."""
        others = self.network.needs.seen().exclude(**actions.words_of(form.instance, self.request.user))
        return others.for_reading().saying_much_like(form.cleaned_data["title"])


@access(SPEAK_FOR_GROUP)
class GroupNeedCreateView(NeedCreateView):
    form_class = GroupNeedForm
    title = gettext_lazy("Scrivi per un gruppo")
    lead = gettext_lazy("Quello che più persone ti hanno detto insieme. Di loro resta solo quante sono.")

    def instance(self):
        return Need(network=self.network, source=Need.Source.GROUP)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"points": points_of(self.network, self.request.user)}


@access(SPEAK_UP)
class NeedUpdateView(OfNeed, NeedFormView):
    """For who said it, until it is answered or put together with others; a POST with `take_back` takes it back."""

    template_name, ways_out = "community/needs/need_update.html", ("take_back",)

    def instance(self):
        if self.need.said_by_id != self.request.user.pk:
            raise Http404
        return self.need

    def get_form_class(self):
        return GroupNeedForm if self.need.source == Need.Source.GROUP else NeedForm

    def get_form_kwargs(self):
        of_group = {"points": points_of(self.network, self.request.user)}
        return super().get_form_kwargs() | (of_group if self.get_form_class() is GroupNeedForm else {})

    def get_context_data(self, **kwargs):
        return super().get_context_data(need=self.need, **kwargs)

    def get(self, request, *args, **kwargs):
        self.instance()
        return super().get(request, *args, **kwargs) if self.need.may_be_mended_by(request.user) else self.moved_on()

    def post(self, request, *args, **kwargs):
        self.instance()
        try:
            return self.take_back() if "take_back" in request.POST else super().post(request, *args, **kwargs)
        except actions.Settled:
            return self.moved_on()

    def take_back(self):
        actions.take_back(by=self.request.user, need=self.need)
        messages.success(self.request, _("Fatto: non è più tuo. Se altri lo sostengono, per loro resta."))
        return redirect("community:need_list", self.network.slug)

    def form_valid(self, form):
        actions.mend(by=self.request.user, need=self.need, **form.cleaned_data)
        messages.success(self.request, _("Salvato."))
        return redirect("community:need_detail", self.network.slug, self.need.pk)


@access(SPEAK_UP)
class NeedSupportView(OfNeed, View):
    """A POST supports, one with `no_more` does so no longer; a reload goes back to the need."""

    ways_out = ("no_more",)

    def get(self, request, *args, **kwargs):
        return redirect(self.need)

    def post(self, request, *args, **kwargs):
        act = actions.support_no_more if "no_more" in request.POST else actions.support
        act(by=request.user, need=self.need)
        return redirect(self.need)
