"""The list that somebody is collecting goes along with them: `lista=…` in the addresses of search and pages."""

from django import template
from django.utils.html import format_html_join
from django.utils.http import urlencode

from services.shortlist.address import MOST, Shortlist, read, reference

register = template.Library()


def carried(context):
    """The list that the page's address carries; empty where a page is drawn without a request."""
    request = getattr(context, "request", None)
    return read(request.GET.getlist("lista")) if request else Shortlist()


@register.simple_tag(takes_context=True)
def carrying(context, address):
    """An address of ours with the list, if there is one."""
    query = carried(context).query("lista")
    return f"{address}?{query}" if query else address


@register.simple_tag(takes_context=True)
def shortlist_fields(context):
    """The list as hidden fields of a GET form."""
    fields = [(str(item),) for item in carried(context).items]
    return format_html_join("", '<input type="hidden" name="lista" value="{}">', fields)


@register.inclusion_tag("services/parts/shortlist_bar.html", takes_context=True)
def shortlist_bar(context):
    shortlist = carried(context)
    return {"shortlist": shortlist, "carry": shortlist.query("lista")}


@register.inclusion_tag("services/parts/shortlist_toggle.html", takes_context=True)
def shortlist_toggle(context, thing, anchor=""):
    """Puts a thing on the list or takes it off, by a link to the page one is on, at `anchor`."""
    shortlist, ref = carried(context), reference(thing)
    changed = shortlist.without(ref) if ref in shortlist else shortlist.with_one_more(ref)
    request = getattr(context, "request", None)
    others = [(name, values) for name, values in request.GET.lists() if name != "lista"] if request else []
    kept = urlencode([*others, ("lista", [str(item) for item in changed.items])], doseq=True)
    return {
        "name": thing.name,
        "others": bool(anchor),  # on the page, so that its name must be said
        "listed": ref in shortlist,
        "full": shortlist.full,
        "most": MOST,
        "change": f"?{kept}{'#' if anchor else ''}{anchor}",
    }
