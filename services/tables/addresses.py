"""Italian addresses and telephone numbers as tables write them."""

import re

from services.hsds.importer.cleaning import Unreadable, line_of, quoted

_WHOLE = re.compile(r"(.+?),\s*(\d{5})\s+([^\d,]+?),?(?:\s+([A-Z]{2}|C0))?(?:,\s*(?:Italy|Italia))?$")
_STREET_AND_CITY = re.compile(r"(.+?),?\s*,\s*([^\d,]{2,}?)(?:\s+([A-Z]{2}))?(?:,\s*(?:Italy|Italia))?$")
_PAIR = re.compile(r"\(?\s*(-?\d{1,3}(?:[.,]\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*\)?")
_POINT = re.compile(r"(?:SRID=4326;)?POINT\s*Z?\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)(?:\s+-?[\d.]+)?\s*\)", re.IGNORECASE)
_NUMBER = re.compile(r"\+?\d[\d\s./()-]{4,}\d")


def parts_of(address):
    """`{address, postal_code, city, province}` of an address on one line; what it does not say is left out."""
    text = line_of(address)
    if match := _WHOLE.fullmatch(text):
        found = dict(zip(("address", "postal_code", "city", "province"), match.groups(), strict=True))
        return {key: value.replace("C0", "CO") if key == "province" else value for key, value in found.items() if value}
    if match := _STREET_AND_CITY.fullmatch(text):
        found = dict(zip(("address", "city", "province"), match.groups(), strict=True))
        return {key: value.strip() for key, value in found.items() if value}
    return {"address": text} if text else {}


def point_of(text):
    """`(latitude, longitude)` as text, of `POINT (lng lat)`, `(lat, lng)` or `lat; lng`. Raises Unreadable."""
    text = line_of(text)
    if not text:
        return None
    if match := _POINT.fullmatch(text):
        return match[2], match[1]
    if match := _PAIR.fullmatch(text):
        return match[1].replace(",", "."), match[2].replace(",", ".")
    raise Unreadable(f"{quoted(text)} non è un punto")


def postal_code_of(text):
    """A CAP with the zeros that spreadsheets take away."""
    text = line_of(text)
    return text.zfill(5) if text.isdigit() and 3 <= len(text) < 5 else text


def istat_code_of(text):
    """Six figures, of `17.029`, `17029` or `017029`."""
    figures = re.sub(r"\D", "", line_of(text))
    return figures.zfill(6) if 4 <= len(figures) <= 6 else ""


def phones_of(text):
    """Numbers of a cell, with what is written beside them: `[(number, remark)]`."""
    found = []
    for part in re.split(r"\s*[,;\n]\s*|\s+e\s+|\s+-\s+|\s+/\s+", str(text or "").strip()):
        match = _NUMBER.search(part)
        if match:
            remark = (part[: match.start()] + part[match.end() :]).strip(" ()-:.")
            found.append((mended_number(" ".join(match[0].split())), remark))
    return found


def mended_number(number):
    """A landline without the zero that a spreadsheet took (`303533151`) gets it back; others stay."""
    figures = re.sub(r"\D", "", number)
    if number == figures and 8 <= len(figures) <= 9 and re.match(r"30|[2456789]", figures):
        return f"0{figures}" if not figures.startswith(("800", "840", "848", "892", "899")) else number
    return number
