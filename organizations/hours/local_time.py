"""Local wall-clock time, as opening hours are meant and as people write it. All datetimes here are naive."""

import datetime
import re
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

ROME = ZoneInfo("Europe/Rome")
FIRST_YEAR, LAST_YEAR = 2000, 2100
_LOCAL_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d)?", re.ASCII)


def local_now():
    """This minute in Rome."""
    return naive(timezone.now()).replace(second=0, microsecond=0)


def naive(moment):
    """The wall clock in Rome at a moment; what is naive is taken to be that already."""
    return moment if moment.tzinfo is None else moment.astimezone(ROME).replace(tzinfo=None)


def parse_local_time(text):
    """ "2026-12-07T10:30" as a naive datetime; ValidationError says in words why it cannot be one.

    The hour that comes twice in autumn is fine (the wall clock shows the same); the one skipped in spring is not.
    """
    match = _LOCAL_TIME.fullmatch(str(text).strip())
    if not match:
        raise ValidationError(_("Scrivi data e ora così: 2026-12-07T10:30."))
    try:
        at = datetime.datetime.fromisoformat("T".join(match.groups()))
    except ValueError:
        raise ValidationError(_("«%(text)s» non esiste nel calendario o sull’orologio.") % {"text": match[0]}) from None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        limits = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise ValidationError(_("Scegli un anno fra il %(first)s e il %(last)s.") % limits)
    if naive(at.replace(tzinfo=ROME).astimezone(datetime.UTC)) != at:
        said = {"time": clock(at), "day": written(at, "j F Y")}
        raise ValidationError(_("Il %(day)s le %(time)s non esistono: comincia l’ora legale.") % said)
    return at


def clock(moment):
    """A time as people write it: "9:30", "14:00"."""
    return f"{moment.hour}:{moment.minute:02d}"


def clock_of(minute):
    """A minute of the day (0..2880) on the clock; the end of the day is "24:00"."""
    return "24:00" if minute == 1440 else f"{minute // 60 % 24}:{minute % 60:02d}"


def written(day, form):
    """A date in Django's `form`; Italian has no capitals inside a sentence, and a first of the month ("1º")."""
    words = date_format(day, form)
    return re.sub(r"\b1 (?=\D)", "1º ", words.lower()) if (get_language() or "it").startswith("it") else words
