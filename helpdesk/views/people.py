"""`/sportello/…/persone/`: the people a desk follows, by reference until somebody opens one, on record."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.access import access
from accounts.models import AccessLog
from helpdesk.access import OPEN_CLIENT, SEE_LOOKS_AT_CLIENTS
from helpdesk.models import Client, Notice, Referral
from helpdesk.people import open_client
from helpdesk.requests.copy import copy_of, in_words
from helpdesk.requests.following import Gone, change_client, erase_on_request, take_back, to_telephone_about
from helpdesk.requests.person_form import PersonForm, SureForm

from .desk import OfDesk

PAGE = 30
TAKEN_BACK = {
    Notice.Purpose.HAND_OFF: gettext_lazy("Permesso ritirato: chi aspettava la persona non vede più niente."),
    Notice.Purpose.ACCOMPANY: gettext_lazy("Permesso ritirato: dillo a chi doveva andare con lei."),
    Notice.Purpose.CALL_BACK: gettext_lazy("Permesso ritirato: non va più richiamata."),
}


def names_of(referrals) -> str:
    return ", ".join(referrals.values_list("target_name", flat=True))


@access(OPEN_CLIENT)
class ClientListView(OfDesk, TemplateView):
    """Who was heard last comes first; as many queries for one as for thirty."""

    template_name = "helpdesk/requests/client_list.html"

    def get_context_data(self, **kwargs):
        clients = Client.objects.known().filter(community_point=self.desk)
        waiting = Count("referrals", filter=Q(referrals__state__in=Referral.UNDER_WAY))
        pages = Paginator(clients.annotate(waiting=waiting).order_by("-last_contact_on", "id"), PAGE)
        return super().get_context_data(page=pages.get_page(self.request.GET.get("page")), **kwargs)


class OfClient(OfDesk):
    @cached_property
    def client(self):
        client = get_object_or_404(Client, pk=self.kwargs["pk"], community_point=self.desk)
        client.community_point = self.desk
        return client

    @property
    def here(self):
        return reverse("helpdesk:client_detail", args=[self.desk.slug, self.client.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(client=self.client, here=self.here, **kwargs)


@access(OPEN_CLIENT)
@method_decorator(never_cache, name="dispatch")
class ClientDetailView(OfClient, TemplateView):
    """Looking tells a reference; a POST opens, which is on record, or does the one verb named in `step`."""

    template_name = "helpdesk/requests/client_detail.html"

    def post(self, request, *args, **kwargs):
        verbs = {"change": self.change, "take_back": self.take_back, "erase": self.erase, "copy": self.copy}
        try:
            if self.client.erased_at:
                raise Gone
            return verbs.get(request.POST.get("step"), self.open)()
        except Gone:
            messages.warning(request, _("Nel frattempo è cambiato qualcosa: rileggi, adesso è così."))
            return redirect(self.here)

    def open(self):
        known = open_client(self.client, by=self.request.user)
        return self.page(form=PersonForm(initial=known._asdict()))

    def change(self):
        form = PersonForm(self.request.POST)
        if not form.is_valid():
            return self.page(status=422, form=form)
        change_client(client=self.client, **form.cleaned_data)
        messages.success(self.request, _("Salvato."))
        return redirect(self.here)

    def take_back(self):
        number = self.request.POST.get("permission", "")
        permissions = self.client.permissions.standing()
        permission = permissions.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
        if permission is None:
            raise Gone
        to_telephone = names_of(to_telephone_about(permission.referrals))
        take_back(permission=permission, by=self.request.user)
        messages.success(self.request, TAKEN_BACK[permission.purpose])
        self.ask_to_telephone(to_telephone)
        return redirect(self.here)

    def erase(self):
        form = SureForm(self.request.POST)
        if not form.is_valid():
            return self.page(status=422, sure_form=form)
        to_telephone = names_of(to_telephone_about(self.client.referrals))
        erase_on_request(client=self.client, by=self.request.user)
        said = _("Cancellata: nome, recapito e parole non ci sono più, neanche per chi la aspettava.")
        messages.success(self.request, said)
        self.ask_to_telephone(to_telephone)
        return redirect("helpdesk:client_list", self.desk.slug)

    def ask_to_telephone(self, names):
        if names:
            words = _("Senza e-mail non abbiamo potuto scrivere a %(names)s: telefona, perché non la aspettino.")
            messages.warning(self.request, words % {"names": names})

    def copy(self):
        held = copy_of(self.client, by=self.request.user)
        if self.request.POST.get("as") == "paper":
            sections = in_words(held).items()
            more = {"desk": self.desk, "here": self.here, "sections": sections, "today": timezone.localdate()}
            return render(self.request, "helpdesk/requests/client_copy.html", more)
        response = JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 2})
        response.headers["Content-Disposition"] = f'attachment; filename="i-miei-dati-{timezone.localdate()}.json"'
        return response

    def page(self, status=200, **kwargs):
        return self.render_to_response(self.get_context_data(**kwargs), status=status)

    def get_context_data(self, **kwargs):
        more = {"form": None, "sure_form": SureForm()} | kwargs
        return super().get_context_data(
            permissions=self.client.permissions.select_related("notice"),
            referrals=self.client.referrals.order_by("-created_at"),
            enquiries=self.client.enquiries.with_topics(),
            may_see_looks=SEE_LOOKS_AT_CLIENTS.allows(self.request.user, self.desk),
            **more,
        )


@access(SEE_LOOKS_AT_CLIENTS)
@method_decorator(never_cache, name="dispatch")
class ClientLooksView(OfClient, TemplateView):
    """Who opened the person's data, newest first: who, when, never what was read."""

    template_name = "helpdesk/requests/client_looks.html"

    def get_context_data(self, **kwargs):
        looks = AccessLog.objects.filter(client_id=self.client.pk).naming_actors()
        page = Paginator(looks, PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, **kwargs)
