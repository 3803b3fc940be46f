"""The days on which a rule falls: what `opening_rule_falls_on` says in SQL, for who asks no database.

Days are walked, so that there is an end to it also where no day keeps the rule (30 February).
"""

import calendar
import datetime
import itertools

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def last_of(count, rule, first, last):
    """The day of the last of `count` times; None where it falls fewer times by the last day."""
    days = map(datetime.date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
    for limit in limits_of(rule):
        days = filter(limit, days)
    found = list(itertools.islice(days, count))
    return found[-1] if len(found) == count else None


def limits_of(rule) -> list:
    """What a day has to keep, the narrowest first."""
    marks = {"byyearday": of_year, "bymonthday": of_month, "byday": of_week}
    limits = [keeps(rule[part], marks[part]) for part in marks if part in rule]
    if "byweekno" in rule:
        limits.append(keeps(rule["byweekno"], lambda day: weeks_of(day, rule["wkst"])))
    return limits + ([in_step(rule)] if "every" in rule else [])


def keeps(wanted, marks):
    wanted = set(wanted)
    return lambda day: not wanted.isdisjoint(marks(day))


def in_step(rule):
    number = (lambda day: week_of(day, rule["wkst"])) if rule["every"] == "week" else month_of
    first, interval = number(datetime.date.fromisoformat(rule["dtstart"])), rule["interval"]
    return lambda day: (number(day) - first) % interval == 0


# The marks are those of `opening_marks`: TU 1TU -4TU, d7 d-25 of the month, y341 y-25 of the year.


def of_week(day):
    weekday, to_the_end = WEEKDAYS[day.weekday()], calendar.monthrange(day.year, day.month)[1] - day.day
    return weekday, f"{(day.day + 6) // 7}{weekday}", f"-{to_the_end // 7 + 1}{weekday}"


def of_month(day):
    return f"d{day.day}", f"d{day.day - calendar.monthrange(day.year, day.month)[1] - 1}"


def of_year(day):
    number = day.timetuple().tm_yday
    return f"y{number}", f"y{number - 366 - calendar.isleap(day.year)}"


def weeks_of(day, wkst):
    """The number of its week, and the same from the end of the year, as BYWEEKNO has them."""
    week = week_of(day, wkst)
    year = datetime.date.fromordinal(week * 7 + wkst + 4).year
    first, last = week_of(datetime.date(year, 1, 4), wkst), week_of(datetime.date(year, 12, 28), wkst)
    return str(week - first + 1), str(week - last - 1)


def week_of(day, wkst):
    """A running number of the weeks that begin on a day of the week, 0 Monday to 6 Sunday."""
    return (day.toordinal() - 1 - wkst) // 7


def month_of(day):
    return day.year * 12 + day.month
