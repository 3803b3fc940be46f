"""`/sportello/…/richieste/`: who waits for a call of the desk."""

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.access import access
from accounts.models import AccessLog
from helpdesk.access import OPEN_CLIENT, SEE_LOOKS_AT_CLIENTS, WORK_AT_DESK
from helpdesk.models import CallBackRequest
from helpdesk.models.client import CALL_BACK_KEPT, reference_of
from helpdesk.people import open_request
from helpdesk.requests.actions import Settled, erase, no_answer, spoke
from helpdesk.requests.verbs import EraseForm, SpokeForm

from .desk import OfDesk

PAGE, LOOKS = 30, 100
MONTH = datetime.timedelta(days=30)
A_CALL = datetime.timedelta(minutes=30)


@access(WORK_AT_DESK)
class RequestListView(OfDesk, TemplateView):
    """The longest waiting first; as many queries for one as for thirty."""

    template_name = "helpdesk/requests/request_list.html"

    def get_context_data(self, **kwargs):
        rows = CallBackRequest.objects.filter(community_point=self.desk)
        page = Paginator(rows.waiting(), PAGE).get_page(self.request.GET.get("page"))
        over = rows.filter(settled_at__gte=timezone.now() - MONTH)
        counts = {"lost": over.never_answered().count(), "withdrawn": over.withdrawn().count()}
        return super().get_context_data(page=page, looks=self.looks(rows), **counts, **kwargs)

    def looks(self, rows):
        """Who opened a number in the month, for who coordinates: also of who was called, and is not followed."""
        if not SEE_LOOKS_AT_CLIENTS.allows(self.request.user, self.desk):
            return []
        looks = AccessLog.objects.filter(client_id__in=rows.values("pk")).since(timezone.now() - MONTH)
        return [(reference_of(each.client_id), each) for each in looks.naming_actors()[:LOOKS]]


@access({"GET": WORK_AT_DESK, "POST": OPEN_CLIENT})
@method_decorator(never_cache, name="dispatch")
class RequestDetailView(OfDesk, TemplateView):
    """Looking tells a reference; a POST opens, which is on record, or does the one verb named in `step`."""

    template_name = "helpdesk/requests/request_detail.html"

    @cached_property
    def asked(self):
        rows = CallBackRequest.objects.select_related("quarter", "notice", "settled_by")
        asked = get_object_or_404(rows, pk=self.kwargs["pk"], community_point=self.desk)
        asked.community_point = self.desk
        return asked

    def post(self, request, *args, **kwargs):
        verbs = {"spoke": self.spoke, "no_answer": self.no_answer, "erase": self.erase}
        self.asked  # 404 before anything is done  # noqa: B018
        try:
            return verbs.get(request.POST.get("step"), self.open)()
        except Settled:
            messages.warning(request, settled_words(CallBackRequest.objects.get(pk=self.asked.pk)))
            return redirect("helpdesk:request_list", self.desk.slug)

    def open(self):
        if not self.asked.is_waiting:
            raise Settled
        return self.page(seen=open_request(self.asked, by=self.request.user))

    def spoke(self):
        form = SpokeForm(self.request.POST)
        if not form.is_valid():
            return self.page(status=422, spoke_form=form)
        enquiry = spoke(asked=self.asked, follow=form.cleaned_data["follow"] == "yes", by=self.request.user)
        messages.success(self.request, _("Fatto: il suo numero non è più qui. Adesso finisci il contatto."))
        return redirect("helpdesk:enquiry_update", self.desk.slug, enquiry.pk)

    def no_answer(self):
        no_answer(asked=self.asked, by=self.request.user)
        messages.success(self.request, _("Segnato. Riprova un altro giorno, quando ha detto che si può."))
        return redirect("helpdesk:request_list", self.desk.slug)

    def erase(self):
        form = EraseForm(self.request.POST, asked=self.asked)
        if not form.is_valid():
            return self.page(status=422, erase_form=form)
        erase(asked=self.asked, by=self.request.user)
        messages.success(self.request, _("Cancellata: di chi era non resta niente."))
        return redirect("helpdesk:request_list", self.desk.slug)

    def page(self, status=200, **kwargs):
        return self.render_to_response(self.get_context_data(**kwargs), status=status)

    def get_context_data(self, **kwargs):
        more = {"seen": None, "spoke_form": SpokeForm(), "erase_form": EraseForm(asked=self.asked)} | kwargs
        return super().get_context_data(
            asked=self.asked,
            here=reverse("helpdesk:request_detail", args=[self.desk.slug, self.asked.pk]),
            settled=settled_words(self.asked),
            looking=last_look_of_another(self.asked, self.request.user),
            may_open=OPEN_CLIENT.allows(self.request.user, self.desk),
            **more,
        )


def settled_words(asked):
    """Who took it, and what they did."""
    if asked.is_waiting:
        return ""
    who = {"who": asked.settled_by}
    if asked.state == CallBackRequest.State.ANSWERED:
        return _("%(who)s l’ha già richiamata: qui è tutto fatto.") % who if asked.settled_by else _("Già richiamata.")
    if asked.state == CallBackRequest.State.WITHDRAWN:
        return _("Chi l’aveva chiesta ha fatto sapere che non serve più.")
    if asked.settled_by:
        return _("%(who)s ha già cancellato la richiesta: qui è tutto fatto.") % who
    if asked.settled_at < asked.created_at + CALL_BACK_KEPT:
        return _("La richiesta è già cancellata: qui è tutto fatto.")
    return _("La richiesta si è cancellata da sola: il suo tempo era finito.")


def last_look_of_another(asked, user):
    """Who may be on the telephone with the person right now."""
    looks = AccessLog.objects.filter(client_id=asked.pk, at__gte=timezone.now() - A_CALL).exclude(actor=user)
    return looks.naming_actors().order_by("-at").first() if asked.is_waiting else None
