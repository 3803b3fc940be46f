"""What one who visits reads: every address that is answered to a GET, and whatever is linked from there."""

import re
from collections import Counter
from functools import cache
from urllib.parse import parse_qs, urljoin, urlsplit

from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests.permissions.endpoints import endpoints

LINK = re.compile(r'(?:href|src|data-[a-z-]+|"url":)\s*=?\s*"(/[^"#]*)')
ENDPOINTS = endpoints()
OF_COMMUNITY = [each for each in ENDPOINTS if each.name.partition(":")[0] == "community"]
CLIENT = Client(raise_request_exception=False)
OF_A_KIND = 1  # links followed to one view with the same parameters


def read_by(who) -> list:
    """What says something to who is not signed in, to anyone; else all of the community."""
    shown = [each for each in ENDPOINTS if each.rule.is_public] if who == "anyone" else OF_COMMUNITY
    return [each for each in shown if each.method == "GET"]


def asked(url, cookies, method="GET") -> str:
    """Status, headers and body of the answer; what asking changed is taken back."""
    CLIENT.cookies.clear()
    CLIENT.cookies.load(cookies)
    with transaction.atomic():
        response = CLIENT.generic(method, url, content_type="application/x-www-form-urlencoded")
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{response.status_code}\n{headers}\n\n{body.decode(errors='replace')}"


def everything(cookies, endpoints, world, around=()):
    """(url, answer) of each of these with the things of a world, of what is `around`, and of what these link to."""
    waiting = [*dict.fromkeys(each.url(world) for each in endpoints), *around]
    names, met, followed = {each.name for each in endpoints}, set(waiting), Counter()
    while waiting:
        url = waiting.pop()
        answer = asked(url, cookies)
        yield url, answer
        for each in linked(url, answer):
            if each not in met:
                met.add(each)
                followed[shape(each)] += 1
                if shape(each)[0] in names and followed[shape(each)] <= OF_A_KIND:
                    waiting.append(each)


def linked(url, answer) -> list:
    parts = [urlsplit(urljoin(url, each.replace("&amp;", "&"))) for each in LINK.findall(answer)]
    whole = [f"{each.path}?{each.query}" if each.query else each.path for each in parts]
    return [each for each in dict.fromkeys(whole) if not each.startswith("/static/")]


@cache
def shape(url):
    """What two addresses have in common that ask the same of the same view."""
    parts = urlsplit(url)
    try:
        return resolve(parts.path).view_name, *sorted(parse_qs(parts.query))
    except Resolver404:
        return ("",)
