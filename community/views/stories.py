"""Taking part in an initiative: joined, promised, told; the stories and the common goods of a city."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import DetailView, ListView

from accounts.access import PUBLIC, access
from community.access import DECIDE_STORY, LEAD_INITIATIVE, SETTLE_COMMITMENT, TAKE_PART
from community.initiatives import actions, working
from community.initiatives.forms import CommitmentForm, PlaceAndThemeForm, StoryForm
from community.models import Commitment, Outcome, Story

from .community import OfCommunity
from .initiative_work import InitiativeActView
from .initiatives import PAGE, OfInitiative


class TakingPart(OfInitiative):
    """Open to whoever may read the initiative and has signed in."""

    @property
    def guarded(self):
        return self.network


@access(TAKE_PART)
class JoinView(TakingPart, View):
    """A POST joins, one with `no_more` leaves; a reload goes back to it."""

    ways_out = ("no_more",)

    def get(self, request, *args, **kwargs):
        return redirect(self.initiative)

    def post(self, request, *args, **kwargs):
        if "no_more" in request.POST:
            actions.leave(by=request.user, initiative=self.initiative)
        elif self.initiative.is_over:
            return self.moved_on()
        else:
            actions.join(by=request.user, initiative=self.initiative)
        return redirect(self.initiative)


@access(TAKE_PART)
class CommitmentCreateView(TakingPart, InitiativeActView):
    form_class, title, button = CommitmentForm, gettext_lazy("Prendi un impegno"), gettext_lazy("Mi impegno")
    lead = gettext_lazy("Di’ che cosa farai ed entro quando. Dopo dirai se l’hai mantenuto.")
    said = gettext_lazy("Scritto: è tra gli impegni dell’iniziativa.")

    def get_form_kwargs(self):
        mine = self.network.kept_by(self.request.user).order_by("name")
        blank = Commitment(initiative=self.initiative)
        return super().get_form_kwargs() | {"organizations": mine, "instance": blank}

    def act(self, form):
        working.promise(by=self.request.user, initiative=self.initiative, **form.cleaned_data)

    def back(self):
        return f"{self.initiative.get_absolute_url()}#impegni"


@access(SETTLE_COMMITMENT)
class CommitmentView(OfInitiative, View):
    """A POST of who made it, or of who leads: `kept`, or not."""

    @cached_property
    def commitment(self):
        commitment = get_object_or_404(self.initiative.commitments, pk=self.kwargs["row"])
        commitment.initiative = self.initiative
        return commitment

    @property
    def guarded(self):
        return self.commitment

    def get(self, request, *args, **kwargs):
        return redirect(self.initiative)

    def post(self, request, *args, **kwargs):
        try:
            working.settle(commitment=self.commitment, kept="kept" in request.POST)
        except actions.Settled:
            return self.moved_on()
        return redirect(f"{self.initiative.get_absolute_url()}#impegni")


@access(TAKE_PART)
class StoryCreateView(TakingPart, InitiativeActView):
    form_class, title, button = StoryForm, gettext_lazy("Racconta una storia"), gettext_lazy("Racconta")

    @property
    def lead(self):
        return "" if self.leads else _("Chi guida l’iniziativa la legge prima di tutti.")

    @property
    def said(self):
        return _("La leggono tutti.") if self.leads else _("Grazie. Quando è pubblica ti scriviamo.")

    def act(self, form):
        working.tell_story(by=self.request.user, initiative=self.initiative, at_once=self.leads, **form.cleaned_data)

    def back(self):
        return self.initiative


class NarrowedListView(OfCommunity, ListView):
    """Narrowed by quarter and theme of the initiative that it comes of."""

    paginate_by = PAGE

    @cached_property
    def form(self):
        return PlaceAndThemeForm(self.request.GET, self.network)

    def get_queryset(self):
        fields = {"quarter": "initiative__quarter__slug", "topic": "initiative__topics__slug"}
        narrowed = {fields[name]: value for name, value in self.form.asked.items()}
        return self.rows().filter(initiative__network=self.network, **narrowed).for_reading().newest_first()

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=self.form, **kwargs)


@access(PUBLIC)
class StoryListView(NarrowedListView):
    template_name = "community/initiatives/story_list.html"

    def rows(self):
        return Story.objects.seen()


@access(PUBLIC)
class CommonGoodListView(NarrowedListView):
    template_name = "community/initiatives/common_good_list.html"

    def rows(self):
        return Outcome.objects.in_force().filter(initiative__hidden_at=None)


class OfStory(OfCommunity):
    """One that the visitor may read: public, their own, or for who leads its initiative."""

    @cached_property
    def story(self):
        rows = Story.objects.filter(initiative__network=self.network).for_reading()
        story = get_object_or_404(rows, pk=self.kwargs["pk"])
        story.initiative.network = self.network
        user = self.request.user
        is_own = user.is_authenticated and story.told_by_id == user.pk
        seen = story.published_at and not story.hidden_at and story.initiative.is_public
        if not (seen or is_own or LEAD_INITIATIVE.allows(user, story.initiative)):
            raise Http404
        return story


@access(PUBLIC)
class StoryDetailView(OfStory, DetailView):
    template_name, context_object_name = "community/initiatives/story_detail.html", "story"

    def get_object(self):
        return self.story

    def get_context_data(self, **kwargs):
        user = self.request.user
        leads = LEAD_INITIATIVE.allows(user, self.story.initiative)
        is_own = user.is_authenticated and self.story.told_by_id == user.pk
        return super().get_context_data(leads=leads, is_own=is_own, **kwargs)


@access(DECIDE_STORY)
class StoryDecideView(OfStory, View):
    """A POST of who leads publishes; with `put_away`, also of who told it, nothing is left of it."""

    ways_out = ("put_away",)

    @property
    def guarded(self):
        return self.story

    def get(self, request, *args, **kwargs):
        return redirect(self.story)

    def post(self, request, *args, **kwargs):
        if "put_away" in request.POST:
            working.put_away(story=self.story)
            messages.success(request, _("Cancellata."))
            return redirect(self.story.initiative)
        if not LEAD_INITIATIVE.allows(request.user, self.story.initiative):
            return redirect(self.story)
        try:
            working.publish_story(by=request.user, story=self.story)
        except actions.Settled:
            messages.warning(request, _("Era già pubblica."))
        else:
            messages.success(request, _("Adesso la leggono tutti."))
        return redirect(self.story)
