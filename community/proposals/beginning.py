"""What an accepted proposal becomes."""

from django.db import transaction
from django.utils.text import Truncator

from community.initiatives.actions import begin
from community.models import Proposal

from .actions import held
from .letters import tell_it_came_to_life

SUMMARY = 300  # letters that the summary of an initiative holds


@transaction.atomic
def bring_to_life(*, by, proposal):
    """Its initiative, one however often it is pressed."""
    row = held(proposal, Proposal.State.ACCEPTED)
    if row.initiative is None:
        told = {"title": row.title, "summary": Truncator(row.words).chars(SUMMARY), "words": row.words}
        row.initiative = begin(by=by, network=row.network, need_theme=row.theme, **told)
        row.save(update_fields=["initiative"])
        tell_it_came_to_life(row, by=by)
    return row.initiative
