"""One act: what it did, and putting all of it back."""

from operator import attrgetter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.access import access
from accounts.actions import log_look
from accounts.models import AccessLog
from organizations.access import RESTORE
from services.history.reading import things_of
from services.history.telling import Entry
from services.history.undoing import undo, undoable
from services.models import Act

from .history import restore_url


@access(RESTORE)
@method_decorator(never_cache, name="dispatch")
class ActDetailView(TemplateView):
    """For who coordinates or directs some of what it changed, and only of that."""

    template_name = "services/act_detail.html"

    def dispatch(self, request, *args, act, **kwargs):
        self.act = get_object_or_404(Act.objects.select_related("by"), pk=act)
        self.things = sorted(things_of(self.act, request.user), key=attrgetter("name"))
        if not self.things:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request):
        done = undo(act=self.act, by=request.user)
        if done.count:
            said = ngettext(
                "%(count)s scheda è tornata com’era.", "%(count)s schede sono tornate com’erano.", done.count
            )
            messages.success(request, said % {"count": done.count})
        if not done.left:
            return redirect("services:history_list")
        left = [(each, reason, restore_url(self.act, each.kind, each.key)) for each, reason in done.left]
        return self.render_to_response(self.get_context_data(left=left), status=409)

    def get_context_data(self, left=(), **kwargs):
        log_look(by=self.request.user, what=AccessLog.What.HISTORY)
        undone = Act.objects.filter(undoes=self.act.pk, at__gte=self.act.at).select_related("by").first()
        return super().get_context_data(
            entry=Entry(self.act),
            things=self.things,
            left=left,
            undone=undone,
            can_be_undone=not left and bool(undoable(self.things)),
            **kwargs,
        )
