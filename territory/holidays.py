"""Public holidays: the national ones from the library `holidays`, and each municipality's patron saint's day.

`manage.py fill_holidays` fills them, at every `make run` and by a yearly job; whoever creates a
municipality calls `ensure_holidays` too. Of a year that nobody has filled the opening hours rule
claims nothing: hours that depend on holidays are then to be confirmed.
"""

import datetime

import holidays
from django.db import transaction
from django.utils import timezone

from .models import Holiday, Municipality

# The library's formal names as people say them; "" leaves out what is no day of rest.
_EVERYDAY = {
    "Assunzione della Beata Vergine Maria": "Ferragosto",
    "Lunedì dell'Angelo": "Pasquetta",
    "Anniversario della Liberazione": "Festa della Liberazione",
    "Festa nazionale di San Francesco d'Assisi, patrono d'Italia": "San Francesco, patrono d’Italia",
    "Immacolata Concezione": "Immacolata",
    "Giorno dell'unità nazionale": "",
}


def ensure_holidays(years=None):
    """Make the holidays of these years (default: last year to five years on) what they should be; returns how many
    were missing. A second call writes nothing. Other holidays of a municipality, entered by hand, are left alone.
    """
    this_year = timezone.localdate().year
    years = list(years or range(this_year - 1, this_year + 6))
    with transaction.atomic():
        _drop_moved_patrons()
        return _write([*_national(years), *_patrons(years)])


def _write(wanted):
    there = set(Holiday.objects.values_list("date", "municipality_id"))
    missing = [each for each in wanted if (each.date, each.municipality_id) not in there]
    Holiday.objects.bulk_create(missing, ignore_conflicts=True, batch_size=5000)
    return len(missing)


def _national(years):
    calendar = holidays.Italy(years=years, language="it_IT")
    for day in sorted(calendar):
        names = [_EVERYDAY.get(name, name) for name in calendar.get_list(day)]
        if any(names):
            yield Holiday(date=day, name=", ".join(filter(None, names)))


def _patrons(years):
    for municipality in Municipality.objects.exclude(patron_month=None):
        for year in years:
            if day := _date(year, municipality.patron_month, municipality.patron_day):
                yield Holiday(municipality=municipality, date=day, name=_patron(municipality))


def _patron(municipality):
    return municipality.patron_name or "Festa patronale"


def _date(year, month, day):
    try:
        return datetime.date(year, month, day)
    except ValueError:  # 29 February
        return None


def _drop_moved_patrons():
    """Days that carry the patron's name but are no longer the patron's day."""
    stale = [
        holiday.pk
        for holiday in Holiday.objects.exclude(municipality=None).select_related("municipality")
        if holiday.name == _patron(holiday.municipality)
        and (holiday.date.month, holiday.date.day)
        != (holiday.municipality.patron_month, holiday.municipality.patron_day)
    ]
    Holiday.objects.filter(pk__in=stale).delete()
