"""Hours as paper says them: with the date, because nobody knows when a sheet is read."""

from django.utils.translation import gettext as _

from organizations.hours.local_time import clock, written


def next_opening(state):
    """ "Oggi, martedì 24 novembre, è aperto fino alle ore 18:00", "Apre giovedì 26 novembre alle ore 14:30"."""
    if state.state == "open":
        return _open_now(state)
    if state.opens is None:
        return _("Chiuso nelle prossime due settimane")
    return _("Apre %(day)s alle ore %(time)s") % {"day": written(state.opens, "l j F"), "time": clock(state.opens)}


def _open_now(state):
    if state.until is None:
        return _("Sempre aperto, giorno e notte")
    day = written(state.at, "l j F")
    if state.until.date() != state.at.date():
        return _("Oggi, %(day)s, è aperto fino a tardi") % {"day": day}
    return _("Oggi, %(day)s, è aperto fino alle ore %(time)s") % {"day": day, "time": clock(state.until)}


def week_in_a_line(week):
    """ "lunedì, giovedì 9:00–12:00; martedì 14:00–16:00" of the coming seven days; empty when closed on all."""
    days = {}
    for day in sorted(week, key=lambda day: day.date.weekday()):
        if day.intervals or day.unconfirmed:
            days.setdefault(day.text, []).append(written(day.date, "l"))
    if [len(names) for names in days.values()] == [7]:
        return _("tutti i giorni %(hours)s") % {"hours": next(iter(days))}
    return "; ".join(f"{', '.join(names)} {text}" for text, names in days.items())
