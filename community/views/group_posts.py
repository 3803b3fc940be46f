"""The board of a group: writing on it, answering, taking care of something, hiding with a reason, appealing."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView

from accounts.access import PUBLIC, access
from community.access import BE_IN_GROUP
from community.groups import board
from community.groups.calendars import calendar_of
from community.groups.forms import USUAL, AppealForm, KeepUpForm, PostForm, ReasonForm, ReplyForm
from community.models import Post, Reply
from community.notices.words import day_said
from community.safety.decided import decided_on, decision_on
from community.safety.standing import suspension_of
from puntocomunita.templatetags.portal import after

from .groups import InGroup, OfGroup

MOST_SHOWN = 200
APPEALED = gettext_lazy("Mandato: lo legge chi coordina, e ti risponde.")


@access(BE_IN_GROUP)
class PostCreateView(InGroup, FormView):
    template_name, form_class = "community/groups/post_form.html", PostForm

    def get_form_kwargs(self):
        told = {"instance": Post(group=self.group)}
        return super().get_form_kwargs() | told

    def get_initial(self):
        kind = self.request.GET.get("kind")
        return {"expires_on": timezone.localdate() + USUAL} | ({"kind": kind} if kind in Post.Kind else {})

    def form_valid(self, form):
        try:
            post = board.put_up(by=self.request.user, post=form.save(commit=False))
        except board.Moved:
            return self.moved_on()
        messages.success(self.request, _("È in bacheca."))
        return redirect(post)


class OfPost(OfGroup):
    """About one post that the visitor may read; another is not there."""

    @cached_property
    def post_shown(self):
        posts = self.group.posts.seen_by(self.membership).for_reading().select_related("author", "matched_with")
        post = get_object_or_404(posts, pk=self.kwargs["pk"])
        post.group = self.group
        return post

    @property
    def is_mine(self):
        return self.request.user.is_authenticated and self.post_shown.author_id == self.request.user.pk

    @cached_property
    def replies(self):
        if not self.is_inside:
            return []
        rows = Reply.objects.filter(post=self.post_shown).seen_by(self.request.user, self.keeps).for_reading()
        rows = list(rows.select_related("author")[:MOST_SHOWN])
        held = decided_on(board.REPLY, [each.pk for each in rows if each.hidden_at])
        for reply in rows:
            reply.is_held = reply.pk in held
        return rows

    @cached_property
    def decision(self):
        """By which the city hides it, or None: its own caretakers do not show it again."""
        return decision_on(board.POST, self.post_shown.pk) if self.post_shown.is_hidden else None

    @cached_property
    def others(self):
        """{user: name}, of those inside whom one may write to alone: its author, or who has answered it."""
        post, me = self.post_shown, self.request.user.pk
        if not self.is_mine:
            return {post.author: post.by} if post.author and post.by else {}
        named = {reply.author: reply.by for reply in self.replies if reply.author_id not in (None, me) and reply.by}
        return named | ({post.matched_with: post.with_whom} if post.matched_with and post.with_whom else {})

    @property
    def writes(self):
        return self.is_inside and self.group.is_active and not self.membership.must_accept

    def reply_form(self, data=None):
        return ReplyForm(data, people=self.others)

    def get_context_data(self, **kwargs):
        told = {"post": self.post_shown, "replies": self.replies, "is_mine": self.is_mine, "writes": self.writes}
        told["decision"] = self.decision
        told |= {"others": self.others} if self.is_mine else {"others": {}}
        return super().get_context_data(**told | kwargs)


@access(PUBLIC)
class PostDetailView(OfPost, TemplateView):
    template_name = "community/groups/post_detail.html"

    def get_context_data(self, **kwargs):
        form = self.reply_form() if self.writes and not suspension_of(self.request.user, self.network) else None
        return super().get_context_data(**{"form": form} | kwargs)


@access(PUBLIC)
class PostCalendarView(OfPost, View):
    """Of what is done together on a day, for the calendar of who comes."""

    def get(self, request, *args, **kwargs):
        if self.post_shown.happens_at is None:
            raise Http404
        return HttpResponse(calendar_of(self.post_shown), content_type="text/calendar; charset=utf-8")


class InPost(InGroup, OfPost):
    """Something that is done with a post by who is inside; `mine` by its author alone."""

    mine = False

    def dispatch(self, request, *args, **kwargs):
        if self.mine and request.user.is_authenticated and not self.is_mine:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def do(self, act, said, **told):
        try:
            act(**told)
        except board.Moved:
            return self.moved_on(self.post_shown)
        messages.success(self.request, said)
        return redirect(self.post_shown)


@access(BE_IN_GROUP)
class ReplyCreateView(InPost, View):
    """A reload goes back to the post."""

    def get(self, request, *args, **kwargs):
        return redirect(self.post_shown)

    def post(self, request, *args, **kwargs):
        form = self.reply_form(request.POST)
        if not form.is_valid():
            return self.shown_wrong(form)
        told = {"is_private": form.person is not None, "to": form.person, "words": form.cleaned_data["words"]}
        said = _("Mandata: la legge tutto il gruppo.")
        if form.person:
            said = _("Mandata: la legge solo %(name)s.") % {"name": self.others[form.person]}
        return self.do(board.answer, said, by=request.user, post=self.post_shown, **told)

    def shown_wrong(self, form):
        page = PostDetailView()
        page.setup(self.request, **self.kwargs)
        return page.render_to_response(page.get_context_data(form=form), status=422)


@access(BE_IN_GROUP)
class PostActView(InPost, View):
    """A POST names what: `take` by who is inside, `choose` (somebody), `fulfil`, `withdraw` by its author."""

    ways_out = ("withdraw", "open_again")  # also to leave what one had taken care of to others

    def get(self, request, *args, **kwargs):
        return redirect(self.post_shown)

    def post(self, request, *args, **kwargs):
        told = {"by": request.user, "post": self.post_shown}
        if "take" in request.POST:
            return self.do(board.take, TOGETHER, **told, person=request.user)
        if "open_again" in request.POST and (self.is_mine or self.post_shown.matched_with_id == request.user.pk):
            return self.do(board.open_again, _("È di nuovo in bacheca."), **told)
        if not self.is_mine:
            raise Http404
        if "choose" in request.POST:
            chosen = next((each for each in self.others if str(each.pk) == request.POST["choose"]), None)
            return self.do(board.take, TOGETHER, **told, person=chosen)
        named = next((OWN[name] for name in OWN if name in request.POST), None)
        return self.do(*named, **told) if named else self.moved_on(self.post_shown)


TOGETHER = gettext_lazy("Adesso siete in due: qui sotto potete scrivervi in privato per mettervi d’accordo.")
OWN = {
    "fulfil": (board.fulfil, gettext_lazy("Segnato: è fatto.")),
    "withdraw": (board.withdraw, gettext_lazy("Ritirato: in bacheca non si vede più.")),
}


class PostFormView(InPost, FormView):
    """One thing that is done with a post by filling in a form."""

    template_name, title, button, words, is_hidden = "community/groups/post_act.html", "", "", "", False

    def get_context_data(self, **kwargs):
        told = {"title": self.title, "button": self.button, "words": self.words, "hidden": self.is_hidden}
        return super().get_context_data(**told | kwargs)


@access(BE_IN_GROUP)
class PostKeepView(PostFormView):
    form_class, mine = KeepUpForm, True
    title, button = gettext_lazy("Tienilo in bacheca più a lungo"), gettext_lazy("Tienilo in bacheca")

    def get_initial(self):
        return {"until": timezone.localdate() + USUAL}

    def form_valid(self, form):
        told = {"by": self.request.user, "post": self.post_shown}
        until = form.cleaned_data["until"]
        return self.do(
            board.keep_up, _("Resta in bacheca fino %s.") % after(day_said(until), "al"), **told, until=until
        )


@access(BE_IN_GROUP)
class PostHideView(PostFormView):
    """A POST with `show` shows it again."""

    form_class, for_caretakers, button = ReasonForm, True, gettext_lazy("Nascondi")

    @property
    def is_hidden(self):
        return self.post_shown.is_hidden

    @property
    def title(self):
        return _("Fai vedere di nuovo il messaggio") if self.is_hidden else _("Nascondi il messaggio")

    @property
    def words(self):
        if not self.is_hidden:
            return _(
                "Lo leggono ancora solo chi l’ha scritto e chi tiene vivo il gruppo. Chi l’ha scritto legge il perché "
                "e, se non è d’accordo, può dirlo a chi coordina."
            )
        appealed = self.post_shown.appealed_at and not self.post_shown.decided_at
        return _("Chi l’ha scritto ha fatto ricorso: così gli dai ragione.") if appealed else _("Torna com’era.")

    def post(self, request, *args, **kwargs):
        if "show" in request.POST:
            return self.do(board.show_again, _("Si vede di nuovo."), post=self.post_shown)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        told = {"by": self.request.user, "post": self.post_shown}
        return self.do(board.hide, _("Nascosto: chi l’ha scritto legge perché."), **told, **form.cleaned_data)


@access(BE_IN_GROUP)
class PostAppealView(PostFormView):
    form_class, mine = AppealForm, True
    title, button = gettext_lazy("Non sei d’accordo? Dillo"), gettext_lazy("Manda a chi coordina")

    def form_valid(self, form):
        return self.do(board.appeal, APPEALED, by=self.request.user, post=self.post_shown, **form.cleaned_data)


class OfReply:
    """Before an `InPost`: one answer to all of the group."""

    @cached_property
    def reply(self):
        return get_object_or_404(Reply, post=self.post_shown, pk=self.kwargs["reply"], is_private=False)

    def get_context_data(self, **kwargs):
        return super().get_context_data(reply=self.reply, **kwargs)


@access(BE_IN_GROUP)
class ReplyAppealView(OfReply, PostFormView):
    """By who wrote it; to others it is not there."""

    form_class = AppealForm
    title, button = gettext_lazy("Non sei d’accordo? Dillo"), gettext_lazy("Manda a chi coordina")

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and (not self.is_inside or self.reply.author_id != request.user.pk):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        return self.do(board.appeal_answer, APPEALED, by=self.request.user, reply=self.reply, **form.cleaned_data)


@access(BE_IN_GROUP)
class ReplyHideView(OfReply, PostFormView):
    """Of what is written to all; a POST with `show` shows it again."""

    form_class, for_caretakers, button = ReasonForm, True, gettext_lazy("Nascondi")

    @property
    def title(self):
        return _("Fai vedere di nuovo la risposta") if self.is_hidden else _("Nascondi la risposta")

    @property
    def words(self):
        if self.is_hidden:
            appealed = self.reply.appealed_at and not self.reply.decided_at
            return _("Chi l’ha scritta ha fatto ricorso: così gli dai ragione.") if appealed else _("Torna com’era.")
        return _(
            "La leggono ancora solo chi l’ha scritta e chi tiene vivo il gruppo. Chi l’ha scritta legge il perché "
            "e, se non è d’accordo, può dirlo a chi coordina."
        )

    @property
    def is_hidden(self):
        return self.reply.hidden_at is not None

    def post(self, request, *args, **kwargs):
        if "show" in request.POST:
            return self.do(board.show_answer_again, _("Si vede di nuovo."), reply=self.reply)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        self.reply.post = self.post_shown
        said = _("Nascosta: chi l’ha scritta legge perché.")
        return self.do(board.hide_answer, said, by=self.request.user, reply=self.reply, **form.cleaned_data)
