"""No address of ours sends anybody to a place that somebody else wrote into it."""

from urllib.parse import quote, urlsplit

import pytest
from django.test import Client

from tests.security.conftest import PASSWORD

from .asking import READABLE, ask, one_who_may

pytestmark = pytest.mark.django_db
TRICKS = [
    *("//evil.example", "///evil.example", "////evil.example", "https://evil.example", "http:///evil.example"),
    *("https:evil.example", "\\\\evil.example", "/\\evil.example", "/\\/evil.example", "http:\\\\evil.example"),
    *("javascript:alert(1)", "data:text/html,x", "//testserver@evil.example", "https://testserver.evil.example"),
    *("\t//evil.example", "/\t/evil.example", " //evil.example", "/\r\nLocation: //evil.example", "\x00//evil.example"),
    *(
        "https://evil.example\\@testserver",
        "//evil.example/%2f..",
        "/%0d%0a//evil.example",
        "//127.0.0.1",
        "ftp://testserver",
    ),
]


def leads_out(response):
    """Where a browser would end up elsewhere, as browsers read addresses: backslashes are slashes, tabs are nothing."""
    location = response.headers.get("Location", "")
    read = location.replace("\\", "/").replace("\t", "").replace("\r", "").replace("\n", "").strip()
    target = urlsplit(read)
    return bool(target.scheme or target.netloc or read.startswith("//"))


@pytest.mark.parametrize("trick", TRICKS)
def test_sign_in_leads_nowhere_else(client, person, trick):
    door = f"/account/accedi/?next={quote(trick, safe='')}"

    answer = client.post(door, {"login": person.email, "password": PASSWORD, "next": trick})

    assert (answer.status_code, leads_out(answer)) == (302, False)


@pytest.mark.parametrize("trick", TRICKS)
def test_sign_out_leads_nowhere_else(client, person, trick):
    client.force_login(person)

    answer = client.post(f"/account/esci/?next={quote(trick, safe='')}", {"next": trick})

    assert (answer.status_code, leads_out(answer)) == (302, False)


@pytest.mark.parametrize("trick", TRICKS)
def test_confirming_who_one_is_leads_nowhere_else(client, person, trick):
    client.force_login(person)

    answer = client.post(
        f"/account/accedi/conferma/?next={quote(trick, safe='')}", {"password": PASSWORD, "next": trick}
    )

    assert (answer.status_code, leads_out(answer)) == (302, False)


@pytest.mark.parametrize("endpoint", READABLE, ids=str)
def test_no_page_follows_an_address_it_is_given(endpoint, world):
    """Whatever the parameter is called."""
    names = ["next", "url", "redirect_to", "return_to", "continue", "goto", "dest", "_next"]
    query = "&".join(f"{name}=//evil.example" for name in names)

    answer = ask(endpoint, world, one_who_may(endpoint), QUERY_STRING=query)

    assert not leads_out(answer)


def test_a_missing_slash_leads_nowhere_else():
    answers = [Client().get(path) for path in ("//evil.example/servizi", "//evil.example", "/%2f%2fevil.example")]

    assert [leads_out(answer) for answer in answers] == [False] * 3


@pytest.mark.parametrize(
    ("location", "out"),
    [
        ("/servizi/", False),
        ("?a=//b", False),
        ("//evil", True),
        ("\\\\evil", True),
        ("javascript:x", True),
        ("/\t/evil", True),
    ],
)
def test_what_leads_out_is_seen(location, out):
    assert leads_out(type("Answer", (), {"headers": {"Location": location}})) is out
