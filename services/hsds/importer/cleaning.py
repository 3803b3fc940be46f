"""Single values as publishers write them, made ours; what cannot be read raises `Unreadable`."""

import functools
import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

LONGEST_TEXT = 50_000  # characters of a text without a limit of its own

_MOJIBAKE = re.compile(
    "[ÃÂ][\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]|â€[\x9d\u2122\u02dc\u0153\u201c\u00a6\u201d\u2020]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")
_TRUE = {"true", "t", "1", "yes", "y", "si", "sì", "s", "vero", "v", "x", "on", "1.0"}
_FALSE = {"false", "f", "0", "no", "n", "falso", "off", "0.0"}
_is_url, _is_email = URLValidator(["http", "https"]), EmailValidator()


class Unreadable(ValueError):
    """A value that cannot be taken; the message says why, in Italian."""


def quoted(value):
    """The value as a report shows it: short, on one line."""
    text = " ".join(str(value).split())
    return f"«{text[:57]}…»" if len(text) > 60 else f"«{text}»"


def mended(text):
    """UTF-8 that somebody read as Latin-1, put right: `societÃ\\xa0` → `società`."""
    return _MOJIBAKE.sub(_remade, text) if "Ã" in text or "Â" in text or "â€" in text else text


def _remade(match):
    try:
        return b"".join(_byte(character) for character in match[0]).decode()
    except (UnicodeDecodeError, UnicodeEncodeError):
        return match[0]


def _byte(character):
    return bytes([ord(character)]) if ord(character) < 256 else character.encode("cp1252")


def text_of(value):
    """Text without control characters, mojibake, literal `\\n` and blanks at the ends; "" for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        raise Unreadable("qui ci vuole un testo")
    text = mended(str(value)).replace("\r\n", "\n").replace("\r", "\n")
    if "\\n" in text:
        text = text.replace("\\r\\n", "\n").replace("\\n", "\n")
    return _CONTROL.sub("", text).replace("\xa0", " ").strip()


def line_of(value):
    """Text on one line, with single blanks."""
    return " ".join(text_of(value).split())


def boolean_of(value):
    """True, False, or None for nothing said."""
    word = line_of(value).lower()
    if not word:
        return None
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise Unreadable(f"{quoted(value)} non è né sì né no")


def number_of(value):
    """A float; the comma may part the decimals. None for nothing."""
    text = line_of(value)
    if not text:
        return None
    if "," in text and "." not in text:
        text = text.replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        raise Unreadable(f"{quoted(value)} non è un numero") from None
    if number != number or number in (float("inf"), float("-inf")):
        raise Unreadable(f"{quoted(value)} non è un numero")
    return number


def whole_number_of(value, least=0, most=32_767):
    """An int between `least` and `most`, both taken; None for nothing."""
    number = number_of(value)
    if number is None:
        return None
    if number != int(number):
        raise Unreadable(f"{quoted(value)} non è un numero intero")
    if not least <= number <= most:
        raise Unreadable(f"{quoted(value)} non è fra {least} e {most}")
    return int(number)


@functools.lru_cache(maxsize=4096)
def url_of(value):
    """An http(s) address; one without scheme gets `http://`."""
    text = line_of(value)
    if not text:
        return ""
    address = text if "://" in text else f"http://{text.lstrip('/')}"
    try:
        _is_url(address)
        urlsplit(address)
    except (ValidationError, ValueError):
        raise Unreadable(f"{quoted(text)} non è un indirizzo web") from None
    if len(address) > 500:
        raise Unreadable(f"l’indirizzo web ha {len(address)} caratteri, più di 500")
    return address


@functools.lru_cache(maxsize=4096)
def email_of(value):
    """An e-mail address, without `mailto:`."""
    text = line_of(value)
    address = re.sub(r"^mailto:\s*", "", text, flags=re.IGNORECASE).rstrip(".,;").strip("<>")
    if not address:
        return ""
    try:
        _is_email(address)
    except ValidationError:
        raise Unreadable(f"{quoted(text)} non è un indirizzo e-mail") from None
    if len(address) > 254:
        raise Unreadable("l’indirizzo e-mail ha più di 254 caratteri")
    return address


def coordinates_of(latitude, longitude):
    """`(latitude, longitude)` in degrees, `(None, None)` for none; swapped ones are turned round.

    Turned round only when they are impossible as they stand, or when they fall in Italy only that way.
    """
    lat, lng = number_of(latitude), number_of(longitude)
    if lat is None and lng is None or lat == 0 == lng:
        return None, None
    if lat is None or lng is None:
        raise Unreadable("c’è una coordinata sola")
    if (not possible(lat, lng) and possible(lng, lat)) or (in_italy(lng, lat) and not in_italy(lat, lng)):
        lat, lng = lng, lat
    if not possible(lat, lng):
        raise Unreadable(f"«{lat:g}, {lng:g}» non è un punto sulla Terra")
    return lat, lng


def possible(latitude, longitude):
    return -90 <= latitude <= 90 and -180 <= longitude <= 180


def in_italy(latitude, longitude):
    return 35 <= latitude <= 47.5 and 6.5 <= longitude <= 18.8
