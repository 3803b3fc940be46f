"""What would say who somebody is, where only what they came for belongs: looked for in every free text of a desk.

Found: telephone numbers, e-mail addresses, codici fiscali, IBANs, addresses with a number, plates, long numbers (of a
card, of a file). Names cannot be told from other words; the page asks not to write them. Dates, hours, amounts,
articles of law, freephone numbers of services pass.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

EMAIL = re.compile(
    r"[\w.+-]+ ?(?:@|\(at\)|\[at\]|\bchiocciola\b) ?[\w-]+(?: ?(?:\.|\bpunto\b) ?[a-z]{2,}\b)+", re.IGNORECASE
)
FISCAL_CODE = re.compile(
    r"\b[a-z]{3}[ -]?[a-z]{3}[ -]?[\dlmnp-v]{2}[ -]?[abcdehlmprst][ -]?[\dlmnp-v]{2}[ -]?"
    r"[a-z][\dlmnp-v]{3}[ -]?[a-z]\b",
    re.IGNORECASE,
)
IBAN = re.compile(r"\b[a-z]{2} ?\d{2}(?:[ -]?[a-z0-9]){11,30}\b", re.IGNORECASE)
ITALIAN_IBAN = re.compile(r"\bit ?\d{2} ?[a-z](?:[ -]?\d){10}", re.IGNORECASE)
PLATE = re.compile(
    r"\b(?:[A-HJ-NPR-TV-Z]{2} \d{3} (?!KG|KM|MT|LT|GR)[A-HJ-NPR-TV-Z]{2}"
    r"|(?i:[A-HJ-NPR-TV-Z]{2}\d{3}[A-HJ-NPR-TV-Z]{2}))\b"
)
COUNTED = r"(?:ann[oi]|volt[ae]|mes[ei]|giorn[oi]|euro|figli[oae]?|or[ae]|person[ae]|settiman[ae]|minut[oi]|€|%)"
NUMBER_OF_A_DOOR = rf"[ ,]+(?:n[.°]? ?)?\d{{1,4}}(?:[/ ]?[a-z])?\b(?![.:,/-]?\d)(?! ?{COUNTED})"
NO_STREET = (
    r"(?:il|lo|la|i|gli|le|un|una|da|dal|dalla|con|per|a|al|e-?mail|mail|sms|whatsapp|telefono|internet|web|pec|posta)"
)
ADDRESS = re.compile(
    rf"\b(?i:via|viale|vicolo|piazza|piazzale|contrada|traversa|villaggio) (?!(?i:{NO_STREET})\b)"
    rf"(?:[^\W\d][\w'’.]*[ ]?){{1,5}}?{NUMBER_OF_A_DOOR}"
    rf"|\b(?i:corso|largo|strada) (?:[A-Z][\w'’.]*[ ]?){{1,3}}?{NUMBER_OF_A_DOOR}"
)
CARD = re.compile(r"\b\d{4}(?:[ -]\d{4}){3}\b")
LONG_NUMBER = re.compile(r"\d{9,}")
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
MONTH = r"(?:0?[1-9]|1[0-2])"
HOUR = r"(?:[01]?\d|2[0-4])(?:[.:,][0-5]\d)?"
NO_NUMBER = re.compile(
    rf"(?<![\d./-])(?:{DAY}([./ -]){MONTH}\1(?:(?:19|20)\d\d|\d\d)"  # a day
    rf"|(?:19|20)\d\d([./-]){MONTH}\2{DAY}"
    rf"|(?:19|20)\d\d[/-](?:19|20)?\d\d"  # years
    rf"|{HOUR} ?[-–/] ?{HOUR}|\d{{1,2}}[.:][0-5]\d"  # hours
    rf"|\d{{1,3}}(?:\.\d{{3}})*,\d{{2}})(?![./-]?\d| \d{{5}})"  # an amount
)
RUN = re.compile(r"\+?\(?\d[\d ()./-]*\d")


def found_in(text) -> list[str]:
    """What a text seems to hold, in words, each once; nothing where it may be kept."""
    plain = with_plain_digits(text)
    return [str(words) for words, holds in KINDS.items() if holds(plain)]


def refuse_identifying(text):
    """For the free texts of a desk: ValidationError that says what was found and what to do."""
    if found := found_in(text):
        said = _("Qui sembra esserci %(found)s. Toglilo: questo testo non dice mai chi è la persona.")
        raise ValidationError(said % {"found": _(" e ").join(found)}, code="identifying")


def with_plain_digits(text):
    """Digits of every script as 0–9, odd spaces and dashes as plain ones, marks that nobody sees left out."""
    seen = (char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    digits = "".join(str(unicodedata.decimal(char, char)) for char in seen)
    return re.sub(r"\s+", " ", re.sub(r"[‐-―−]", "-", digits))


def holds_phone(text):
    return any(is_phone(run) for run in RUN.findall(NO_NUMBER.sub("§", text)))


def is_phone(run):
    """Whether from some group on the digits are as many as a number of Italy has, or follow a +."""
    if run.startswith("+"):
        return len(digits_of(run)) >= 8
    groups = re.split(r"[ ()./-]+", run)
    return any(begins_as_phone("".join(groups[start:])) for start in range(len(groups)))


def begins_as_phone(digits):
    return len(digits) >= {"3": 9, "0": 8}.get(digits[:1], 99)


def holds_iban(text):
    return bool(ITALIAN_IBAN.search(text)) or any(adds_up(found) for found in IBAN.findall(text))


def adds_up(iban):
    """By ISO 7064, at any of the lengths that words after it leave open."""
    bare = re.sub(r"[ -]", "", iban).upper()
    return any(remainder(bare[:length]) == 1 for length in range(15, len(bare) + 1))


def remainder(iban):
    return int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97


def digits_of(text):
    return re.sub(r"\D", "", text)


def holds_fiscal_code(text):
    """Letters may stand for digits, but never for all: words are no code."""
    return any(len(digits_of(found)) >= 3 for found in FISCAL_CODE.findall(text))


KINDS = {
    gettext_lazy("un numero di telefono"): holds_phone,
    gettext_lazy("un indirizzo e-mail"): EMAIL.search,
    gettext_lazy("un codice fiscale"): holds_fiscal_code,
    gettext_lazy("un IBAN"): holds_iban,
    gettext_lazy("un indirizzo di casa"): ADDRESS.search,
    gettext_lazy("una targa"): PLATE.search,
    gettext_lazy("un numero di tessera o di pratica"): lambda text: CARD.search(text) or LONG_NUMBER.search(text),
}
