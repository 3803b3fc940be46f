"""The list that an address carries: to put in order, on paper, by e-mail."""

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from accounts.access import PUBLIC, access
from organizations import hours
from organizations.doors import desk_near
from organizations.models import CommunityPoint
from organizations.points import next_desk
from puntocomunita.templatetags.directory import phones
from services.merging.redirects import references_now
from services.shortlist import paper, sending
from services.shortlist.address import MOST, NOTE, read
from services.shortlist.entries import entries_of
from services.shortlist.pictures import qr_path

READABLE = 100  # characters of an address that somebody would still type
IN_A_PICTURE = 400  # characters; beyond, the notes stay out and the modules large
STEPS = {"su": -1, "giu": 1}


def asked_list(params):
    return read(params.getlist("s"), params.getlist("n"))


def changed(shortlist, what):
    """The list after a button: "su:doposcuola", "giu:…", "togli:…"; anything else changes nothing."""
    verb, _colon, ref = what.partition(":")
    if verb == "togli":
        return shortlist.without(ref)
    return shortlist.moved(ref, STEPS[verb]) if verb in STEPS else shortlist


class ShortlistPage:
    """A page about the list in its address; what a form has sent becomes the plain address first."""

    def get(self, request, *args, **kwargs):
        asked, pressed = asked_list(request.GET), request.GET.get("fai", "")
        if pressed == "cerca":
            return redirect(f"{reverse('services:listing_list')}?{asked.query('lista')}")
        if pressed or ("n" in request.GET and not asked.problems):
            return redirect(f"{request.path}?{changed(asked, pressed).query()}")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        asked = asked_list(self.request.GET)
        entries, gone = entries_of(asked, hours.local_now())
        shortlist = asked.only({entry.item.ref for entry in entries})
        return super().get_context_data(
            shortlist=shortlist,
            entries=entries,
            gone=gone,
            problems=asked.problems,
            discreet=any(entry.discreet for entry in entries),
            query=shortlist.query(),
            list_url=f"{reverse('services:shortlist')}?{shortlist.query()}",
            carry=shortlist.query("lista"),
            SITE_URL=settings.SITE_URL,
            address=f"{settings.SITE_URL}{reverse('services:shortlist')}?{shortlist.query()}",
            **kwargs,
        )

    def render_to_response(self, context, **kwargs):
        asked = asked_list(self.request.GET)
        if moved := references_now([item.ref for item in asked.items if item.ref not in context["shortlist"]]):
            return redirect(f"{self.request.path}?{asked.renamed(moved).query()}", permanent=True)
        response = super().render_to_response(context, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        if context["discreet"]:  # neither the browser nor the worker keeps a copy to go back to
            patch_cache_control(response, no_store=True)
            response.headers["Referrer-Policy"] = "no-referrer"
        return response


@access(PUBLIC)
class ShortlistView(ShortlistPage, TemplateView):
    template_name = "services/shortlist.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(most=MOST, longest_note=NOTE, sent="inviata" in self.request.GET, **kwargs)


class OnPaper(ShortlistPage):
    """What is said away from the screen: the day it was said, and a desk to call."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(today=timezone.localdate(), **kwargs)
        return context | desk_for(context["entries"])


def desk_for(entries):
    """The Punto Comunità to call, with its phones: that of the first place with a door, else the next to open."""
    located = next((entry for entry in entries if entry.location), None)
    point = desk_near(located.location) if located else None
    if point is None:
        desk = next_desk(CommunityPoint.objects.select_related("location", "opening_hours"), hours.local_now())
        point = desk and desk.point
    return {"desk": point, "desk_phones": phones(point.phones + point.location.phones) if point else []}


@access(PUBLIC)
class ShortlistSheetView(OnPaper, TemplateView):
    template_name = "services/shortlist_sheet.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        size = paper.paper_for(self.request.GET.get("foglio"), len(context["entries"]))
        return context | {"paper": size, "papers": paper.SIZES.values(), **address_on_paper(context)}


def address_on_paper(context):
    """As a picture, and in letters if they are few; notes are on the paper already."""
    plain = context["address"].partition("?")[0] + "?" + context["shortlist"].query(notes=False)
    modules, path = qr_path(context["address"] if len(context["address"]) <= IN_A_PICTURE else plain)
    short = plain.partition("://")[2]
    return {"modules": modules, "path": path, "short_address": short if len(short) <= READABLE else ""}


class SendForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("A quale indirizzo e-mail?"), max_length=254)
    website = forms.CharField(label=gettext_lazy("Lascia vuota questa casella"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "email"


@access(PUBLIC)
class ShortlistSendView(OnPaper, FormView):
    """By e-mail: the address is used once; whoever fills the box that nobody sees is told the same and sent nothing."""

    template_name = "services/shortlist_send.html"
    form_class = SendForm

    def form_valid(self, form):
        context = self.get_context_data(form=form)
        to, is_trap = form.cleaned_data["email"], form.cleaned_data["website"]
        if not context["entries"]:
            return self.refused(form, _("La lista è vuota: non c’è niente da mandare."), 400)
        if not ratelimit.consume(self.request, action="shortlist", key=to.lower()):
            return self.refused(form, _("Da qui sono già partite molte e-mail. Riprova fra un’ora, o stampa."), 429)
        try:
            if not is_trap:
                sending.send(to, context)
        except OSError:
            return self.refused(form, _("L’e-mail non è partita. Riprova fra qualche minuto, o stampa."), 503)
        return redirect(f"{reverse('services:shortlist')}?{context['query']}&inviata=1")

    def refused(self, form, why, status):
        form.add_error(None, why)
        response = self.form_invalid(form)
        response.status_code = status
        return response
