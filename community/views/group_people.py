"""Who is in a group: coming in, saying yes to its agreement, going out; and what who keeps it alive does about it."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from accounts.access import access
from community.access import BE_IN_GROUP
from community.groups import actions
from community.groups.forms import ClosingForm, JoinForm, MendGroupForm, ReasonForm
from community.models import Group, GroupInvitation, GroupMembership

from .community import OfCommunity
from .groups import PAGE, InGroup, OfGroup, read_by_telephone
from .revising import RevisedView


class JoiningView(FormView):
    """Of a `group`, by an `invitation` or without."""

    template_name, form_class, invitation, membership = "community/groups/join.html", JoinForm, None, None

    @property
    def waits(self):
        return self.group.joining == Group.Joining.ASK and self.invitation is None

    def get_form_kwargs(self):
        first_name = self.request.user.name.split(" ")[0][:40]
        instance = self.membership or GroupMembership(nickname=first_name)
        return super().get_form_kwargs() | {"asks": self.waits and self.membership is None, "instance": instance}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs | {"group": self.group, "membership": self.membership, "waits": self.waits}
        )

    def join(self, form):
        told = {"nickname": form.cleaned_data["nickname"], "words": form.cleaned_data.get("words", "")}
        person = actions.join(by=self.request.user, group=self.group, invitation=self.invitation, **told)
        if person.is_inside:
            messages.success(self.request, _("Sei nel gruppo: ecco la bacheca."))
        else:
            messages.success(self.request, _("Chiesto: chi tiene vivo il gruppo ti risponde."))


@access(BE_IN_GROUP)
class GroupJoinView(OfGroup, JoiningView):
    """For who is inside: to say yes to the agreement as it is now, or to change name."""

    def get(self, request, *args, **kwargs):
        if self.removed:
            return redirect("community:removal_appeal", self.network.slug, self.removed.pk)
        by_link_only = self.group.joining == Group.Joining.INVITATION
        if self.membership is None and (by_link_only or not self.group.is_active):
            messages.info(request, _("In questo gruppo adesso si entra solo con un invito di chi c’è già."))
            return redirect(self.group)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            self.stay(form) if self.membership else self.join(form)
        except actions.Settled:
            return self.moved_on()
        return redirect(self.group)

    def stay(self, form):
        actions.stay(by=self.request.user, group=self.group, nickname=form.cleaned_data["nickname"])
        messages.success(self.request, _("Salvato."))


@access(BE_IN_GROUP)
class GroupInvitationView(OfCommunity, JoiningView):
    """The private link: the group behind it is told to whoever has it; one that holds no more tells of none."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and self.invitation is None:
            told = {"network": self.network}
            return render(request, "community/groups/invitation_gone.html", told, status=404)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def invitation(self):
        found = actions.invited_by(self.kwargs["secret"])
        return found if found and found.group.network_id == self.network.pk else None

    @property
    def group(self):
        return self.invitation.group

    def form_valid(self, form):
        try:
            self.join(form)
        except actions.Settled:
            messages.warning(self.request, _("In questo gruppo adesso non puoi entrare."))
            return redirect("community:own_groups", self.network.slug)
        return redirect(self.group)


@access(BE_IN_GROUP)
class GroupLeaveView(OfGroup, TemplateView):
    """Also for who asked and takes it back; whoever alone keeps it alive reads first what to do."""

    template_name = "community/groups/leave.html"

    def get_context_data(self, **kwargs):
        alone = self.keeps and self.group.is_active and self.group.memberships.caretakers().count() == 1
        others = alone and self.group.memberships.inside().exclude(pk=self.membership.pk).exists()
        return super().get_context_data(alone=alone, others=others, **kwargs)

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and self.membership is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        said = _("Hai ritirato la richiesta.")
        if self.is_inside:
            said = _("Fatto: non ne fai più parte. Quello che hai scritto resta, senza il tuo nome.")
        try:
            actions.leave(by=request.user, group=self.group)
        except actions.NobodyElse:
            messages.warning(request, _("Lo tieni vivo solo tu: prima affidalo a qualcuno, o chiudilo."))
            return redirect("community:group_leave", *self.group.address)
        except actions.Settled:
            return self.moved_on(reverse("community:own_groups", args=[self.network.slug]))
        messages.success(request, said)
        return redirect("community:own_groups", self.network.slug)


