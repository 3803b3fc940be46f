"""Today at a desk: my shift, what is due, what is to be finished, and a contact to log."""

import datetime

from django.db.models import Sum
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.access import access
from helpdesk import today
from helpdesk.access import WORK_AT_DESK
from helpdesk.enquiries.forms import EnquiryForm
from helpdesk.enquiries.quick import first_values
from helpdesk.models import Enquiry, Shift, ShiftAssignment

from .desk import OfDesk
from .enquiries import topics_of

TO_FINISH = 10  # contacts in sight


@access(WORK_AT_DESK)
class TodayView(OfDesk, TemplateView):
    template_name = "helpdesk/today.html"

    def get_context_data(self, **kwargs):
        user, now = self.request.user, timezone.localtime()
        week, mine = shifts_of_week(self.desk, now.date()), my_shifts(user, self.desk)
        is_open = any(now in shift for shift in week)
        form = EnquiryForm(desk=self.desk, initial=first_values(is_open))
        return super().get_context_data(
            now=now,
            due=today.due_at(self.desk, on=now.date(), user=user),
            my_shifts=mine,
            my_shift=next(iter(mine), None),
            people_today=people_on(self.desk, now.date()),
            hours=round(sum((shift.upper - shift.lower).total_seconds() for shift in week) / 3600, 1),
            to_finish=to_finish(self.desk, user),
            form=form,
            **topics_of(form),
            **kwargs,
        )


def my_shifts(user, desk):
    """The one that is on or the next, and the one after."""
    mine = ShiftAssignment.objects.of(user).filter(state=ShiftAssignment.State.CONFIRMED)
    mine = mine.filter(shift__in=Shift.objects.filter(community_point=desk).not_over())
    return list(mine.select_related("shift").order_by("during")[:2])


def people_on(desk, day):
    return Enquiry.objects.filter(community_point=desk).on(day).aggregate(all=Sum("people"))["all"] or 0


def shifts_of_week(desk, day):
    """When the desk is open from Monday to Sunday, as ranges."""
    start = datetime.datetime.combine(day - datetime.timedelta(days=day.weekday()), datetime.time())
    monday, next_monday = timezone.make_aware(start), timezone.make_aware(start + datetime.timedelta(days=7))
    return list(Shift.objects.filter(community_point=desk).within(monday, next_monday).values_list("during", flat=True))


def to_finish(desk, user):
    """Open contacts that the user may finish: their own, or all for who coordinates; the oldest first."""
    waiting = Enquiry.objects.filter(community_point=desk).open()
    waiting = waiting if desk.pk in user.points_coordinated else waiting.logged_by(user)
    return list(waiting.with_topics().select_related("logged_by").order_by("day", "created_at")[:TO_FINISH])
