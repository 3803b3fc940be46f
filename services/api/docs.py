"""Where the API says what it can do: for programs, and for people."""

from django.conf import settings
from django.http import HttpResponse
from django.views.generic import TemplateView
from rest_framework.views import APIView

from puntocomunita.api import Public, to_json

from .schema import Schema, openapi


class OpenAPI(Public, APIView):
    schema = None

    def get(self, request):
        return HttpResponse(to_json(openapi()), content_type="application/vnd.oai.openapi+json")


class Docs(TemplateView):
    template_name = "api/docs.html"

    def get_context_data(self, **kwargs):
        operations = [described(path, methods["get"]) for path, methods in openapi()["paths"].items()]
        return super().get_context_data(operations=operations, site_url=settings.SITE_URL, **kwargs)


def described(path, operation):
    """An operation as the page shows it: address, what it gives, parameters, one example to copy."""
    shown = [parameter_line(parameter) for parameter in operation.get("parameters", ()) if parameter["in"] == "query"]
    example = path.replace("{id}", "3f7b145d-84af-42d7-8fae-eaca714b02b2")
    wanted = [f"{parameter['name']}={parameter['example']}" for parameter in shown[:2]]
    query = "?" + "&".join(wanted).replace(" ", "+") if wanted and "{id}" not in path else ""
    return {
        "id": operation["operationId"],
        "path": path,
        "summary": operation.get("summary", ""),
        "parameters": shown,
        "curl": f"curl '{settings.SITE_URL}{example}{query}'",
    }


def parameter_line(parameter):
    schema = parameter["schema"]
    several = schema["type"] == "array"
    inner = schema["items"] if several else schema
    example = schema.get("example", "")
    example = example[0] if several else example
    return {
        "name": parameter["name"],
        "description": parameter.get("description", ""),
        "type": type_in_words(inner),
        "several": several,
        "example": str(example).lower() if isinstance(example, bool) else example,
    }


def type_in_words(schema):
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if "minimum" in schema:
        return f"{schema['type']} {schema['minimum']}–{schema['maximum']}"
    return schema.get("format", schema["type"])


__all__ = ["Docs", "OpenAPI", "Schema"]
