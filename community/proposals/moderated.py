"""What may be reported of proposals: one of them, or what somebody added to it."""

from contextlib import suppress

from django.utils.translation import gettext_lazy

from community.access import RUN_CODESIGNS
from community.models import Contribution, Proposal
from community.safety.registry import Moderated

from . import actions


def hide(thing, *, by, reason):
    with suppress(actions.Settled):
        actions.put_out_of_sight(by=by, thing=thing, reason=reason)


def show(thing, *, by):
    actions.show_again(thing=thing)


def proposals(user, network):
    seen = network.proposals.seen_by(user, RUN_CODESIGNS.allows(user, network))
    return seen.exclude(state=Proposal.State.DRAFT).select_related("network", "made_by")


def contributions(user, network):
    return Contribution.objects.seen().filter(proposal__in=proposals(user, network).values("pk"))


def kind(name, label, model, title, url, seen_by):
    return Moderated(
        kind=name,
        label=label,
        model=model,
        title=title,
        text=lambda thing: thing.words,
        author=lambda thing: thing.made_by,
        url=url,
        hide=hide,
        show=show,
        seen_by=seen_by,
    )


MODERATED = [
    kind(
        "proposal",
        gettext_lazy("una proposta"),
        Proposal,
        lambda thing: thing.title,
        lambda thing: thing.get_absolute_url(),
        proposals,
    ),
    kind(
        "contribution",
        gettext_lazy("un contributo a una proposta"),
        Contribution,
        lambda thing: thing.proposal.title,
        lambda thing: thing.proposal.get_absolute_url(),
        contributions,
    ),
]
