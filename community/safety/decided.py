"""What stands decided of things that were reported: a room does not show again by itself what was hidden so."""

from community.access import MODERATE
from community.models import ModerationAppeal, ModerationDecision

from .registry import moderated


def speaks_of(user, decision) -> bool:
    """Its author, as long as there is one; then who keeps the thing, and answers no appeals there."""
    if decision.about_id:
        return decision.about_id == user.pk
    what, answers = moderated(decision.kind), MODERATE.allows(user, decision.network)
    return what is not None and not answers and what.keeps(user, decision.thing)


def decision_to_appeal(user, kind, thing):
    """By which a thing that is hidden stays so, for who may say that it should not; else None."""
    decision = decision_on(kind, thing.pk) if thing.hidden_at else None
    return decision if decision and speaks_of(user, decision) else None


def standing():
    """To hide something, and not taken back on appeal."""
    granted = ModerationAppeal.State.GRANTED
    return ModerationDecision.objects.filter(outcome="upheld").exclude(appeal__state=granted).select_related("network")


def decision_on(kind, key):
    """The last one, or None."""
    return standing().filter(kind=kind, thing=str(key)).first()


def decided_on(kind, keys) -> set:
    """Those of `keys` that stay hidden; no query where there is none to look at."""
    keys = {str(key): key for key in keys}
    found = standing().filter(kind=kind, thing__in=keys).values_list("thing", flat=True) if keys else ()
    return {keys[each] for each in found}
