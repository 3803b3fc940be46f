"""Who is enrolled in a course: the list and the sheet of who runs it; each one's own page; the certificate."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.access import PUBLIC, access
from accounts.actions import log_looks
from accounts.models import AccessLog, User
from helpdesk.views.call_back import Calm
from network.access import RUN_NETWORK
from network.models import Enrolment
from network.trainings import actions
from network.trainings.enrolling import Closed, confirm, withdraw
from network.trainings.links import opened, page_of
from network.trainings.people import person_of

from .network import OfNetwork
from .training_sessions import OfSession


@method_decorator(never_cache, name="dispatch")
class OfParticipants(OfSession, TemplateView):
    """Names are read here: each look is on record, also for who is read of and has an access."""

    def get(self, request, *args, **kwargs):
        people = User.objects.filter(enrolments__in=self.session.enrolments.in_force())
        log_looks(by=request.user, what=AccessLog.What.PEOPLE, thing=str(self.session), subjects=people)
        return super().get(request, *args, **kwargs)

    def people(self, *states):
        """[(enrolment, person), …], in the order in which they came."""
        rows = self.session.enrolments.filter(state__in=states).select_related("user")
        return [(each, person_of(each)) for each in rows.order_by("placed_at", "id")]

    def by_name(self, *states):
        return sorted(self.people(*states), key=lambda row: row[1].name.casefold())


@access(RUN_NETWORK)
class ParticipantListView(OfParticipants):
    template_name = "network/trainings/participant_list.html"

    def get_context_data(self, **kwargs):
        state = Enrolment.State
        shown = {"enrolled": self.by_name(*Enrolment.TAKES_A_PLACE), "waits": self.people(state.WAITLISTED)}
        unconfirmed = self.session.enrolments.filter(state=state.REQUESTED).count()
        return super().get_context_data(unconfirmed=unconfirmed, **shown, **kwargs)


@access(RUN_NETWORK)
class TrainingAttendanceView(OfParticipants):
    """A sheet for a thumb; saved as often as one likes, until it is concluded."""

    template_name = "network/trainings/attendance.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(rows=self.by_name(*Enrolment.TAKES_A_PLACE), **kwargs)

    def post(self, request, *args, **kwargs):
        try:
            self.mark()
            if request.POST.get("step") == "conclude":
                return self.conclude()
        except actions.Settled:
            messages.warning(request, _("Le presenze si segnano dal giorno del corso, finché non lo chiudi."))
            return redirect(self.session)
        return redirect(request.path)

    def mark(self):
        there, absent = self.said("attended"), self.said("absent")
        marked = actions.mark(by=self.request.user, session=self.session, there=there, absent=absent)
        words = ngettext("Salvato: %(n)s presenza cambiata.", "Salvato: %(n)s presenze cambiate.", marked)
        messages.success(self.request, words % {"n": marked} if marked else _("Salvato: niente di nuovo."))

    def said(self, answer) -> list:
        sent = self.request.POST
        return [key for name in sent if sent[name] == answer and (key := key_in(name.removeprefix("c-")))]

    def conclude(self):
        without = actions.conclude(by=self.request.user, session=self.session)
        messages.success(self.request, _("Corso chiuso: chi c’era ha l’attestato per e-mail."))
        if without:
            words = _(
                "Quello che il corso permette allo sportello a te lo può dare solo un’altra persona che coordina."
            )
            messages.warning(self.request, words)
        return redirect("network:participant_list", self.network.slug, self.session.pk)


def key_in(text):
    """None for what is no key."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@method_decorator(never_cache, name="dispatch")
class OfEnrolment(Calm, OfNetwork):
    """A page behind the signed link of one enrolment."""

    @cached_property
    def enrolment(self):
        if found := opened(self.kwargs["secret"], self.network):
            return found
        raise Http404


@access(PUBLIC)
class EnrolmentView(OfEnrolment, TemplateView):
    """How things stand; looking, as a mail scanner does, confirms and withdraws nothing."""

    template_name = "network/trainings/enrolment.html"

    def get_context_data(self, **kwargs):
        enrolment = self.enrolment
        shown = {"session": enrolment.session, "training": enrolment.session.training, "enrolment": enrolment}
        paper = page_of(enrolment, "certificate") if enrolment.has_paper else ""
        return super().get_context_data(name=person_of(enrolment).name, paper=paper, **shown, **kwargs)

    def post(self, request, *args, **kwargs):
        steps, enrolment = {"confirm": confirm, "withdraw": withdraw}, self.enrolment
        try:
            if step := steps.get(request.POST.get("step")):
                step(enrolment=enrolment)
        except Closed:
            messages.warning(request, _("Il corso è già cominciato o è annullato: qui non cambia più niente."))
        return redirect(request.path)


@access(PUBLIC)
class CertificateView(OfEnrolment, TemplateView):
    def get(self, request, *args, **kwargs):
        from network.trainings.certificates import certificate  # its library is of use here alone

        if not self.enrolment.has_paper:
            raise Http404
        headers = {"Content-Disposition": 'inline; filename="attestato.pdf"'}
        return HttpResponse(certificate(self.enrolment), content_type="application/pdf", headers=headers)


@access(PUBLIC)
@method_decorator(never_cache, name="dispatch")
class CertificateCheckView(Calm, TemplateView):
    """Whoever holds the paper reads here that it is true; nobody guesses a code."""

    template_name = "network/trainings/certificate_check.html"

    @cached_property
    def enrolment(self):
        code = self.kwargs["code"].replace("\x00", "").strip().upper()
        rows = Enrolment.objects.attended().filter(code=code).exclude(code="")
        return rows.select_related("session__training__network", "user").first()

    def get_context_data(self, **kwargs):
        found = self.enrolment
        name = person_of(found).name if found else ""
        return super().get_context_data(enrolment=found, session=found and found.session, name=name, **kwargs)

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=200 if self.enrolment else 404, **kwargs)
