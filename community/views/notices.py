"""What a person is told of the community, and how they want to be told; the links of a mail need no account."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, ListView, TemplateView

from accounts.access import OWN_ACCOUNT, PUBLIC, access
from community.models import Topic
from community.notices.links import opened, secret_of
from community.notices.wishes import EVERYTHING, OneWayForm, WishesForm, stop, wish
from helpdesk.views.call_back import Calm

PAGE = 20


@access(OWN_ACCOUNT)
class NoticeListView(ListView):
    """The last three months; a POST says that all were read."""

    template_name, paginate_by = "community/notices/notice_list.html", PAGE

    def get_queryset(self):
        return self.request.user.notices.all()

    def get_context_data(self, **kwargs):
        return super().get_context_data(unread=self.get_queryset().unread().count(), **kwargs)

    def post(self, request, *args, **kwargs):
        self.get_queryset().unread().update(read_at=timezone.now())
        return redirect("community:notice_list")


@access(OWN_ACCOUNT)
class NoticeOpenView(View):
    """To the page it is about; whoever has opened it has read it."""

    def get(self, request, *args, **kwargs):
        notice = get_object_or_404(request.user.notices, pk=self.kwargs["pk"])
        request.user.notices.unread().filter(pk=notice.pk).update(read_at=timezone.now())
        return redirect(notice.url)


class WishesView(FormView):
    """Of `person`: one choice a topic, or (`all`) one for all."""

    template_name, form_class = "community/notices/wishes.html", WishesForm

    def get_form_class(self):
        return OneWayForm if "all" in self.request.POST else WishesForm

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("initial")
        return kwargs if self.get_form_class() is OneWayForm else kwargs | {"person": self.person}

    def form_valid(self, form):
        said = form.cleaned_data
        wish(person=self.person, hows=dict.fromkeys(Topic, said["all"]) if "all" in said else said)
        messages.success(self.request, _("Salvato: vale da adesso."))
        return redirect(self.request.path)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@access(OWN_ACCOUNT)
class OwnWishesView(WishesView):
    @property
    def person(self):
        return self.request.user


@method_decorator(never_cache, name="dispatch")
class ByLink(Calm):
    """Behind the signed link of a mail."""

    @cached_property
    def person(self):
        if person := opened(self.kwargs["secret"]):
            return person
        raise Http404


@access(PUBLIC)
class WishesByLinkView(ByLink, WishesView):
    """The choices, and nothing of what one was told."""


@access(PUBLIC)
@method_decorator(csrf_exempt, name="dispatch")
class LeaveView(ByLink, TemplateView):
    """
    RFC 8058: a POST stops the mails, without a cookie and without asking again, whether a button or a mail program
    sends it; looking, as a mail scanner does, stops nothing.
    """

    template_name = "community/notices/leave.html"

    @property
    def topic(self):
        """None for all of them."""
        what = self.kwargs["what"]
        if what != EVERYTHING and what not in Topic.values:
            raise Http404
        return None if what == EVERYTHING else Topic(what)

    def get_context_data(self, **kwargs):
        shown = {"topic": self.topic, "secret": secret_of(self.person), "done": False}
        return super().get_context_data(**shown | kwargs)

    def post(self, request, *args, **kwargs):
        stop(person=self.person, what=self.topic or EVERYTHING)
        return self.render_to_response(self.get_context_data(done=True))
