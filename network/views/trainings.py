"""`/rete/…/formazione/`: the courses of a network, for anyone; and how who runs it writes them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, ListView, TemplateView

from accounts.access import PUBLIC, access
from network.access import RUN_NETWORK
from network.models import Training, TrainingSession
from network.trainings.calendars import feed_of
from network.trainings.forms import TrainingForm

from .network import OfNetwork

A_PAGE, LATELY = 20, 6


class CalendarAnswer(View):
    def answer(self, content):
        return HttpResponse(content, content_type="text/calendar; charset=utf-8")


@access(PUBLIC)
class TrainingListView(OfNetwork, ListView):
    """Those with a date to come first, the soonest first; `?per=attivita`: for who starts a small business."""

    template_name = "network/trainings/training_list.html"
    paginate_by = A_PAGE

    @property
    def for_business(self):
        return self.request.GET.get("per") == "attivita"

    def get_queryset(self):
        rows = Training.objects.filter(network=self.network).with_sessions()
        return rows.for_who_starts_a_business() if self.for_business else rows

    def get_context_data(self, **kwargs):
        return super().get_context_data(for_business=self.for_business, **kwargs)


class OfTraining(OfNetwork):
    @cached_property
    def training(self):
        training = get_object_or_404(Training, network=self.network, pk=self.kwargs["pk"])
        training.network = self.network
        return training

    def get_context_data(self, **kwargs):
        return super().get_context_data(training=self.training, **kwargs)


@access(PUBLIC)
class TrainingDetailView(OfTraining, TemplateView):
    template_name = "network/trainings/training_detail.html"

    def get_context_data(self, **kwargs):
        sessions = TrainingSession.objects.filter(training=self.training).with_places()
        return super().get_context_data(coming=sessions.coming(), past=sessions.past()[:LATELY], **kwargs)


class TrainingFormView(OfNetwork, FormView):
    template_name, form_class = "network/trainings/training_form.html", TrainingForm

    def form_valid(self, form):
        training = form.save()
        messages.success(self.request, _("Salvato."))
        return redirect(training)


@access(RUN_NETWORK)
class TrainingCreateView(TrainingFormView):
    def get_form_kwargs(self):
        new = Training(network=self.network, created_by=self.request.user)
        return super().get_form_kwargs() | {"instance": new}

    def form_valid(self, form):
        super().form_valid(form)
        return redirect("network:training_session_create", self.network.slug, form.instance.pk)


@access(RUN_NETWORK)
class TrainingUpdateView(OfTraining, TrainingFormView):
    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.training}


@access(PUBLIC)
class TrainingFeedView(OfNetwork, CalendarAnswer):
    """To be followed by calendar programs."""

    def get(self, request, *args, **kwargs):
        return self.answer(feed_of(self.network))
