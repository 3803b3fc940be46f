"""Bad input is turned away at the door: never a 500, never a word about the inside."""

import json

import pytest
from django.test import Client
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser

from .asking import READABLE, ask, one_who_may

pytestmark = pytest.mark.django_db
ODD = "page=-1&per_page=99999999999999999999&radius=NaN&q[]=1&q[$ne]=1&need=%27%22%3E%3Cscript%3E&open_at=ieri"
BAD_QUERIES = {
    "NUL and not UTF-8": f"{ODD}&q=%00&near=%ff%fe&next=%00&municipality=%c3%28&type=%00&e=1",
    "long, with half a surrogate and direction characters": "q=" + "a" * 3_900 + "%ed%a0%80%e2%80%ae&" + ODD,
}


@pytest.mark.parametrize("endpoint", READABLE, ids=str)
def test_no_bad_query_breaks_a_page(endpoint, world):
    who = one_who_may(endpoint)

    answers = {case: ask(endpoint, world, who, QUERY_STRING=query) for case, query in BAD_QUERIES.items()}

    assert {case: answer.status_code for case, answer in answers.items() if answer.status_code >= 500} == {}


@pytest.mark.parametrize(
    "path", ["/servizi/%00/", "/%ff%fe/", "/punti/..%2f..%2fetc/", "/organizzazioni/" + "a" * 3_000 + "/"]
)
def test_a_bad_path_is_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/static/../manage.py",
        "/static/..%2f..%2fmanage.py",
        "/static/%2e%2e/settings.py",
        "/static//etc/passwd",
        "/.git/config",
        "/manage.py",
        "/.env",
    ],
)
def test_no_path_leads_out_of_the_static_files(client, path):
    assert client.get(path).status_code == 404


def test_ten_thousand_parameters_are_refused(client):
    query = "&".join(f"a{number}=1" for number in range(10_000))

    answers = [
        client.get(f"/servizi/?{query}"),
        client.post("/account/accedi/", query, "application/x-www-form-urlencoded"),
    ]

    assert [answer.status_code for answer in answers] == [400, 400]


def test_a_body_over_a_megabyte_is_refused(client):
    answer = client.post("/account/accedi/", "a=" + "b" * 2**20, "application/x-www-form-urlencoded")

    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/account/accedi/", "/account/password/dimenticata/", "/account/registrati/"])
def test_a_file_is_refused_wherever_it_is_sent(client, path, tmp_path):
    document = tmp_path / "foto.svg"
    document.write_text("<svg onload='x'/>")

    with document.open("rb") as file:
        answer = client.post(path, {"login": "a@example.org", "photo": file})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "multipart/form-data; boundary=", "application/xml"]
)
def test_a_form_of_another_kind_is_no_form(client, kind):
    answer = client.generic("POST", "/account/accedi/", json.dumps({"login": "a"}), kind)

    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "GETS"])
def test_methods_that_are_not_ours_are_refused(client, method):
    answers = [client.generic(method, path) for path in ("/", "/api/services", "/account/accedi/", "/amministrazione/")]

    assert [answer.status_code for answer in answers] == [405] * 4


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_methods_that_a_page_lacks_are_refused(client, method):
    assert [client.generic(method, path).status_code for path in ("/", "/api/services", "/servizi/")] == [405] * 3


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example", "[::1", "", "a b"]
)
def test_a_wrong_host_is_refused_and_not_repeated(host):
    answer = Client(raise_request_exception=False).get("/", headers={"host": host})

    assert (answer.status_code, b"evil" in answer.content) == (400, False)


def test_forwarded_host_is_not_believed(client, person, mailoutbox):
    client.post("/account/password/dimenticata/", {"email": person.email}, headers={"x-forwarded-host": "evil.example"})

    assert (len(mailoutbox), "evil.example" in mailoutbox[0].body) == (1, False)


def test_a_header_cannot_be_split(client):
    answers = [
        client.get(f"{path}%0d%0aSet-Cookie:%20a=1")
        for path in ("/account/?next=/", "/servizi?q=", "/account/accedi/?next=/")
    ]

    assert [[name for name in answer.headers if name == "Set-Cookie"] for answer in answers] == [[], [], []]
    assert all("a" not in answer.cookies for answer in answers)


SMUGGLED = {
    "both lengths": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
    "two lengths": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
    "odd coding": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "negative length": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
    "long line": b"GET /?" + b"a" * 5_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "space in a name": b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    "NUL in a value": b"GET / HTTP/1.1\r\nHost: a\x00b\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: a\r\n" % n for n in range(200)) + b"\r\n",
}


@pytest.mark.parametrize("case", SMUGGLED)
def test_the_web_server_refuses_what_two_servers_read_differently(case):
    parser = RequestParser(Config(), iter([SMUGGLED[case]]), ("127.0.0.1", 9))

    with pytest.raises((ParseException, ValueError)):
        next(parser).body.read()
