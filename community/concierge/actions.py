"""An exchange on its way: put up, answered, agreed by both, done as both say. Races are decided by the rows' locks."""

from contextlib import suppress

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Block, Exchange
from community.models.exchange import ON_THE_BOARD, TO_CONFIRM
from community.once import written_before
from helpdesk.moves import Settled, held
from puntocomunita.encryption import encrypt

from .letters import tell_both, tell_side

State = Exchange.State
OTHER_SIDE = {"author": "other", "other": "author"}


class Refused(Exception):
    """The database says no; `unvetted` where the helper is not trusted with it."""

    def __init__(self, broken):
        super().__init__(broken)
        self.unvetted = broken == "exchange_helper_is_vetted"


NOT_FIT = {"exchange_helper_is_vetted", "exchange_is_between_members", "exchange_is_at_an_open_concierge"}


def saved(exchange):
    try:
        with transaction.atomic():
            exchange.save()
    except IntegrityError as error:
        broken = error.__cause__.diag.constraint_name
        if broken not in NOT_FIT:
            raise
        raise Refused(broken) from error
    return exchange


@transaction.atomic
def post(*, by, exchange, instead_of=None) -> Exchange:
    """On the board for 90 days at most, or until its day.

    `instead_of` is what it corrects: that one goes, and leads to it, so that who answers has read what is agreed on.
    """
    today = timezone.localdate()
    if before := written_before(by, exchange.concierge.exchanges.on_the_board(), **words_of(exchange)):
        return before
    old = held(instead_of, State.OPEN) if instead_of else None
    exchange.recorded_by, exchange.posted_on = by, today
    exchange.expires_on = min(exchange.day or today + ON_THE_BOARD, today + ON_THE_BOARD)
    saved(exchange)
    if old:
        old.corrected_as = exchange
        settle(old, State.WITHDRAWN, _("L’hai corretto."))
    return exchange


SAID = ("author", "kind", "category", "title", "words", "minutes", "price", "day", "when", "minors", "care", "homes")


def words_of(exchange) -> dict:
    return {name: getattr(exchange, name) for name in SAID}


@transaction.atomic
def answer(*, exchange, member, message=""):
    """The first who does has it, and waits for the other to agree."""
    row = held(exchange, State.OPEN)
    if row.author_id == member.pk or row.expires_on < timezone.localdate() or are_apart(row, member):
        raise Settled
    row.other, row.state, row.other_agreed_at = member, State.PROPOSED, timezone.now()
    row.message = encrypt(message) if message else ""
    saved(row)
    words = _("Leggi che cosa ti dice, e rispondi. Il tuo recapito lo vede solo se sei d’accordo.")
    tell_side(row, "author", "answered", _("Qualcuno ha risposto in portineria"), words)


def are_apart(exchange, member) -> bool:
    """Who has no account keeps nobody away."""
    people = exchange.author and exchange.author.person, member.person
    return all(people) and Block.objects.apart(*people)


@transaction.atomic
def match(*, by, exchange, member):
    """By who keeps the concierge: both are asked."""
    row = held(exchange, State.OPEN)
    if row.author_id == member.pk or are_apart(row, member):
        raise Settled
    row.other, row.state, row.matched_by = member, State.PROPOSED, by
    saved(row)
    words = _("La portineria ti propone uno scambio: guarda se ti va bene, e rispondi.")
    tell_both(row, "matched", _("La portineria ti propone uno scambio"), words)


@transaction.atomic
def agree(*, exchange, side):
    """Once both do, each reads how to reach the other."""
    row = held(exchange, State.PROPOSED)
    today, now = timezone.localdate(), timezone.now()
    setattr(row, f"{side}_agreed_at", now)
    if row.agreed_by("author") and row.agreed_by("other"):
        row.state, row.expires_on, row.reminded_at = State.AGREED, max(row.day or today, today) + TO_CONFIRM, None
    saved(row)
    if row.state == State.AGREED:
        words = _("Siete d’accordo: nella pagina trovi come sentirvi. Quando avete finito, scrivete quanto è durato.")
        tell_both(row, "agreed", _("Siete d’accordo"), words, but=side)


@transaction.atomic
def decline(*, exchange, side):
    """Back on the board, as if nobody had answered; the other hears it, without a reason."""
    row = held(exchange, State.PROPOSED)
    put_back(row, told=OTHER_SIDE[side])


