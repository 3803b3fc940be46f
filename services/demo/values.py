"""What sheets say in a word or two, as the values that models keep."""

import datetime
import hashlib
import re
import uuid

from django.utils.text import slugify

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://demo.puntocomunita.example/")
LANGUAGES = {
    "it": "Italian", "en": "English", "fr": "French", "es": "Spanish", "ro": "Romanian", "uk": "Ukrainian",
    "ru": "Russian", "sq": "Albanian", "ar": "Arabic", "ur": "Urdu", "pa": "Punjabi", "bn": "Bengali",
    "zh": "Chinese", "hi": "Hindi", "de": "German",
}  # fmt: skip
CHECKS = {"visita": "visit", "telefono": "phone", "organizzazione": "owner", "sito": "web"}
# (days ago, how) for who does not say; so many lines, so likely
USUAL_CHECKS = [
    (9, "telefono"), (16, "visita"), (27, "organizzazione"), (41, "telefono"), (58, "sito"), (73, "organizzazione"),
    (112, "telefono"), (150, "organizzazione"), (238, "telefono"), (251, "sito"), (390, "visita"), (735, "sito"),
    None, None,
]  # fmt: skip
YES_NO = {"sì": True, "no": False, "": None, "?": None}
AGES = re.compile(r"(\d*)-(\d*)")
PRICE = re.compile(r"([\d.,]+) ?€ ?(.*)")

OFFERS = ["Una sala la sera", "Un furgone il sabato", "Aiuto con i bandi", "Volontari per le feste", ""]
LOOKS_FOR = ["Volontari", "Una sala per le prove", "Chi conosce il quartiere", "Giochi per i bambini", ""]


def key_of(*parts):
    return uuid.uuid5(NAMESPACE, "/".join(parts))


def shared(slug) -> dict:
    """What an organisation offers the others and looks for; the same for the same one."""
    number = key_of("shared", slug).int
    return {"offers": OFFERS[number % len(OFFERS)], "looks_for": LOOKS_FOR[number // 7 % len(LOOKS_FOR)]}


def slug_of(title):
    """Words parted by an apostrophe stay two words: "Sant'Eufemia" is sant-eufemia, as in the territory."""
    return slugify(re.sub("[’']", " ", title))


def lot(text, size):
    """A number under `size`, always the same for the same text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % size


def phone(owner, number="", description=""):
    """An HSDS phone; invented numbers are 030 000 …, which nobody has."""
    number = number or f"030 000 {lot(f'tel {owner}', 9000) + 1000}"
    said = {"description": description} if description else {}
    return {"id": str(key_of("phone", owner, number)), "number": number, "type": "voice", **said}


def languages(owner, codes):
    return [{"id": str(key_of("language", owner, code)), "name": LANGUAGES[code], "code": code} for code in codes]


def documents(owner, names):
    return [{"id": str(key_of("document", owner, name)), "document": name} for name in names]


def prices(owner, said):
    """`"5 € al pasto; 3 € se hai meno di 12 anni"` as HSDS cost options."""
    found = [PRICE.fullmatch(part.strip()) for part in said.split(";") if part.strip()]
    return [
        {
            "id": str(key_of("price", owner, amount, option)),
            "option": option,
            "currency": "EUR",
            "amount": float(amount.replace(",", ".")),
        }
        for amount, option in (match.groups() for match in found)
    ]


def contact(owner, said):
    """`"Nadia Ferrari, referente"`"""
    name, _, title = said.partition(",")
    return {"id": str(key_of("contact", owner, name)), "name": name.strip(), "title": title.strip()}


def ages(said):
    """`"6-11"`, `"65-"`, `"-3"`: the least and the greatest age, None where open."""
    low, high = AGES.fullmatch(said).groups() if said else ("", "")
    return {"minimum_age": int(low) if low else None, "maximum_age": int(high) if high else None}


def check(owner, said, today):
    """`"12 telefono"` is so many days before today, `"mai"` never; silence takes one of the usual ones."""
    if said == "mai":
        return {"verified_on": None, "verified_how": ""}
    usual = USUAL_CHECKS[lot(owner, len(USUAL_CHECKS))]
    days, how = said.split() if said else usual or (None, "")
    day = today - datetime.timedelta(days=int(days)) if days else None
    return {"verified_on": day, "verified_how": CHECKS[how] if how else ""}
