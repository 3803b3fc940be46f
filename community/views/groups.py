"""Street groups: found, drawn on the map, started, published; a private one is not there for who is not in it."""

from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, ListView, TemplateView

from accounts.access import PUBLIC, access
from community.access import BE_IN_GROUP, PUBLISH_GROUP
from community.groups import actions
from community.groups.forms import AGREEMENT, BoardSearchForm, ClosingForm, GroupForm, GroupSearchForm
from community.models import Group, GroupMembership, Post, Reply
from services.shortlist.pictures import qr_path

from .community import OfCommunity

PAGE = 20
ON_A_MAP = 200


@access(PUBLIC)
class GroupListView(OfCommunity, ListView):
    template_name, paginate_by = "community/groups/group_list.html", PAGE

    @cached_property
    def form(self):
        form = GroupSearchForm(self.request.GET, self.network)
        form.is_valid()
        return form

    def get_queryset(self):
        return self.network.groups.listed().asked_for(self.form.cleaned_data).for_reading()

    def get_context_data(self, **kwargs):
        publishes = PUBLISH_GROUP.allows(self.request.user, self.network)
        return super().get_context_data(form=self.form, publishes=publishes, **kwargs)


@access(PUBLIC)
class GroupMapView(OfCommunity, TemplateView):
    """Each at its street or its house as a whole; without scripts a list by quarter."""

    template_name = "community/groups/group_map.html"

    def get_context_data(self, **kwargs):
        groups = self.network.groups.listed().order_by("quarter__name", "name", "id")
        page = Paginator(groups.values_list("pk", flat=True), ON_A_MAP).get_page(self.request.GET.get("page"))
        page.object_list = groups.filter(pk__in=list(page)).for_reading()
        for number, group in enumerate(page, page.start_index()):
            group.number = number
        quarters = [(quarter, list(rows)) for quarter, rows in groupby(page, lambda group: group.quarter)]
        told = {"page": page, "quarters": quarters, "attribution": settings.TILE_ATTRIBUTION}
        return super().get_context_data(**told, **kwargs)


@access(PUBLIC)
class GroupStartView(OfCommunity, TemplateView):
    template_name = "community/groups/start.html"


def read_by_telephone(page):
    """What a sheet of paper shows of the address of a page: a picture of squares, and as it is typed."""
    address = settings.SITE_URL + page
    modules, path = qr_path(address)
    return {"modules": modules, "path": path, "short_address": address.partition("://")[2]}


@access(PUBLIC)
class GroupStartSheetView(OfCommunity, TemplateView):
    """To look for the first neighbours, before there is a group."""

    template_name = "community/groups/start_sheet.html"

    def get_context_data(self, **kwargs):
        page = reverse("community:group_start", args=[self.network.slug])
        return super().get_context_data(**read_by_telephone(page), **kwargs)


@access(BE_IN_GROUP)
class GroupCreateView(OfCommunity, FormView):
    template_name, form_class = "community/groups/group_form.html", GroupForm

    def get_form_kwargs(self):
        first_name = self.request.user.name.split(" ")[0][:40]
        initial = {"agreement": AGREEMENT, "nickname": first_name}
        told = {"network": self.network, "instance": Group(network=self.network)}
        return super().get_form_kwargs() | told | {"initial": initial}

    def form_valid(self, form):
        told = {"group": form.save(commit=False), "nickname": form.cleaned_data["nickname"]}
        group = actions.propose(by=self.request.user, **told)
        messages.success(self.request, _("Proposto: chi coordina lo legge e ti scriviamo appena è attivo."))
        return redirect(group)


@access(BE_IN_GROUP)
class OwnGroupListView(OfCommunity, TemplateView):
    """Where one is or asks to be, first where somebody waits for them; why one is not any more, until forgotten."""

    template_name = "community/groups/own_groups.html"

    def get_context_data(self, **kwargs):
        mine = GroupMembership.objects.filter(user=self.request.user, group__network=self.network)
        mine = mine.exclude(state=GroupMembership.State.LEFT).for_reading().with_who_asks()
        mine = mine.order_by("-asking", "state", "group__name", "id")
        page = Paginator(mine, PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, **kwargs)


class OfGroup(OfCommunity):
    """About one group that the visitor may know of; another is not there."""

    @cached_property
    def publishes(self):
        return PUBLISH_GROUP.allows(self.request.user, self.network)

    @cached_property
    def group(self):
        groups = self.network.groups.found_by(self.request.user, self.publishes).for_reading()
        return get_object_or_404(groups, slug=self.kwargs["group"])

    @cached_property
    def membership(self):
        if not self.request.user.is_authenticated:
            return None
        row = GroupMembership.objects.of(self.request.user).filter(group=self.group).first()
        if row:
            row.group = self.group
        return row

    @cached_property
    def removed(self):
        """Of who was taken out, or not let in, and may only appeal."""
        if self.membership or not self.request.user.is_authenticated:
            return None
        return self.group.memberships.filter(user=self.request.user, state=GroupMembership.State.REMOVED).first()

    @property
    def is_inside(self):
        return self.membership is not None and self.membership.is_inside

    @property
    def keeps(self):
        return self.is_inside and self.membership.is_caretaker

    def get_context_data(self, **kwargs):
        here = {"group": self.group, "membership": self.membership, "is_inside": self.is_inside, "keeps": self.keeps}
        return super().get_context_data(**kwargs | here | {"publishes": self.publishes})

    def moved_on(self, to=None):
        messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        return redirect(to or self.group)


