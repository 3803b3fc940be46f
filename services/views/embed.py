"""Frames for other sites: the search, one service, one Punto Comunità; and the page with the code for them.

The only pages that another site may frame. They set no cookie and ask for none, so that they are the same for all.
"""

import hashlib
import time
from functools import cache
from urllib.parse import urlencode, urlsplit

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition
from django.views.generic import TemplateView, View

from accounts.access import PUBLIC, access
from organizations import hours
from organizations.doors import door_of_point, looked_at
from organizations.models import CommunityPoint
from puntocomunita.templatetags.directory import phones
from services import embedding
from services.doors import doors_of_service
from services.listings import last_changed
from services.merging.following import now_of_slug
from services.models import Moved, Service
from services.reports.doubt import topics_in_doubt
from services.search import ListingSearch
from territory.models import Quarter

from . import choices
from .details import phones_of
from .listing_list import found

STRIKE = 5 * 60  # seconds: hours begin and end on such minutes, so until the next one what was said is still true
A_FEW = 5  # places found before the next page; the address may ask for more
FEW_DOORS = 3  # places of a service before the link to all of them
SCRIPT = settings.BASE_DIR / "static" / "js" / "incorpora.js"
OF_THE_PAGE = {"cosa", "pagina", "q", "page", "per_page"}
DAY, WEEK = 24 * 60 * 60, 7 * 24 * 60 * 60


