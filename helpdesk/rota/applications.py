"""From "vorrei dare una mano" to a mandate; what somebody wrote is erased as soon as it is settled."""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from accounts.models import Qualification
from helpdesk.models import VolunteerApplication
from helpdesk.people import sealed, unsealed
from organizations.actions import invite
from puntocomunita.mail import leave

from .letters import letter, write
from .qualifications import grant

State = VolunteerApplication.State
GOOD_FOR = datetime.timedelta(days=730)  # what a training opens


class Settled(Exception):
    """Somebody else has moved it in between."""


@transaction.atomic
def apply(*, desk, name, email, words, written_to):
    """The application; the person hears that it is there, where `written_to` lets a mail go to that address."""
    texts = {"name": sealed(name), "email": sealed(email), "words": sealed(words)}
    application = VolunteerApplication.objects.create(community_point=desk, **texts)
    if written_to:
        write("arrived", email, desk)
    return application


def held(application, state):
    """The application where it can come to that state, nobody else's until the transaction ends; else Settled."""
    rows = VolunteerApplication.objects.select_for_update(of=["self"]).select_related("community_point__location")
    row = rows.get(pk=application.pk)
    if state not in VolunteerApplication.MOVES.get(row.state, ()):
        raise Settled
    row.state = state
    return row


@transaction.atomic
def meet(*, by, application, day):
    row = held(application, State.MET)
    row.meeting_at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
    row.save(update_fields=["state", "meeting_at"])


@transaction.atomic
def train(*, by, application, day, kinds):
    row = held(application, State.TRAINED)
    row.learned_on, row.learned = day, kinds
    row.save(update_fields=["state", "learned_on", "learned"])


@transaction.atomic
def offer_mandate(*, by, application):
    """Invites the person as volunteer; whether the mail left."""
    row = held(application, State.MANDATE)
    row.invitation, _secret, left = invite(
        by=by, place=row.community_point, email=unsealed(row.email), role=Role.VOLUNTEER
    )
    settle(row, by)
    return left


@transaction.atomic
def decline(*, by, application):
    """Whether the letter left: where it did not nothing is erased, or nobody could write any more."""
    row = held(application, State.DECLINED)
    address = settings.SITE_URL + reverse("services:take_part")
    left = leave(letter("declined", unsealed(row.email), row.community_point, address=address))
    if left:
        settle(row, by)
    return left


@transaction.atomic
def withdraw(*, by, application):
    """The person has changed their mind, and has said so."""
    settle(held(application, State.WITHDRAWN), by)


def settle(row, by):
    row.name = row.email = row.words = ""
    row.settled_at, row.decided_by = timezone.now(), by
    row.save()


@transaction.atomic
def grant_what_was_learned(*, invitation):
    """To whom has accepted it, unless they decided of it themself."""
    rows = VolunteerApplication.objects.select_for_update(of=["self"]).select_related("decided_by")
    row = rows.filter(invitation=invitation).exclude(learned=[]).first()
    if row is None or row.decided_by == invitation.accepted_by:
        return
    for kind in row.learned:
        valid = DateRange(row.learned_on, row.learned_on + GOOD_FOR)
        grant(by=row.decided_by, person=invitation.accepted_by, kind=Qualification.Kind(kind), valid=valid)
    row.learned = []
    row.save(update_fields=["learned"])
