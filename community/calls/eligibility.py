"""Whether somebody may ask for the benefit of a call: its rules are data, these functions only read them.

What is asked has the fields of an Application: household, age and partner_age on the day on which the call closes,
residence, permit, declared. The database asks the same once an application is sent (`community_application_meets`).
"""

import datetime

from django.utils.translation import gettext as _

from community.models import Application, Call, Reason

Residence = Call.Residence
COUPLE = Application.Household.COUPLE
LIVING = {
    Residence.ANY: set(Application.Residence),
    Residence.HERE: {Application.Residence.HERE},
    Residence.HERE_OR_COMING: {Application.Residence.HERE, Application.Residence.COMING},
}


def age_on(day: datetime.date, born: datetime.date) -> int:
    """In whole years; who is born on 29 February turns on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def failing(call, asks) -> list:
    """The rules that are not met, in the order in which they are asked; empty for who may ask."""
    met = {
        Reason.AGE: is_young_enough(call, asks),
        Reason.RESIDENCE: asks.residence in LIVING[call.residence],
        Reason.PERMIT: not call.asks_permit or bool(asks.permit),
        Reason.DECLARED: len(asks.declared) == len(call.declarations) and all(asks.declared),
    }
    return [rule for rule, is_met in met.items() if not is_met]


def is_young_enough(call, asks) -> bool:
    if not call.asks_ages:
        return asks.age is None and asks.partner_age is None
    if asks.household != COUPLE:
        return asks.age is not None and asks.age < call.single_under
    return None not in (asks.age, asks.partner_age) and asks.age + asks.partner_age < call.couple_under


def why_not(call, asks) -> list[str]:
    """The same in plain words, to who asks."""
    return [said(call, asks, rule) for rule in failing(call, asks)]


def said(call, asks, rule) -> str:
    if rule == Reason.AGE:
        return said_of_age(call, asks)
    if rule == Reason.RESIDENCE and call.residence == Residence.HERE:
        return _("Questo bando è per chi abita già a %(city)s.") % {"city": call.network}
    return {
        Reason.RESIDENCE: _("Questo bando è per chi abita a %(city)s o ci viene ad abitare.") % {"city": call.network},
        Reason.PERMIT: _(
            "Serve la cittadinanza italiana o dell’Unione europea, oppure un permesso di soggiorno valido."
        ),
        Reason.DECLARED: _("Per fare domanda servono tutte le condizioni scritte nel bando."),
    }[rule]


def said_of_age(call, asks):
    day = {"day": call.closes_on.strftime("%d/%m/%Y")}
    if asks.household == COUPLE:
        limit = {"years": call.couple_under, "yours": (asks.age or 0) + (asks.partner_age or 0)}
        return _("In due dovete avere meno di %(years)s anni sommati: il %(day)s ne avrete %(yours)s.") % (day | limit)
    limit = {"years": call.single_under, "yours": asks.age}
    return _("Devi avere meno di %(years)s anni: il %(day)s ne avrai %(yours)s.") % (day | limit)
