"""The ladder: three mails in four weeks, and nothing twice however often it is run or killed."""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone

from organizations.models import ConfirmationRequest
from organizations.models.confirmation import LAST_STEP

from .days import CHECK_AGAIN_AFTER, EVERY
from .due import addresses_by_organization, addresses_of, left_of, mailboxes_of, reachable, stale_organizations
from .links import address_of
from .wording import key_of, told_of

logger = logging.getLogger(__name__)
A_RUN = 500  # mails
GIVE_UP = 5  # mails in a row that do not leave: the server is down


def end_requests() -> int:
    """Those that have nothing left to ask, however that came; six months after the last mail, all begins again.

    One that a mailbox disowned goes on as long as that is where we would write: nobody is written to meanwhile.
    """
    now, asked = timezone.now(), ConfirmationRequest.objects.open()
    past, owned = timezone.localdate() - CHECK_AGAIN_AFTER, asked.filter(disowned_at=None)
    answered = owned.exclude(organization__in=stale_organizations()).update(ended_at=now)
    long_ago = owned.filter(step=LAST_STEP, next_on__lt=past).update(ended_at=now)
    return answered + long_ago + asked.filter(pk__in=moved_elsewhere(asked)).update(ended_at=now)


def moved_elsewhere(asked) -> list:
    """Those that were disowned, and whose organisation is written to at another address since."""
    disowned = asked.exclude(disowned_mailboxes="").select_related("organization")
    addresses = addresses_by_organization([each.organization for each in disowned])
    return [each.pk for each in disowned if mailboxes_of(addresses[each.organization_id]) != each.disowned_mailboxes]


def open_requests(most=A_RUN):
    """One for each organisation that has something to confirm, the longest unconfirmed first."""
    waiting = ConfirmationRequest.objects.open().values("organization")
    found = reachable(stale_organizations()).exclude(pk__in=waiting)
    found = found.order_by(F("verified_on").asc(nulls_first=True), "id")[:most]
    ConfirmationRequest.objects.bulk_create(
        (ConfirmationRequest(organization=each) for each in found), ignore_conflicts=True
    )


def send_due(most=A_RUN):
    """(how many mails left, how many did not)."""
    sent, failed, in_a_row = 0, 0, 0
    while sent + failed < most and in_a_row < GIVE_UP and (asked := take()):
        if send(asked):
            sent, in_a_row = sent + 1, 0
        else:
            failed, in_a_row = failed + 1, in_a_row + 1
    return sent, failed


@transaction.atomic
def take():
    """The next request, its mail counted already: whoever is killed from here on has sent it once or not at all."""
    today = timezone.localdate()
    rows = ConfirmationRequest.objects.to_send(today).select_related("organization")
    asked = rows.select_for_update(skip_locked=True, of=["self"]).order_by("next_on", "id").first()
    if asked:
        asked.step, asked.next_on = asked.step + 1, today + timedelta(days=EVERY)
        asked.sent_at = None
        asked.save()
    return asked


def send(asked) -> bool:
    """Whether the mail server took it; if not, tomorrow again."""
    try:
        letter(asked).send()
    except (OSError, SMTPException, ValueError) as error:  # they name the address, which is nobody else's business
        logger.warning("The mail of confirmation %s did not leave: %s", asked.pk, type(error).__name__)
        tomorrow = timezone.localdate() + timedelta(days=1)
        ConfirmationRequest.objects.filter(pk=asked.pk).update(step=F("step") - 1, next_on=tomorrow)
        return False
    ConfirmationRequest.objects.filter(pk=asked.pk).update(sent_at=timezone.now())
    return True


def letter(asked):
    context = {
        "organization": asked.organization,
        "entries": [told_of(each, address_of(asked, key_of(each))) for each in left_of(asked)],
        "step": asked.step,
        "last_step": LAST_STEP,
        "all_address": address_of(asked),
        "disown_address": address_of(asked, page="disown"),
        "SITE_URL": settings.SITE_URL,
    }
    subject, _line, body = render_to_string("services/freshness/email/ask.txt", context).partition("\n")
    return EmailMessage(subject, body.strip() + "\n", to=addresses_of(asked.organization))
