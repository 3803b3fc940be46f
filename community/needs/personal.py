"""What is held of who speaks up, and for how long; part of `community.retention` and `community.own_data`."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.retention import TWO_YEARS, Kept
from community.models import Endorsement, Need


def forget_who_said_it(needs):
    return needs.update(said_by=None)


KEPT = [
    Kept(
        gettext_lazy("Chi ha detto un bisogno o un desiderio (il nome non si vede mai)"),
        gettext_lazy("2 anni; poi resta solo quello che ha detto"),
        gettext_lazy("Serve a correggerlo e a scriverle che cosa ne nasce"),
        gettext_lazy("Voci di oltre due anni fa, di chi sono"),
        lambda now: Need.objects.exclude(said_by=None).filter(said_at__lt=now - TWO_YEARS),
        forget_who_said_it,
    ),
    Kept(
        gettext_lazy("Quali bisogni e desideri una persona sostiene (si vede solo quante sono)"),
        gettext_lazy("finché non smette, o chiude l’accesso"),
        gettext_lazy("Per contare ognuna una volta sola"),
    ),
]


def held(user):
    supported = user.endorsements.select_related("need")
    return {
        _("Bisogni e desideri che hai detto"): [
            {_("che cosa"): each.title, _("parole"): each.words, _("detto il"): each.said_at}
            for each in user.needs.all()
        ],
        _("Quello che sostieni"): [{_("che cosa"): each.need.title, _("dal"): each.at} for each in supported],
        _("Bisogni a cui hai risposto o che hai nascosto"): [
            {
                _("risposte"): Need.objects.filter(answered_by=user).count(),
                _("voci nascoste"): Need.objects.filter(hidden_by=user).count(),
            }
        ],
    }


def forget(user):
    """What nobody else says, and nobody has taken up, goes too; the rest was never read under a name."""
    others = Endorsement.objects.exclude(person=user).values("need")
    said = user.needs.filter(source=Need.Source.RESIDENT, state=Need.State.COLLECTED)
    said.exclude(pk__in=others).delete()
