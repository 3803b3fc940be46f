"""Where the API says what it can do: for programs, and for people."""

from django.conf import settings
from django.http import HttpResponse
from django.utils.html import format_html, format_html_join
from django.views.generic import TemplateView
from rest_framework.views import APIView

from accounts.access import PUBLIC, access
from puntocomunita.api import Public, all_endpoints, to_json

from .parameters import SOME_ID
from .schema import openapi

EXAMPLES = {
    "services": "search=aiuto+compiti&near=25126&open_now=true",
    "organizations": "search=caritas&full=true",
    "service_at_locations": "postcode=25126&proximity=2000",
    "taxonomy_terms": "top_only=true",
    "community_points": "quarter=fiumicello",
    "assets": "per_page=100",
    "places": "search=via+Milano",
    "referrals": "which=made&state=sent",
    "events": "city=brescia&from=2026-12-01",
    "groups": "city=brescia&kind=street",
    "initiatives": "city=brescia&state=active",
    "needs": "city=brescia&state=adopted",
    "houses": "city=brescia",
    "history": "thing=3f7b145d-84af-42d7-8fae-eaca714b02b2&since=2026-01-31",
    "listings": "need=casa-e-bollette&quarter=fiumicello",
    "listings_geojson": "bbox=10.1,45.5,10.3,45.6&zoom=13",
}

BODIES = {
    "report_create": '{"kind": "service", "slug": "aiuto-compiti", "topic": "phone", "suggestion": "030 123456"}',
    "request_create": '{"name": "Ada", "contact": "030 123456", "quarter": "fiumicello", "agreed": true, "notice": 1}',
}
WITH_TOKEN = " -H 'Authorization: Bearer punto_…'"


class OpenAPI(Public, APIView):
    schema = None

    def get(self, request):
        return HttpResponse(to_json(openapi()), content_type="application/vnd.oai.openapi+json")


@access(PUBLIC)
class Docs(TemplateView):
    template_name = "api/docs.html"

    def get_context_data(self, **kwargs):
        order = [str(each.pattern).replace("<str:id>", "{id}") for each in all_endpoints()]
        paths = sorted(openapi()["paths"].items(), key=lambda item: order.index(item[0].removeprefix("/api/")))
        operations = [described(path, *next(iter(methods.items()))) for path, methods in paths]
        return super().get_context_data(operations=operations, site_url=settings.SITE_URL, **kwargs)


def described(path, method, operation):
    """An operation as the page shows it: address, what it gives, parameters, one example to copy."""
    asked = EXAMPLES.get(operation["operationId"], "")
    address = path.replace("{id}", SOME_ID) + (f"?{asked}" if asked else "")
    parameters = [each for each in operation.get("parameters", ()) if each["in"] == "query"]
    body = BODIES.get(operation["operationId"])
    return {
        "id": operation["operationId"],
        "path": path,
        "method": method.upper(),
        "summary": operation["summary"],
        "parameters": [parameter_line(parameter) for parameter in parameters],
        "curl": f"curl '{settings.SITE_URL}{address}'"
        + (f" --json '{body}'" if body else "")
        + (WITH_TOKEN if operation.get("security") else ""),
    }


def parameter_line(parameter):
    schema, name = parameter["schema"], parameter["name"]
    several = schema["type"] == "array"
    example = schema["example"][0] if several else schema["example"]
    return {
        "name": name,
        "description": with_code(parameter["description"]),
        "type": type_in_words(schema["items"] if several else schema),
        "several": several,
        "example": str(example).lower() if isinstance(example, bool) else example,
    }


def with_code(text):
    """What stands between backticks as code."""
    pieces = text.split("`")
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", p) if n % 2 else p,) for n, p in enumerate(pieces))
    )


def type_in_words(schema):
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if "minimum" in schema:
        return f"{schema['type']} {schema['minimum']}–{schema['maximum']}"
    return schema.get("format", schema["type"])
