"""What members tell, with what became of it; and the desk of who coordinates, with the issue of tomorrow."""

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.access import access
from network.access import RUN_NETWORK, SPEAK_FOR_MEMBER
from network.bulletin import actions
from network.bulletin.actions import Rewritten, Settled, TooLate
from network.bulletin.forms import ItemForm, MendForm, RejectForm
from network.bulletin.issuing import to_tell
from network.bulletin.wording import mended

from .meeting_people import number_in
from .network import OfNetwork

PAGE = 20
A_DAY = datetime.timedelta(days=1)


class OfMember(OfNetwork):
    """About the items of the organisations that one speaks for; others' are not there."""

    def items(self):
        return self.network.bulletin_items.of_those_kept_by(self.request.user).select_related("organization")

    def moved_on(self):
        messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        return redirect("network:bulletin_item_list", self.network.slug)


@access(SPEAK_FOR_MEMBER)
class ItemListView(OfMember, TemplateView):
    template_name = "network/bulletin/item_list.html"

    def get_context_data(self, **kwargs):
        items = self.items().select_related("entry")
        page = Paginator(items, PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, **kwargs)


class ItemFormView(OfMember, FormView):
    template_name, form_class = "network/bulletin/item_form.html", ItemForm

    def get_form_kwargs(self):
        members = self.network.kept_by(self.request.user).order_by("name")
        return super().get_form_kwargs() | {"network": self.network, "members": members}

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@access(SPEAK_FOR_MEMBER)
class ItemCreateView(ItemFormView):
    def form_valid(self, form):
        actions.submit(by=self.request.user, network=self.network, **form.told)
        messages.success(self.request, _("Mandata. Chi cura il bollettino la legge e ti scrive."))
        return redirect("network:bulletin_item_list", self.network.slug)


@access(SPEAK_FOR_MEMBER)
class ItemView(ItemFormView):
    """To be mended until it is decided, and read afterwards; a POST with `withdraw` takes it back."""

    @cached_property
    def item(self):
        return get_object_or_404(self.items(), pk=self.kwargs["pk"])

    def get_template_names(self):
        return [self.template_name] if self.item.is_waiting else ["network/bulletin/item_detail.html"]

    def get_initial(self):
        names = [name for name in ItemForm.base_fields if name not in ("themes", "quarters")]
        chosen = {"themes": self.item.themes.all(), "quarters": self.item.quarters.all()}
        return {name: getattr(self.item, name) for name in names} | chosen

    def get_context_data(self, **kwargs):
        return super().get_context_data(item=self.item, changes=mended(self.item), **kwargs)

    def post(self, request, *args, **kwargs):
        if "withdraw" in request.POST:
            return self.withdraw()
        return super().post(request, *args, **kwargs) if self.item.is_waiting else self.moved_on()

    def withdraw(self):
        try:
            actions.withdraw(by=self.request.user, item=self.item)
        except Settled:
            return self.moved_on()
        messages.success(self.request, _("Ritirata: non va nel bollettino."))
        return redirect("network:bulletin_item_list", self.network.slug)

    def form_valid(self, form):
        try:
            actions.rewrite(by=self.request.user, item=self.item, **form.told)
        except Settled:
            return self.moved_on()
        messages.success(self.request, _("Salvata. Chi cura il bollettino legge questa."))
        return redirect("network:bulletin_item_list", self.network.slug)


@access(RUN_NETWORK)
class DeskView(OfNetwork, TemplateView):
    """What waits, the oldest first; tomorrow's issue as it stands; who reads it."""

    template_name = "network/bulletin/desk.html"

    def get_context_data(self, **kwargs):
        waiting = self.network.bulletin_items.waiting().for_reading().order_by("submitted_at", "id")
        tomorrow = timezone.localdate() + A_DAY
        return super().get_context_data(
            page=Paginator(waiting, PAGE).get_page(self.request.GET.get("page")),
            tomorrow=tomorrow,
            entries=to_tell(self.network, tomorrow),
            readers=self.network.subscriptions.active().count(),
            latest=self.network.bulletin_issues.with_deliveries().order_by("-day").first(),
            **kwargs,
        )


@access(RUN_NETWORK)
class DecideView(OfNetwork, FormView):
    """One decision about what one has read: into the bulletin, perhaps in other words, or with a reason back."""

    template_name, form_class = "network/bulletin/decide.html", RejectForm

    @cached_property
    def item(self):
        return get_object_or_404(self.network.bulletin_items.for_reading(), pk=self.kwargs["pk"])

    @cached_property
    def revision(self):
        """Of the words before the eyes of who decides."""
        posted = self.request.method == "POST"
        return number_in(self.request.POST.get("revision")) if posted else self.item.revision

    def get_context_data(self, **kwargs):
        mending = MendForm(initial={"title": self.item.title, "text": self.item.text})
        told = {"item": self.item, "revision": self.revision, "changes": mended(self.item), "mending": mending}
        return super().get_context_data(**told | kwargs)

    def post(self, request, *args, **kwargs):
        try:
            if "approve" in request.POST:
                return self.approve()
            return self.mend() if "mend" in request.POST else super().post(request, *args, **kwargs)
        except Settled:
            messages.warning(request, _("Nel frattempo l’ha decisa qualcun altro, o è stata ritirata."))
            return self.back()
        except Rewritten:
            messages.warning(request, _("Nel frattempo qualcuno ha cambiato le parole: leggile, poi decidi."))
            return redirect(request.path)
        except TooLate:
            messages.warning(request, _("Sarebbe già passata: il prossimo bollettino parte domani."))
            return redirect(request.path)

    def approve(self):
        actions.approve(by=self.request.user, item=self.item, revision=self.revision)
        messages.success(self.request, _("Approvata: è nel bollettino di domani."))
        return self.back()

    def mend(self):
        form = MendForm(self.request.POST)
        if not form.is_valid():
            page = self.get_context_data(form=RejectForm(), mending=form)
            return self.render_to_response(page, status=422)
        actions.mend(by=self.request.user, item=self.item, revision=self.revision, **form.cleaned_data)
        messages.success(self.request, _("Salvata con le parole nuove. Adesso decidi se va nel bollettino."))
        return redirect(self.request.path)

    def form_valid(self, form):
        reason = form.cleaned_data["reason"]
        actions.reject(by=self.request.user, item=self.item, revision=self.revision, reason=reason)
        messages.success(self.request, _("Rimandata indietro: chi l’ha scritta legge perché."))
        return self.back()

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def back(self):
        return redirect("network:bulletin_desk", self.network.slug)
