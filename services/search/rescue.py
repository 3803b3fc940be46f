"""When nothing is found: which filter empties the list, and where a person answers."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .matching import BOUND

SAME_THING = ({"near", "radius"}, {"open_at"}, {"open_now"}, {"day", "start_time", "end_time"})
MOST = 6


@dataclass
class Rescue:
    label: str
    count: int
    url: str
    approximate: bool = False


def rescues(search) -> list[Rescue]:
    """One filter relaxed at a time, with the count that would give; those that give something, best first."""
    found = [_without(search, params, label) for params, label in _ways(search)]
    return sorted((rescue for rescue in found if rescue.count), key=lambda rescue: -rescue.count)


def _ways(search):
    """(parameters to leave out, words) for each filter that is on, at most `MOST`."""
    groups, seen = [], set()
    for active in search.active:
        params = next((set(same) for same in SAME_THING if active.param in same), {active.param})
        if not params & seen:
            seen |= params
            groups.append((params, _("Togli «%s»") % active.label))
    if search.words_query:
        groups.append(({"search", "q"}, _("Togli le parole «%s»") % search.words))
    return groups[:MOST]


def _without(search, params, label) -> Rescue:
    count = search.filterset.narrowed(leaving_out=params)[: BOUND + 1].count()
    url = search.url(**dict.fromkeys(params))
    return Rescue(label, min(count, BOUND), url, count > BOUND)
