"""Acts, newest first: of one thing, or of all that a person coordinates or directs."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from services.models import Act, RowChange

from .kinds import KINDS, THINGS
from .roots import Reach, roots_of, where_of
from .telling import Entry, Teller

A_PAGE = 20  # acts
LOOKED_AT = 100  # acts of everybody looked through for those in a person's reach
AT_MOST = 3_000  # changes of one thing read for a page
OF_ONE_ACT = 200  # changes of an act looked through: an import has more than anybody reads
SOME_OF_EACH = """
SELECT part.* FROM services_act act
CROSS JOIN LATERAL (SELECT * FROM services_rowchange WHERE act_id = act.id LIMIT %s) part
WHERE act.id = ANY(%s::uuid[])
"""


@dataclass
class Page:
    """`older` is the act after which the next page begins, None on the last one."""

    entries: list
    older: object = None
    people: tuple = ()  # who did what is shown, or could be


def after(acts, act):
    """The acts older than this one."""
    return acts.filter(Q(at__lt=act.at) | Q(at=act.at, id__lt=act.id)) if act else acts


def acts_of(subject):
    return Act.objects.filter(pk__in=subject.changes().order_by().values("act")).select_related("by")


def history_of(subject, older_than=None, size=A_PAGE) -> Page:
    """The acts that concern a thing; as many queries for one as for thirty."""
    acts = list(after(acts_of(subject), older_than)[: size + 1])
    shown = acts[:size]
    changes = list(subject.changes().filter(act__in=shown)[:AT_MOST])
    return Page(entries(shown, changes, subject.key), shown[-1] if len(acts) > size else None)


def entries(acts, changes, key):
    teller, by_act = Teller(changes), defaultdict(list)
    for change in changes:
        by_act[change.act_id].append(change)
    told = (teller.entry(act, by_act[act.pk], key) for act in acts)
    return [entry for entry in told if entry.lines]


def name_in(row) -> str:
    """Of a kept row of a thing; a place may have an address only."""
    return row.get("name") or row.get("address", "")


@dataclass
class Touched:
    """One thing that an act changed; `thing` is its row, None when it is gone."""

    kind: str
    key: str
    thing: object
    entry: Entry

    @property
    def label(self):
        return KINDS[self.kind].label

    @property
    def name(self):
        """Of what is gone, the name it had when it went."""
        rows = (change.before for change in self.entry.changes if change.key == self.key and change.before)
        return str(self.thing) if self.thing else next(filter(None, map(name_in, rows)), "")

    @property
    def gone_in(self):
        """The act that took it away, if this is the one and it can come back."""
        mine = (change for change in self.entry.changes if change.key == self.key)
        gone = any(change.verb == RowChange.Verb.DELETE and change.tells for change in mine)
        return self.entry.act if gone and self.kind in THINGS else None


def acts_around(user, wishes, older_than=None) -> Page:
    """The acts on what the user coordinates or directs, among the LOOKED_AT next ones; a fixed number of queries.

    `wishes` may hold `since` (a moment), `kind` (one of THINGS), `by` (a person's number) and `how` (what it begins
    with). The entries of the page are pairs: of the whole act, and what it did to each thing.
    """
    acts = Act.objects.select_related("by").filter(how__startswith=wishes.get("how", ""))
    if wishes.get("since"):
        acts = acts.filter(at__gte=wishes["since"])
    if wishes.get("by"):
        acts = acts.filter(by=wishes["by"])
    looked = list(after(acts, older_than)[: LOOKED_AT + 1])
    candidates = looked[:LOOKED_AT]
    changes = _some_of_each(candidates)
    mine = _in_reach(user, changes, wishes.get("kind"))
    shown = [act for act in candidates if act.pk in mine][:A_PAGE]
    more = len(shown) == A_PAGE or len(looked) > LOOKED_AT
    last = shown[-1] if len(shown) == A_PAGE else candidates[-1] if candidates else None
    people = {act.by_id: act.by for act in candidates if act.by and act.pk in mine}
    return Page(_touched(shown, mine), last if more else None, sorted(people.values(), key=str))


def things_of(act, user) -> list:
    """What an act did to each thing that the user coordinates or directs, as far as one act is looked at."""
    mine = _in_reach(user, list(act.changes.all()[:AT_MOST]), None)
    return next((things for _entry, things in _touched([act], mine)), [])


def _some_of_each(acts):
    """So many changes of each act, in order, however many it has; one query."""
    some = RowChange.objects.raw(SOME_OF_EACH, [OF_ONE_ACT, [str(act.pk) for act in acts]])
    return sorted(some, key=lambda change: change.pk)


def _in_reach(user, changes, kind):
    """{act: {(kind, key): its changes}} of the things that the user coordinates or directs."""
    roots = roots_of(changes)
    wheres, reach = where_of(set(roots.values()), changes), Reach(user)
    allowed = {root for root in set(roots.values()) if reach.roles(root, wheres) and kind in ("", None, root[0])}
    mine = defaultdict(lambda: defaultdict(list))
    for change in changes:
        if roots.get(change.pk) in allowed:
            mine[change.act_id][roots[change.pk]].append(change)
    return mine


def _touched(acts, mine):
    """[(entry of the whole act, [Touched])], with the names of the things in a query for each kind."""
    changes = [change for act in acts for each in mine[act.pk].values() for change in each]
    teller, keys = Teller(changes), defaultdict(set)
    for act in acts:
        for kind, key in mine[act.pk]:
            keys[kind].add(key)
    rows = {(kind, str(pk)): row for kind in keys for pk, row in KINDS[kind].model.objects.in_bulk(keys[kind]).items()}
    return [(Entry(act), _things(act, mine[act.pk], teller, rows)) for act in acts]


def _things(act, by_root, teller, rows):
    told = (Touched(*root, rows.get(root), teller.entry(act, changes, root[1])) for root, changes in by_root.items())
    return [each for each in told if each.entry.lines]
