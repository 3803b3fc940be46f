"""What a person was told, and how long it is kept; part of `community.retention` and `community.own_data`."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.retention import THREE_MONTHS, Kept
from community.models import Notice

KEPT = [
    Kept(
        gettext_lazy("Gli avvisi che una persona ha ricevuto dalla comunità"),
        gettext_lazy("3 mesi"),
        gettext_lazy("Li ritrova nella sua pagina, e nessuno le arriva due volte"),
        gettext_lazy("Avvisi di oltre tre mesi fa"),
        lambda now: Notice.objects.filter(made_at__lt=now - THREE_MONTHS),
    ),
    Kept(
        gettext_lazy("Come una persona vuole ricevere gli avvisi"),
        gettext_lazy("finché la persona chiude l’accesso"),
        gettext_lazy("Per scriverle quanto vuole, e non di più"),
    ),
]


def held(user):
    return {
        _("Avvisi che hai ricevuto"): [
            {_("che cosa"): each.subject, _("parole"): each.words, _("quando"): each.made_at}
            for each in user.notices.all()
        ],
        _("Come vuoi ricevere gli avvisi"): [
            {_("di che cosa"): each.get_topic_display(), _("come"): each.get_how_display()}
            for each in user.notice_wishes.all()
        ],
    }


def forget(user):
    """Both go with the person, by their foreign keys."""