@method_decorator([xframe_options_exempt, csp_replace({"frame-ancestors": ["*"]}), gzip_page], name="dispatch")
class Frame(View):
    """`answer` is asked only for who has not got what the directory says now."""

    def get(self, request, **kwargs):
        now, (version, _changed_at) = int(time.time()), last_changed()
        etag = f'W/"{version}-{now // STRIKE}"'
        response = get_conditional_response(request, etag=etag) or self.answer(request, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        if "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["ETag"] = etag
            patch_cache_control(response, public=True, max_age=STRIKE - now % STRIKE)
        return response


@access(PUBLIC)
class EmbedSearchView(Frame):
    def answer(self, request):
        if "open_day" in request.GET:
            return redirect(f"{request.path}?{choices.with_moment(request.GET).urlencode()}")
        search = ListingSearch(request.GET, page_mode=True, of_directory=True)
        size = None if "per_page" in search.params else A_FEW
        context = found(search, size) if asks(search) else nothing_asked()
        return shown(request, "services/embed/embed_search.html", context)


def asks(search):
    """Whether there is a question, well put or not: how to order the answer is none."""
    return bool(search.errors or set(search.values) - {"ordering"})


def nothing_asked():
    quarters = list(Quarter.objects.values_list("name", flat=True))
    return {"page": None, "q": "", "near": "", "quarters": quarters, "discreet": False}


def shown(request, template, context, status=200):
    response = render(request, template, context, status=status)
    if context["discreet"]:  # "back" on somebody else's device shows nothing
        patch_cache_control(response, no_store=True)
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


@access(PUBLIC)
class EmbedServiceView(Frame):
    def answer(self, request, slug):
        service = Service.objects.with_the_whole_page().filter(slug=slug).first()
        if service is None and (taken_in_by := now_of_slug(Moved.Kind.SERVICE, slug)):
            return redirect("services:embed_service", taken_in_by.slug)
        if service is None or service.gone:
            return gone(request, service)
        doors = looked_at(doors_of_service(service), hours.local_now())
        numbers = phones(service.phones + phones_of(doors)) or phones(service.organization.phones)
        return shown_thing(request, service, doors, numbers, by=service.organization, discreet=service.discreet)


@access(PUBLIC)
class EmbedPointView(Frame):
    def answer(self, request, slug):
        point = CommunityPoint.objects.with_places_and_hours().filter(slug=slug).first()
        if point is None:
            return gone(request)
        doors = looked_at([door_of_point(point)], hours.local_now())
        numbers = phones(phones_of(doors)) or phones(point.lead_organization.phones)
        return shown_thing(request, point, doors, numbers, by=point.lead_organization, discreet=False)


def gone(request, service=None):
    """It is not there, or no more: the page around still stands, and a search may find another."""
    context = {"service": service, "discreet": service is not None and service.discreet}
    return shown(request, "services/embed/embed_gone.html", context, status=200 if service else 404)


def shown_thing(request, thing, doors, numbers, **said):
    context = {
        "thing": thing,
        "suspended": getattr(thing, "status", "") == Service.Status.TEMPORARILY_CLOSED,
        "doors": doors[:FEW_DOORS],
        "more_doors": len(doors[FEW_DOORS:]),
        "phones": numbers,
        "in_doubt": bool(topics_in_doubt(thing)),
    }
    return shown(request, "services/embed/embed_thing.html", context | said)


@cache
def script():
    """What /incorpora.js is, with its version: other sites name it, so its address never changes."""
    content = SCRIPT.read_bytes()
    return content, f'W/"{hashlib.sha256(content).hexdigest()[:16]}"'


@access({"GET": PUBLIC})
@cache_control(public=True, max_age=DAY, stale_while_revalidate=WEEK)
@condition(etag_func=lambda request: script()[1])
@gzip_page
def embed_script(request):
    allowed = {"Cross-Origin-Resource-Policy": "cross-origin"}
    return HttpResponse(script()[0], content_type="text/javascript; charset=utf-8", headers=allowed)


@method_decorator(csp_update({"frame-src": ["'self'"]}), name="dispatch")
@access(PUBLIC)
class EmbedView(TemplateView):
    """The code to copy, made of the same choices as a search; what is asked stands in the address."""

    template_name = "services/embed/embed.html"

    def get_context_data(self, **kwargs):
        params = choices.with_moment(self.request.GET)
        search = ListingSearch(params, page_mode=True, of_directory=True)
        what = params.get("cosa") if params.get("cosa") in embedding.WHAT else embedding.SEARCH
        return super().get_context_data(
            **without_counts(found(search)),
            **(asked_search(search) if what == embedding.SEARCH else asked_thing(what, params.get("pagina", ""))),
            what=what,
            kinds=embedding.WHAT.items(),
            named=params.get("pagina", ""),
            refused=[*choices.errors(search), *unknown(search)],
            **kwargs,
        )


def without_counts(context):
    """Counts would be wrong after the first click: here nothing is asked again but the frame."""
    groups = [[*group.first, *group.rest] for group in context["groups"]]
    for check in [*sum(groups, []), *context["open_now"]]:
        check.count = None
    return context


def unknown(search):
    names = set(search.params) - {*search.filterset.filters, *OF_THE_PAGE}
    return [(name, [_("Questo filtro non c’è: guarda se l’hai scritto giusto.")]) for name in sorted(names)]


def asked_search(search):
    return {"embedding": embedding.of_search(presets(search)), "likely": [], "problem": ""}


def presets(search):
    """What was understood of the choices, as an address carries it."""
    kept = {name for name in search.values if name != "search"} | ({"q"} if search.words else set())
    kept |= {"per_page"} - set(search.errors)
    return urlencode([(name, each) for name, values in search.params.lists() if name in kept for each in values])


def asked_thing(kind, words):
    """The thing of that address or slug; for other words, those that may be meant."""
    model, listed_as = embedding.THINGS[kind]
    slug = urlsplit(words).path.rstrip("/").rpartition("/")[2]
    thing = model.objects.filter(slug=slug).first()
    if thing is None and model is Service:
        thing = now_of_slug(Moved.Kind.SERVICE, slug)
    answer = {"embedding": None, "likely": [], "problem": ""}
    if getattr(thing, "gone", False):
        return answer | {"problem": _("«%s» non c’è più: scegline un altro.") % thing.name}
    if thing:
        return answer | {"embedding": embedding.of_thing(kind, thing)}
    likely = found_by_name(words, listed_as) if words else {}
    problem = _("Non trovo «%s»: incolla l’indirizzo della sua pagina.") % words if words and not likely else ""
    return answer | {"likely": [(name, likely_url(kind, slug)) for slug, name in likely.items()], "problem": problem}


def found_by_name(words, listed_as):
    """{slug: name} of the first that a search for these words finds."""
    asked = QueryDict(mutable=True)
    asked.update({"search": words, "kind": listed_as})
    return {listing.slug: listing.name for listing in ListingSearch(asked).page(1, A_FEW, facets=False).listings}


def likely_url(kind, slug):
    return "?" + urlencode({"cosa": kind, "pagina": slug})
