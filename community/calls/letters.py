"""What is told of an application to who asked by their own access; a desk calls who has none."""

from django.urls import reverse
from django.utils.translation import gettext as _

from community.models import Application, Topic
from community.notices.telling import tell

State = Application.State


def words_of(application, what) -> tuple[str, str]:
    """(subject, words); nothing in the subject says who or what became of them."""
    about = {"call": application.call, "protocol": application.protocol, "code": application.code}
    said = {
        "sent": _("La tua domanda è arrivata: ha il numero %(protocol)s e il riferimento %(code)s. Tienilo da parte."),
        State.ADMITTED: _("La tua domanda è ammessa: adesso aspetta la graduatoria."),
        State.EXCLUDED: _("La tua domanda non è ammessa. Il perché, e a chi chiedere, è nella pagina della domanda."),
        State.AWARDED: _("Il contributo è tuo. Nella pagina della domanda trovi che cosa fare adesso."),
        State.RESERVE: _("Sei in lista d’attesa: se qualcuno rinuncia, il contributo passa al posto dopo."),
    }[what]
    subject = _("La tua domanda: %(call)s") if what == "sent" else _("Novità sulla tua domanda: %(call)s")
    return subject % about, said % about


def tell_about(application, what):
    call = application.call
    subject, words = words_of(application, what)
    url = reverse("community:own_application", args=[call.network.slug, call.pk])
    key = f"application-{application.pk}-{what}"
    tell([application.person], Topic.CALLS, key=key, subject=subject, words=words, url=url, must=True)


def tell_of_ranking(call, ranked):
    for application in ranked:
        application.call = call
        if application.person_id:
            tell_about(application, application.state)
