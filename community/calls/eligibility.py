"""Whether somebody may ask for the benefit of a call. Its rules are data, and the database alone reads them.

`community_application_unmet` is asked by these functions, before anything is kept, and by the trigger of an application
that is sent. What is asked has the fields of an Application: household, age and partner_age on the `age_day` of
the call, residence, permit, declared.
"""

import datetime
import json

from django.db import connections, router
from django.utils.translation import gettext as _

from community.models import Application, Call, Reason
from community.notices.words import day_said
from puntocomunita.templatetags.portal import after

Residence = Call.Residence
COUPLE = Application.Household.COUPLE
TERMS = ("single_under", "couple_under", "age_from", "residence", "asks_permit", "declarations")
ASKED = ("household", "age", "partner_age", "residence", "permit", "declared")
UNMET = """
SELECT community_application_unmet(
    jsonb_populate_record(NULL::community_call, %s), jsonb_populate_record(NULL::community_application, %s)
)
"""


def age_on(day: datetime.date, born: datetime.date) -> int:
    """In whole years; who is born on 29 February turns on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def failing(call, asks) -> list:
    """The rules that are not met, in the order in which they are asked; empty for who may ask. A query."""
    with connections[router.db_for_read(type(call))].cursor() as cursor:
        cursor.execute(UNMET, [said_as_json(call, TERMS), said_as_json(asks, ASKED)])
        (rules,) = cursor.fetchone()
    return rules


def said_as_json(thing, names) -> str:
    return json.dumps({name: getattr(thing, name) for name in names})


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
    day = {"day": after(day_said(call.age_day), "il")}
    if min(age for age in (asks.age, asks.partner_age) if age is not None) < call.age_from:
        return _("Chi fa domanda %(day)s ha almeno %(years)s anni.") % (day | {"years": call.age_from})
    if asks.household == COUPLE:
        limit = {"years": call.couple_under, "yours": (asks.age or 0) + (asks.partner_age or 0)}
        return _("In due dovete avere meno di %(years)s anni sommati: %(day)s ne avrete %(yours)s.") % (day | limit)
    limit = {"years": call.single_under, "yours": asks.age}
    return _("Devi avere meno di %(years)s anni: %(day)s ne avrai %(yours)s.") % (day | limit)
