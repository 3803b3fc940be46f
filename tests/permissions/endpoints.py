"""Every address of the portal with every method it answers, and what it shows in the world of the tests."""

from dataclasses import dataclass, field

from django.urls import URLPattern, get_resolver, reverse
from rest_framework.views import APIView

from accounts.access import rule_of

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
OF_A_PAGE = ["GET", "POST"]  # the middleware refuses the others


@dataclass(frozen=True)
class Endpoint:
    """One method of one address. `route` is as the resolver writes it, `name` with its namespace."""

    route: str
    name: str
    method: str
    callback: object = field(repr=False)
    arguments: tuple = ()

    @property
    def is_api(self):
        return issubclass(getattr(self.callback, "cls", object), APIView)

    @property
    def rule(self):
        return rule_of(self.callback, self.method)

    @property
    def shown(self):
        """The address as the table writes it."""
        return "/" + self.route.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", "")

    def url(self, world):
        from .samples import arguments_of

        return reverse(self.name, kwargs=arguments_of(self, world))

    def __str__(self):
        return f"{self.method} {self.shown}"


def endpoints():
    """All of them; the second spelling of an API address, without a name, is the same view."""
    found = [each for each in walked(get_resolver()) if each.name]
    return sorted(found, key=lambda each: (each.shown, METHODS.index(each.method)))


def walked(resolver, route="", namespace=""):
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name}" if pattern.name else ""
            arguments = tuple(pattern.pattern.regex.groupindex or pattern.pattern.converters)
            for method in methods_of(pattern.callback):
                yield Endpoint(here, name, method, pattern.callback, arguments)
        else:
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walked(pattern, here, inside)


def methods_of(callback):
    """Those that a class has, or that the rules of a function name; else both of a browser's."""
    if isinstance(getattr(callback, "access", None), dict):
        return list(callback.access)
    view = getattr(callback, "view_class", None) or getattr(callback, "cls", None)
    if view is None:
        return OF_A_PAGE
    possible = METHODS if issubclass(view, APIView) else OF_A_PAGE
    return [name for name in possible if hasattr(view, name.lower())]
