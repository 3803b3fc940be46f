"""What is held of who takes part in initiatives, and for how long; part of `community.retention` and `own_data`."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.retention import TWO_YEARS, Kept
from community.models import Commitment, Initiative, InitiativeTask, Participation, Story


def without(field):
    return lambda rows: rows.update(**{field: None})


def over_two_years_ago(model, field, path="initiative__"):
    named = {f"{field}__isnull": False}
    return lambda now: model.objects.filter(**named, **{f"{path}over_at__lt": now - TWO_YEARS})


TWO_YEARS_AFTER = gettext_lazy("2 anni dopo la fine dell’iniziativa; poi resta quello che si è fatto, senza il nome")
KEPT = [
    Kept(
        gettext_lazy("Chi guida un’iniziativa (il nome lo vede solo chi partecipa)"),
        TWO_YEARS_AFTER,
        gettext_lazy("Serve a farla guidare a chi l’ha cominciata"),
        gettext_lazy("Nomi di chi ha guidato iniziative finite da oltre due anni"),
        over_two_years_ago(Initiative, "lead_person", path=""),
        without("lead_person"),
    ),
    Kept(
        gettext_lazy("Chi partecipa a un’iniziativa (il nome lo legge chi è dentro)"),
        gettext_lazy("finché non smette; al più 2 anni dopo la fine dell’iniziativa"),
        gettext_lazy("Serve a sapere con chi si lavora, e a scriverle che cosa succede"),
        gettext_lazy("Chi partecipava a iniziative finite da oltre due anni"),
        over_two_years_ago(Participation, "person"),
    ),
    Kept(
        gettext_lazy("Gli impegni presi (nomi e parole li legge chi è dentro)"),
        TWO_YEARS_AFTER,
        gettext_lazy("Serve a dire se sono mantenuti"),
        gettext_lazy("Nomi in impegni di iniziative finite da oltre due anni"),
        over_two_years_ago(Commitment, "person"),
        without("person"),
    ),
    Kept(
        gettext_lazy("Chi si occupa di una cosa da fare (il nome lo legge chi è dentro)"),
        TWO_YEARS_AFTER,
        gettext_lazy("Serve a sapere a chi chiedere"),
        gettext_lazy("Nomi in cose da fare di iniziative finite da oltre due anni"),
        over_two_years_ago(InitiativeTask, "person"),
        without("person"),
    ),
    Kept(
        gettext_lazy("Chi ha raccontato una storia (si legge solo la firma, se l’ha messa)"),
        gettext_lazy("2 anni; poi resta solo la storia"),
        gettext_lazy("Serve a correggerla o ritirarla"),
        gettext_lazy("Storie di oltre due anni fa, di chi sono"),
        lambda now: Story.objects.exclude(told_by=None).filter(told_at__lt=now - TWO_YEARS),
        without("told_by"),
    ),
]


def held(user):
    joined = user.participations.select_related("initiative")
    return {
        _("Iniziative che guidi"): [
            {_("come si chiama"): each.title, _("dal"): each.started_at} for each in user.initiatives_led.all()
        ],
        _("Iniziative a cui partecipi"): [
            {_("come si chiama"): each.initiative.title, _("dal"): each.since} for each in joined
        ],
        _("Impegni che hai preso"): [
            {_("che cosa"): each.words, _("entro"): each.due_on, _("a che punto è"): each.get_state_display()}
            for each in user.commitments.all()
        ],
        _("Cose da fare di cui ti occupi"): [
            {_("che cosa"): each.words, _("a che punto è"): each.get_state_display()}
            for each in user.initiative_tasks.all()
        ],
        _("Storie che hai raccontato"): [
            {_("titolo"): each.title, _("storia"): each.words, _("firma"): each.signature}
            for each in user.stories.all()
        ],
    }


def forget(user):
    """What nobody has read goes; what others read stays, without a word that is theirs alone or their name."""
    user.initiatives_led.waiting().delete()
    user.initiative_tasks.filter(state=InitiativeTask.State.TAKEN).update(person=None, state=InitiativeTask.State.OPEN)
    user.commitments.update(words="", person=None)
    user.stories.waiting().delete()
    user.stories.update(signature="", told_by=None)
