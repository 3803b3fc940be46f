"""What members offer each other and ask of each other; answering it, agreeing on it, saying that it is done."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, ListView, TemplateView

from accounts.access import access
from network.access import RUN_NETWORK, SEE_AS_MEMBER, SPEAK_FOR_MEMBER, TAKE_PART
from network.exchange import actions
from network.exchange.actions import Settled
from network.exchange.forms import AnswerForm, MessageForm, NoForm, NoticeForm, NoticeSearchForm, TermsForm
from network.exchange.lapsing import ended_in_silence
from network.members.contacts import seen_by
from network.models import ExchangeNotice

from .network import OfNetwork

A_PAGE, SUGGESTED = 20, 6


class OfExchange(OfNetwork):
    @cached_property
    def own(self):
        """The members that the person speaks for."""
        return self.network.kept_by(self.request.user).in_alphabetical_order()

    @property
    def runs_network(self):
        return RUN_NETWORK.allows(self.request.user, self.network)

    def get_context_data(self, **kwargs):
        may = {
            "speaks": SPEAK_FOR_MEMBER.allows(self.request.user, self.network),
            "takes_part": TAKE_PART.allows(self.request.user, self.network),
        }
        return super().get_context_data(**may, **kwargs)

    def moved_on(self, thing):
        messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        return redirect(thing)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@access(SEE_AS_MEMBER)
class ExchangeListView(OfExchange, ListView):
    template_name, paginate_by = "network/exchange/exchange_list.html", A_PAGE

    @cached_property
    def form(self):
        return NoticeSearchForm(self.request.GET, self.network)

    def get_queryset(self):
        return self.network.exchange_notices.live().asked_for(self.form.wishes)

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=self.form, **kwargs)


@access(SPEAK_FOR_MEMBER)
class ExchangeOwnView(OfExchange, ListView):
    """What one's organisations put up, and what they have going with others."""

    template_name, paginate_by = "network/exchange/exchange_own.html", A_PAGE

    def get_queryset(self):
        notices = self.network.exchange_notices.of_those_kept_by(self.request.user)
        return notices.for_reading().order_by("-written_at", "-id")

    def get_context_data(self, **kwargs):
        matches = self.network.exchange_matches.between_those_kept_by(self.request.user).waiting_first()
        return super().get_context_data(matches=matches[:A_PAGE], **kwargs)


class NoticeFormView(OfExchange, FormView):
    template_name, form_class = "network/exchange/exchange_form.html", NoticeForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.notice, "organizations": self.own}

    def get_context_data(self, **kwargs):
        return super().get_context_data(notice=self.notice, **kwargs)


@access(SPEAK_FOR_MEMBER)
class ExchangeCreateView(NoticeFormView):
    @cached_property
    def notice(self):
        return ExchangeNotice(network=self.network)

    def form_valid(self, form):
        notice = actions.publish(by=self.request.user, notice=form.instance)
        messages.success(self.request, _("È in bacheca. Qui sotto vedi chi potrebbe fare al caso tuo."))
        return redirect(notice)


class OfNotice(OfExchange):
    """A page of the notice named in its address; what is over is there for its two sides only."""

    @cached_property
    def notice(self):
        rows = self.network.exchange_notices.shown_to(self.request.user, self.runs_network)
        return get_object_or_404(rows.for_reading(), pk=self.kwargs["pk"])


class OfOwnNotice(OfExchange):
    @cached_property
    def notice(self):
        rows = self.network.exchange_notices.of_those_kept_by(self.request.user)
        return get_object_or_404(rows.for_reading(), pk=self.kwargs["pk"])


@access(SEE_AS_MEMBER)
class ExchangeDetailView(OfNotice, TemplateView):
    template_name = "network/exchange/exchange_detail.html"

    def get_context_data(self, **kwargs):
        is_own = self.notice.is_of(self.request.user)
        matches = self.notice.matches.shown_to(self.request.user, self.runs_network).waiting_first()
        fitting = self.network.exchange_notices.fitting(self.notice).for_reading()
        return super().get_context_data(
            notice=self.notice,
            is_own=is_own,
            matches=matches,
            fitting=fitting[:SUGGESTED] if self.notice.is_live and (is_own or self.runs_network) else (),
            **kwargs,
        )


@access(SPEAK_FOR_MEMBER)
class ExchangeUpdateView(OfOwnNotice, NoticeFormView):
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.notice.may_change else self.moved_on(self.notice)

    def form_valid(self, form):
        try:
            actions.rewrite(by=self.request.user, notice=form.instance)
        except Settled:
            return self.moved_on(self.notice)
        messages.success(self.request, _("Salvato."))
        return redirect(self.notice)


@access(SPEAK_FOR_MEMBER)
class ExchangeWithdrawView(OfOwnNotice, View):
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        try:
            actions.withdraw(by=request.user, notice=self.notice)
        except Settled:
            return self.moved_on(self.notice)
        messages.success(request, _("Non è più in bacheca."))
        return redirect("network:exchange_own", self.network.slug)


