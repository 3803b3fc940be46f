"""How a referral is held while it moves, and what is written of every move."""

import datetime

from django.utils import timezone

from helpdesk.models import Referral, Step
from helpdesk.people import hold

from .links import kill_link

ANSWER_WITHIN = {  # days
    kind: datetime.timedelta(days=days)
    for kind, days in {
        Referral.TargetKind.COMMUNITY_POINT: 7,
        Referral.TargetKind.SERVICE: 10,
        Referral.TargetKind.ORGANIZATION: 10,
        Referral.TargetKind.EXTERNAL: 10,
        Referral.TargetKind.SOCIAL_SERVICE: 20,
    }.items()
}
AGAIN_AFTER = datetime.timedelta(days=14)  # how it went is asked two weeks later


class TooLate(Exception):
    """Somebody moved it in between; `referral` says where it is now."""

    def __init__(self, referral):
        super().__init__(str(referral.pk))
        self.referral = referral


def locked(referral):
    """The referral as it is now, nobody else's until the transaction ends; its person is held first, as in erasing."""
    hold(referral.client_id)
    rows = Referral.objects.select_for_update(of=["self"])
    return rows.select_related("enquiry__community_point__location", "to_point", "client", "permission").get(
        pk=referral.pk
    )


def move(referral, state, what, *, by, **values):
    """To that state, if one may come there from where it is; TooLate else."""
    if state not in Referral.MOVES.get(referral.state, ()):
        raise TooLate(referral)
    write(referral, state=state, **still_owed(referral, state), **values)
    if state not in (*Referral.UNDER_WAY, Referral.State.EXPIRED):  # an answer may come late
        kill_link(referral)
    return note(referral, what, by=by)


def still_owed(referral, state) -> dict:
    """Of the letter that could not leave before: who said yes is not asked, who is not expected is not written to."""
    if not referral.letter or state == Referral.State.EXPIRED:
        return {}
    accepted = state == Referral.State.ACCEPTED
    return {"letter": Referral.Letter.NEXT} if accepted else {"letter": "", "letter_due_at": None}


def write(referral, **values):
    for name, value in values.items():
        setattr(referral, name, value)
    referral.save(update_fields=list(values))


def note(referral, what, *, by):
    return Step.objects.create(referral=referral, what=what, by=by)


def asked_again(referral):
    """The day to ask how it went: after the appointment, else in two weeks."""
    there = referral.appointment_at
    if there and there > timezone.now():
        return timezone.localdate(there) + datetime.timedelta(days=1)
    return timezone.localdate() + AGAIN_AFTER