@access(BE_IN_GROUP)
class GroupPeopleView(InGroup, TemplateView):
    """Who is in it, for who is in it; whoever keeps it alive answers who asks, and a POST names what and `person`."""

    template_name = "community/groups/people.html"
    ways_out = ("make_caretaker", "step_down", "person")  # before who keeps it alive may go out
    verbs = {
        "let_in": (actions.let_in, gettext_lazy("È nel gruppo: glielo abbiamo scritto.")),
        "make_caretaker": (actions.make_caretaker, gettext_lazy("Adesso lo tiene vivo anche questa persona.")),
        "step_down": (actions.step_down, gettext_lazy("Non lo tieni più vivo tu: resti nel gruppo.")),
    }

    def get_context_data(self, **kwargs):
        people = self.group.memberships.inside().caretakers_first()
        told = {"page": Paginator(people, PAGE).get_page(self.request.GET.get("page"))}
        if self.keeps:
            told["asking"] = self.group.memberships.asking().order_by("asked_at", "id")[:PAGE]
            told["removed"] = self.group.memberships.filter(state="removed").order_by("-ended_at", "id")[:PAGE]
        return super().get_context_data(**told, **kwargs)

    def post(self, request, *args, **kwargs):
        if not self.keeps:
            raise Http404
        act, said = next((self.verbs[name] for name in self.verbs if name in request.POST), (None, ""))
        pk = request.POST.get("person", "")
        person = self.group.memberships.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None
        try:
            if act is None or person is None:
                raise actions.Settled
            act(by=request.user, group=self.group, person=person)
        except (actions.Settled, actions.NobodyElse):
            return self.moved_on(request.path)
        messages.success(request, said)
        return redirect(request.path)


@access(BE_IN_GROUP)
class GroupPersonOutView(InGroup, FormView):
    """Who asks is told no, who is inside goes out: with a reason they read."""

    template_name, form_class, for_caretakers = "community/groups/person_out.html", ReasonForm, True

    @cached_property
    def person(self):
        people = self.group.memberships.filter(state__in=GroupMembership.HERE)
        return get_object_or_404(people, pk=self.kwargs["person"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(person=self.person, **kwargs)

    def form_valid(self, form):
        told = {"by": self.request.user, "group": self.group, "person": self.person}
        try:
            actions.turn_away(**told, reason=form.cleaned_data["reason"])
        except actions.Settled:
            return self.moved_on(reverse("community:group_people", args=self.group.address))
        messages.success(self.request, _("Fatto: legge il perché."))
        return redirect("community:group_people", *self.group.address)


@access(BE_IN_GROUP)
class GroupUpdateView(RevisedView, InGroup, FormView):
    """A POST with `close` closes it, saying why."""

    template_name, form_class, for_caretakers = "community/groups/group_update.html", MendGroupForm, True

    @property
    def ways_out(self):
        """Whoever is alone in it has no other."""
        others = self.group.memberships.inside().exclude(user=self.request.user.pk)
        return () if others.exists() else ("close",)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.network.groups.get(pk=self.group.pk)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"closing": ClosingForm(auto_id="close_%s")} | kwargs)

    def post(self, request, *args, **kwargs):
        try:
            return self.close() if "close" in request.POST else super().post(request, *args, **kwargs)
        except actions.Settled:
            return self.moved_on()

    def close(self):
        closing = ClosingForm(self.request.POST, auto_id="close_%s")
        if not closing.is_valid():
            form = MendGroupForm(instance=self.network.groups.get(pk=self.group.pk))
            return self.render_to_response(self.get_context_data(form=form, closing=closing), status=422)
        actions.close(by=self.request.user, group=self.group, words=closing.cleaned_data["reason"])
        messages.success(self.request, _("Il gruppo è chiuso: quello che avete scritto resta leggibile."))
        return redirect(self.group)

    def save(self, form):
        actions.mend(by=self.request.user, group=self.group, **form.cleaned_data)
        messages.success(self.request, _("Salvato."))
        return redirect(self.group)


@access(BE_IN_GROUP)
class GroupInvitationListView(InGroup, TemplateView):
    """Living links; a POST makes one and shows it once, with `take_back` it takes one back."""

    template_name, for_caretakers, ways_out = "community/groups/invitations.html", True, ("take_back",)

    def get_context_data(self, **kwargs):
        living = self.group.invitations.living()
        return super().get_context_data(**{"invitations": living, "address": "", "qr": None} | kwargs)

    def post(self, request, *args, **kwargs):
        if pk := request.POST.get("take_back"):
            living = GroupInvitation.objects.filter(group=self.group, pk=pk if pk.isdecimal() else 0)
            living.delete()
            messages.success(request, _("Ritirato: con quel link non entra più nessuno."))
            return redirect(request.path)
        try:
            secret = actions.invite(by=request.user, group=self.group)
        except actions.Settled:
            return self.moved_on()
        path = reverse("community:group_invitation", args=[self.network.slug, secret])
        shown = {"address": settings.SITE_URL + path, "qr": read_by_telephone(path)}
        return self.render_to_response(self.get_context_data(**shown))
