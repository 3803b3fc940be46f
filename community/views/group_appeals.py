"""Appeals against what a group decided: of who is out of it, and the answers of who coordinates the city."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts.access import access
from community.access import BE_IN_GROUP, PUBLISH_GROUP
from community.groups import actions, board
from community.groups.forms import DecisionForm, RemovalAppealForm
from community.models import GroupMembership, Post, Reply

from .community import OfCommunity


@access(BE_IN_GROUP)
class RemovalAppealView(OfCommunity, FormView):
    """Of who was not let in, or was taken out: why, the one appeal and its answer; to others it is not there."""

    template_name, form_class = "community/groups/removal_appeal.html", RemovalAppealForm

    @cached_property
    def person(self):
        mine = GroupMembership.objects.filter(user=self.request.user, group__network=self.network).for_reading()
        return get_object_or_404(mine, pk=self.kwargs["pk"])

    def get(self, request, *args, **kwargs):
        if self.person.state != GroupMembership.State.REMOVED:
            return redirect("community:own_groups", self.network.slug)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(person=self.person, **kwargs)

    def form_valid(self, form):
        try:
            actions.appeal(by=self.request.user, person=self.person, words=form.cleaned_data["words"])
            messages.success(self.request, _("Mandato: lo legge chi coordina la città, e ti risponde."))
        except actions.Settled:
            messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        return redirect(self.request.path)


class AnswerView(OfCommunity, FormView):
    """Who coordinates reads what was decided, why, and what is said to it; `show` says that it was wrong."""

    template_name, form_class = "community/groups/appeal.html", DecisionForm

    @property
    def may_answer(self):
        return self.appealed.decided_at is None and self.appealed.may_be_answered_by(self.request.user)

    def get_context_data(self, **kwargs):
        told = {"appealed": self.appealed, "may_answer": self.may_answer, "post": None, "reply": None}
        return super().get_context_data(**told | kwargs)

    def form_valid(self, form):
        told = {"by": self.request.user, "words": form.cleaned_data["words"]}
        try:
            self.decide(was_wrong="show" in self.request.POST, **told)
        except (actions.Settled, board.Moved):
            messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        else:
            messages.success(self.request, _("Risposto."))
        return redirect("community:group_desk", self.network.slug)


@access(PUBLISH_GROUP)
class AppealDecideView(AnswerView):
    @cached_property
    def appealed(self):
        posts = Post.objects.filter(group__network=self.network).exclude(appealed_at=None)
        return get_object_or_404(posts.select_related("group__network"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(post=self.appealed, group=self.appealed.group, **kwargs)

    def decide(self, *, was_wrong, **told):
        board.decide(post=self.appealed, stays_hidden=not was_wrong, **told)


@access(PUBLISH_GROUP)
class ReplyAppealDecideView(AnswerView):
    """The same about an answer to a post."""

    @cached_property
    def appealed(self):
        replies = Reply.objects.filter(post__group__network=self.network, is_private=False).exclude(appealed_at=None)
        return get_object_or_404(replies.select_related("post__group__network"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        post = self.appealed.post
        return super().get_context_data(post=post, reply=self.appealed, group=post.group, **kwargs)

    def decide(self, *, was_wrong, **told):
        board.decide_answer(reply=self.appealed, stays_hidden=not was_wrong, **told)


@access(PUBLISH_GROUP)
class RemovalAppealDecideView(AnswerView):
    """About who is out of a group; the name that they have there is for its people."""

    @cached_property
    def appealed(self):
        people = GroupMembership.objects.filter(group__network=self.network).exclude(appealed_at=None)
        return get_object_or_404(people.for_reading(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(group=self.appealed.group, **kwargs)

    def decide(self, *, was_wrong, **told):
        actions.decide(person=self.appealed, comes_back=was_wrong, **told)
