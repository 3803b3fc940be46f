"""Who has a place in a course is reminded before it begins: they come, or leave it to who waits."""

import datetime

from django.utils import timezone

from network.meetings.posting import A_RUN, told_until
from network.meetings.reminding import remind
from network.models import Enrolment

from .letters import letter
from .people import person_of

BEFORE_IT_BEGINS = datetime.timedelta(days=2)


def remind_of_courses(most=A_RUN):
    rows = Enrolment.objects.to_remind(told_until(timezone.localdate(), BEFORE_IT_BEGINS))
    return remind(rows.select_related("session__training__network", "user"), most, reminder)


def reminder(enrolment):
    """None where nobody can be written to."""
    return letter("reminder", enrolment) if person_of(enrolment).email else None
