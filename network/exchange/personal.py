"""What is held of who asks for help or exchanges something, and for how long; part of `network.retention`."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.retention import TWO_YEARS, YEAR, Kept
from network.models import AssistanceRequest, ExchangeMatch, ExchangeMessage, ExchangeNotice
from network.support.actions import give_back

KEPT = [
    Kept(
        gettext_lazy("Quello che due organizzazioni si scrivono per uno scambio, e chi l’ha scritto"),
        gettext_lazy("12 mesi dopo la fine dello scambio"),
        gettext_lazy("Per mettersi d’accordo"),
        gettext_lazy("Messaggi di scambi finiti da oltre 12 mesi"),
        lambda now: ExchangeMessage.objects.filter(match__closed_at__lt=now - YEAR),
    ),
    Kept(
        gettext_lazy("Gli scambi fra organizzazioni, e chi per loro li ha chiesti e accettati"),
        gettext_lazy("2 anni dopo la fine"),
        gettext_lazy("Per sapere che cosa si è fatto insieme"),
        gettext_lazy("Scambi finiti da oltre due anni"),
        lambda now: ExchangeMatch.objects.filter(closed_at__lt=now - TWO_YEARS),
    ),
    Kept(
        gettext_lazy("Gli annunci delle organizzazioni (offro, cerco), e chi li ha scritti"),
        gettext_lazy("2 anni dopo la fine"),
        gettext_lazy("Per sapere che cosa si offre e che cosa manca"),
        gettext_lazy("Annunci finiti da oltre due anni"),
        lambda now: ExchangeNotice.objects.filter(closed_at__lt=now - TWO_YEARS),
    ),
    Kept(
        gettext_lazy("Le richieste di aiuto delle organizzazioni, chi le ha fatte e chi ha aiutato"),
        gettext_lazy("2 anni dopo la fine"),
        gettext_lazy("Per sapere di che aiuto c’è bisogno"),
        gettext_lazy("Richieste di aiuto finite da oltre due anni"),
        lambda now: AssistanceRequest.objects.filter(closed_at__lt=now - TWO_YEARS),
    ),
]


def held(user):
    return {
        _("Annunci che hai scritto per la rete"): [told(each) for each in user.exchange_notices.all()],
        _("Messaggi che hai scritto per uno scambio"): [message(each) for each in user.exchange_messages.all()],
        _("Richieste di aiuto che hai fatto per la tua organizzazione"): [
            told(each) for each in user.assistance_asked.all()
        ],
        _("Richieste di aiuto affidate a te"): [told(each) for each in user.assistance_given.all()],
        _("Scambi fra organizzazioni"): [how_much(user)],
    }


def forget(user):
    """What they were to help with waits for somebody else, and who asked hears it; what they wrote stays, by nobody."""
    for request in user.assistance_given.for_reading():
        if request.is_assigned:
            give_back(by=user, request=request)
        else:
            request.let_go()


def told(row):
    return {_("titolo"): row.title, _("stato"): row.get_state_display()}


def message(row):
    return {_("testo"): row.words, _("quando"): row.written_at}


def how_much(user):
    return {
        _("scambi chiesti"): user.exchanges_asked.count(),
        _("scambi accettati"): user.exchanges_agreed.count(),
        _("richieste di aiuto affidate ad altri"): AssistanceRequest.objects.filter(assigned_by=user).count(),
    }
