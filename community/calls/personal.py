"""What is held of who applies to a call, and for how long; part of `community.retention` and `community.own_data`."""

from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.retention import MONTH, YEAR, Kept
from community.models import Applicant, Application, Pact, Score
from puntocomunita.encryption import decrypt

from . import actions
from .people import person_of

State = Application.State
NOTHING = {"name": "", "phone": "", "household": "", "age": None, "partner_age": None, "residence": "", "permit": None}
NOTHING |= {"email": "", "appeal": "", "to_tell": "", "to_tell_since": None, "reasons": []}
NOTHING |= {"declared": [], "person": None, "quarter": None, "assessed_on": None, "assessed_by": None}


def erase(applications):
    """The reference, the place and the points stay: they are in the ranking that everybody has read. That one was
    not admitted stays too, no more why.

    A pact of hours is kept for longer, and says no more of which application it is.
    """
    Pact.objects.filter(application__in=applications).update(application=None)
    Applicant.objects.filter(application__in=applications).delete()
    applications.appealed().update(appeal_closed_at=Now())
    return applications.update(**NOTHING, recorded_by=None, decided_by=None, erased_at=Now())


def past_their_time(now):
    return Application.objects.filter(erased_at=None, call__archived_on__lt=timezone.localdate(now) - YEAR)


def never_sent(now):
    return Application.objects.filter(state=State.DRAFT, call__closes_on__lt=timezone.localdate(now) - MONTH)


KEPT = [
    Kept(
        gettext_lazy("Domande ai bandi: nome, telefono ed e-mail cifrati, età, quartiere, risposte; mai documenti"),
        gettext_lazy("12 mesi dopo la fine del bando; poi resta il posto in graduatoria, sotto un riferimento"),
        gettext_lazy("Servono a decidere chi riceve il contributo"),
        gettext_lazy("Domande a bandi conclusi da oltre un anno"),
        past_their_time,
        erase,
    ),
    Kept(
        gettext_lazy("Domande ai bandi mai mandate"),
        gettext_lazy("30 giorni dopo la chiusura del bando"),
        gettext_lazy("Si possono finire finché il bando è aperto"),
        gettext_lazy("Domande mai mandate a bandi chiusi da 30 giorni"),
        never_sent,
    ),
    Kept(
        gettext_lazy("Chi chiede a un bando: un’impronta del codice fiscale, mai il codice"),
        gettext_lazy("finché c’è la domanda"),
        gettext_lazy("Perché nessuno chieda due volte"),
    ),
    Kept(
        gettext_lazy("Pagamenti dei contributi: giorno e importo, sotto un riferimento; mai un IBAN"),
        gettext_lazy("con il posto in graduatoria, che dopo 12 mesi non dice più di chi è"),
        gettext_lazy("Dicono che un contributo è stato pagato, e non più di quanto è"),
    ),
]


def held(user):
    applications = user.call_applications.select_related("call", "quarter")
    return {
        _("Domande che hai fatto a un bando"): [told(each) for each in applications],
        _("Domande degli altri a cui hai dato punti o risposto"): [
            {
                _("con i tuoi punti"): Score.objects.filter(evaluator=user).values("application").distinct().count(),
                _("con la tua risposta"): Application.objects.filter(decided_by=user).count(),
                _("colloqui segnati"): Application.objects.filter(assessed_by=user).count(),
                _("scritte da te allo sportello"): Application.objects.filter(recorded_by=user).count(),
            }
        ],
    }


def told(application):
    return {
        _("bando"): str(application.call),
        _("riferimento"): application.code,
        _("numero di protocollo"): application.protocol,
        _("a che punto è"): application.get_state_display(),
        _("mandata il"): application.submitted_at,
        _("come"): application.get_household_display(),
        _("età"): [each for each in (application.age, application.partner_age) if each is not None],
        _("dove abiti"): application.get_residence_display(),
        _("quartiere"): str(application.quarter or ""),
        _("cittadinanza o permesso"): application.permit,
        _("dichiarazioni"): application.declared,
        _("telefono"): person_of(application).phone,
        _("colloquio fatto il"): application.assessed_on,
        _("decisa il"): application.decided_at,
        _("perché chiedi di riguardarla"): decrypt(application.appeal) if application.appeal else "",
        _("punti"): application.points,
        _("posto in graduatoria"): application.position,
        _("pagamenti"): [{_("pagato il"): each.paid_on, _("euro"): each.amount} for each in application.payments.all()],
    }


def forget(user):
    """What was not sent goes; what waits is withdrawn, so that the next has the benefit; the rest is erased.

    A benefit of which something was paid stays given, to nobody by name.
    """
    user.call_applications.filter(state=State.DRAFT).delete()
    unpaid = user.call_applications.filter(payments=None)
    for each in unpaid.filter(state__in=Application.MAY_WITHDRAW).select_related("call"):
        actions.withdraw(application=each)
    erase(Application.objects.filter(person=user))
