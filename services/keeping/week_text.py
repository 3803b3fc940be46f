"""Hours as people type them: a day's line ("9-12, 14.30–18") and a whole week ("lun-ven 9-12; sab 10-12")."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from organizations.hours.compiling import WEEKDAYS

CLOSED = {"", "chiuso", "chiusa", "-", "no"}
ALWAYS = {"24 ore", "24h", "24 ore su 24", "h24", "sempre", "sempre aperto", "tutto il giorno", "0-24"}
NAMES = dict(zip(("lun", "mar", "mer", "gio", "ven", "sab", "dom"), WEEKDAYS, strict=True))
EVERY_DAY = ("tutti i giorni", "ogni giorno", "tutta la settimana")
WORDS = {"mezzogiorno": "12:00", "mezzanotte": "24:00", "mezzodì": "12:00"}
# Words around a time that say nothing more than the times themselves.
FILLING = re.compile(
    r"\b(?:dalle?|dall['’]|ore|orario|aperto|aperta|mattin[ao]|pomeriggio|sera|fino|h)\b\.?", re.IGNORECASE
)
APART = re.compile(r"[,;/+]|\s+ed?\s+|(?<=\d)\s+(?=\d)")
BETWEEN = re.compile(r"\s*(?:[-–—−]|\balle\b|\ball['’]|\ba\b)\s*")
TIME = re.compile(r"(\d{1,2})(?:\s*[:.,h]\s*(\d{2}))?")
DAY_WORD = re.compile(r"\b(lun|mar|mer|gio|ven|sab|dom)[a-zì]*\b\.?", re.IGNORECASE)
NEXT_DAY = re.compile(
    r"(?:[;\n]|,)\s*(?=(?:lun|mar|mer|gio|ven|sab|dom|tutti i giorni|ogni giorno|da\s))", re.IGNORECASE
)


def day_times(text) -> list[tuple[str, str]]:
    """[("09:00", "12:00"), …], empty for closed; "00:00" as an end is the end of the day. ValidationError in words."""
    said = text.strip().lower()
    for word, time in WORDS.items():
        said = said.replace(word, time)
    if said in CLOSED:
        return []
    if said in ALWAYS:
        return [("00:00", "00:00")]
    said = FILLING.sub(" ", said)
    return [span(part) for part in APART.split(said) if part and part.strip()]


def span(text):
    ends = BETWEEN.split(text.strip())
    if len(ends) != 2 or not all(ends):
        raise ValidationError(
            _("«%(text)s»: scrivi quando apre e quando chiude, per esempio 9-12, 14:30-18."),
            params={"text": text.strip()},
        )
    opens, closes = (clock(each) for each in ends)
    if opens == closes and opens != "00:00":
        raise ValidationError(_("«%(text)s»: apre e chiude alla stessa ora."), params={"text": text.strip()})
    return ("00:00" if opens == "24:00" else opens), ("00:00" if closes == "24:00" else closes)


def clock(text):
    match = TIME.fullmatch(text.strip())
    if not match:
        raise ValidationError(
            _("«%(text)s» non è un’ora: scrivi per esempio 9, 9:30 o 14.30."), params={"text": text.strip()}
        )
    hour, minute = int(match[1]), int(match[2] or 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise ValidationError(
            _("«%(text)s»: le ore vanno da 0 a 24, i minuti da 0 a 59."), params={"text": text.strip()}
        )
    return f"{hour:02}:{minute:02}"


def line_of(spans) -> str:
    """The line that `day_times` reads as these spans: "9:00–12:00, 14:30–18:00"."""
    if list(spans) == [("00:00", "00:00")]:
        return _("24 ore")
    return ", ".join(f"{short(opens)}–{short('24:00' if closes == '00:00' else closes)}" for opens, closes in spans)


def short(time):
    return time.removeprefix("0")


def week_lines(text) -> dict[str, str]:
    """{"MO": "9-12, 14-18", …} of the days that a whole week in words names. ValidationError in words.

    Lines or clauses begin with their days: "lun-ven 9-12; sab 10-12", "Martedì e giovedì dalle 15 alle 18".
    """
    lines = {}
    for clause in filter(None, (part.strip() for part in NEXT_DAY.split(text))):
        days, hours = parted(clause)
        day_times(hours)
        for day in days:
            lines[day] = f"{lines[day]}, {hours}" if day in lines else hours
    return lines


def parted(clause):
    """(days, what is said of their hours) of one clause."""
    low = clause.lower()
    for words in EVERY_DAY:
        if low.startswith(words):
            return list(WEEKDAYS), clause[len(words) :].strip(" :,")
    named = list(DAY_WORD.finditer(clause))
    if not named or clause[: named[0].start()].strip().lower() not in {"", "il", "da", "dal", "la", "ogni"}:
        raise ValidationError(
            _("«%(text)s»: comincia dal giorno, per esempio «lun-ven 9-12; sab 10-12»."), params={"text": clause}
        )
    return days_of(clause, named), clause[named[-1].end() :].strip(" :,.")


def days_of(clause, named):
    days, before = [], None
    for match in named:
        day = NAMES[match[1].lower()]
        joint = clause[before.end() : match.start()].strip().lower() if before else ""
        days += between(NAMES[before[1].lower()], day) if joint in {"-", "–", "—", "a", "al"} else [day]
        before = match
    return list(dict.fromkeys(days))


def between(first, last):
    """The days after the first up to the last, over the end of the week too."""
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last)
    return [WEEKDAYS[(start + step) % 7] for step in range(1, (end - start) % 7 + 1)]
