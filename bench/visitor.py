"""A browser without pictures: keeps cookies, sends back a form's token, and may come from an address of its own."""

import http.client
import re
import urllib.parse
from http.cookies import SimpleCookie

DOOR = "/account/accedi/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    def __init__(self, port, address="127.0.0.1"):
        self.port, self.address, self.cookies, self.connection = port, address, {}, None

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, fields):
        """Needs the page of the form first, whose token it takes."""
        token = TOKEN.search(self.get(path)[2])
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1] if token else "", **fields})
        return self.ask("POST", path, body)

    def sign_in(self, login, password):
        """Whether it was let in."""
        return self.post(DOOR, {"login": login, "password": password})[0] == 302

    def ask(self, method, path, body=None):
        """(status, headers, text); one connection, opened again where the server has closed it."""
        try:
            return self.asked(method, path, body)
        except (http.client.HTTPException, ConnectionError):
            self.connection = None
            return self.asked(method, path, body)

    def asked(self, method, path, body):
        if self.connection is None:
            self.connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=60, source_address=(self.address, 0)
            )
        headers = {"Cookie": self.cookie_header, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, answer.headers, text

    @property
    def cookie_header(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items() if value)
