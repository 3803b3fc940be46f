"""The lock and the key of the contacts that wait in a volunteer's browser, as JSON Web Keys (RFC 7517, P-256).

The lock stands in the page that a browser keeps and only shuts; the key, which opens, is told to who is signed in. Both
are always the same for a person, as long as SECRET_KEY is.
"""

from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.crypto import salted_hmac

CURVE = ec.SECP256R1()
SALT = "helpdesk.waiting_key"


def lock_of(user):
    point = private_key(user).public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": written(point.x), "y": written(point.y)}


def key_of(user):
    return lock_of(user) | {"d": written(private_key(user).private_numbers().private_value)}


def private_key(user):
    secret = salted_hmac(SALT, str(user.pk), algorithm="sha256").digest()
    return ec.derive_private_key(int.from_bytes(secret) % (CURVE.group_order - 1) + 1, CURVE)


def written(number):
    return urlsafe_b64encode(number.to_bytes(32)).rstrip(b"=").decode()
