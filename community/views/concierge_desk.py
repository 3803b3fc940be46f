"""Of who keeps a concierge: what waits, the members, what they are trusted with, and who has no account."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from accounts.access import access
from accounts.actions import log_looks
from accounts.models import AccessLog
from community.access import KEEP_CONCIERGE
from community.concierge import actions, membership
from community.concierge.forms import MatchForm, NeighbourContactForm, NeighbourForm, ReasonForm, VetForm
from community.concierge.people import by_name, contact_of, contacts_of, first_name, message_in
from community.models import Block, ConciergeMembership, Exchange
from helpdesk.rota.forms import RotaForm

from .concierges import PAGE, OfConcierge
from .exchanges import FEW, ExchangeCreateView, ExchangeView


@access(KEEP_CONCIERGE)
class ConciergeDeskView(OfConcierge, TemplateView):
    """Requests that nobody answered, the oldest first; what waits for who has no account; fees to be marked."""

    template_name = "community/concierge/desk.html"

    def get_context_data(self, **kwargs):
        rows = self.concierge.exchanges.for_reading().order_by("posted_on", "id")
        unpaid = self.concierge.memberships.in_force().filter(fee__gt=0, paid_on=None).for_reading()
        shown = {
            "asked": rows.on_the_board().filter(kind=Exchange.Kind.REQUEST)[:PAGE],
            "waiting": rows.of_people_without_account().filter(state__in=["proposed", "agreed"])[:PAGE],
            "offered": rows.on_the_board().filter(kind=Exchange.Kind.OFFER)[:PAGE],
            "to_renew": [(each, first_name(each)) for each in self.to_renew()[:PAGE]],
            "unpaid": [(each, first_name(each)) for each in unpaid[:PAGE]],
        }
        return super().get_context_data(**shown, **kwargs)

    def to_renew(self):
        return self.concierge.memberships.to_renew().for_reading().order_by("valid__endswith", "id")


@access(KEEP_CONCIERGE)
class ConciergeMemberListView(OfConcierge, TemplateView):
    """Who is in now, by name; `?q=` is how a name or a code begins. The list is opened on record."""

    template_name = "community/concierge/member_list.html"

    def get_context_data(self, **kwargs):
        members, wanted = self.concierge.memberships.in_force(), self.request.GET.get("q", "")
        page = Paginator(by_name(members, wanted), PAGE).get_page(self.request.GET.get("page"))
        whole = members.for_reading().with_vettings().in_bulk([each.pk for each, _name in page])
        people = [(whole[each.pk], name) for each, name in page if each.pk in whole]
        subjects = [each.person for each, _name in people if each.person]
        log_looks(by=self.request.user, what=AccessLog.What.PEOPLE, thing=str(self.concierge), subjects=subjects)
        return super().get_context_data(page=page, people=people, wanted=wanted, **kwargs)


@access(KEEP_CONCIERGE)
class ConciergeMemberCreateView(OfConcierge, FormView):
    template_name, form_class = "community/concierge/member_form.html", NeighbourForm

    def form_valid(self, form):
        member = membership.record_member(by=self.request.user, concierge=self.concierge, **form.cleaned_data)
        messages.success(self.request, _("Adesso scrivi che cosa cerca o che cosa offre."))
        return redirect("community:concierge_member", self.network.slug, self.concierge.pk, member.pk)


class OfMember(OfConcierge):
    @cached_property
    def neighbour(self):
        return get_object_or_404(self.concierge.memberships.for_reading().with_vettings(), pk=self.kwargs["pk"])


MEMBERSHIP = {
    "paid": (membership.mark_paid, gettext_lazy("Segnato: la quota è data.")),
    "end": (membership.end, gettext_lazy("Segnato: da oggi non ne fa più parte.")),
}


@access(KEEP_CONCIERGE)
class ConciergeMemberView(OfMember, FormView):
    """A POST names what is done: `paid`, `renew`, `end`, `vet`, or `unvet` with the number of the vetting.

    With `contact` it says how who has no account is reached from now on.
    """

    template_name = "community/concierge/member_detail.html"

    def get_form_class(self):
        asked = {"vet": VetForm, "contact": NeighbourContactForm}
        return next((form for name, form in asked.items() if name in self.request.POST), RotaForm)

    def get_context_data(self, form=None, **kwargs):
        member = self.neighbour
        shown = {
            "neighbour": member,
            "name": first_name(member),
            "contact": contact_of(member, by=self.request.user),
            "exchanges": Exchange.objects.of_member(member).newest_first()[:PAGE],
            "form": form if isinstance(form, VetForm) else VetForm(),
            "contact_form": form if isinstance(form, NeighbourContactForm) else NeighbourContactForm(),
            "in_force": member.is_in_force,
        }
        return super().get_context_data(**shown, **kwargs)

    def form_valid(self, form):
        told = {"by": self.request.user, "member": self.neighbour}
        if "vet" in self.request.POST:
            return self.vetted(**told, **form.cleaned_data)
        if "unvet" in self.request.POST:
            held = self.neighbour.vettings.in_force().filter(what_for=self.request.POST["unvet"])
            membership.unvet(by=self.request.user, vetting=get_object_or_404(held))
            messages.success(self.request, _("Tolta: da oggi non vale più."))
        elif "contact" in self.request.POST:
            neighbours = self.concierge.memberships.of_people_without_account()
            neighbour = get_object_or_404(neighbours, pk=self.neighbour.pk)
            membership.reach_at(member=neighbour, contact=form.cleaned_data["contact"])
            messages.success(self.request, _("Salvato: da adesso si raggiunge così."))
        elif "renew" in self.request.POST:
            return self.renewed(**told)
        elif verb := next((each for each in MEMBERSHIP if each in self.request.POST), None):
            act, said = MEMBERSHIP[verb]
            act(**told)
            messages.success(self.request, said)
        return redirect(self.request.path)

    def vetted(self, **told):
        try:
            membership.vet(**told)
        except actions.Settled:
            messages.warning(self.request, _("A te l’idoneità la dà un’altra persona della portineria."))
        else:
            messages.success(self.request, _("Data: vale da oggi."))
        return redirect(self.request.path)

    def renewed(self, **told):
        try:
            membership.renew(**told, until=self.request.POST["renew"])
        except actions.Settled:
            messages.info(self.request, _("È già rinnovata: guarda fino a quando vale."))
        except membership.AlreadyIn:
            messages.warning(self.request, _("È di nuovo tra i soci con un’altra iscrizione: rinnova quella."))
        else:
            messages.success(self.request, _("Rinnovata: qui sotto leggi fino a quando."))
        return redirect(self.request.path)


@access(KEEP_CONCIERGE)
class ConciergeMemberCardView(OfMember, TemplateView):
    """On paper, for a member without an account: what was agreed, and with whom; that one looked is on record."""

    template_name = "community/concierge/member_card.html"

    @cached_property
    def neighbour(self):
        rows = self.concierge.memberships.of_people_without_account().for_reading().with_vettings()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        exchanges = Exchange.objects.of_member(self.neighbour).filter(state=Exchange.State.AGREED).order_by("day", "id")
        shown = {"neighbour": self.neighbour, "name": first_name(self.neighbour), "agreed": self.told(exchanges[:PAGE])}
        return super().get_context_data(**shown, **kwargs)

    def told(self, exchanges):
        them = [each.other if each.author == self.neighbour else each.author for each in exchanges]
        contacts = contacts_of(them, by=self.request.user, thing=str(self.concierge))
        return [
            {"exchange": exchange, "does_it": exchange.helper != other, "name": first_name(other), "contact": contact}
            for exchange, other, contact in zip(exchanges, them, contacts, strict=True)
        ]


@access(KEEP_CONCIERGE)
class ExchangeRecordView(OfMember, ExchangeCreateView):
    """For a member without an account, in their words."""

    member = None

    def dispatch(self, request, *args, **kwargs):
        KEEP_CONCIERGE.check(request.user, self.concierge)
        return FormView.dispatch(self, request, *args, **kwargs)

    @cached_property
    def author(self):
        rows = ConciergeMembership.objects.of_people_without_account().filter(concierge=self.concierge)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(recorded_for=first_name(self.author), **kwargs)

    def written_before(self):
        return self.concierge.exchanges.filter(author=self.author)

    def address_of(self, exchange):
        return exchange.get_desk_url()


class OfExchange(OfConcierge):
    @cached_property
    def exchange(self):
        return get_object_or_404(self.concierge.exchanges.for_reading(), pk=self.kwargs["pk"])


@access(KEEP_CONCIERGE)
class ExchangeAtDeskView(OfExchange, ExchangeView):
    """Matched here, refused with a reason, and answered for who has no account: `side` says for whom."""

    template_name = "community/concierge/exchange_at_desk.html"
    forms = ExchangeView.forms | {"match": MatchForm, "refuse": ReasonForm}

    @property
    def is_own(self):
        return bool(self.exchange.side_of(self.request.user))

    @property
    def side(self):
        """The one that is named, if they have no account; nobody says yes for who does it with them."""
        if self.is_own and self.verb in ("agree", "confirm"):
            return ""
        side = self.request.POST.get("side", "")
        member = getattr(self.exchange, side) if side in actions.OTHER_SIDE else None
        return side if member and not member.person_id else ""

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs() | ({"auto_id": f"{self.side}_%s"} if self.side else {})
        return kwargs | ({"members": self.members()} if self.verb == "match" else {})

    def members(self):
        """With whom it may be matched: who helps is trusted with it, and neither keeps the other away."""
        rows = self.concierge.memberships.current().filter(Q(person__isnull=False) | ~Q(name=""))
        author = self.exchange.author
        rows = rows.exclude(pk=author.pk).exclude(person__in=Block.objects.people_apart_from(author.person))
        if not self.exchange.is_offer:
            rows = rows.trusted_with(self.exchange.needs_vetting_for, self.exchange.that_day)
        return rows.select_related("person").with_vettings().order_by("id")

    def do(self, verb, told):
        if verb == "match":
            actions.match(by=self.request.user, exchange=self.exchange, **told)
        elif verb == "refuse":
            actions.refuse(exchange=self.exchange, **told)
        else:
            super().do(verb, told)

    def fresh(self):
        return {"refuse": self.forms["refuse"]}

    def forms_of(self, side, form):
        """Of one of the two, each field by a name of its own: both may have no account."""
        fresh = {name: self.forms[name](auto_id=f"{side}_%s") for name in ("confirm", "call_off")}
        return fresh | ({self.verb: form} if side == self.side and self.verb in fresh else {})

    def get_context_data(self, form=None, **kwargs):
        exchange = self.exchange
        forms, met = self.open_forms(form), []
        if exchange.state == "open":
            forms["match"] = form if self.verb == "match" else MatchForm(members=self.members())
            met = [(each, first_name(each.author)) for each in self.met()]
        shown = {
            "exchange": exchange,
            "is_own": self.is_own,
            "sides": [
                self.told(side) | {"forms": self.forms_of(side, form)}
                for side in ("author", "other")
                if getattr(exchange, side)
            ],
            "message": message_in(exchange) if self.author_has_no_account else "",
            "needed": [each.label for each in exchange.needs_vetting_for],
            "forms": forms,
            "met": met,
        }
        return super().get_context_data(form=form, **shown, **kwargs)

    def met(self):
        """Of those with whom it may be matched, what they wrote that meets it."""
        rows = Exchange.objects.that_meet(self.exchange).filter(author__in=self.members().order_by().values("pk"))
        return rows.for_reading().newest_first()[:FEW]

    @property
    def author_has_no_account(self):
        """Who has one reads alone what is said to them."""
        return self.exchange.author is not None and not self.exchange.author.person_id

    def told(self, side):
        """What is said of one of the two; the way to reach them is opened on record while it goes on."""
        member = getattr(self.exchange, side)
        contact = contact_of(member, by=self.request.user) if self.exchange.is_live and not member.person_id else ""
        told = {"side": side, "member": member, "name": first_name(member), "contact": contact}
        return told | {"agreed": self.exchange.agreed_by(side), "confirmed": self.exchange.confirmed_by(side)}


@access(KEEP_CONCIERGE)
class ExchangeSheetView(OfExchange, TemplateView):
    """To be given by hand: what was written down, its code, whom to ring; of the other side, nothing."""

    template_name = "community/concierge/exchange_sheet.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(exchange=self.exchange, **kwargs)
