"""Closures and irregular hours as people say them."""

from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Schedule
from .compiling import WEEKDAYS, _is_ordinary, _rule
from .local_time import clock_of, written

FAR = 300  # days ahead beyond which a date needs its year


def closures_words(opening_hours, today):
    """The closures going on or to come, the nearest first: "Chiuso dal 10 al 21 agosto: ferie"."""
    coming = sorted((c for c in opening_hours.closures.all() if c.last_day >= today), key=lambda c: c.first_day)
    return [_closure(closure, today) for closure in coming]


def _closure(closure, today):
    days = days_closed(closure.first_day, closure.last_day, today)
    return _("%(closed)s: %(reason)s") % {"closed": days, "reason": closure.reason} if closure.reason else days


def days_closed(first, last, today):
    """ "Chiuso giovedì 24 dicembre", "Chiuso dal 10 al 21 agosto", "Chiuso dal 23 dicembre al 6 gennaio"."""
    if first == last:
        return _("Chiuso %(day)s") % {"day": f"{written(first, 'l')} {_date(first, today)}"}
    short = (first.year, first.month) == (last.year, last.month)
    return _("Chiuso %(first)s %(last)s") % {
        "first": _since(first, _number(first) if short else _date(first, today)),
        "last": _up_to(last, _date(last, today)),
    }


def _date(day, today):
    return written(day, "j F Y" if today and abs((day - today).days) > FAR else "j F")


def _number(day):
    return _("1º") if day.day == 1 else str(day.day)


def _since(day, words):
    return (_("dall’%(day)s") if day.day in (8, 11) else _("dal %(day)s")) % {"day": words}


def _up_to(day, words):
    return (_("all’%(day)s") if day.day in (8, 11) else _("al %(day)s")) % {"day": words}


def rules_words(opening_hours, today):
    """The lines that the week does not tell, in words, and those without times as they were written.

    "Il primo martedì del mese 9:30–12:00", "Ogni due settimane il lunedì 14:00–16:00, dal 1º settembre al 30 giugno".
    """
    said = [_line(schedule, today) for schedule in opening_hours.schedules.all()]
    return list(dict.fromkeys(line[0].upper() + line[1:] for line in said if line))


def _line(schedule, today):
    """One schedule in words; empty where the week says it already, or it is over."""
    if schedule.opens_at is None:
        return schedule.description
    rule = _rule(schedule)
    if _is_ordinary(rule) or (today and rule.get("last", "9") < str(today)):
        return ""
    return schedule_words(schedule, today)


def schedule_words(schedule, today=None):
    """Any line in words, ordinary or not; with `today` without what is over: "il lunedì 9:00–12:00"."""
    if schedule.opens_at is None:
        return schedule.description
    rule = _rule(schedule)
    hours = f"{clock_of(rule['opens'])}–{clock_of(rule['closes'])}"
    words = f"{_recurrence(schedule)} {hours}".strip()
    limits = _limits(_valid_from(schedule, today), _valid_to(schedule, today))
    return f"{words}, {limits}" if limits else words


def _limits(since, last):
    """ "dal 1º settembre al 30 giugno", "dal 1º settembre", "fino al 30 giugno"."""
    return _("fino %s") % last if last and not since else f"{since} {last}".strip()


def _valid_from(schedule, today):
    since = max(filter(None, [schedule.valid_from, schedule.dtstart]), default=None)
    return _since(since, _date(since, today)) if since and (today is None or since > today) else ""


def _valid_to(schedule, today):
    last = min(filter(None, [schedule.valid_to, schedule.until]), default=None)
    return _up_to(last, _date(last, today)) if last else ""


def _recurrence(schedule):
    return " ".join(filter(None, [_every(schedule), _days(schedule)]))


def _every(schedule):
    n = schedule.interval
    if n == 1:
        return ""
    named = {2: _("due"), 3: _("tre"), 4: _("quattro"), 6: _("sei")}.get(n, str(n))
    if schedule.freq == Schedule.Freq.WEEKLY:
        return ngettext("ogni settimana", "ogni %(n)s settimane", n) % {"n": named}
    return ngettext("ogni mese", "ogni %(n)s mesi", n) % {"n": named}


def _days(schedule):
    if schedule.byyearday or schedule.byweekno:
        return _("in alcune settimane o in alcuni giorni dell’anno")
    if schedule.bymonthday:
        return _list([_month_day(n) for n in schedule.bymonthday]) + ("" if schedule.interval > 1 else _(" del mese"))
    if not schedule.byday:
        return _day_of_start(schedule)
    ordinal = any(day[:-2] for day in schedule.byday)
    words = _list([_weekday(day) for day in _in_order(schedule.byday)])
    return words + (_(" del mese") if ordinal and schedule.interval == 1 else "")


def _day_of_start(schedule):
    start = schedule.dtstart
    if start is None:
        return _("ogni giorno") if schedule.freq == Schedule.Freq.WEEKLY else _("un giorno al mese")
    return _weekday(WEEKDAYS[start.weekday()]) if schedule.freq == Schedule.Freq.WEEKLY else _month_day(start.day)


def _in_order(byday):
    return sorted((day for day in byday if day[-2:] in WEEKDAYS), key=lambda day: WEEKDAYS.index(day[-2:]))


def _weekday(code):
    """ "il lunedì", "la domenica", "il primo martedì", "l’ultima domenica"."""
    number, index = code[:-2].lstrip("+"), WEEKDAYS.index(code[-2:])
    name = str(WEEKDAY_NAMES[index]).lower()
    if index == 6:
        article = {"": _("la %s"), "1": _("la prima %s"), "2": _("la seconda %s"), "3": _("la terza %s")}
        article |= {"4": _("la quarta %s"), "5": _("la quinta %s"), "-1": _("l’ultima %s")}
        article |= {"-2": _("la penultima %s"), "-3": _("la terzultima %s"), "-4": _("la quartultima %s")}
    else:
        article = {"": _("il %s"), "1": _("il primo %s"), "2": _("il secondo %s"), "3": _("il terzo %s")}
        article |= {"4": _("il quarto %s"), "5": _("il quinto %s"), "-1": _("l’ultimo %s")}
        article |= {"-2": _("il penultimo %s"), "-3": _("il terzultimo %s"), "-4": _("il quartultimo %s")}
    return article.get(number, "%s") % name


def _month_day(number):
    if number == -1:
        return _("l’ultimo giorno")
    if number < 0:
        return _("%(n)s giorni prima della fine") % {"n": -number - 1}
    return (_("l’%(n)s") if number in (8, 11) else _("il %(n)s")) % {"n": _("1º") if number == 1 else number}


def _list(words):
    """ "il lunedì, il martedì e il venerdì"."""
    *most, last = words or [""]
    return _("%(most)s e %(last)s") % {"most": ", ".join(most), "last": last} if most else last
