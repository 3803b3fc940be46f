"""The search page: one view renders the page, or only what changes when a filter does."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views import View
from django.views.decorators.gzip import gzip_page
from django.views.decorators.vary import vary_on_headers

from accounts.access import PUBLIC, access
from puntocomunita.templatetags.portal import number
from services.search import ListingSearch
from territory.models import Quarter

from . import choices

TITLES = {
    (True, True): ngettext_lazy(
        "%(shown)s posto per «%(words)s» %(where)s",
        "%(shown)s posti per «%(words)s» %(where)s",
        "total",
    ),
    (True, False): ngettext_lazy("%(shown)s posto per «%(words)s»", "%(shown)s posti per «%(words)s»", "total"),
    (False, True): ngettext_lazy("%(shown)s posto %(where)s", "%(shown)s posti %(where)s", "total"),
    (False, False): ngettext_lazy("%(shown)s posto", "%(shown)s posti", "total"),
}
NOTHING = {
    (True, True): gettext_lazy("Nessun posto per «%(words)s» %(where)s"),
    (True, False): gettext_lazy("Nessun posto per «%(words)s»"),
    (False, True): gettext_lazy("Nessun posto %(where)s"),
    (False, False): gettext_lazy("Nessun posto"),
}


@method_decorator([gzip_page, vary_on_headers("HX-Request")], name="dispatch")
@access(PUBLIC)
class ListingListView(View):
    def get(self, request):
        if "open_day" in request.GET:
            return redirect(f"{request.path}?{choices.with_moment(request.GET).urlencode()}")
        live = request.htmx and not (request.htmx.boosted or request.htmx.history_restore_request)
        template = "services/listing_list_live.html" if live else "services/listing_list.html"
        context = found(ListingSearch(request.GET, page_mode=True))
        response = render(request, template, context)
        if context["discreet"]:  # "back" on somebody else's device shows nothing
            patch_cache_control(response, no_store=True)
        return response


def found(search, size=None):
    params, page, chips = search.params, search.page(size=size), choices.chips(search)
    quarters = list(Quarter.objects.values_list("name", flat=True))
    return {
        "search": search,
        "page": page,
        "title": title(search, page.total),
        "q": params.get("q", ""),
        "near": params.get("near", ""),
        "quarters": quarters,
        "chips": chips,
        "point": page.nearest_point,
        "errors": choices.errors(search),
        "attribution": settings.TILE_ATTRIBUTION,
        "map_query": choices.for_the_map(search),
        "clear_url": search.url(**{each.param: None for each in chips}),
        "open_now": page.facets["open_now"].values if page.facets else [],
        "groups": choices.groups(page, params),
        "moment": choices.moment(params),
        "radii": choices.radii(params.get("radius", "")) if search.place else [],
        "discreet": is_discreet(search),
        "asked_back": choices.asked_back(search, quarters),
        "ages": [params.get("minimum_age", ""), params.get("maximum_age", "")],
        "kept": choices.kept(search, params),
        "orders": choices.orders(search, params),
    }


def is_discreet(search):
    """Whether the person chose, or in their words meant, a theme that nobody should see over their shoulder."""
    vocabulary = search.filterset.vocabulary
    chosen = search.values.get("need", [])
    meant = [term_id for group in search.words_query.groups for term_id in group.term_ids]
    return any(vocabulary.by_id[term_id].discreet for term_id in [*chosen, *meant])


def title(search, total):
    """The count and the question in words: "24 posti per «compiti» vicino a Fiumicello"."""
    if search.place_error:
        return _("Dove, di preciso?")
    words, where = search.words, where_in_words(search.place)
    said = {"total": total, "shown": number(total), "words": words, "where": where}
    return (TITLES if total else NOTHING)[bool(words), bool(where)] % said


def where_in_words(place):
    if place is None:
        return ""
    kind = getattr(place.place, "kind", "")
    if kind == "coordinates":
        return _("vicino a te")
    return (_("in %s") if kind in ("zone", "municipality") else _("vicino a %s")) % place.label
