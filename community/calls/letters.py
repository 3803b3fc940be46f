"""What is told of an application: by the portal to who asked with an access, by mail or by a desk to who has none."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Role
from community.models import Application, Topic
from community.notices.running import who_runs
from community.notices.telling import tell
from community.notices.words import day_said
from puntocomunita.templatetags.portal import after

from .paper import said_of_payments
from .posting import post_at_once

State, OVER = Application.State, "over"


def words_of(application, what) -> tuple[str, str]:
    """(subject, words); nothing in the subject says who or what became of them."""
    about = {"call": application.call, "protocol": application.protocol, "code": application.code}
    said = {
        "sent": _("La tua domanda è arrivata: ha il numero %(protocol)s e il riferimento %(code)s. Tienilo da parte."),
        State.ADMITTED: _("La tua domanda è ammessa. Nella sua pagina trovi che cosa succede adesso."),
        State.EXCLUDED: _("La tua domanda non è ammessa. Il perché, e a chi chiedere, è nella pagina della domanda."),
        "confirmed": _("Abbiamo riguardato la tua domanda: resta non ammessa. Il perché è nella sua pagina."),
        State.AWARDED: _("Il contributo è tuo. Nella pagina della domanda trovi che cosa fare adesso."),
        State.RESERVE: _("Sei in lista d’attesa: se qualcuno rinuncia, il contributo passa al posto dopo."),
        OVER: _("Il bando è concluso, e il contributo non è arrivato fino a te."),
        State.WITHDRAWN: _("La tua domanda è ritirata, come hai chiesto."),
    }[what]
    subject = _("La tua domanda: %(call)s") if what == "sent" else _("Novità sulla tua domanda: %(call)s")
    return subject % about, said % about


def tell_about(application, what):
    note(application, what)
    post_once_saved([application])


def note(application, what):
    """Told at once who has an access; of who has none it is kept that they do not know yet. Nobody is left to tell of
    one that is erased."""
    if application.erased_at:
        return
    if application.person_id:
        tell_who_has_access(application, what)
    elif what != "sent" or application.email:
        application.to_tell, application.to_tell_since = what, timezone.now()
        application.save(update_fields=["to_tell", "to_tell_since"])


def tell_who_has_access(application, what):
    call = application.call
    subject, words = words_of(application, what)
    url = reverse("community:own_application", args=[call.network.slug, call.pk])
    key = f"application-{application.pk}-{application.decided_at or application.submitted_at:%y%m%d%H%M%S%f}-{what}"
    tell([application.person], Topic.CALLS, key=key, subject=subject, words=words, url=url, must=True)


def tell_of_payment(application, key):
    """What is paid up to now, whether there is more of it or less; `key` makes it once."""
    if not application.person_id:
        note(application, "paid")
        post_once_saved([application])
        return
    call = application.call
    tell(
        [application.person],
        Topic.CALLS,
        key=f"payment-{key}",
        subject=_("Novità sulla tua domanda: %s") % call,
        words=said_of_payments(application),
        url=reverse("community:own_application", args=[call.network.slug, call.pk]),
        must=True,
    )


def tell_of_ranking(call, ranked):
    note_each(call, ranked)


def tell_who_waited(call):
    note_each(call, list(call.applications.filter(state=State.RESERVE).select_related("person")), OVER)


def note_each(call, applications, what=""):
    """Where it stands, unless `what` says something else."""
    for application in applications:
        application.call = call
        note(application, what or application.state)
    post_once_saved(applications)


def post_once_saved(applications):
    """To those who left an address; a desk calls the others."""
    if keys := [each.pk for each in applications if each.email and each.to_tell]:
        transaction.on_commit(lambda: post_at_once(keys), robust=True)


def tell_who_decides(application):
    """That who was not admitted asks to be looked at again."""
    call = application.call
    tell_direction(
        call,
        key=f"application-{application.pk}-appealed",
        subject=_("Una domanda da riguardare: %s") % call,
        words=_("Chi ha fatto la domanda %s chiede di riguardarla: prima della graduatoria serve una risposta.")
        % application.code,
        url=application.get_absolute_url(),
    )


def tell_direction(call, **letter):
    tell(who_runs(call.network, Role.DIRECTION), Topic.CALLS, **{"url": call.get_absolute_url(), "must": True} | letter)


def tell_that_it_opened(call):
    tell_direction(
        call,
        key=f"call-{call.pk}-opened",
        subject=_("Il bando è aperto: %s") % call,
        words=_("Si è aperto oggi da solo: si può fare domanda fino %s, compreso.")
        % after(day_said(call.closes_on), "al"),
        must=False,
    )


def ask_whether_it_opens(call):
    tell_direction(
        call,
        key=f"call-{call.pk}-still-draft-{call.opens_on}",
        subject=_("Un bando ancora in bozza: %s") % call,
        words=_("Il suo primo giorno è %s, e nessuno l’ha ancora pubblicato.") % after(day_said(call.opens_on), "il"),
    )


def ask_whether_it_is_over(call, today):
    tell_direction(
        call,
        key=f"call-{call.pk}-still-not-over-{today:%Y-%m}",
        subject=_("Un bando da concludere: %s") % call,
        words=_("Si è chiuso %s. Finché non è concluso, restano i dati di chi ha fatto domanda.")
        % after(day_said(call.closes_on), "il"),
    )


def tell_that_it_closed(call):
    waiting = call.applications.waiting().count()
    tell(
        who_runs(call.network, Role.COORDINATOR, Role.DIRECTION),
        Topic.CALLS,
        key=f"call-{call.pk}-closed",
        subject=_("Il bando è chiuso: %s") % call,
        words=_("Il tempo per fare domanda è finito. Domande arrivate: %s. Adesso si possono leggere.") % waiting,
        url=call.get_absolute_url(),
    )


def remind_of_draft(application):
    call = application.call
    day = after(day_said(call.closes_on), "al")
    tell(
        [application.person],
        Topic.CALLS,
        key=f"application-{application.pk}-unsent",
        subject=_("Una domanda da finire: %s") % call,
        words=_("L’hai cominciata e non l’hai ancora mandata: c’è tempo fino %s, compreso.") % day,
        url=reverse("community:own_application", args=[call.network.slug, call.pk]),
    )
