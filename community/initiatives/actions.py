"""An initiative on its way: begun, published, joined, done or stopped. Races are decided by the rows' locks."""

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from community.access import RUN_INITIATIVES
from community.models import Initiative, InitiativePartner, Outcome, Participation, Partnering
from community.once import written_before
from helpdesk.moves import Settled, held

from . import letters, listings

State, A_MOMENT = Initiative.State, datetime.timedelta(minutes=2)


@transaction.atomic
def begin(*, by, network, title, summary, topics=(), lead_organization=None, lead_person=None, **told) -> Initiative:
    """Public at once where `by` coordinates the city or speaks for the member that leads; else it waits for their yes.

    `lead_person` is `by` where no organisation leads and a resident begins. `told` are other fields of the model
    (`words`, `kind`, `quarter`, `need_theme`, `starts_on`, `ends_on`, `people_target`). An organisation that leads
    without having begun it is asked first.
    """
    if before := written_before(by, just_begun(network), title=title, summary=summary, **told):
        return before
    if not (at_once := may_publish(by, network, lead_organization)):
        lead_person = lead_person or by
    initiative = Initiative(network=network, title=title, summary=summary, lead_person=lead_person, **told)
    initiative.published_at = timezone.now() if at_once else None
    initiative.save()
    initiative.topics.set(topics)
    if lead_organization:
        ask_partner(by=by, initiative=initiative, organization=lead_organization, role=Partnering.LEAD)
    if lead_person:
        join(by=lead_person, initiative=initiative)
    if at_once:
        letters.tell_who_asked_for_it(initiative)
    else:
        letters.tell_who_publishes(initiative)
    listings.refresh(initiative)
    return initiative


def just_begun(network):
    return network.initiatives.filter(started_at__gt=timezone.now() - A_MOMENT, proposal=None)


def may_publish(user, network, organization=None) -> bool:
    if RUN_INITIATIVES.allows(user, network):
        return True
    return organization is not None and network.kept_by(user).filter(pk=organization.pk).exists()


@transaction.atomic
def publish(*, by, initiative):
    row = held(initiative, State.PLANNED)
    if row.published_at:
        raise Settled
    row.published_at = timezone.now()
    row.save(update_fields=["published_at"])
    if row.lead_person != by:
        letters.tell_it_is_public(row)
    letters.tell_who_asked_for_it(row)
    listings.refresh(row)


@transaction.atomic
def mend(*, initiative, topics, **told):
    row = held(initiative, State.PLANNED, State.ACTIVE)
    for name, value in told.items():
        setattr(row, name, value)
    row.save()
    row.topics.set(topics)
    listings.refresh(row)


@transaction.atomic
def start(*, initiative, starts_on):
    row = held(initiative, State.PLANNED)
    if row.published_at is None:
        raise Settled
    ends_on = row.ends_on if row.ends_on and row.ends_on >= starts_on else None
    moved(row, State.ACTIVE, starts_on=starts_on, ends_on=ends_on)


@transaction.atomic
def stop(*, initiative, reason):
    """What nobody has read yet is stopped without telling anybody but who leads it."""
    row = held(initiative, State.PLANNED, State.ACTIVE)
    moved(row, State.STOPPED, stopped_reason=reason, over_at=timezone.now())


@transaction.atomic
def complete(*, initiative, **outcome):
    """With what is left of it for others: the database refuses one without the other."""
    row = held(initiative, State.ACTIVE)
    Outcome.objects.create(initiative=row, **cared_for(outcome))
    moved(row, State.COMPLETED, over_at=timezone.now())


def cared_for(outcome) -> dict:
    """An organisation that does is named as it is called."""
    organization = outcome.get("organization")
    return outcome | ({"cared_by": organization.name} if organization else {})


@transaction.atomic
def mend_outcome(*, initiative, **outcome):
    """Also when another cares for it, or nobody does from a day on."""
    held(initiative, State.COMPLETED)
    Outcome.objects.filter(initiative=initiative).update(**cared_for(outcome))


def moved(row, state, **told):
    row.state = state
    for name, value in told.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *told])
    letters.tell_it_moved(row)
    listings.refresh(row)


def join(*, by, initiative):
    """Once, however often it is pressed."""
    Participation.objects.bulk_create([Participation(initiative=initiative, person=by)], ignore_conflicts=True)


@transaction.atomic
def leave(*, by, initiative):
    """What one has taken on waits for somebody else again; what one promised stays promised."""
    initiative.tasks.filter(person=by, state="2_taken").update(person=None, state="1_open")
    initiative.participations.filter(person=by).delete()


class AlreadyThere(Exception):
    """The organisation is a partner, or another leads."""


@transaction.atomic
def ask_partner(*, by, initiative, organization, role):
    """Confirmed at once by one of its own people; else they are asked, and until they answer nobody reads of it."""
    is_theirs = organization.pk in {each.organization_id for each in by.current_memberships}
    said = {"confirmed_at": timezone.now(), "confirmed_by": by} if is_theirs else {}
    try:
        with transaction.atomic():
            partner = InitiativePartner.objects.create(
                initiative=initiative, organization=organization, role=role, **said
            )
    except IntegrityError as error:
        raise AlreadyThere from error
    if not is_theirs:
        letters.ask_organization(partner)
    listings.refresh(initiative)
    return partner


@transaction.atomic
def answer_for_partner(*, by, partner, agreed):
    """A no, also later, leaves no trace."""
    if not agreed:
        InitiativePartner.objects.filter(pk=partner.pk).delete()
    elif not InitiativePartner.objects.filter(pk=partner.pk, confirmed_at=None).update(
        confirmed_at=timezone.now(), confirmed_by=by
    ):
        raise Settled
    listings.refresh(partner.initiative)
