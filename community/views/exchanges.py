"""What members offer and ask: put up, answered, agreed, done; each sees how to reach the other once both agree."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import model_to_dict
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from accounts.access import access
from community.access import EXCHANGE_WITH_NEIGHBOURS
from community.concierge import actions
from community.concierge.forms import AnswerForm, ExchangeForm, MinutesForm, ReasonForm
from community.concierge.given import told_of
from community.concierge.people import contact_of, first_name, message_in
from community.models import ConciergeMembership, Exchange
from helpdesk.rota.forms import RotaForm

from .community import OfCommunity
from .concierges import PAGE, OfConcierge

OTHER_SIDE, FEW = actions.OTHER_SIDE, 3
AGAIN = ["kind", "category", "title", "words", "minutes", "price", "when", "minors", "care", "homes"]


def keys_in(text) -> list:
    try:
        return [uuid.UUID(text)]
    except ValueError:
        return []


def why_not(refused):
    if refused.unvetted:
        return _("Per questo ci vuole l’idoneità, e oggi non c’è: la dà la portineria, dopo averti conosciuto.")
    return _("Ora non si può: la portineria è chiusa, o la quota non è ancora segnata.")


@access(EXCHANGE_WITH_NEIGHBOURS)
class ExchangeListView(OfCommunity, TemplateView):
    """One's own, those that wait for one first."""

    template_name = "community/concierge/exchange_list.html"

    def get_context_data(self, **kwargs):
        rows = Exchange.objects.of(self.request.user).filter(concierge__network=self.network).for_reading()
        page = Paginator(rows.not_corrected().newest_first(), PAGE).get_page(self.request.GET.get("page"))
        memberships = ConciergeMembership.objects.in_force().filter(person=self.request.user)
        concierges = self.network.concierges.filter(memberships__in=memberships).for_reading()
        told = told_of(rows.minutes_of(self.request.user))
        return super().get_context_data(page=page, concierges=concierges, told=told, **kwargs)


@access(EXCHANGE_WITH_NEIGHBOURS)
class ExchangeCreateView(OfConcierge, FormView):
    template_name, form_class = "community/concierge/exchange_form.html", ExchangeForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.member:
            messages.info(request, _("Prima entra nella portineria: bastano due minuti."))
            return redirect("community:concierge_join", self.network.slug, self.concierge.pk)
        return super().dispatch(request, *args, **kwargs)

    @property
    def author(self):
        return self.member

    @cached_property
    def before(self):
        """`?come=` names one that they wrote: to put up again, or to correct as long as nobody has answered."""
        return self.written_before().filter(pk__in=keys_in(self.request.GET.get("come", ""))).first()

    @property
    def corrected(self):
        """What is corrected; of one that was corrected already its page says what took its place."""
        return self.before if self.before and (self.before.is_live or self.before.corrected_as_id) else None

    def get(self, request, *args, **kwargs):
        if self.corrected and self.corrected.state != Exchange.State.OPEN:
            return self.too_late()
        return super().get(request, *args, **kwargs)

    def too_late(self):
        messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        return redirect(self.address_of(self.before))

    def get_initial(self):
        if self.before is None:
            return {"kind": self.request.GET.get("kind", "")}
        return model_to_dict(self.before, [*AGAIN, "day"] if self.corrected else AGAIN)

    def get_context_data(self, **kwargs):
        return super().get_context_data(corrected=self.corrected, **kwargs)

    def written_before(self):
        return self.concierge.exchanges.filter(author__person=self.request.user)

    def get_form_kwargs(self):
        new = Exchange(concierge=self.concierge, author=self.author)
        return super().get_form_kwargs() | {"instance": new}

    def form_valid(self, form):
        exchange = form.save(commit=False)
        exchange.minors, exchange.care = form.cleaned_data["minors"], form.cleaned_data["care"]
        try:
            exchange = actions.post(by=self.request.user, exchange=exchange, instead_of=self.corrected)
        except actions.Settled:
            return self.too_late()
        except actions.Refused as refused:
            form.add_error(None, why_not(refused))
            return self.form_invalid(form)
        messages.success(self.request, _("È in bacheca."))
        return redirect(self.address_of(exchange))

    def address_of(self, exchange):
        return exchange.get_absolute_url()


