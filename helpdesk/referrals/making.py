"""Making a referral, in its three kinds; the one it takes the place of is redirected in the same breath."""

from django.db import transaction
from django.utils import timezone

from helpdesk.access import OPEN_CLIENT
from helpdesk.models import Enquiry, Notice, Referral, Step
from helpdesk.people import create_client, give_permission, heard_from, sealed
from services.models.report import new_code

from .moving import ANSWER_WITHIN, TooLate, asked_again, locked, note, write
from .posting import owe
from .return_codes import issue_code

State, Kind = Referral.State, Referral.Kind


@transaction.atomic
def show_the_way(*, by, enquiry, door, after=None):
    """The person knows where to go, and has a code to say how it went."""
    referral = made(by, enquiry, door, after, kind=Kind.SIGNPOST, state=State.SENT)
    issue_code(referral)
    return referral


@transaction.atomic
def hand_over_now(*, by, enquiry, door, reason="", after=None):
    """A call or a walk made together: they are waiting for the person or, with a `reason`, have said no."""
    now = timezone.now()
    said = {"state": State.DECLINED, "decline_reason": reason} if reason else {"state": State.ACCEPTED}
    if not reason and not enquiry.is_sensitive:
        said["follow_up_due"] = asked_again(Referral())
    referral = made(by, enquiry, door, after, kind=Kind.LIVE, answered_at=now, **said)
    note(referral, Step.What.DECLINED if reason else Step.What.ACCEPTED, by=by)
    if not reason:
        issue_code(referral)
    return referral


@transaction.atomic
def hand_off(*, by, enquiry, door, how, notice, person=None, after=None, message="", **agreed):
    """With a promise: the receiver is told, and answers. `person` are the words of `create_client`, None where the
    enquiry has its client already; `agreed` are `appointment_at`, `accompanied_by`, `recipient_email`.
    """
    OPEN_CLIENT.check(by, enquiry.community_point)
    client = client_of(enquiry, person, by)
    given = {"by": by, "client": client, "how": how}
    permission = give_permission(purpose=Notice.Purpose.HAND_OFF, recipient=door.name, notice=notice, **given)
    if agreed.get("accompanied_by"):
        give_permission(purpose=Notice.Purpose.ACCOMPANY, recipient=str(enquiry.community_point), **given)
    kept = {"client": client, "permission": permission, "message": sealed(message)} | agreed
    due = asked_again(Referral(appointment_at=agreed.get("appointment_at")))
    times = {"expires_at": timezone.now() + ANSWER_WITHIN[door.kind], "follow_up_due": due}
    referral = made(by, enquiry, door, after, kind=Kind.WARM_HANDOFF, state=State.SENT, **kept, **times)
    owe(Referral.Letter.ASK, referral)
    return referral


def client_of(enquiry, person, by):
    """The enquiry's, or a new one from now on."""
    if enquiry.client:
        heard_from(enquiry.client)
        return enquiry.client
    enquiry.client = create_client(by=by, community_point=enquiry.community_point, **person)
    enquiry.save(update_fields=["client"])
    return enquiry.client


def made(by, enquiry, door, after, **values):
    after = after or enquiry.referrals.must_go_on().order_by("created_at").first()
    referral = Referral.objects.create(
        reference=new_code(), enquiry=enquiry, owner=by, sent_at=timezone.now(), **door.columns, **values
    )
    note(referral, Step.What.SENT, by=by)
    answer_by_referral(enquiry)
    if after:
        go_on_to(after, referral, by)
    return referral


def go_on_to(after, referral, by):
    """TooLate where the earlier one has gone on already."""
    earlier = locked(after)
    if earlier.redirected_to_id or earlier.enquiry_id != referral.enquiry_id:
        raise TooLate(earlier)
    moves = {"redirected_to": referral, "went_on_at": timezone.now()}
    if State.REDIRECTED in Referral.MOVES.get(earlier.state, ()):
        moves["state"] = State.REDIRECTED
    write(earlier, **moves)
    note(earlier, Step.What.REDIRECTED, by=by)


def answer_by_referral(enquiry):
    """The contact is answered: somebody else goes on with it."""
    enquiry.answers = sorted({*enquiry.answers, Enquiry.Answer.REFERRAL})
    if enquiry.result != Enquiry.Result.SOLVED:
        enquiry.result, enquiry.unmet_reason = Enquiry.Result.REFERRED, ""
    if enquiry.state == Enquiry.State.OPEN:
        enquiry.state, enquiry.closed_at = Enquiry.State.CLOSED, timezone.now()
    enquiry.save(update_fields=["answers", "result", "unmet_reason", "state", "closed_at"])