@access(SPEAK_FOR_MEMBER)
class ExchangeAnswerView(OfNotice, FormView):
    """One of one's organisations answers what another put up."""

    template_name, form_class = "network/exchange/exchange_answer.html", AnswerForm

    @cached_property
    def others(self):
        """Those of one's organisations that may answer."""
        return self.own.exclude(pk=self.notice.organization_id)

    def get(self, request, *args, **kwargs):
        if not self.notice.is_live or not self.others:
            return self.moved_on(self.notice)
        if len(self.waiting) == len(self.others):
            messages.info(request, _("Ne parlate già: quello che vuoi aggiungere scrivilo qui."))
            return redirect(self.waiting[0])
        return super().get(request, *args, **kwargs)

    @property
    def waiting(self):
        """Where they and who put it up write to each other already."""
        return self.notice.matches.proposed().of_one_of(self.others).for_reading().order_by("asked_at", "id")

    def get_form_kwargs(self):
        fitting = self.network.exchange_notices.fitting(self.notice).filter(organization__in=self.others)
        return super().get_form_kwargs() | {"organizations": self.others, "own": fitting}

    def get_initial(self):
        return {"own_notice": self.request.GET.get("annuncio")}

    def get_context_data(self, **kwargs):
        return super().get_context_data(notice=self.notice, waiting=self.waiting, **kwargs)

    def form_valid(self, form):
        try:
            match = actions.ask(by=self.request.user, notice=self.notice, **form.cleaned_data)
        except Settled:
            form.add_error(None, self.why_not(form.cleaned_data["organization"]))
            return self.form_invalid(form)
        messages.success(self.request, _("Mandata: l’altra organizzazione lo sa per e-mail e risponde qui."))
        return redirect(match)

    def why_not(self, organization):
        if self.waiting.of(organization):
            return _("«%(name)s» ne parla già: quello che vuoi aggiungere scrivilo lì.") % {"name": organization}
        return _("Non è più in bacheca: guarda com’è adesso.")


@access({"GET": TAKE_PART, "POST": SPEAK_FOR_MEMBER})
class ExchangeMatchView(OfExchange, FormView):
    """What two organisations have going: each button is a `step`, with the form that it needs."""

    template_name = "network/exchange/exchange_match.html"
    FORMS = {"write": MessageForm, "agree": TermsForm, "decline": NoForm, "call_off": NoForm}

    @cached_property
    def match(self):
        rows = self.network.exchange_matches.shown_to(self.request.user, self.runs_network)
        if self.request.method == "POST":
            rows = self.network.exchange_matches.between_those_kept_by(self.request.user)
        return get_object_or_404(rows.for_reading(), pk=self.kwargs["pk"])

    @cached_property
    def sides(self):
        return self.match.sides_kept_by(self.request.user)

    @property
    def step(self):
        return self.request.POST.get("step")

    def may(self, step):
        match = self.match
        return {
            "write": match.is_going_on and bool(self.sides),
            "agree": match.is_proposed and match.answering in self.sides,
            "decline": match.is_proposed and match.answering in self.sides,
            "take_back": match.is_proposed and match.asking in self.sides,
            "confirm": match.is_agreed and any(not match.confirmed_by(side) for side in self.sides),
            "call_off": match.is_agreed and bool(self.sides),
        }.get(step, False)

    def get_form_class(self):
        return self.FORMS.get(self.step, MessageForm)

    def get_context_data(self, **kwargs):
        sent = kwargs.pop("form", None)
        forms = {
            step: sent if sent and step == self.step else form(auto_id=f"id_{step}_%s")
            for step, form in self.FORMS.items()
            if self.may(step)
        }
        partner = self.match.other_than(self.sides[0]) if self.sides else None
        return super().get_context_data(
            match=self.match,
            form=sent,
            forms=forms,
            may_confirm=self.may("confirm"),
            in_silence=ended_in_silence(self.match),
            may_take_back=self.may("take_back"),
            partner=partner,
            contacts=self.contacts_of(partner) if partner and self.match.terms else (),
            thread=self.match.messages.select_related("match__giver", "match__taker"),
            **kwargs,
        )

    def contacts_of(self, partner):
        """Those that only members see, once the two agree."""
        return partner.reserved_contacts.filter(visibility__in=seen_by(self.request.user, self.network))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"auto_id": f"id_{self.step}_%s"}

    def post(self, request, *args, **kwargs):
        if not self.may(self.step):
            return self.moved_on(self.match)
        if self.step in self.FORMS:
            return super().post(request, *args, **kwargs)
        return self.done({})

    def form_valid(self, form):
        return self.done(form.cleaned_data)

    def done(self, said):
        more = {
            "write": {"side": self.writes_as},
            "call_off": {"side": self.writes_as},
            "confirm": {"sides": self.sides},
        }
        try:
            getattr(actions, self.step)(by=self.request.user, match=self.match, **said, **more.get(self.step, {}))
        except Settled:
            return self.moved_on(self.match)
        messages.success(self.request, self.words())
        return redirect(self.match)

    @property
    def writes_as(self):
        return self.sides[0]

    def words(self):
        return {
            "write": _("Mandato: lo riceve per e-mail e risponde qui."),
            "agree": _("Siete d’accordo: qui sotto trovate come raggiungervi."),
            "decline": _("L’altra organizzazione sa che per questa volta no."),
            "take_back": _("Ritirata."),
            "confirm": _("Grazie: segnato."),
            "call_off": _("L’annuncio torna in bacheca e l’altra organizzazione lo sa."),
        }[self.step]
