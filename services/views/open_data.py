"""Files to download, each with its version: who has it already gets 304 and no byte."""

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.http import http_date
from django.views.decorators.gzip import gzip_page
from django.views.generic import View

from accounts.access import PUBLIC, access
from services.hsds.export import json_lines
from services.listings import last_changed
from services.open_data import DIRECTORY, LICENCE, PLACES, SERVICES, dcat, points, table

REVISION = 1  # moves on when the same directory is said in another way
FOR_ALL = {
    "Cache-Control": "public, no-cache",
    "Access-Control-Allow-Origin": "*",
    "Link": f'<{LICENCE}>; rel="license"',
}


@method_decorator(gzip_page, "dispatch")
class Fresh(View):
    """What anyone, from any site, may take; `answer` is asked only for who has not got it."""

    def get(self, request):
        version, changed_at = last_changed()
        etag = f'W/"{REVISION}-{version}"'
        response = get_conditional_response(request, etag=etag) or self.answer(changed_at)
        for name, value in FOR_ALL.items():
            response.headers[name] = value
        response.headers["ETag"] = etag
        response.headers["Last-Modified"] = http_date(changed_at.timestamp())
        return response


class Download(Fresh):
    def answer(self, changed_at):
        response = StreamingHttpResponse(self.pieces(changed_at), content_type=self.file.media_type)
        response.headers["Content-Disposition"] = f'attachment; filename="{self.file.filename(changed_at)}"'
        return response


@access(PUBLIC)
class ServicesView(Download):
    file = SERVICES

    def pieces(self, changed_at):
        return table.lines()


@access(PUBLIC)
class PlacesView(Download):
    file = PLACES

    def pieces(self, changed_at):
        return points.pieces(changed_at)


@access(PUBLIC)
class DirectoryView(Download):
    file = DIRECTORY

    def pieces(self, changed_at):
        return json_lines(lambda name, done: None)


@access(PUBLIC)
class CatalogueView(Fresh):
    extension = None

    def answer(self, changed_at):
        content, media_type = dcat.catalogue(self.extension, changed_at)
        return HttpResponse(content, content_type=media_type)
