"""Today at a desk: my shift, what is due, what is to be finished, and a contact to log."""

import datetime

from django.db.models import Exists, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.access import access
from helpdesk import today
from helpdesk.access import WORK_AT_DESK
from helpdesk.enquiries.forms import EnquiryForm
from helpdesk.enquiries.quick import first_values
from helpdesk.models import Enquiry, Shift, ShiftAssignment
from helpdesk.rota.weeks import midnight, monday_of

from .desk import OfDesk
from .enquiries import topics_of

TO_FINISH = 10  # contacts in sight
FIRST = 12  # things to do in sight; the others behind a link


@access(WORK_AT_DESK)
class TodayView(OfDesk, TemplateView):
    template_name = "helpdesk/today.html"

    @property
    def desks(self):
        today = Enquiry.objects.filter(community_point=OuterRef("pk")).on(timezone.localdate()).order_by()
        people = today.values("community_point").annotate(all=Sum("people")).values("all")
        return super().desks.annotate(people_today=Coalesce(Subquery(people), 0))

    def get_context_data(self, **kwargs):
        user, now = self.request.user, timezone.localtime()
        week, mine = shifts_at(self.desk, now, user)
        form = EnquiryForm(desk=self.desk, initial=first_values(any(now in shift.during for shift in week)))
        due = today.due_at(self.desk, on=now.date(), user=user)
        shows_all = "tutte" in self.request.GET or len(due) <= FIRST
        return super().get_context_data(
            now=now,
            due=due if shows_all else due[:FIRST],
            due_count=len(due),
            shows_all=shows_all,
            my_shifts=mine,
            my_shift=next(iter(mine), None),
            people_today=self.desk.people_today,
            hours=hours_of(week),
            to_finish=to_finish(self.desk, user),
            form=form,
            **topics_of(form),
            **kwargs,
        )


def shifts_at(desk, now, user):
    """Those from Monday to Sunday, and of the user's the one that is on or the next, and the one after."""
    first = monday_of(now.date())
    monday, next_monday = midnight(first), midnight(first + datetime.timedelta(days=7))
    mine = ShiftAssignment.objects.of(user).filter(shift=OuterRef("pk"), state=ShiftAssignment.State.CONFIRMED)
    shifts = Shift.objects.filter(community_point=desk).annotate(is_mine=Exists(mine))
    asked = shifts.within(monday, next_monday) | shifts.not_over(now).filter(is_mine=True)
    found = list(asked.order_by("during"))
    week = [shift for shift in found if shift.during.lower < next_monday and shift.during.upper > monday]
    return week, [shift for shift in found if shift.is_mine and shift.during.upper > now][:2]


def hours_of(shifts):
    return round(sum((shift.during.upper - shift.during.lower).total_seconds() for shift in shifts) / 3600, 1)


def to_finish(desk, user):
    """Open contacts that the user may finish: their own, or all for who coordinates; the oldest first."""
    waiting = Enquiry.objects.filter(community_point=desk).open()
    waiting = waiting if desk.pk in user.points_coordinated else waiting.logged_by(user)
    return list(waiting.with_topics_said().order_by("day", "created_at")[:TO_FINISH])
