"""Every move of a referral once it is made; `by` is None where the receiver or the portal does it.

Each looks at the referral as it is when it has it for itself, and raises `TooLate` where it has moved on; the database
refuses the rest.
"""

import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from helpdesk.models import Enquiry, EnquiryTopic, FollowUp, Referral, Step, desks_of
from helpdesk.people import heard_from

from . import letters
from .moving import TooLate, asked_again, locked, move, note, write
from .posting import owe

State, What, Outcome, Source = Referral.State, Step.What, Referral.Outcome, Referral.OutcomeSource
TRY_AGAIN = datetime.timedelta(days=3)
TRIES = 3  # without an answer, before one may give up


@transaction.atomic
def accept(*, referral, appointment_at=None, by=None):
    referral = locked(referral)
    if appointment_at:
        referral.appointment_at = appointment_at
    times = {"appointment_at": referral.appointment_at, "follow_up_due": asked_again(referral), "proposed_at": None}
    move(referral, State.ACCEPTED, What.ACCEPTED, by=by, answered_at=timezone.now(), **times)
    return told(referral, by)


@transaction.atomic
def decline(*, referral, reason, by=None):
    referral = locked(referral)
    values = {"decline_reason": reason, "answered_at": timezone.now(), "proposed_at": None}
    move(referral, State.DECLINED, What.DECLINED, by=by, **values)
    return told(referral, by)


@transaction.atomic
def propose(*, referral, moment, by=None):
    """The receiver would see the person then; the desk says yes or no."""
    referral = locked(referral)
    if referral.state not in Referral.UNDER_WAY:
        raise TooLate(referral)
    write(referral, proposed_at=moment)
    note(referral, What.PROPOSED, by=by)
    return told(referral, by)


@transaction.atomic
def agree(*, referral, moment, by):
    """The appointment is that one; who waited for it is told, and has said yes by it."""
    referral = locked(referral)
    if referral.state not in Referral.UNDER_WAY:
        raise TooLate(referral)
    referral.appointment_at = moment
    times = {"appointment_at": moment, "proposed_at": None, "follow_up_due": asked_again(referral)}
    if referral.state == State.SENT:
        move(referral, State.ACCEPTED, What.AGREED, by=by, answered_at=timezone.now(), **times)
    else:
        write(referral, **times)
        note(referral, What.AGREED, by=by)
    owe(Referral.Letter.NEXT, referral)
    return referral


@transaction.atomic
def conclude(*, referral, outcome, source, by=None):
    """It is known how it ended, or that nobody can say: that only after three tries."""
    referral = locked(referral)
    if source == Source.UNREACHABLE and not may_give_up(referral):
        raise TooLate(referral)
    well = outcome in (Outcome.MET, Outcome.PARTLY)
    values = {"outcome": outcome, "outcome_source": source, "verified_at": timezone.now()}
    move(referral, State.COMPLETED if well else State.NOT_COMPLETED, What.ENDED, by=by, **values)
    return told(referral, by)


@transaction.atomic
def follow_up(*, referral, asked, channel, result, outcome="", by):
    """One try to learn how it went; an answer ends the referral, silence is tried again in three days."""
    referral = locked(referral)
    if referral.state not in Referral.UNDER_WAY:
        raise TooLate(referral)
    last = referral.follow_ups.aggregate(last=Max("attempt"))["last"] or 0
    referral.follow_ups.create(attempt=last + 1, asked=asked, channel=channel, result=result, by=by)
    if asked == FollowUp.Asked.PERSON and result != FollowUp.Result.NO_ANSWER and referral.client:
        heard_from(referral.client)
    if result == FollowUp.Result.REACHED:
        return conclude(referral=referral, outcome=outcome, source=asked, by=by)
    if result == FollowUp.Result.REFUSED and asked == FollowUp.Asked.PERSON:
        return conclude(referral=referral, outcome=Outcome.UNKNOWN, source=Source.PERSON, by=by)
    write(referral, follow_up_due=timezone.localdate() + TRY_AGAIN)
    return referral


def may_give_up(referral) -> bool:
    return referral.follow_ups.exclude(result=FollowUp.Result.REACHED).count() >= TRIES


@transaction.atomic
def record_unmet(*, referral, reason, by):
    """No other door is left: a need without an answer, on the contact that it came from."""
    referral = locked(referral)
    if referral.went_on_at or referral.state in Referral.UNDER_WAY:
        raise TooLate(referral)
    write(referral, went_on_at=timezone.now())
    enquiry = referral.enquiry
    enquiry.result, enquiry.unmet_reason = Enquiry.Result.UNMET, reason
    if enquiry.state == Enquiry.State.OPEN:
        enquiry.state, enquiry.closed_at = Enquiry.State.CLOSED, timezone.now()
    enquiry.save(update_fields=["result", "unmet_reason", "state", "closed_at"])
    note(referral, What.UNMET, by=by)
    return referral


@transaction.atomic
def withdraw(*, referral, taken_back=False, what=What.WITHDRAWN, by):
    """No longer needed or, where it is `taken_back`, no longer allowed by the person; what was written goes."""
    referral = locked(referral)
    never_asked = referral.is_not_written_to and referral.letter == Referral.Letter.ASK
    move(referral, State.WITHDRAWN, what, by=by, message="", proposed_at=None)
    if taken_back and referral.permission:
        referral.permission.withdrawn_at = timezone.now()
        referral.permission.save(update_fields=["withdrawn_at"])
    if not never_asked:
        owe(Referral.Letter.WITHDRAWN, referral)
    return referral


@transaction.atomic
def expire(*, referral):
    """Nobody answered in time; whoever made it looks for another door."""
    referral = locked(referral)
    move(referral, State.EXPIRED, What.EXPIRED, by=None)
    letters.tell_desk(referral)
    return referral


@transaction.atomic
def receive(*, referral, by):
    """The contact of the desk it arrived at, with the same topics and nothing else; made once."""
    referral = locked(referral)
    if referral.received_as:
        return referral.received_as
    enquiry = Enquiry.objects.create(community_point=referral.to_point, logged_by=by)
    topics = referral.enquiry.enquiry_topics.values_list("term", "position")
    EnquiryTopic.objects.bulk_create(
        EnquiryTopic(enquiry=enquiry, term_id=term, position=position) for term, position in topics
    )
    write(referral, received_as=enquiry)
    note(referral, What.RECEIVED, by=by)
    return enquiry


@transaction.atomic
def come_back(*, code, outcome, another_door):
    """Who has the code says how it went; TooLate where somebody used it a moment ago."""
    used = type(code).objects.filter(pk=code.pk, used_at=None)
    if not used.update(used_at=timezone.now(), asks_for_another_door=another_door):
        raise TooLate(code.referral)
    referral = locked(code.referral)
    note(referral, What.RETURNED, by=None)
    if another_door and not referral.redirected_to_id:
        write(referral, went_on_at=None)  # what was given up is looked for again
    if referral.state in Referral.UNDER_WAY:
        return conclude(referral=referral, outcome=outcome, source=Source.PERSON)
    return referral


def told(referral, by):
    """The other side hears of it: the desk of what the receiver did, the receiver by the next link."""
    if by is None or referral.to_point_id in desks_of(by):
        letters.tell_desk(referral)
    if by is None and referral.state in Referral.UNDER_WAY:
        owe(Referral.Letter.NEXT, referral)
    return referral
