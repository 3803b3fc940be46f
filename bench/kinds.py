"""One address of each kind that a visitor reaches by links: two of one view, with the same parameters, are alike."""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

from django.urls import Resolver404, resolve

LINK = re.compile(r'\shref="([^"#]+)')
ENDS = "/account/esci/"


def one_of_each(visitor, start, under) -> list[str]:
    """Of those `under` a path, in the order they are met; asks each of them once."""
    waiting, kinds, reached = list(start), {kind_of(each) for each in start}, []
    while waiting:
        address = waiting.pop(0)
        status, _headers, text = visitor.get(address)
        reached += [address] if status == 200 else []
        for each in linked(address, text) if status == 200 else ():
            kind = kind_of(each)
            if kind and kind not in kinds and each.startswith(under) and not each.startswith(ENDS):
                kinds.add(kind)
                waiting.append(each)
    return reached


def linked(address, text) -> list[str]:
    return [urljoin(address, each.replace("&amp;", "&")) for each in LINK.findall(text)]


def kind_of(address):
    """None for what is not a page of ours."""
    parts = urlsplit(address)
    try:
        return None if parts.netloc else (resolve(parts.path).view_name, *sorted(parse_qs(parts.query)))
    except Resolver404:
        return None
