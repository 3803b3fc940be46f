"""Minutes from the first draft to what is approved, with no word lost; and what they leave to do."""

from django.db import transaction
from django.utils import timezone

from network.governance.quorum import quorum_of
from network.models import ActionItem, Meeting, Minutes

State = ActionItem.State


class WrittenMeanwhile(Exception):
    """Somebody else saved after one began to write; `now` is the draft as it is, or None where it is approved."""

    def __init__(self, now):
        super().__init__()
        self.now = now


class Approved(Exception):
    """What the minutes say holds: another decision changes it."""


@transaction.atomic
def save_draft(*, by, meeting, text, revision):
    """`revision` is of the draft that one read, 0 where there was none."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    draft = meeting.minutes.draft().first()
    if (draft.revision if draft else 0) != revision:
        raise WrittenMeanwhile(draft)
    if draft is None:
        draft = Minutes(meeting=meeting, version=meeting.minutes.count() + 1, revision=0)
    draft.text, draft.written_by, draft.revision = text, by, draft.revision + 1
    draft.save()
    return draft


@transaction.atomic
def approve(*, by, meeting, text, revision):
    """What one sees is what is approved: it is saved first; where a body met, with the seats that were there."""
    draft = save_draft(by=by, meeting=meeting, text=text, revision=revision)
    if quorum := quorum_of(meeting):
        draft.seats_in_force, draft.seats_present, draft.seats_needed = quorum
    draft.state, draft.approved_by, draft.approved_at = Minutes.State.APPROVED, by, timezone.now()
    draft.save()
    return draft


@transaction.atomic
def correct_decision(*, by, decision):
    """As long as the minutes that hold it are a draft: they are approved under the same lock."""
    meeting = Meeting.objects.select_for_update().get(pk=decision.meeting_id)
    if meeting.minutes.approved().exists():
        raise Approved
    decision.save()
    return decision


def give_task(*, by, task):
    """To whoever it says, until whenever it says; they are reminded anew."""
    task.reminded_at = None
    task.save()
    return task


def close_task(*, by, task, state, outcome=""):
    """Done, or dropped with a reason; open once more where it was not."""
    task.state, task.outcome = state, outcome
    task.closed_at = None if state == State.OPEN else timezone.now()
    task.save(update_fields=["state", "outcome", "closed_at"])
    return task
