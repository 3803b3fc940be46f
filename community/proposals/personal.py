"""What is held of who proposes, adds, signs and answers, and for how long; part of `community.own_data`."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.retention import TWO_YEARS, YEAR, Kept
from community.models import (
    AgreementSignature,
    CommunitySurvey,
    Contribution,
    Proposal,
    ProposalDecision,
    ProposalEndorsement,
    SurveyTaken,
)

from .surveying import digest_of

State = Proposal.State


def said_by_nobody(rows):
    return rows.update(made_by=None)


KEPT = [
    Kept(
        gettext_lazy("Chi ha scritto una proposta (il nome si vede solo se l’ha firmata)"),
        gettext_lazy("2 anni; poi resta solo la proposta"),
        gettext_lazy("Serve a correggerla e a scriverle che cosa ne nasce"),
        gettext_lazy("Proposte di oltre due anni fa, di chi sono"),
        lambda now: Proposal.objects.exclude(Q(made_by=None) | Q(state=State.DRAFT)).filter(
            made_at__lt=now - TWO_YEARS
        ),
        said_by_nobody,
    ),
    Kept(
        gettext_lazy("Le bozze di proposte, che legge solo chi le scrive"),
        gettext_lazy("1 anno"),
        gettext_lazy("Per finirle un’altra volta"),
        gettext_lazy("Bozze di proposte di oltre un anno fa"),
        lambda now: Proposal.objects.filter(state=State.DRAFT, made_at__lt=now - YEAR),
    ),
    Kept(
        gettext_lazy("Chi ha aggiunto qualcosa a una proposta (il nome non si vede mai)"),
        gettext_lazy("2 anni; poi resta solo quello che ha aggiunto"),
        gettext_lazy("Serve a risponderle se qualcosa non va"),
        gettext_lazy("Contributi di oltre due anni fa, di chi sono"),
        lambda now: Contribution.objects.exclude(made_by=None).filter(at__lt=now - TWO_YEARS),
        said_by_nobody,
    ),
    Kept(
        gettext_lazy("Quali proposte una persona sostiene (si vede solo quante sono)"),
        gettext_lazy("finché non smette, o chiude l’accesso"),
        gettext_lazy("Per contare ognuna una volta sola"),
    ),
    Kept(
        gettext_lazy("Chi ha firmato un accordo di gestione (il nome non si vede)"),
        gettext_lazy("2 anni dalla fine dell’accordo"),
        gettext_lazy("Perché una firma sia di qualcuno"),
        gettext_lazy("Firme di accordi finiti da oltre due anni, di chi sono"),
        lambda now: AgreementSignature.objects.exclude(person=None).filter(agreement__ended_at__lt=now - TWO_YEARS),
        lambda rows: rows.update(person=None),
    ),
    Kept(
        gettext_lazy("Che una persona ha risposto a un sondaggio, in un’impronta; mai che cosa"),
        gettext_lazy("finché il sondaggio è pubblicato"),
        gettext_lazy("Per contarla una volta sola"),
    ),
]


def held(user):
    taken = [each for each in CommunitySurvey.objects.filter(published_at=None) if taken_by(user, each).exists()]
    return {
        _("Proposte che hai fatto"): [
            {
                _("che cosa"): each.title,
                _("parole"): each.words,
                _("a che punto è"): each.get_state_display(),
                _("scritta il"): each.made_at,
            }
            for each in user.proposals.all()
        ],
        _("Proposte che sostieni"): [
            {_("che cosa"): each.proposal.title, _("dal"): each.at}
            for each in user.proposal_endorsements.select_related("proposal")
        ],
        _("Che cosa hai aggiunto alle proposte"): [
            {_("che cosa"): each.words, _("quando"): each.at} for each in user.contributions.all()
        ],
        _("Accordi che hai firmato"): [
            {_("che cosa"): str(each.agreement), _("per chi"): each.get_side_display(), _("quando"): each.at}
            for each in user.agreement_signatures.select_related("agreement")
        ],
        _("Sondaggi a cui hai risposto"): [{_("quale"): str(each)} for each in taken],
        _("Proposte a cui hai risposto o che hai nascosto"): [
            {
                _("risposte"): Proposal.objects.filter(answered_by=user).exclude(made_by=user).count(),
                _("decisioni scritte"): ProposalDecision.objects.filter(recorded_by=user).count(),
                _("voci nascoste"): Proposal.objects.filter(hidden_by=user).count()
                + Contribution.objects.filter(hidden_by=user).count(),
            }
        ],
    }


def taken_by(user, survey):
    return SurveyTaken.objects.filter(survey=survey, digest=digest_of(user, survey.pk))


def forget(user):
    """Drafts go, and what nobody else wants or has answered; the rest was never read under a name, but where signed."""
    user.proposals.filter(state=State.DRAFT).delete()
    others = ProposalEndorsement.objects.exclude(person=user).values("proposal")
    alone = user.proposals.filter(state=State.PUBLISHED, group_name="", taken_in=None, contributions=None)
    alone.exclude(pk__in=others).delete()
    for survey in CommunitySurvey.objects.filter(published_at=None):
        taken_by(user, survey).delete()
