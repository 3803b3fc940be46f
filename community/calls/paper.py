"""What became of an application, for who has no page of their own: to be mailed, printed, or said by telephone."""

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from community.models import Application, Call
from community.notices.words import day_said
from puntocomunita.templatetags.portal import after

State = Application.State


def what_it_is(application) -> str:
    """What they do not know yet or, where they know all, where it stands."""
    if application.to_tell:
        return application.to_tell
    return "sent" if application.state == State.SUBMITTED else application.state


def on_paper(application, what) -> list[str]:
    """The same for who has no page of their own: each sentence says all of it, and none says who they are."""
    call, code = application.call, {"code": application.code}
    lines = {
        "sent": said_of_arrival,
        State.ADMITTED: said_of_admission,
        State.EXCLUDED: said_of_exclusion,
        "confirmed": lambda row: [_("Abbiamo riguardato la domanda %(code)s.") % code, *said_of_exclusion(row)],
        State.AWARDED: said_of_award,
        "paid": said_of_award,
        State.RESERVE: said_of_reserve,
        "over": said_of_reserve,
        State.WITHDRAWN: lambda _row: [_("La domanda %(code)s è ritirata, come hai chiesto.") % code],
    }[what](application)
    return [str(call), *lines]


def said_of_arrival(application):
    about = {"protocol": application.protocol, "code": application.code}
    return [
        _("La domanda è arrivata: ha il numero %(protocol)s e il riferimento %(code)s.") % about,
        _("Tieni da parte il riferimento: in graduatoria ci sono i riferimenti, mai i nomi."),
    ]


def said_of_admission(application):
    words = _("La domanda %s è ammessa: adesso aspetta la graduatoria.") % application.code
    return [words, *said_of_documents(application.call)]


def said_of_documents(call):
    return [_("Porta questi documenti: %s.") % "; ".join(call.documents)] if call.documents else []


def said_of_exclusion(application):
    about = {"code": application.code, "why": ", ".join(str(each) for each in application.said_reasons)}
    lines = [_("La domanda %(code)s non è ammessa, per: %(why)s.") % about]
    if application.may_be_appealed:
        day = after(day_said(application.appeal_until), "al")
        lines.append(_("Se non è giusto, fino %s puoi chiedere di riguardarla in un Punto Comunità.") % day)
    return lines


def said_of_award(application):
    call, about = application.call, {"code": application.code, "position": application.position}
    lines = [_("Alla domanda %(code)s, al posto %(position)s, è assegnato il contributo.") % about]
    if call.amount and call.payee != call.Payee.APPLICANT:
        lines.append(_("Si paga direttamente %s.") % call.get_payee_display())
    lines += said_of_documents(call)
    if call.hours_due:
        hours = {"hours": call.hours_due, "where": call.hours_where}
        lines.append(_("Poi si firma il patto delle ore di volontariato: %(hours)s, %(where)s.") % hours)
    if application.payments.exists():
        lines.append(said_of_payments(application))
    return [*lines, *said_of_points(application)]


def said_of_reserve(application):
    about = {"code": application.code, "position": application.position}
    lines = [_("La domanda %(code)s è al posto %(position)s, in lista d’attesa.") % about]
    if application.call.state == Call.State.ARCHIVED:
        lines.append(_("Il bando è concluso, e il contributo non è arrivato fino a questo posto."))
    else:
        lines.append(_("Se qualcuno rinuncia il contributo passa al posto dopo, e te lo diciamo."))
    return [*lines, *said_of_points(application)]


def said_of_payments(application) -> str:
    """Each, and what is left of the benefit."""
    made, call = list(application.payments.all()), application.call
    paid = sum(each.amount for each in made)
    about = {"paid": euros(paid), "amount": euros(call.amount), "who": call.get_payee_display()}
    words = _("Pagati finora %(who)s: %(paid)s € di %(amount)s €") % about
    days = ", ".join(f"{day_said(each.paid_on)} {euros(each.amount)} €" for each in made)
    return f"{words} ({days})." if days else f"{words}."


def euros(amount) -> str:
    return floatformat(amount, "-2g")


def said_of_points(application):
    """By each criterion, and who explains them."""
    given = [f"{words} {shown(mean)}/{most}" for words, most, mean in application.scores.told()]
    if not given:
        return []
    lines = [_("Punti: %(points)s (%(each)s).") % {"points": shown(application.points), "each": "; ".join(given)}]
    return lines + [_("Se non tornano: %s.") % application.call.office] if application.call.office else lines


def shown(points) -> str:
    return floatformat(points, "-2")
