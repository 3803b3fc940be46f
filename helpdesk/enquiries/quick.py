"""What a new contact has by itself: the shift that is on, and how people come while it lasts."""

from django.utils import timezone

from helpdesk.models import Enquiry, Shift


def current_shift(desk):
    return Shift.objects.filter(community_point=desk).now().first()


def first_values(is_open):
    return {"channel": Enquiry.Channel.DESK} if is_open else {}


def shift_of(desk, enquiry):
    """The shift of now, for what happened today."""
    return current_shift(desk) if enquiry.day == timezone.localdate() else None
