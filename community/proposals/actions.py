"""A proposal on its way: written, sent, wanted, worked on, answered. Races are decided by the rows' locks."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from community.models import Contribution, Proposal, ProposalDecision, ProposalEndorsement, ProposalText
from community.once import one_at_a_time, written_before
from helpdesk.moves import Settled, held

from .letters import tell_it_is_hidden, tell_it_is_rewritten, tell_what_became_of_it

State = Proposal.State


class NotNow(Exception):
    """The co-design is not, or no longer, in a phase for this."""


class AlreadyThere(Exception):
    """Another of the same name, or for the same thing, was written a moment before."""


def write_down(row):
    """What a form has looked at may be there all the same, by who was quicker."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AlreadyThere from error


@transaction.atomic
def write(*, by, proposal) -> Proposal:
    """A draft that only its author reads."""
    if before := written_before(by, proposal.network.proposals, **words_of(proposal, by), state=State.DRAFT):
        return before
    proposal.made_by, proposal.state = by, State.DRAFT
    proposal.save()
    return proposal


@transaction.atomic
def send(*, by, proposal) -> Proposal:
    """In public from now on; a person's own is wanted by that person. Raises NotNow where it is no time to propose."""
    one_at_a_time(by)
    if proposal.pk and held(proposal, State.DRAFT).made_by_id != by.pk:
        raise Settled
    if before := sent_of(proposal).filter(**words_of(proposal, by)).first():
        return before
    proposal.made_by, proposal.state = by, State.PUBLISHED
    proposal.published_at = proposal.moved_at = timezone.now()
    in_time(proposal.save)
    if not proposal.group_name:
        want(by=by, proposal=proposal)
    return proposal


def words_of(proposal, by) -> dict:
    same = {name: getattr(proposal, name) for name in ("codesign", "theme", "group_name")}
    return proposal.text | same | {"made_by": by}


def sent_of(proposal):
    return proposal.network.proposals.filter(state=State.PUBLISHED).exclude(pk=proposal.pk)


def in_time(save):
    """The database says whether the phase is open."""
    try:
        with transaction.atomic():
            return save()
    except IntegrityError as error:
        if getattr(error.__cause__.diag, "constraint_name", "") in OUT_OF_TIME:
            raise NotNow from error
        raise


OUT_OF_TIME = {"proposal_is_sent_while_it_is_time_to_propose", "contribution_comes_while_it_is_talked_over"}


@transaction.atomic
def mend(*, by, proposal, **told):
    """A draft, by who writes it."""
    row = held(proposal, State.DRAFT)
    if row.made_by_id != by.pk:
        raise Settled
    for name, value in told.items():
        setattr(row, name, value)
    row.save()
    return row


@transaction.atomic
def discard(*, by, proposal):
    row = held(proposal, State.DRAFT)
    if row.made_by_id != by.pk:
        raise Settled
    row.delete()


def want(*, by, proposal):
    """Once, however often it is pressed."""
    ProposalEndorsement.objects.bulk_create([ProposalEndorsement(proposal=proposal, person=by)], ignore_conflicts=True)


def want_no_more(*, by, proposal):
    ProposalEndorsement.objects.filter(proposal=proposal, person=by).delete()


@transaction.atomic
def contribute(*, by, proposal, words):
    """Raises NotNow outside of the phases in which it is talked over, or once it is answered."""
    told = {"words": words, "made_by": by}
    before = written_before(by, proposal.contributions, **told)
    return before or in_time(lambda: Contribution.objects.create(proposal=proposal, **told))


@transaction.atomic
def rewrite(*, by, proposal, why, **text):
    """The text after it was talked over; how it read before is kept beside it, and who wanted that is told."""
    row = held(proposal, *Proposal.OPEN)
    number = row.earlier_texts.count() + 1
    ProposalText.objects.create(proposal=row, number=number, why=why, **row.text)
    Proposal.objects.filter(pk=row.pk).update(**text)
    tell_it_is_rewritten(row, by=by, number=number, why=why)


@transaction.atomic
def work_on(*, proposal, codesign):
    """Taken into a co-design, its own or, for one that was free, another of the city."""
    move(held(proposal, State.PUBLISHED), State.IN_CODESIGN, codesign=codesign)


def move(row, state, **told):
    Proposal.objects.filter(pk=row.pk).update(state=state, moved_at=timezone.now(), **told)
    row.refresh_from_db()
    tell_what_became_of_it(row)


@transaction.atomic
def decide(*, by, proposal, outcome, body, decided_on, why, decision=None):
    """Accepted or rejected, once: of two who decide at once the second is told (Settled)."""
    row = held(proposal, *Proposal.OPEN)
    told = {"body": body, "decided_on": decided_on, "why": why, "decision": decision, "recorded_by": by}
    ProposalDecision.objects.create(proposal=row, outcome=outcome, **told)
    move(row, outcome, answer=why, answered_by=by)


@transaction.atomic
def merge(*, by, proposal, into, why):
    """Both rows are locked, in order: of two that would take in each other at once one does, and the other is told."""
    pair = Proposal.objects.select_for_update(of=["self"]).filter(pk__in=[proposal.pk, into.pk]).order_by("pk")
    rows = {each.pk: each for each in pair}
    if len(rows) != 2 or not all(each.is_open for each in rows.values()):
        raise Settled
    wanting = ProposalEndorsement.objects.filter(proposal=proposal).values_list("person", flat=True)
    ProposalEndorsement.objects.bulk_create(
        [ProposalEndorsement(proposal=into, person_id=each) for each in wanting], ignore_conflicts=True
    )
    move(rows[proposal.pk], State.MERGED, answer=why, answered_by=by, merged_into=into)


@transaction.atomic
def withdraw(*, by, proposal, why):
    row = held(proposal, *Proposal.OPEN)
    if row.made_by_id != by.pk:
        raise Settled
    move(row, State.WITHDRAWN, answer=why, answered_by=by)


@transaction.atomic
def hide(*, by, thing, reason):
    """Its author reads why."""
    put_out_of_sight(by=by, thing=thing, reason=reason)
    if thing.made_by != by:
        tell_it_is_hidden(thing, reason=reason)


def put_out_of_sight(*, by, thing, reason):
    """A proposal or a contribution: nobody but its author and who coordinates sees it; nothing is lost."""
    said = {"hidden_at": timezone.now(), "hidden_by": by, "hidden_reason": reason}
    if not type(thing).objects.filter(pk=thing.pk, hidden_at=None).update(**said):
        raise Settled


@transaction.atomic
def show_again(*, thing):
    type(thing).objects.filter(pk=thing.pk).update(hidden_at=None, hidden_by=None, hidden_reason="")
