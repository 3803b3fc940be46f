"""What is written to the volunteers of a desk; a mail that fails undoes nothing."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from helpdesk.models import ShiftAssignment
from puntocomunita.mail import send_once_saved, written

from .links import address_for
from .people import volunteers_of


def letter(name, to, desk, **more):
    context = {"desk": desk, "SITE_URL": settings.SITE_URL} | more
    return written(render_to_string(f"helpdesk/rota/email/{name}.txt", context), [to])


def write(name, to, desk, **more):
    send_once_saved(letter(name, to, desk, **more))


def page_of(shift) -> str:
    return settings.SITE_URL + reverse("helpdesk:shift_detail", args=[shift.community_point.slug, shift.pk])


def tell_of_cancelled(shift, people):
    for person in people:
        write("cancelled", person.email, shift.community_point, shift=shift, person=person)


def tell_of_place(name, assignment):
    """The person whose place it is: given, taken back or moved."""
    desk, shift = assignment.shift.community_point, assignment.shift
    write(name, assignment.volunteer.email, desk, shift=shift, person=assignment.volunteer, address=page_of(shift))


def tell_of_places(taken):
    """Several, of one person, in one mail."""
    desk, person = taken[0].shift.community_point, taken[0].volunteer
    address = settings.SITE_URL + reverse("helpdesk:rota", args=[desk.slug])
    write("placed_often", person.email, desk, taken=taken, person=person, address=address)


def ask_for_stand_in(assignment):
    """Each of the others who has no turn at that hour."""
    desk, shift = assignment.shift.community_point, assignment.shift
    busy = ShiftAssignment.objects.holding().filter(during__overlap=assignment.during)
    day = timezone.localdate(assignment.during.lower)
    others = volunteers_of(desk, day).exclude(pk__in=busy.values("volunteer"))
    for person in others.exclude(pk=assignment.volunteer_id):
        address = address_for(assignment, person)
        write("stand_in_wanted", person.email, desk, shift=shift, who=assignment.volunteer, address=address)


def tell_of_stand_in(taken):
    absent = taken.stands_in_for.volunteer
    write("stand_in_found", absent.email, taken.shift.community_point, shift=taken.shift, who=taken.volunteer)
