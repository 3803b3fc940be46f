"""A small OpenID Connect provider on 127.0.0.1: as a city's broker answers, or as one that is false or broken does."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

CLIENT_ID, CLIENT_SECRET = "portale", "segreto-del-portale"
KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


def b64(data):
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def number(value):
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def rs256(claims, key=KEY, kid="1"):
    text = f"{b64({'alg': 'RS256', 'kid': kid})}.{b64(claims)}"
    return f"{text}.{b64(key.sign(text.encode(), padding.PKCS1v15(), SHA256()))}"


def hs256_with_the_public_key(claims):
    """What a reader takes for genuine who lets the token say how it is signed."""
    text = f"{b64({'alg': 'HS256', 'kid': '1'})}.{b64(claims)}"
    public = number(KEY.public_key().public_numbers().n).encode()
    return f"{text}.{b64(hmac.new(public, text.encode(), hashlib.sha256).digest())}"


# What can be wrong with an identity token: the token, of the right claims.
FALSE_TOKENS = {
    "signature": lambda claims: rs256(claims, OTHER_KEY),
    "unknown key": lambda claims: rs256(claims, OTHER_KEY, kid="2"),
    "no signature": lambda claims: f"{b64({'alg': 'none', 'kid': '1'})}.{b64(claims)}.",
    "kind of signature": hs256_with_the_public_key,
    "no key named": lambda claims: "{}.{}.x".format(b64({"alg": "RS256"}), b64(claims)),
    "no token": lambda claims: None,
    "junk": lambda claims: "boh",
    "nonce": lambda claims: rs256(claims | {"nonce": "altro"}),
    "no nonce": lambda claims: rs256({name: value for name, value in claims.items() if name != "nonce"}),
    "audience": lambda claims: rs256(claims | {"aud": "un-altro"}),
    "party": lambda claims: rs256(claims | {"aud": [CLIENT_ID, "un-altro"], "azp": "un-altro"}),
    "issuer": lambda claims: rs256(claims | {"iss": "https://altrove.example"}),
    "age": lambda claims: rs256(claims | {"exp": int(time.time()) - 60}),
    "person": lambda claims: rs256(claims | {"sub": "un-altro"}),
}


class Provider:
    """`claims` are the person's; `wrong` names a fault of FALSE_TOKENS, or a path that answers 503 or junk."""

    def __init__(self):
        self.claims, self.wrong, self.codes, self.asked = {}, "", {}, []

    def discovery(self):
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
        return {"issuer": self.url, "jwks_uri": f"{self.url}/jwks"} | {
            name: f"{self.url}/{path}" for name, path in ends.items()
        }

    def jwks(self):
        numbers = KEY.public_key().public_numbers()
        key = {"kty": "RSA", "kid": "1", "use": "sig", "alg": "RS256", "n": number(numbers.n), "e": number(numbers.e)}
        return {"keys": [key]}

    def authorize(self, query):
        """Where the browser is sent back to, as if the person had agreed at once."""
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form):
        """None where the portal does not show that it is the one that set out."""
        asked = self.codes.pop(form["code"], None)
        proof = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        shown = (form.get("client_id"), form.get("client_secret"), form["redirect_uri"], proof)
        if asked is None or shown != (CLIENT_ID, CLIENT_SECRET, asked["redirect_uri"], asked["code_challenge"]):
            return None
        return {"access_token": "a", "token_type": "Bearer", "id_token": self.id_token(asked)}

    def id_token(self, asked):
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "jti": secrets.token_hex(8)}
        claims |= {"sub": self.claims["sub"], "nonce": asked.get("nonce")}
        return FALSE_TOKENS.get(self.wrong, rs256)(claims)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        url, provider = urlsplit(self.path), self.server.provider
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        provider.asked.append((url.path, query))
        if url.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", provider.authorize(query))
            return self.end_headers()
        answers = {"/jwks": provider.jwks, "/userinfo": lambda: provider.claims}
        return self.say(url.path, answers.get(url.path, provider.discovery)())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.say("/token", self.server.provider.token(form))

    def say(self, path, answer):
        wrong = self.server.provider.wrong
        status = 503 if wrong == f"{path} down" else 400 if answer is None else 200
        body = b"[1, 2]" if wrong == f"{path} junk" else json.dumps(answer or {"error": "invalid_grant"}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Silent: what it is asked is in `Provider.asked`."""


@contextmanager
def running():
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.provider, provider.url = provider, f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
