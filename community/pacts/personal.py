"""What is held of who makes a pact, and for how long; part of `community.retention` and `community.own_data`."""

import datetime

from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.retention import YEAR, Kept
from community.models import HoursEntry, Pact

SIX_MONTHS, FIVE_YEARS = datetime.timedelta(days=183), datetime.timedelta(days=1827)
State, SOCIAL = Pact.State, Pact.Kind.SOCIAL


def over_since(before):
    """Ended by then or, forgotten by who follows them, over by their last day."""
    return Pact.objects.alias(last=Coalesce("ended_on", "ends_on")).filter(last__lt=timezone.localdate(before))


KEPT = [
    Kept(
        gettext_lazy("Patti di attivazione: chi dà le ore, a chi, quando (il nome cifrato se non ha un accesso)"),
        gettext_lazy("6 mesi dopo la fine; poi il patto sparisce del tutto, con le sue ore"),
        gettext_lazy("Il tempo di un attestato e di una verifica: dopo, che ci sia stato non riguarda nessuno"),
        gettext_lazy("Patti di attivazione finiti da oltre 6 mesi"),
        lambda now: over_since(now - SIX_MONTHS).filter(kind=SOCIAL),
    ),
    Kept(
        gettext_lazy("Patti di volontariato e dei bandi: chi dà le ore, a chi, quando"),
        gettext_lazy("5 anni dopo la fine"),
        gettext_lazy("Fa controllare un attestato a chi lo riceve, e il contributo di un bando"),
        gettext_lazy("Patti finiti da oltre cinque anni"),
        lambda now: over_since(now - FIVE_YEARS).exclude(kind=SOCIAL),
    ),
    Kept(
        gettext_lazy("Patti mai cominciati"),
        gettext_lazy("12 mesi"),
        gettext_lazy("Aspettano le firme"),
        gettext_lazy("Patti preparati oltre un anno fa e mai cominciati"),
        lambda now: Pact.objects.filter(
            state__in=[State.DRAFT, State.SIGNING, State.WITHDRAWN], drafted_at__lt=now - YEAR
        ),
    ),
]


def held(user):
    rows = user.pacts.with_minutes().select_related("host")
    return {
        _("Patti in cui dai delle ore"): [pact(each) for each in rows.order_by("starts_on", "id")],
        _("Ore che hai dato"): [hours(each) for each in user.pact_hours.order_by("day", "starts", "id")],
        _("Patti che hai firmato"): [
            {_("con chi"): str(each.pact.host), _("come"): each.get_side_display(), _("il"): each.signed_at}
            for each in user.pact_signatures.select_related("pact__host")
        ],
        _("Ore dei patti che hai scritto o deciso"): [
            {
                _("scritte"): HoursEntry.objects.filter(submitted_by=user).count(),
                _("decise"): HoursEntry.objects.filter(verified_by=user).count(),
                _("patti preparati"): Pact.objects.filter(drafted_by=user).count(),
                _("valutazioni, solo il giorno"): Pact.objects.filter(assessed_by=user).count(),
            }
        ],
    }


def pact(row):
    return {
        _("con chi"): str(row.host),
        _("che cosa si fa"): row.words,
        _("dal"): row.starts_on,
        _("al"): row.last_day,
        _("stato"): row.get_state_display(),
        _("perché"): row.end_reason,
        _("ore dovute"): row.hours_due,
        _("minuti confermati"): row.minutes_done,
        _("minuti da confermare"): row.minutes_waiting,
        _("codice dell’attestato"): row.code,
    }


def hours(entry):
    return {
        _("giorno"): entry.day,
        _("minuti"): entry.minutes,
        _("che cosa"): entry.words,
        _("a che punto sono"): entry.get_state_display(),
        _("perché no"): entry.reason,
    }


def forget(user):
    """A social pact goes whole; of another the hours stay given, by nobody, and what is open ends."""
    mine = user.pacts.all()
    mine.filter(kind=SOCIAL).delete()
    user.pact_hours.submitted().delete()
    user.pact_hours.exclude(words="").update(words="")
    over = {"ended_on": timezone.localdate(), "code": ""}
    mine.filter(state__in=[State.DRAFT, State.SIGNING]).update(state=State.WITHDRAWN, **over)
    reason = _("Chi dava le ore ha chiuso il suo accesso.")
    mine.filter(state=State.ACTIVE).update(state=State.ENDED_EARLY, end_reason=reason, **over)
