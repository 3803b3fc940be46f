"""Exchanges as they may be reported; see `community.safety.registry`."""

from contextlib import suppress

from django.utils.translation import gettext_lazy as _

from community.models import Exchange
from community.safety.registry import Moderated
from puntocomunita.encryption import decrypt

from . import actions


def seen_by(user, network):
    rows = Exchange.objects.filter(concierge__network=network).for_reading()
    return rows.open_to(user) if user.is_authenticated else rows.none()


def answered(user, network):
    """What somebody said to who put it up."""
    mine = {"author__person": user} if user.is_authenticated else {"pk": None}
    return Exchange.objects.filter(concierge__network=network, **mine).exclude(other=None).for_reading()


def hide(exchange, *, by, reason):
    for act in (actions.refuse, actions.stop):
        with suppress(actions.Settled):
            act(exchange=exchange, reason=reason)


def show(exchange, *, by):
    with suppress(actions.Settled, actions.Refused):
        actions.put_up_again(exchange=exchange)


def leave(exchange, **told):
    """Its page asks the decision (`people.message_in`): by now another answer may stand there."""


MODERATED = [
    Moderated(
        kind="exchange",
        label=_("scambio in portineria"),
        model=Exchange,
        title=str,
        text=lambda exchange: exchange.words,
        author=lambda exchange: exchange.author and exchange.author.person,
        url=Exchange.get_absolute_url,
        hide=hide,
        show=show,
        seen_by=seen_by,
        is_met=True,
    ),
    Moderated(
        kind="exchange_answer",
        label=_("risposta in portineria"),
        model=Exchange,
        title=str,
        text=lambda exchange: decrypt(exchange.message) if exchange.message else "",
        author=lambda exchange: exchange.other and exchange.other.person,
        url=Exchange.get_absolute_url,
        hide=leave,
        show=leave,
        seen_by=answered,
        is_met=True,
    ),
]