class InGroup(OfGroup):
    """For who is in it; to others it is not there. Whoever has not said yes to the agreement of now is asked first."""

    for_caretakers, needs_agreement = False, True

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            if not (self.keeps if self.for_caretakers else self.is_inside):
                raise Http404
            if self.needs_agreement and self.membership.must_accept:
                return redirect("community:group_join", *self.group.address)
        return super().dispatch(request, *args, **kwargs)


@access(PUBLIC)
class GroupDetailView(OfGroup, DetailView):
    """The board: to who is inside all of it (`?passati=1` also what is over), outside what is for everybody."""

    template_name = "community/groups/group_detail.html"

    def get_object(self):
        return self.group

    @cached_property
    def form(self):
        """Outside one looks only for what one reads there."""
        form = BoardSearchForm(self.request.GET, inside=self.is_inside)
        form.is_valid()
        return form

    def posts(self):
        return self.group.posts.seen_by(self.membership).asked_for(self.form.cleaned_data)

    def get_context_data(self, **kwargs):
        posts = self.posts().for_reading().latest_first()
        page = Paginator(posts, PAGE).get_page(self.request.GET.get("page"))
        asking = self.group.memberships.asking().count() if self.keeps else 0
        told = {"page": page, "asking": asking, "form": self.form, "removed": self.removed}
        told["untended"] = not self.is_inside and self.network.groups.untended().filter(pk=self.group.pk).exists()
        return super().get_context_data(**told, **kwargs)


@access(BE_IN_GROUP)
class GroupSheetView(InGroup, TemplateView):
    """For the stairwell: what the group is, and its page as a picture that a telephone reads."""

    template_name = "community/groups/sheet.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**read_by_telephone(self.group.get_absolute_url()), **kwargs)


@access(PUBLISH_GROUP)
class GroupDeskView(OfCommunity, TemplateView):
    """What waits for who coordinates: groups to be published, and appeals; the oldest first."""

    template_name = "community/groups/desk.html"

    def get_context_data(self, **kwargs):
        proposed = self.network.groups.proposed().for_reading().order_by("proposed_at", "id")
        page = Paginator(proposed, PAGE).get_page(self.request.GET.get("page"))
        told = {
            "appeals": Post.objects.filter(group__network=self.network).select_related("group__network"),
            "replies": Reply.objects.filter(post__group__network=self.network).select_related("post__group"),
            "people": GroupMembership.objects.filter(group__network=self.network).for_reading(),
        }
        waiting = {name: rows.appealed().for_another_than(self.request.user) for name, rows in told.items()}
        told = {name: rows.order_by("appealed_at", "id")[:PAGE] for name, rows in waiting.items()}
        told["untended"] = self.network.groups.untended().for_reading().order_by("untended_since", "id")[:PAGE]
        return super().get_context_data(page=page, **told, **kwargs)


@access(PUBLISH_GROUP)
class GroupPublishView(OfGroup, FormView):
    """A POST with `publish` makes it active, with `hand_on` asks somebody inside to keep it alive; else it closes."""

    template_name, form_class = "community/groups/publish.html", ClosingForm

    def post(self, request, *args, **kwargs):
        try:
            if "publish" in request.POST:
                return self.publish()
            return self.hand_on() if "hand_on" in request.POST else super().post(request, *args, **kwargs)
        except actions.Settled:
            return self.moved_on()

    def publish(self):
        actions.publish(by=self.request.user, group=self.group)
        messages.success(self.request, _("È attivo: chi l’ha proposto lo legge."))
        return redirect(self.group)

    def hand_on(self):
        try:
            actions.hand_on(by=self.request.user, group=self.group)
        except actions.NobodyElse:
            messages.warning(self.request, _("Nel gruppo non c’è nessun altro che possa tenerlo vivo: puoi chiuderlo."))
            return redirect(self.request.path)
        messages.success(self.request, _("Affidato a chi c’è da più tempo: glielo abbiamo scritto."))
        return redirect("community:group_desk", self.network.slug)

    def form_valid(self, form):
        actions.close(by=self.request.user, group=self.group, words=form.cleaned_data["reason"])
        messages.success(self.request, _("Chiuso: chi ne faceva parte legge perché."))
        return redirect(reverse("community:group_desk", args=[self.network.slug]))
