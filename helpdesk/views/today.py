"""Today at a desk: my shift, what is due, what is to be finished, and a contact to log."""

import datetime

from django.db.models import Sum
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.access import access
from helpdesk import today
from helpdesk.access import WORK_AT_DESK
from helpdesk.enquiries.forms import EnquiryForm
from helpdesk.enquiries.quick import current_shift, first_values
from helpdesk.models import Enquiry, Shift, ShiftAssignment

from .desk import OfDesk
from .enquiries import topics_of

TO_FINISH = 10  # contacts in sight


@access(WORK_AT_DESK)
class TodayView(OfDesk, TemplateView):
    template_name = "helpdesk/today.html"

    def get_context_data(self, **kwargs):
        user, now = self.request.user, timezone.localtime()
        shift, mine = current_shift(self.desk), my_shifts(user, self.desk)
        form = EnquiryForm(desk=self.desk, initial=first_values(shift))
        return super().get_context_data(
            now=now,
            due=today.due_at(self.desk, on=now.date(), user=user),
            my_shifts=mine,
            my_shift=next(iter(mine), None),
            people_today=people_on(self.desk, now.date()),
            hours=hours_of_week(self.desk, now.date()),
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


def hours_of_week(desk, day):
    """That the desk is open from Monday to Sunday, by its shifts."""
    monday = timezone.make_aware(
        datetime.datetime.combine(day - datetime.timedelta(days=day.weekday()), datetime.time())
    )
    shifts = Shift.objects.filter(community_point=desk).within(monday, monday + datetime.timedelta(days=7))
    hours = sum((each.upper - each.lower).total_seconds() for each in shifts.values_list("during", flat=True)) / 3600
    return round(hours, 1)


def to_finish(desk, user):
    """Open contacts that the user may finish: their own, or all for who coordinates; the oldest first."""
    waiting = Enquiry.objects.filter(community_point=desk).open()
    waiting = waiting if desk.pk in user.points_coordinated else waiting.logged_by(user)
    return list(waiting.with_topics().select_related("logged_by").order_by("day", "created_at")[:TO_FINISH])
