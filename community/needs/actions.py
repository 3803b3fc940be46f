"""A need on its way: said, supported, put together with others, answered. Races are decided by the rows' locks."""

from django.db import transaction
from django.utils import timezone

from community.models import Endorsement, Need, NeedTheme
from community.once import written_before
from helpdesk.moves import Settled, held

from .letters import tell_it_is_hidden, tell_who_said_it

State = Need.State


@transaction.atomic
def say(*, by, need, topics) -> Need:
    """A person's own need is supported by that person; what a desk records for a group is the group's."""
    if before := written_before(by, need.network.needs, **words_of(need, by)):
        return before
    need.said_by = by
    need.save()
    need.topics.set(topics)
    if need.source == Need.Source.RESIDENT:
        support(by=by, need=need)
    return need


def words_of(need, by) -> dict:
    same = {name: getattr(need, name) for name in ("title", "words", "kind", "quarter", "source", "group_name")}
    return same | {"said_by": by, "state": State.COLLECTED}


@transaction.atomic
def mend(*, by, need, topics, **told):
    row = held(need, State.COLLECTED)
    if not row.may_be_mended_by(by):
        raise Settled
    for name, value in told.items():
        setattr(row, name, value)
    row.save()
    row.topics.set(topics)


@transaction.atomic
def take_back(*, by, need):
    """As if it had never been said; once others support it, it is theirs too and only its author's name goes."""
    row = held(need, State.COLLECTED)
    if not row.may_be_mended_by(by):
        raise Settled
    if row.endorsements.exclude(person=by).exists():
        row.endorsements.filter(person=by).delete()
        Need.objects.filter(pk=row.pk).update(said_by=None)
    else:
        row.delete()


@transaction.atomic
def support(*, by, need):
    """Once, however often it is pressed; what was taken back in between needs nobody."""
    still_there = Need.objects.select_for_update(of=["self"], no_key=True).filter(pk=need.pk).first()
    if still_there:
        Endorsement.objects.bulk_create([Endorsement(need=need, person=by)], ignore_conflicts=True)


def support_no_more(*, by, need):
    Endorsement.objects.filter(need=need, person=by).delete()


@transaction.atomic
def put_together(*, need, theme=None, title=""):
    """Into a theme that is there, or a new one called `title`, unless somebody opened it in this moment."""
    row = held(need, State.COLLECTED, State.PARKED)
    theme = theme or NeedTheme.objects.get_or_create(network=row.network, title=title)[0]
    row.theme, row.state = theme, State.CLUSTERED
    row.answer, row.answered_at, row.answered_by = "", None, None
    row.save()


@transaction.atomic
def take_out(*, need):
    row = held(need, State.CLUSTERED)
    row.theme, row.state = None, State.COLLECTED
    row.save()


@transaction.atomic
def park(*, by, need, answer):
    settle([held(need, State.COLLECTED, State.CLUSTERED, State.ADOPTED)], State.PARKED, answer, by)


@transaction.atomic
def adopt(*, by, theme, answer):
    """All that the theme holds is worked on from now on, with one public answer."""
    rows = Need.objects.select_for_update(of=["self"]).filter(theme=theme, state=State.CLUSTERED)
    rows = list(rows.select_related("network").order_by("pk"))
    if not rows:
        raise Settled
    settle(rows, State.ADOPTED, answer, by)


def settle(rows, state, answer, by):
    now = timezone.now()
    said = {"answer": answer, "answered_at": now, "answered_by": by}
    Need.objects.filter(pk__in=[each.pk for each in rows]).update(state=state, **said)
    for row in rows:
        row.state, row.answer, row.answered_at = state, answer, now
        tell_who_said_it(row)


@transaction.atomic
def hide(*, by, need, reason):
    """Its author reads why."""
    put_out_of_sight(by=by, need=need, reason=reason)
    if need.said_by != by:
        tell_it_is_hidden(need, reason=reason)


def put_out_of_sight(*, by, need, reason):
    """Nobody but its author and who coordinates sees it; nothing is lost."""
    said = {"hidden_at": timezone.now(), "hidden_by": by, "hidden_reason": reason}
    if not Need.objects.filter(pk=need.pk, hidden_at=None).update(**said):
        raise Settled


@transaction.atomic
def show_again(*, need):
    Need.objects.filter(pk=need.pk).update(hidden_at=None, hidden_by=None, hidden_reason="")
