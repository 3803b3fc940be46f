"""What comes of a call or a visit."""

from django.db import transaction
from django.utils.translation import gettext as _

from services.freshness.checking import verify
from services.keeping.actions import save_entry
from services.merging.following import held
from services.models import CampaignVisit, Report
from services.reports.actions import check_report, send_report

from .actions import settle

State = CampaignVisit.State
TRIES = 3  # calls without an answer after which nobody calls again


class AlreadyDone(Exception):
    """Somebody, perhaps the same person by a second click, has finished this visit."""


def in_hand(visit):
    """The visit, locked until the end of the transaction, its entry first. Raises AlreadyDone, DoesNotExist."""
    held(visit.entry)
    visit = CampaignVisit.objects.select_for_update(of=["self"]).select_related("campaign").get(pk=visit.pk)
    if visit.is_done:
        raise AlreadyDone
    return visit


@transaction.atomic
def nobody_answers(*, by, visit, attempts):
    """Counts one call without an answer; `attempts` is how many there were when the page was opened."""
    visit = in_hand(visit)
    if visit.attempts != attempts:
        raise AlreadyDone
    visit.attempts, visit.agent = visit.attempts + 1, visit.agent or by
    if visit.attempts >= TRIES:
        settle(visit, State.NOT_FOUND)
    else:
        visit.state = State.CALL_AGAIN
        visit.save(update_fields=["state", "attempts", "agent"])
    return visit


@transaction.atomic
def is_gone(*, by, visit, words=""):
    """Says to the review desk, as something checked, that the entry is no more; it stays until they decide."""
    visit = in_hand(visit)
    visit.agent = visit.agent or by
    settle(visit, State.GONE, words[:300])
    report(by=by, thing=visit.entry, topic=Report.Topic.CLOSED, words=words)
    return visit


def report(*, by, thing, **said):
    """To the review desk, as something that was checked: who says it has just called."""
    made = send_report(entry=thing, by=by, mark="", **said)
    return made if made.checked_at else check_report(report=made, by=by)


@transaction.atomic
def record(*, by, visit, how, answers, seen, whole, note=""):
    """Writes what was confirmed and what is right; returns (the visit, whether something waits for a review).

    `seen` gives the values of a thing when the page was opened. Raises Conflict and ValidationError as
    `services.editing.apply`, and AlreadyDone; then nothing was written.
    """
    visit = in_hand(visit)
    waits = correct(by=by, answers=answers, seen=seen)
    check(by=by, how=how, answers=answers, waits=waits)
    if whole and not waits:
        verify(entry=visit.entry, by=by, how=how)
    visit.agent = visit.agent or by
    right = all(each.was_right for each in answers)
    settle(visit, State.CONFIRMED if right else State.CORRECTED, note)
    return visit, bool(waits)


def correct(*, by, answers, seen):
    """Writes what was wrong, or lets it wait; returns the keys of the questions whose answer waits."""
    wrong = [each for each in answers if not each.was_right]
    waits = set()
    for thing in {each.question.thing.pk: each.question.thing for each in wrong}.values():
        told = [each for each in wrong if each.question.thing == thing]
        wanted = {name: value for each in told if not each.is_words for name, value in each.values.items()}
        for each in told:
            if each.is_words:
                report(by=by, thing=thing, topic=Report.Topic.ADDRESS, suggestion=each.wanted)
        _entry, change = save_entry(by=by, thing=thing, seen=seen(thing), wanted=wanted) if wanted else (thing, None)
        waits |= {each.question.key for each in told if change or each.is_words}
    return waits


def check(*, by, how, answers, waits):
    """Each field that was answered was checked; what waits is not yet as it should be."""
    fields = {}
    for each in answers:
        found = fields.setdefault((each.question.thing, each.question.key not in waits), [])
        found.append(each.question.field)
    for (thing, right), names in fields.items():
        verify(entry=thing, by=by, how=how, fields=names, right=right)


def said(visit, waits):
    """What to tell the agent."""
    if visit.state == State.CONFIRMED:
        return _("Salvato: tutto giusto.")
    if waits:
        return _("Salvato. Le correzioni le guarda chi coordina, poi si vedono.")
    return _("Salvato: da adesso si vede così.")
