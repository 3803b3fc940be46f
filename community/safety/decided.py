"""What stands decided of things that were reported: a room does not show again by itself what was hidden so."""

from community.models import ModerationAppeal, ModerationDecision


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
