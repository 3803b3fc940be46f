"""What is held of members of a concierge and of who books advice, and for how long."""

import datetime
from contextlib import suppress

from django.db.models import Case, Exists, OuterRef, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.retention import YEAR, Kept
from community.models import AdviceBooking, ConciergeMembership, Exchange
from puntocomunita.encryption import decrypt

from . import advice
from .actions import OTHER_SIDE
from .letters import tell_member

LEFT = datetime.timedelta(days=1)


def over_before(day):
    return ConciergeMembership.objects.exclude(person=None, name="").filter(valid__endswith__lt=day)


def members_gone(now):
    """Who left a year ago and has no exchange that is still told of."""
    exchanges = Exchange.objects.filter(author=OuterRef("pk")), Exchange.objects.filter(other=OuterRef("pk"))
    rows = over_before(timezone.localdate(now - YEAR))
    return rows.filter(~Exists(exchanges[0]), ~Exists(exchanges[1]))


def forget_members(members):
    return members.update(person=None, name="", contact="")


NO_REASON = Case(When(state__in=["refused", "not_done"], then=Value("–")), default=Value(""))  # there it is never empty


def forget_exchanges(exchanges):
    """Of why one was not done nothing stays either: somebody wrote it of somebody."""
    told = dict.fromkeys(("title", "words", "when", "message"), "")
    return exchanges.update(author=None, other=None, reason=NO_REASON, **told)


def forget_bookings(bookings):
    return bookings.delete()[0]


KEPT = [
    Kept(
        gettext_lazy("Scambi fra soci di una portineria: chi, che cosa, le parole di chi risponde (cifrate)"),
        gettext_lazy("12 mesi dopo la fine; poi restano solo il genere di cosa e i minuti"),
        gettext_lazy("Servono ai due che si sono messi d’accordo, e alla portineria se qualcosa va storto"),
        gettext_lazy("Scambi finiti da oltre un anno, di chi sono"),
        lambda now: Exchange.objects.exclude(author=None).filter(settled_on__lt=timezone.localdate(now - YEAR)),
        forget_exchanges,
    ),
    Kept(
        gettext_lazy("Soci di una portineria: nome e recapito (cifrati), quota, di che cosa ci si fida"),
        gettext_lazy("12 mesi dopo la fine"),
        gettext_lazy("Il recapito lo legge solo chi è d’accordo su uno scambio, e chi tiene la portineria"),
        gettext_lazy("Soci di portinerie fino a oltre un anno fa"),
        members_gone,
        forget_members,
    ),
    Kept(
        gettext_lazy("Chi, senza accesso, ha prenotato una consulenza al telefono: nome e recapito (cifrati)"),
        gettext_lazy("Il giorno dopo la consulenza, o appena la disdice"),
        gettext_lazy("Servono a chi ascolta e alla portineria, per avvisare se qualcosa cambia"),
        gettext_lazy("Consulenze già date, di chi non ha un accesso"),
        lambda now: AdviceBooking.objects.filter(person=None, slot__ends_at__lt=now - LEFT),
        forget_bookings,
    ),
    Kept(
        gettext_lazy("Chi ha prenotato una consulenza, e l’idea che racconta (cifrata)"),
        gettext_lazy("12 mesi dopo"),
        gettext_lazy("Serve a chi ascolta, per prepararsi"),
        gettext_lazy("Consulenze di oltre un anno fa, di chi erano"),
        lambda now: AdviceBooking.objects.filter(slot__ends_at__lt=now - YEAR),
        forget_bookings,
    ),
]


def held(user):
    return {
        _("Portinerie di cui fai parte"): [
            {
                _("dove"): str(each.concierge),
                _("fino al"): each.last_day,
                _("quota"): each.fee,
                _("come ti si raggiunge"): decrypt(each.contact) if each.contact else user.email,
                _("ci si fida di te per"): [str(vetting.get_what_for_display()) for vetting in each.vettings.all()],
            }
            for each in members_of(user)
        ],
        _("Scambi in portineria"): [
            exchange(each, each.side_of(user)) for each in Exchange.objects.of(user).for_reading()
        ],
        _("Consulenze che hai prenotato"): [
            {
                _("di che cosa"): each.slot.topic,
                _("quando"): each.slot.starts_at,
                _("la tua idea"): decrypt(each.idea) if each.idea else "",
            }
            for each in user.advice_bookings.select_related("slot")
        ],
        _("Consulenze che dai"): [
            {_("di che cosa"): each.topic, _("quando"): each.starts_at} for each in user.advice_slots.all()
        ],
    }


def exchange(row, side):
    """With one's own words; why it cannot stand on the board is for who put it up."""
    answer = decrypt(row.message) if row.message else ""
    is_theirs = side == "author" or row.state != row.State.REFUSED
    return {
        _("che cosa"): row.title,
        _("parole"): " ".join(filter(None, [row.words, row.when])) if side == "author" else answer,
        _("scritto il"): row.posted_on,
        _("com’è andata"): row.get_state_display(),
        _("perché"): row.reason if is_theirs else "",
        _("minuti"): row.done_minutes,
    }


def members_of(user):
    places = ["concierge__community_point", "concierge__house"]
    return user.concierge_memberships.select_related(*places).prefetch_related("vettings")


def forget(user):
    """What nobody has agreed on goes; of the rest the other side keeps what was done, with nobody.

    Who was to meet them, for an exchange or for advice, hears that it is off.
    """
    today = timezone.localdate()
    rows = Exchange.objects.of(user)
    for row in rows.filter(state="agreed").for_reading():
        tell_it_is_off(row, getattr(row, OTHER_SIDE[row.side_of(user)]))
    rows.filter(author__person=user, state__in=["open", "proposed"]).delete()
    back = {"state": "open", "other": None, "message": "", "author_agreed_at": None, "other_agreed_at": None}
    rows.filter(state="proposed").update(**back, matched_by=None)
    off = {"state": "withdrawn", "settled_on": today, "author_confirmed_at": None, "other_confirmed_at": None}
    rows.filter(state="agreed").update(**off)
    forget_exchanges(rows.ended())
    for booking in user.advice_bookings.coming().select_related("slot__network", "slot__adviser"):
        with suppress(advice.Gone):
            advice.give_back(by=user, slot=booking.slot)
    for slot in user.advice_slots.coming().filter(cancelled_at=None):
        with suppress(advice.Gone):  # it begins in this very moment
            advice.call_off(slot=slot, reason=_("Chi ascoltava non c’è più."))
    forget_members(user.concierge_memberships.all())


def tell_it_is_off(exchange, member):
    """Who of the two stays: its own page goes with the other."""
    words = _("«%(exchange)s»: l’altra persona non fa più parte della portineria. Se serve ancora, scrivilo di nuovo.")
    url = member.concierge.get_absolute_url() if member.person_id else member.desk_url
    key, subject = f"exchange-{exchange.pk}-gone", _("Lo scambio non si fa")
    tell_member(member, key, subject, words % {"exchange": exchange}, url, must=True)
