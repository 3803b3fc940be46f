"""A request for a call, from its arrival to its end; once it has ended nothing in it says whose it was."""

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models.api_token import digest_of
from helpdesk.models import CallBackRequest, Client, Enquiry, Permission
from helpdesk.people import create_client, give_permission, sealed, unsealed

from .desks import desk_for

State = CallBackRequest.State
TRIES, OVER = 3, datetime.timedelta(days=7)  # before one may stop trying
A_MOMENT = datetime.timedelta(minutes=1)


class Settled(Exception):
    """Somebody else answered or erased it in between."""


class NoDesk(Exception):
    """Nobody works at a desk of that city: a request would wait for ever."""


def ask_to_be_called(*, name, contact, when_safe, quarter, notice, secret):
    """The request, at the desk of the quarter; sent twice, it is there once. By `secret` its sender takes it back."""
    desk = desk_for(quarter)
    if desk is None:
        raise NoDesk
    texts = {"name": sealed(name), "contact": sealed(contact), "when_safe": sealed(when_safe)}
    texts["digest"] = digest_of(secret)
    asked = CallBackRequest(community_point=desk, quarter=quarter, notice=notice, **texts)
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError:
        if not CallBackRequest.objects.filter(digest=asked.digest).exists():
            raise
    return asked


def held(asked):
    """The request, nobody else's until the transaction ends."""
    rows = CallBackRequest.objects.select_for_update(of=["self"]).select_related("community_point")
    row = rows.get(pk=asked.pk)
    if row.state != State.RECEIVED:
        raise Settled
    return row


@transaction.atomic
def spoke(*, asked, follow, by) -> Enquiry:
    """They talked: a contact to finish and, where the person wishes to be followed, somebody of the desk."""
    asked = held(asked)
    enquiry = Enquiry(community_point=asked.community_point, quarter=asked.quarter, logged_by=by)
    enquiry.channel = Enquiry.Channel.PHONE if "@" not in unsealed(asked.contact) else Enquiry.Channel.MESSAGE
    enquiry.client = client_of(asked, by) if follow else None
    enquiry.save()
    asked.enquiry = enquiry
    settle(asked, State.ANSWERED, by)
    return enquiry


def client_of(asked, by):
    """Under the number of the request, so that who opened that is seen here too."""
    contact = unsealed(asked.contact)
    kind = Client.ContactKind.EMAIL if "@" in contact else Client.ContactKind.PHONE
    known = {"name": unsealed(asked.name), "contact": contact, "when_safe": unsealed(asked.when_safe)}
    client = create_client(by=by, community_point=asked.community_point, contact_kind=kind, id=asked.pk, **known)
    given = {"purpose": asked.notice.purpose, "notice": asked.notice, "how": Permission.How.FORM}
    give_permission(by=by, client=client, **given)
    return client


@transaction.atomic
def no_answer(*, asked, by):
    """One more try, without an answer; a button pressed twice, or by two, in a moment is one."""
    asked, now = held(asked), timezone.now()
    if asked.last_attempt_at and asked.last_attempt_at > now - A_MOMENT:
        return asked
    asked.attempts, asked.last_attempt_at = asked.attempts + 1, now
    asked.save(update_fields=["attempts", "last_attempt_at"])
    return asked


def may_give_up(asked) -> bool:
    return asked.attempts >= TRIES and asked.created_at <= timezone.now() - OVER


@transaction.atomic
def erase(*, asked, by):
    settle(held(asked), State.ERASED, by)


@transaction.atomic
def withdraw(*, secret):
    """Whoever has the link needs no call any more: nothing of them is left. Raises Settled."""
    asked = CallBackRequest.objects.asked_with(secret).first()
    if asked is None:
        raise Settled
    settle(held(asked), State.WITHDRAWN, by=None)


def settle(asked, state, by):
    asked.name = asked.contact = asked.when_safe = asked.digest = ""
    asked.state, asked.settled_at, asked.settled_by = state, timezone.now(), by
    asked.save()
