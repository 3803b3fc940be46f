"""Who asked to be called in the last days at each desk: some wait, one was reached, one was a joke."""

import datetime

from django.utils import timezone

from accounts.access import Role
from helpdesk.models import CallBackRequest, Notice
from helpdesk.people import current_notice, sealed
from helpdesk.requests.actions import erase, spoke
from organizations.models import Mandate

# Days ago, at what hour, first name, when one may call, tries so far; one for each way that a request stands.
WAITING = [
    (1, 18, "Giulia", "di pomeriggio", 0),
    (2, 11, "Samir", "verso sera. Se risponde qualcun altro, non dite chi siete", 0),
    (3, 9, "Teresa", "di mattina", 1),
]
REACHED, A_JOKE = (1, 10, "Ivan", "", 0), (2, 16, "Nessuno", "", 0)


def load_requests(points):
    people = Mandate.objects.current().filter(community_point__in=points, role=Role.VOLUNTEER)
    at_desk = {mandate.community_point_id: mandate.user for mandate in people.select_related("user")}
    notice = current_notice(Notice.Purpose.CALL_BACK)
    for number, point in enumerate(points):
        CallBackRequest.objects.bulk_create(request(point, notice, each, number) for each in WAITING)
        for act, each in ((called, REACHED), (erase, A_JOKE)):
            asked = request(point, notice, each, number)
            asked.save()
            act(asked=asked, by=at_desk.get(point.pk))


def called(*, asked, by):
    return spoke(asked=asked, follow=False, by=by)


def request(point, notice, row, number):
    days, hour, name, when_safe, tries = row
    at = timezone.localtime().replace(hour=hour, minute=20, second=0) - datetime.timedelta(days=days)
    return CallBackRequest(
        community_point=point,
        quarter=next(iter(point.quarters.all()), None),
        notice=notice,
        name=sealed(name),
        contact=sealed(f"333 {hour:03}{number:04}"),
        when_safe=sealed(when_safe),
        created_at=at,
        attempts=tries,
        last_attempt_at=at + datetime.timedelta(hours=26) if tries else None,
    )
