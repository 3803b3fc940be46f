"""What is held of who reports, is reported, decides or blocks, and for how long; part of `community.own_data`."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.retention import YEAR, Kept
from community.models import ModerationAppeal, ModerationDecision, ModerationReport


def forget_sender(reports):
    return reports.update(sealed_contact="", sender_mark="")


KEPT = [
    Kept(
        gettext_lazy("Segnalazioni della comunità, decisioni, ricorsi e pause, con quello che dicono (cifrato)"),
        gettext_lazy("12 mesi dopo la decisione"),
        gettext_lazy("Servono a chi decide, e a chi ha scritto per sapere perché"),
        gettext_lazy("Decisioni su segnalazioni di oltre un anno fa"),
        lambda now: ModerationDecision.objects.filter(decided_at__lt=now - YEAR),
    ),
    Kept(
        gettext_lazy("L’indirizzo di chi segnala senza un accesso (cifrato)"),
        gettext_lazy("finché rispondiamo, o 12 mesi"),
        gettext_lazy("Per dirle che cosa abbiamo deciso"),
        gettext_lazy("Recapiti di segnalazioni della comunità di oltre un anno fa"),
        lambda now: ModerationReport.objects.filter(made_at__lt=now - YEAR).exclude(sealed_contact="", sender_mark=""),
        forget_sender,
    ),
    Kept(
        gettext_lazy("Chi non vuole avere a che fare con chi (l’altra persona non lo sa)"),
        gettext_lazy("finché la persona lo toglie, o una delle due chiude l’accesso"),
        gettext_lazy("Perché i messaggi dell’una non arrivino all’altra"),
    ),
]


def held(user):
    about = user.decisions_about.select_related("appeal")
    return {
        _("Segnalazioni che hai mandato"): [
            {_("perché"): each.get_reason_display(), _("parole"): each.words, _("quando"): each.made_at}
            for each in user.moderation_reports.all()
        ],
        _("Decisioni su quello che hai scritto"): [decided(each) for each in about],
        _("Pause"): [
            {_("dove"): str(each.network), _("fino a"): each.until}
            for each in user.suspensions.select_related("network")
        ],
        _("Persone con cui non vuoi avere a che fare"): [
            {_("chi ha scritto"): each.thing, _("da"): each.since} for each in user.blocks.all()
        ],
        _("Segnalazioni e ricorsi che hai deciso"): [
            {
                _("decisioni"): ModerationDecision.objects.filter(decided_by=user).count(),
                _("ricorsi"): ModerationAppeal.objects.filter(decided_by=user).count(),
            }
        ],
    }


def decided(decision):
    appeal = getattr(decision, "appeal", None)
    return {
        _("che cosa"): decision.get_outcome_display(),
        _("perché"): decision.reason,
        _("quando"): decision.decided_at,
        _("il tuo ricorso"): appeal.words if appeal else "",
        _("la risposta"): appeal.answer if appeal else "",
    }


def forget(user):
    """What they wrote in an appeal goes; reports and decisions stay without them."""
    ModerationAppeal.objects.filter(decision__about=user).update(sealed_words="")
