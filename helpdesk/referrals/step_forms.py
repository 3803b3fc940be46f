"""What may be done with a referral where it stands, each a form of few fields and one button."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.models import Enquiry, FollowUp, Referral

from . import actions, posting
from .forms import MomentField

Outcome, Source = Referral.Outcome, Referral.OutcomeSource
KNOWN = [(each.value, each.label) for each in (Outcome.MET, Outcome.PARTLY, Outcome.NOT_MET)]
REASONS = Enquiry.UnmetReason


class StepForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.referral = referral


class AcceptForm(StepForm):
    appointment_at = MomentField(label=gettext_lazy("Quando si vedono, se lo sapete già"))


class DeclineForm(StepForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("Perché no"),
        choices=Referral.DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Scegli il motivo.")},
    )


class ProposeForm(StepForm):
    moment = MomentField(
        label=gettext_lazy("Giorno e ora"),
        required=True,
        error_messages={"required": gettext_lazy("Scrivi il giorno e l’ora.")},
    )


class AgreeForm(ProposeForm):
    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, referral=referral, **kwargs)
        self.fields["moment"].initial = referral.proposed_at


class OutcomeForm(StepForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("La persona ha avuto quello che cercava?"),
        choices=KNOWN,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Scegli com’è andata.")},
    )


class FollowUpForm(StepForm):
    """Of the person first: the receiver is asked where they cannot be, or did not answer."""

    asked = forms.ChoiceField(
        label=gettext_lazy("Chi hai sentito"),
        choices=FollowUp.Asked.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Di’ chi hai cercato.")},
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Come"), choices=[("", "—"), *Enquiry.Channel.choices], required=False
    )
    result = forms.ChoiceField(
        label=gettext_lazy("Com’è andato il tentativo"),
        choices=FollowUp.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Di’ se ha risposto.")},
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Se ha risposto: ha avuto quello che cercava?"),
        choices=KNOWN,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, referral=referral, **kwargs)
        person_first = referral.client_id and not referral.follow_ups.exists()
        self.fields["asked"].initial = FollowUp.Asked.PERSON if person_first else FollowUp.Asked.ORGANIZATION

    def clean(self):
        said = super().clean()
        if said.get("result") == FollowUp.Result.REACHED and not said.get("outcome"):
            self.add_error("outcome", _("Se ha risposto, segna com’è andata."))
        return said


class UnmetForm(StepForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("Che cosa è mancato"),
        choices=REASONS.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Scegli che cosa è mancato.")},
    )

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, referral=referral, **kwargs)
        silent = referral.state == Referral.State.EXPIRED
        self.fields["reason"].initial = REASONS.NO_ANSWER if silent else REASONS.REFUSED


class WriteAgainForm(StepForm):
    recipient_email = forms.EmailField(
        label=gettext_lazy("E-mail di chi riceve"),
        help_text=gettext_lazy("Se telefoni tu lasciala vuota, e segna qui che cosa rispondono."),
        required=False,
    )

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, referral=referral, **kwargs)
        self.fields["recipient_email"].initial = referral.recipient_email


class WithdrawForm(StepForm):
    taken_back = forms.BooleanField(label=gettext_lazy("La persona ha ritirato il permesso"), required=False)


@dataclass(frozen=True)
class Offer:
    """A step as a page offers it; `given` completes what the form says, `done` is said after."""

    name: str
    title: str
    button: str
    done: str
    act: Any
    form: type = StepForm
    given: dict = field(default_factory=dict)


ACCEPT = Offer(
    "accept",
    gettext_lazy("Accolgono la persona"),
    gettext_lazy("Segna che accolgono"),
    gettext_lazy("Segnato: accolgono la persona."),
    actions.accept,
    AcceptForm,
)
DECLINE = Offer(
    "decline",
    gettext_lazy("Dicono di no"),
    gettext_lazy("Segna il no"),
    gettext_lazy("Segnato. Adesso va cercata un’altra porta."),
    actions.decline,
    DeclineForm,
)
AGREE = Offer(
    "agree",
    gettext_lazy("Fissa l’appuntamento"),
    gettext_lazy("Va bene questo momento"),
    gettext_lazy("Appuntamento fissato. Dillo alla persona."),
    actions.agree,
    AgreeForm,
)
FOLLOW_UP = Offer(
    "follow_up",
    gettext_lazy("Chiedi com’è andata"),
    gettext_lazy("Segna il tentativo"),
    gettext_lazy("Segnato."),
    actions.follow_up,
    FollowUpForm,
)
GIVE_UP = Offer(
    "give_up",
    gettext_lazy("Nessuno risponde"),
    gettext_lazy("Chiudi: non si sa com’è andata"),
    gettext_lazy("Chiuso: non si sa com’è andata."),
    actions.conclude,
    given={"outcome": Outcome.UNKNOWN, "source": Source.UNREACHABLE},
)
UNMET = Offer(
    "unmet",
    gettext_lazy("Non c’è un’altra porta"),
    gettext_lazy("Segna il bisogno senza risposta"),
    gettext_lazy("Segnato: serve a chiedere quello che manca."),
    actions.record_unmet,
    UnmetForm,
)
WRITE_AGAIN = Offer(
    "write_again",
    gettext_lazy("Riprova a scrivere"),
    gettext_lazy("Riprova"),
    gettext_lazy("Fatto: adesso aspettiamo una risposta."),
    posting.write_again,
    WriteAgainForm,
)
WITHDRAW = Offer(
    "withdraw",
    gettext_lazy("Ritira il passaggio"),
    gettext_lazy("Ritira"),
    gettext_lazy("Ritirato: chi doveva ricevere lo sa, e non vede più nulla."),
    actions.withdraw,
    WithdrawForm,
)
WE_ACCEPT = Offer(
    "accept",
    gettext_lazy("La accogliamo"),
    gettext_lazy("Sì, la accogliamo"),
    gettext_lazy("Grazie: chi vi ha mandato la persona lo sa."),
    actions.accept,
    AcceptForm,
)
WE_PROPOSE = Offer(
    "propose",
    gettext_lazy("Proponiamo un momento"),
    gettext_lazy("Proponi"),
    gettext_lazy("Proposto: aspettiamo che dicano se va bene."),
    actions.propose,
    ProposeForm,
)
WE_DECLINE = Offer(
    "decline",
    gettext_lazy("Non possiamo"),
    gettext_lazy("No, non possiamo"),
    gettext_lazy("Grazie di averlo detto: cercano un’altra strada."),
    actions.decline,
    DeclineForm,
)
WE_SAW = Offer(
    "conclude",
    gettext_lazy("Com’è andata"),
    gettext_lazy("Di’ com’è andata"),
    gettext_lazy("Grazie: adesso si sa com’è andata."),
    actions.conclude,
    OutcomeForm,
    given={"source": Source.ORGANIZATION},
)
RECEIVE = Offer(
    "receive",
    gettext_lazy("Registra il contatto qui"),
    gettext_lazy("Registra il contatto"),
    gettext_lazy("Registrato fra i vostri contatti: aggiungi quello che sai."),
    actions.receive,
)


def said_after(offer, referral):
    """Of a step that was done; nobody writes to who has no e-mail."""
    if offer == WITHDRAW and not referral.recipient_email:
        said = _("Ritirato. Non abbiamo scritto a nessuno: se %(target)s aspetta la persona, telefona.")
        return said % {"target": referral.target_name}
    return offer.done


def own_offers(referral) -> list:
    """At the desk that made it, the likeliest first."""
    return [*([WRITE_AGAIN] if referral.is_not_written_to else []), *going_on(referral)]


def going_on(referral) -> list:
    if referral.state == Referral.State.SENT:
        answer = [ACCEPT, DECLINE] if referral.is_warm else []
        return [*([AGREE] if referral.proposed_at else []), *answer, *asking(referral), WITHDRAW]
    if referral.state == Referral.State.ACCEPTED:
        return [*([AGREE] if referral.proposed_at else []), *asking(referral), DECLINE, WITHDRAW]
    if referral.went_on_at:
        return []
    if referral.state == Referral.State.EXPIRED:
        erased = referral.client is not None and referral.client.erased_at is not None
        return [UNMET] if erased else [UNMET, ACCEPT, DECLINE]
    ended_ill = referral.state == Referral.State.NOT_COMPLETED
    return [UNMET] if referral.must_go_on or ended_ill else []


def asking(referral):
    return [FOLLOW_UP, *([GIVE_UP] if actions.may_give_up(referral) else [])]


def desks_offers(referral) -> list:
    """At the desk it arrived at, which may log a contact of its own."""
    offers = receivers_offers(referral)
    return offers if referral.received_as_id else [*offers, RECEIVE]


def receivers_offers(referral) -> list:
    """By the link of a mail, or at the desk it arrived at."""
    if referral.state == Referral.State.ACCEPTED:
        return [WE_SAW, WE_PROPOSE, WE_DECLINE]
    if referral.state == Referral.State.EXPIRED:
        return [WE_ACCEPT, WE_DECLINE] if referral.went_on_at is None else []
    return [WE_ACCEPT, WE_PROPOSE, WE_DECLINE] if referral.state == Referral.State.SENT else []
