"""What every public answer of the API shares: parameters, pages, errors, freshness, headers."""

import math
import uuid
from importlib import import_module

import orjson
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from rest_framework.exceptions import NotFound, ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from accounts.access import PUBLIC

LARGEST_PAGE = 100
NDJSON = "application/x-ndjson"
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    "Access-Control-Max-Age": "86400",
}

# Whose addresses the API describes.
ROOMS = ("services.api_urls", "helpdesk.api_urls", "network.api_urls", "community.api_urls")


def all_endpoints():
    """Every address of the API that has a name, in order."""
    return [each for room in ROOMS for each in import_module(room).endpoints]


def to_json(value) -> bytes:
    """UUIDs, dates and times as HSDS writes them: UTC with Z, microseconds kept."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z, default=str)


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return b"" if data is None else to_json(data)


class AlwaysJSON(BaseContentNegotiation):
    """Answers JSON whatever a program says it accepts: an answer is better than 406."""

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


def exception_handler(exc, context):
    """`{"errors": {parameter: [reasons]}}` for a bad request, `{"detail": …}` for the rest."""
    from rest_framework.views import exception_handler as rest_exception_handler  # itself reads this module

    if isinstance(exc, DjangoValidationError):
        return Response({"errors": exc.message_dict}, status=400)
    if isinstance(exc, ParseError):
        return Response({"errors": {"__all__": [_("Quello che mandi non è JSON scritto in UTF-8.")]}}, status=400)
    return rest_exception_handler(exc, context)


def identifier(text):
    """The UUID of a path, or 404: what is not a UUID is nobody's."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound from None


def refuse(parameter, reason):
    raise DjangoValidationError({parameter: [reason]})


def pages_of(total, size):
    return max(1, math.ceil(total / size))


def slice_of(number, size, total):
    """First and last position of a page; a page past the end is refused with the last there is."""
    last = pages_of(total, size)
    if number > last:
        refuse("page", _("La pagina %(number)s non c’è: l’ultima è la %(last)s.") % {"number": number, "last": last})
    return (number - 1) * size, min(number * size, total)


def envelope(contents, *, number, size, total, count=None):
    """A page as HSDS wraps it; `size` here is how many a page may hold, in the answer how many it holds."""
    last = pages_of(total, size)
    return {
        "total_items": total,
        "total_pages": last,
        "page_number": number,
        "size": len(contents) if count is None else count,
        "first_page": number == 1,
        "last_page": number == last,
        "empty": total == 0,
        "contents": contents,
    }


def ndjson(documents):
    """Every document on a line of its own, as they are read."""
    return StreamingHttpResponse((to_json(document) + b"\n" for document in documents), content_type=NDJSON)


def streamed_envelope(documents, total):
    """All documents as one page, however many, without holding them in memory."""
    head = to_json(envelope([], number=1, size=max(1, total), total=total, count=total))

    def pieces():
        yield head[:-2]
        for position, document in enumerate(documents):
            yield (b"," if position else b"") + to_json(document)
        yield b"]}"

    return StreamingHttpResponse(pieces(), content_type="application/json")


def not_modified(request, etag):
    """304 when the asker has this version already, else None."""
    return get_conditional_response(request._request, etag=etag)


def open_to_any_site(response):
    for name, value in CORS.items():
        response.headers[name] = value
    return response


def known_by_its_words(request, response):
    """What says nothing of its version is known by its words; 304 to who has them already."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200 or response.has_header("ETag"):
        return response
    etag = set_response_etag(response).headers["ETag"]
    return open_to_any_site(get_conditional_response(request, etag=etag, response=response))


class Public:
    """A view of the API that anyone, from any site, may read."""

    access = PUBLIC
    authentication_classes = ()
    content_negotiation_class = AlwaysJSON

    @method_decorator(gzip_page)
    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)

    def options(self, request, *args, **kwargs):
        return HttpResponse(status=204, headers={"Allow": CORS["Access-Control-Allow-Methods"]})

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(response, Response):
            response.add_post_render_callback(lambda rendered: known_by_its_words(request._request, rendered))
        return open_to_any_site(response)


class Private:
    """A view of the API for who shows a token or is signed in; neither kept on the way nor read by other sites."""

    content_negotiation_class = AlwaysJSON

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["Authorization", "Cookie"])
        return response
