"""The same person in the same part of the same day of the week, for as long as shifts are made."""

from typing import NamedTuple

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.models import Shift

from .actions import Refused, take_seat
from .letters import tell_of_places

NOON = 13  # when the afternoon begins


class Part(models.TextChoices):
    ALL_DAY = "giorno", _("tutto il giorno")
    MORNING = "mattina", _("la mattina")
    AFTERNOON = "pomeriggio", _("il pomeriggio")


class Placed(NamedTuple):
    """`taken` are the assignments; `refused` [(shift, why not)]."""

    taken: list
    refused: list


def shifts_on(desk, weekday, part, until) -> list:
    """Those to come on that weekday (0 is Monday) up to a day, by the clock of the desk."""
    shifts = Shift.objects.filter(community_point=desk).not_over().select_related("community_point")
    found = []
    for shift in shifts.order_by("during"):
        start = timezone.localtime(shift.during.lower)
        in_part = part == Part.ALL_DAY or (start.hour < NOON) == (part == Part.MORNING)
        if start.weekday() == weekday and start.date() <= until and in_part:
            found.append(shift)
    return found


@transaction.atomic
def place_every_week(*, by, desk, volunteer, weekday, part, until) -> Placed:
    """All free seats; one mail says which."""
    taken, refused = [], []
    for shift in shifts_on(desk, weekday, part, until):
        try:
            taken.append(take_seat(by=volunteer, shift=shift))
        except Refused as error:
            refused.append((shift, error.words))
    if taken and volunteer != by:
        tell_of_places(taken)
    return Placed(taken, refused)
