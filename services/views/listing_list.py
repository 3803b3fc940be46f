"""The search page: one view renders the page, or only what changes when a filter does."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.decorators.gzip import gzip_page
from django.views.decorators.vary import vary_on_headers

from accounts.access import PUBLIC, access
from puntocomunita.templatetags.portal import number
from services.models import Listing
from services.search import ListingSearch
from services.search.facets import kind_labels
from territory.models import Quarter

from . import choices

TITLES = {
    (True, True): gettext_lazy("%(shown)s %(what)s per «%(words)s» %(where)s"),
    (True, False): gettext_lazy("%(shown)s %(what)s per «%(words)s»"),
    (False, True): gettext_lazy("%(shown)s %(what)s %(where)s"),
    (False, False): gettext_lazy("%(shown)s %(what)s"),
}
NOTHING = {
    (True, True): gettext_lazy("Nessun posto per «%(words)s» %(where)s"),
    (True, False): gettext_lazy("Nessun posto per «%(words)s»"),
    (False, True): gettext_lazy("Nessun posto %(where)s"),
    (False, False): gettext_lazy("Nessun posto"),
}
PLACES = {Listing.Kind.SERVICE, Listing.Kind.COMMUNITY_POINT, Listing.Kind.ASSET, Listing.Kind.HOUSE}


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
        "title": title(search, page),
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


def title(search, page):
    """The count and the question in words: "24 posti per «compiti» vicino a Fiumicello"."""
    if search.place_error:
        return _("Dove, di preciso?")
    words, where = search.words, where_in_words(search.place)
    said = {"shown": number(page.total), "what": what(search, page), "words": words, "where": where}
    return (TITLES if page.total else NOTHING)[bool(words), bool(where)] % said


def what(search, page):
    """What was asked for, where it is one kind of thing; else places, where all that was found is one."""
    total, kinds = page.total, search.values.get("kind", ())
    if len(kinds) == 1:
        return Listing.Kind(kinds[0]).label if total == 1 else kind_labels()[kinds[0]]
    found = {each.value for each in page.facets["kind"].values if each.count and (each.selected or not kinds)}
    return ngettext("posto", "posti", total) if found <= PLACES else ngettext("risultato", "risultati", total)


def where_in_words(place):
    if place is None:
        return ""
    kind = getattr(place.place, "kind", "")
    if kind == "coordinates":
        return _("vicino a te")
    return (_("in %s") if kind in ("zone", "municipality") else _("vicino a %s")) % place.label
