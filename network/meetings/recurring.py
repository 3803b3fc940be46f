"""The same meeting in the months to come: its weekday, its place in the month and its hours."""

import calendar
import datetime

from django.utils import timezone

from network.models import Meeting

REPEATED = ["network", "body", "kind", "title", "theme", "words", "location", "place", "online_link", "is_public"]


def months_after(meeting, times) -> list:
    """[the meeting of each of the next months], not saved."""
    start = timezone.localtime(meeting.dtstart)
    lasting = meeting.dtend - meeting.dtstart
    same = {name: getattr(meeting, name) for name in REPEATED}
    days = [same_day(start.date(), number) for number in range(1, times + 1)]
    starts = [timezone.make_aware(datetime.datetime.combine(day, start.time())) for day in days]
    return [Meeting(**same, dtstart=each, dtend=each + lasting) for each in starts]


def same_day(day, months):
    """The third Tuesday for a third Tuesday; a fifth one, or the last, is the last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    those = [week[day.weekday()] for week in calendar.monthcalendar(year, month + 1) if week[day.weekday()]]
    number = (day.day - 1) // 7
    return datetime.date(year, month + 1, those[number] if number < len(those) else those[-1])