@transaction.atomic
def part(*, by, other):
    """Who keeps another away says no to all that waits between the two: no contact is told any more."""
    for exchange in Exchange.objects.between(by, other).filter(state=State.PROPOSED).order_by("pk"):
        with suppress(Settled):
            decline(exchange=exchange, side=exchange.side_of(by))


def put_back(row, told):
    """`told` is the side that hears it, if any."""
    if told:
        words = _("Questa volta non si fa. In bacheca ci sono altre cose, e altre persone.")
        tell_side(row, told, "declined", _("Lo scambio non si fa"), words)
    row.other, row.message, row.matched_by = None, "", None
    row.state, row.author_agreed_at, row.other_agreed_at = State.OPEN, None, None
    row.save()


@transaction.atomic
def confirm(*, exchange, side, minutes):
    """What one says the other confirms by saying the same; another number asks the first again."""
    row = held(exchange, State.AGREED)
    if row.done_minutes != minutes:
        row.done_minutes, row.author_confirmed_at, row.other_confirmed_at = minutes, None, None
    setattr(row, f"{side}_confirmed_at", timezone.now())
    if row.confirmed_by("author") and row.confirmed_by("other"):
        row.state, row.settled_on = State.DONE, timezone.localdate()
    saved(row)
    if row.state == State.AGREED:
        words = _("L’altra persona dice che è fatto: conferma quanto è durato, o correggi.")
        tell_side(row, OTHER_SIDE[side], f"confirm-{minutes}", _("Com’è andata?"), words)


@transaction.atomic
def call_off(*, exchange, side, reason):
    """What was agreed and is not done after all; the other hears why."""
    row = settle(held(exchange, State.AGREED), State.NOT_DONE, reason)
    tell_side(row, OTHER_SIDE[side], "off", _("Lo scambio non si fa"), reason, must=True)


@transaction.atomic
def withdraw(*, exchange):
    """By its author, as long as nothing is agreed; who had answered hears it."""
    row = settle(held(exchange, State.OPEN, State.PROPOSED), State.WITHDRAWN)
    tell_side(row, "other", "withdrawn", _("Lo scambio non si fa"), _("Chi l’aveva scritto l’ha ritirato."))


@transaction.atomic
def refuse(*, exchange, reason):
    """By who keeps the concierge: it cannot stand on the board; its author reads why."""
    row = settle(held(exchange, State.OPEN, State.PROPOSED), State.REFUSED, reason)
    tell_why_to_author(row, "refused", _("Non può stare in bacheca"), reason)


@transaction.atomic
def stop(*, exchange, reason):
    """What was agreed on and may not go on, by who decides of reports; its author reads why."""
    row = settle(held(exchange, State.AGREED), State.NOT_DONE, _("L’ha fermato chi coordina la città."))
    tell_why_to_author(row, "stopped", _("Lo scambio non si fa"), reason)


def tell_why_to_author(exchange, what, subject, reason):
    """The other, whom it does not concern, hears only that it is off."""
    tell_side(exchange, "author", what, subject, reason, must=True)
    words = _("Non è più in bacheca: non devi fare niente. Ci sono altre cose, e altre persone.")
    tell_side(exchange, "other", what, _("Lo scambio non si fa"), words, must=True)


@transaction.atomic
def put_up_again(*, exchange):
    """What was refused and may stand after all, until its last day."""
    row = held(exchange, State.REFUSED)
    row.state, row.reason, row.settled_on = State.OPEN, "", None
    row.other, row.message, row.author_agreed_at, row.other_agreed_at = None, "", None, None
    saved(row)


@transaction.atomic
def expire(*, exchange):
    row = held(exchange, *Exchange.LIVE)
    if row.expires_on >= timezone.localdate():
        raise Settled
    row = settle(row, State.EXPIRED)
    words = _("È passato il suo tempo. Se serve ancora, scrivilo di nuovo: bastano due minuti.")
    tell_both(row, "expired", _("Non è più in bacheca"), words)


def settle(row, state, reason=""):
    row.state, row.reason, row.settled_on = state, reason, timezone.localdate()
    row.author_confirmed_at = row.other_confirmed_at = None
    row.save()
    return row


def let_go(*, by, exchange, member, reason=""):
    """What a member may do no longer: their own is withdrawn, what they answered goes back to the board or is off."""
    reason = reason or _("Chi tiene la portineria l’ha tolto.")
    if exchange.author_id == member.pk or exchange.state == State.AGREED:
        row = settle(exchange, State.WITHDRAWN, reason)
        tell_both(row, "let-go", _("Lo scambio non si fa"), reason, must=True)
    else:
        put_back(exchange, told="author")
