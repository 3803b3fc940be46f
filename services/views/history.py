"""Who changed what: of one thing, of all that one answers for; and putting it back."""

import datetime
import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.access import access
from accounts.actions import log_look
from accounts.models import AccessLog
from organizations.access import RESTORE, SEE_HISTORY
from organizations.models import CommunityPoint, Organization
from services.history.kinds import ALONE, KINDS, THINGS
from services.history.plans import CannotRestore, plan_of, restore
from services.history.reading import acts_around, history_of
from services.history.restoring import can_come_back, gone_in
from services.history.subjects import Subject, kind_name
from services.models import Act, Asset, Moved, Service

ADDRESSES = {
    "organization": "organizations:organization_history",
    "community_point": "organizations:community_point_history",
    "service": "services:service_history",
    "asset": "services:asset_history",
}
PERIODS = {
    "7": gettext_lazy("Ultimi 7 giorni"),
    "30": gettext_lazy("Ultimi 30 giorni"),
    "365": gettext_lazy("Ultimo anno"),
}


def older_than(request):
    """The act that `prima` names, after which a page begins; None where it names none."""
    try:
        return Act.objects.filter(pk=uuid.UUID(request.GET.get("prima", ""))).first()
    except ValueError:
        return None


def history_url(subject):
    """The history of a thing; of one that is gone or has no page, that of all."""
    there = subject.kind in ADDRESSES and subject.thing is not None
    return reverse(ADDRESSES[subject.kind], args=[subject.thing.slug]) if there else reverse("services:history_list")


def restore_url(act, kind, key):
    return reverse("services:history_restore", args=[act.pk, kind, key])


@method_decorator(never_cache, name="dispatch")
class ThingHistoryView(TemplateView):
    template_name = "services/thing_history.html"

    def dispatch(self, request, *args, **kwargs):
        self.thing = get_object_or_404(self.model, slug=kwargs["slug"])
        self.access.check(request.user, self.thing)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        merged = self.merged()
        subject = Subject(kind_name(self.thing), str(merged.old_id)) if merged else Subject.of(self.thing)
        page = history_of(subject, older_than(self.request))
        log_look(by=self.request.user, what=AccessLog.What.HISTORY, thing=str(self.thing))
        for entry in page.entries:
            back = not merged and can_come_back(subject, entry.changes)
            entry.restore_url = restore_url(entry.act, subject.kind, subject.key) if back else ""
        taken_in = Moved.objects.filter(new_id=self.thing.pk).order_by("-at")
        return super().get_context_data(thing=self.thing, page=page, merged=merged, taken_in=taken_in, **kwargs)

    def merged(self):
        """The entry that was merged into this one, whose history `unita` asks for; None where it asks for none."""
        try:
            asked = uuid.UUID(self.request.GET.get("unita", ""))
        except ValueError:
            return None
        return Moved.objects.filter(old_id=asked, new_id=self.thing.pk).first()


@access(SEE_HISTORY)
class OrganizationHistoryView(ThingHistoryView):
    model = Organization


@access(SEE_HISTORY)
class CommunityPointHistoryView(ThingHistoryView):
    model = CommunityPoint


@access(SEE_HISTORY)
class ServiceHistoryView(ThingHistoryView):
    model = Service


@access(SEE_HISTORY)
class AssetHistoryView(ThingHistoryView):
    model = Asset


@access(SEE_HISTORY)
@method_decorator(never_cache, name="dispatch")
class HistoryListView(TemplateView):
    """What happened to all that one coordinates or directs."""

    template_name = "services/history_list.html"

    def get_context_data(self, **kwargs):
        wishes = self.wishes()
        page = acts_around(self.request.user, wishes, older_than(self.request))
        log_look(by=self.request.user, what=AccessLog.What.HISTORY)
        for _entry, things in page.entries:
            for each in things:
                each.url = reverse(ADDRESSES[each.kind], args=[each.thing.slug]) if self.has_page(each) else ""
                each.restore_url = restore_url(each.gone_in, each.kind, each.key) if each.gone_in else ""
        kinds = {kind: KINDS[kind].label for kind in THINGS}
        return super().get_context_data(page=page, kinds=kinds, periods=PERIODS, **wishes, **kwargs)

    def has_page(self, touched):
        return touched.thing is not None and touched.kind in ADDRESSES

    def wishes(self):
        """What the page is narrowed by; what is not understood is left aside."""
        asked = self.request.GET
        days = asked["giorni"] if asked.get("giorni") in PERIODS else "30"
        return {
            "days": days,
            "since": timezone.now() - datetime.timedelta(days=int(days)),
            "kind": asked["tipo"] if asked.get("tipo") in THINGS else "",
            "by": int(asked["chi"]) if asked.get("chi", "").isdecimal() and len(asked["chi"]) < 10 else None,
        }


@access(RESTORE)
@method_decorator(never_cache, name="dispatch")
class HistoryRestoreView(TemplateView):
    """What putting an act back would change, and, once somebody has said so, doing it."""

    template_name = "services/history_restore.html"

    def dispatch(self, request, *args, act, kind, thing, **kwargs):
        if kind not in ALONE:
            raise Http404
        self.act, self.subject = get_object_or_404(Act.objects.select_related("by"), pk=act), Subject(kind, str(thing))
        self.thing = self.subject.thing or gone_in(self.act, self.subject)
        if self.thing is None:
            raise Http404
        self.access.check(request.user, self.thing)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request):
        seen = request.POST.get("seen", "")
        version = int(seen) if seen.isdecimal() else None
        try:
            restore(act=self.act, subject=self.subject, seen=version, by=request.user, losing="losing" in request.POST)
        except CannotRestore as error:
            plan = error.plan or plan_of(self.act, self.subject)
            return self.render_to_response(self.get_context_data(plan=plan, problem=error.message), status=409)
        messages.success(request, _("Fatto: è tornato com’era prima."))
        return redirect(history_url(Subject(self.subject.kind, self.subject.key)))

    def get_context_data(self, **kwargs):
        plan = kwargs.pop("plan", None) or plan_of(self.act, self.subject)
        return super().get_context_data(
            act=self.act,
            thing=self.thing,
            there=self.subject.thing is not None,
            plan=plan,
            back=history_url(self.subject),
            **kwargs,
        )
