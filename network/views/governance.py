"""Who guides the network and its Punti Comunità: bodies, their seats, and whether enough of them met to decide."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, ListView, TemplateView

from accounts.access import PUBLIC, access
from network.access import RUN_NETWORK, SEE_AS_MEMBER
from network.governance import actions
from network.governance.forms import SeatForm, SteeringBodyForm
from network.governance.quorum import quorum_of
from network.governance.sitting import sectors_of, to_fill, with_sitting
from network.meetings.forms import MeetingForm
from network.models import Decision, Meeting, Seat, SteeringBody

from .meetings import A_PAGE, OfMeeting
from .network import Headed, OfNetwork

A_FEW = 5


class StepView(Headed, OfNetwork, FormView):
    """A row of the network written or changed; `said` says that it is done."""

    template_name = "network/governance/step.html"
    said = ""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.row}

    def get_context_data(self, **kwargs):
        return super().get_context_data(about=self.about, **kwargs)

    def keep(self, row):
        actions.keep(by=self.request.user, row=row)

    def form_valid(self, form):
        try:
            self.keep(form.instance)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, self.said)
        return redirect(self.after(form.instance))

    def after(self, row):
        return self.about or row


class ChangeView(StepView):
    """A row that was written by mistake, on which nothing hangs yet, is taken away from the same page."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(holds_nothing=self.row.holds_nothing, **kwargs)

    def post(self, request, *args, **kwargs):
        if request.POST.get("step") != "remove" or not self.row.holds_nothing:
            return super().post(request, *args, **kwargs)
        about = self.about
        self.row.delete()
        messages.success(request, _("Tolto."))
        return redirect(about)


class OfBody(OfNetwork):
    """A page of the body named in its address."""

    @cached_property
    def body(self):
        rows = self.network.steering_bodies.select_related("community_point")
        body = get_object_or_404(rows, pk=self.kwargs["pk"])
        body.network = self.network
        return body

    @property
    def about(self):
        return self.body

    def get_context_data(self, **kwargs):
        return super().get_context_data(body=self.body, **kwargs)


@access(PUBLIC)
class SteeringBodyListView(OfNetwork, ListView):
    """The network's first; for the members, which terms are near their end."""

    template_name = "network/governance/steering_body_list.html"
    paginate_by = A_PAGE

    def get_queryset(self):
        return with_sitting(self.network.steering_bodies.at_work().network_first())

    def get_context_data(self, **kwargs):
        ending = Seat.objects.ending_soon().filter(body__network=self.network).select_related("body__network")
        said = super().get_context_data(ending=ending.chair_first(), closed=self.closed(), **kwargs)
        said["rows"] = [(each, to_fill(each, each.sitting)) for each in said["page_obj"]]
        return said

    def closed(self):
        return self.network.steering_bodies.closed().network_first()


@access(PUBLIC)
class SteeringBodyDetailView(OfBody, TemplateView):
    template_name = "network/governance/steering_body_detail.html"

    def get_context_data(self, **kwargs):
        is_member = SEE_AS_MEMBER.allows(self.request.user, self.network)
        seats = list(self.body.seats.not_over().chair_first())
        sitting = [each for each in seats if not each.begins_later]
        meetings = Meeting.objects.filter(body=self.body).shown_to(is_member).select_related("network", "location")
        shown = {
            "seats": seats,
            "in_force": len(sitting),
            "needed": self.body.needed_of(len(sitting)),
            "sectors": sectors_of(self.body, sitting),
            "coming": meetings.coming().with_minutes()[:A_FEW],
            "past": meetings.past().with_minutes()[:A_FEW],
            "decisions": Decision.objects.of_body(self.body).shown_to(is_member).latest_first()[:A_FEW],
        }
        return super().get_context_data(**shown, **kwargs)


@access(RUN_NETWORK)
class SteeringBodyCreateView(StepView):
    form_class, about = SteeringBodyForm, None
    title, button = _("Un nuovo gruppo di guida"), _("Salva il gruppo")
    lead = _("Quanti seggi ha ogni settore, e quanti ne servono per decidere. Poi scrivi chi siede.")
    said = _("Il gruppo c’è. Adesso scrivi chi siede.")

    @property
    def row(self):
        return SteeringBody(network=self.network)


@access(RUN_NETWORK)
class SteeringBodyUpdateView(OfBody, StepView):
    form_class, said = SteeringBodyForm, _("Salvato.")
    title, button = _("Cambia il gruppo"), _("Salva il gruppo")
    lead = _("Verbali e decisioni restano come sono.")

    @property
    def row(self):
        return self.body


class SeatStepView(OfBody, StepView):
    form_class, button = SeatForm, _("Salva il seggio")

    def keep(self, row):
        actions.keep_seat(by=self.request.user, seat=row)


@access(RUN_NETWORK)
class SeatCreateView(SeatStepView):
    title, said = _("Chi siede nel gruppo"), _("Il seggio ha una persona.")
    lead = _("Il nome lo vede solo chi è nella rete; gli altri vedono organizzazione, settore e ruolo.")

    @property
    def row(self):
        return Seat(body=self.body)

    def get_initial(self):
        return {"sector": self.request.GET.get("settore")}


@access(RUN_NETWORK)
class SeatUpdateView(SeatStepView, ChangeView):
    title, said = _("Cambia il seggio"), _("Salvato.")
    lead = _("Per chi lascia scrivi l’ultimo giorno: il seggio torna fra quelli da riempire.")

    @property
    def row(self):
        return get_object_or_404(self.body.seats.select_related("user", "body__network"), pk=self.kwargs["seat"])


@access(RUN_NETWORK)
class BodyMeetingCreateView(OfBody, StepView):
    form_class = MeetingForm
    title, button = _("Convoca il gruppo"), _("Convoca e invita")
    lead = _("Invitiamo chi siede nel gruppo quel giorno: la persona, o la sua organizzazione.")
    said = _("La riunione c’è, e chi siede nel gruppo è invitato.")

    @property
    def row(self):
        return Meeting(network=self.network, body=self.body, kind=Meeting.Kind.STEERING, title=str(self.body))

    def keep(self, row):
        if unasked := actions.call_body_meeting(by=self.request.user, meeting=row):
            words = _("Non abbiamo l’indirizzo di: %(names)s. Questo invito fallo tu.") % {"names": ", ".join(unasked)}
            messages.warning(self.request, words)

    def after(self, row):
        return row


@access(RUN_NETWORK)
class SeatsPresentView(OfMeeting, TemplateView):
    """Which seats are there, ticked with a thumb."""

    template_name = "network/governance/seats_present.html"

    @cached_property
    def seats(self):
        if self.meeting.body is None:
            raise Http404
        return list(self.meeting.body.seats.in_force(self.meeting.day).chair_first())

    @property
    def there(self):
        return set(self.meeting.seats_present.values_list("seat", flat=True))

    def get_context_data(self, **kwargs):
        there = self.there
        rows = [(each, each.pk in there) for each in self.seats]
        return super().get_context_data(rows=rows, quorum=quorum_of(self.meeting), **kwargs)

    def ticked(self, name):
        asked = set(self.request.POST.getlist(name))
        return [each for each in self.seats if str(each.pk) in asked]

    def post(self, request, *args, **kwargs):
        ticked = {"there": self.ticked("there"), "seen": self.ticked("seen")}
        actions.write_seats_present(by=request.user, meeting=self.meeting, **ticked)
        messages.success(request, _("Salvato: il numero legale si legge nella pagina della riunione."))
        return redirect(self.meeting)
