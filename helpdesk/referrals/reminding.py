"""Who has not answered is reminded once, halfway; then the referral expires. Each may be run again, or killed."""

from django.db import transaction
from django.db.models import DateTimeField, F, Value
from django.utils import timezone

from helpdesk.models import Referral, Step

from .actions import expire
from .letters import letter_to_receiver
from .links import retire_earlier
from .moving import TooLate, note, write
from .posting import A_RUN, AddressRefused, post_each, refused, sent


def to_remind(moment):
    """Half of the time to answer is over, and nobody has written again."""
    waiting = Referral.objects.waiting_for_an_answer().filter(kind=Referral.Kind.WARM_HANDOFF, reminded_at=None)
    waiting = waiting.exclude(recipient_email="").filter(expires_at__gt=moment, proposed_at=None, letter="")
    at = Value(moment, DateTimeField())
    return waiting.alias(left=F("expires_at") - at, gone=at - F("sent_at")).filter(left__lte=F("gone"))


def remind_due(most=A_RUN):
    """(how many mails left, how many did not and will be tried again the next time)."""
    return post_each(take, send, most)


@transaction.atomic
def take(tried):
    """The next with its mail, counted already: who is killed from here on has sent it once or not at all."""
    rows = to_remind(timezone.now()).exclude(pk__in=tried).select_related("enquiry__community_point", "to_point")
    referral = rows.order_by("sent_at", "pk").select_for_update(skip_locked=True, of=["self"]).first()
    if referral is None:
        return None
    write(referral, reminded_at=timezone.now())
    return referral, letter_to_receiver(Referral.Letter.ASK, referral, reminding=True)


def send(referral, mail) -> bool:
    """Whether a mail server took it; where none did, the earlier link is still good."""
    try:
        left = sent(mail)
    except AddressRefused:
        still = Referral.objects.waiting_for_an_answer().filter(pk=referral.pk, letter="")
        return refused(referral, still, letter=Referral.Letter.ASK, reminded_at=None)
    if not left:
        write(referral, reminded_at=None)
        return False
    retire_earlier(referral)
    note(referral, Step.What.REMINDED, by=None)
    return True


def expire_due() -> int:
    """How many nobody answered in time, each for itself."""
    expired, tried = 0, set()
    while referral := next_to_expire(tried):
        tried.add(referral.pk)
        try:
            expire(referral=referral)
            expired += 1
        except TooLate:  # somebody answered in this very moment
            continue
    return expired


def next_to_expire(tried):
    return Referral.objects.to_expire().exclude(pk__in=tried).order_by("expires_at", "pk").first()