class ExchangeView(FormView):
    """One exchange and what is done with it: a POST names one of `forms`, with the side it is done for."""

    ways_out = ("decline", "call_off", "withdraw")
    forms = {
        "answer": AnswerForm,
        "agree": RotaForm,
        "decline": RotaForm,
        "confirm": MinutesForm,
        "call_off": ReasonForm,
        "withdraw": RotaForm,
    }
    said = {
        "answer": gettext_lazy("Risposta mandata: ti diciamo se l’altra persona è d’accordo."),
        "agree": gettext_lazy("Segnato: d’accordo."),
        "decline": gettext_lazy("Segnato: questa volta non si fa, e torna in bacheca."),
        "confirm": gettext_lazy("Segnato: è fatto."),
        "call_off": gettext_lazy("Segnato: non si fa. L’altra persona legge perché."),
        "withdraw": gettext_lazy("Tolto dalla bacheca."),
        "match": gettext_lazy("Proposto a tutti e due: adesso tocca a loro rispondere."),
        "refuse": gettext_lazy("Tolto dalla bacheca: chi l’ha scritto legge perché."),
    }

    @property
    def verb(self):
        return next((each for each in self.forms if each in self.request.POST), None)

    def get_form_class(self):
        return self.forms.get(self.verb, RotaForm)

    def get_form_kwargs(self):
        self.exchange  # noqa: B018  # of another nobody hears what a form would say
        return super().get_form_kwargs()

    def form_valid(self, form):
        try:
            self.do(self.verb, form.cleaned_data)
        except actions.Settled:
            messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        except actions.Refused as refused:
            messages.error(self.request, why_not(refused))
        else:
            messages.success(self.request, self.said[self.verb])
        return redirect(self.request.path)

    def do(self, verb, told):
        side = self.side
        if not side or verb not in ("agree", "decline", "confirm", "call_off", "withdraw"):
            raise actions.Settled
        if verb == "withdraw":
            if side != "author":
                raise actions.Settled
            actions.withdraw(exchange=self.exchange)
        else:
            getattr(actions, verb)(exchange=self.exchange, side=side, **told)

    def open_forms(self, form):
        """{verb: its form}; the one that was filled in wrong keeps what it says."""
        return {verb: form if verb == self.verb else kind() for verb, kind in self.fresh().items()}

    def fresh(self):
        return {name: self.forms[name] for name in ("answer", "confirm", "call_off")}


@access(EXCHANGE_WITH_NEIGHBOURS)
class ExchangeDetailView(OfCommunity, ExchangeView):
    """For the two of it, and, as long as it is on the board, for the members of its concierge; else it is not there."""

    template_name = "community/concierge/exchange_detail.html"

    @cached_property
    def exchange(self):
        rows = Exchange.objects.open_to(self.request.user).filter(concierge__network=self.network)
        return get_object_or_404(rows.for_reading(), pk=self.kwargs["pk"])

    @property
    def side(self):
        return self.exchange.side_of(self.request.user)

    def do(self, verb, told):
        if verb != "answer":
            return super().do(verb, told)
        rows = ConciergeMembership.objects.current().filter(concierge=self.exchange.concierge_id)
        member = rows.filter(person=self.request.user).first()
        if member is None:
            raise actions.Settled
        return actions.answer(exchange=self.exchange, member=member, message=told["message"])

    def get_context_data(self, form=None, **kwargs):
        exchange, side = self.exchange, self.side
        them = getattr(exchange, OTHER_SIDE[side]) if side else None
        shown = {
            "exchange": exchange,
            "side": side,
            "agreed": bool(side) and exchange.agreed_by(side),
            "confirmed": bool(side) and exchange.confirmed_by(side),
            "their_name": first_name(them),
            "contact": self.contact(them),
            "message": message_in(exchange) if side == "author" else "",
            "forms": self.open_forms(form),
            "lacks": [] if side else self.lacks(),
            "met": self.met() if side == "author" and exchange.state == Exchange.State.OPEN else [],
        }
        return super().get_context_data(form=form, **shown, **kwargs)

    def met(self):
        """What is there already of what they wrote, to be answered at once."""
        others = Exchange.objects.that_meet(self.exchange).but_of_people_apart_from(self.request.user)
        return others.select_related("concierge__network").newest_first()[:FEW]

    def lacks(self):
        """What who looks would have to be trusted with first, where they would be the helper."""
        needed = [] if self.exchange.is_offer else self.exchange.needs_vetting_for
        rows = ConciergeMembership.objects.filter(concierge=self.exchange.concierge_id, person=self.request.user)
        fit = not needed or rows.trusted_with(needed, self.exchange.that_day).exists()
        return [] if fit else [each.label for each in needed]

    def contact(self, them):
        return contact_of(them, by=self.request.user) if them and self.exchange.state == "agreed" else ""
