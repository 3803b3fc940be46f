"""Of who invites: events are written, published, changed, called off."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.access import access
from community.access import CARE_FOR_EVENT, SEE_WHO_COMES, WRITE_EVENT
from community.events import actions
from community.events.coming import NoPlace
from community.events.forms import CancelForm, DayForm, MendEventForm, NewEventForm
from community.events.organisers import organisers_of
from community.models import Event
from community.spaces.actions import Changed

from .community import OfCommunity
from .events import PAGE, OfEvent
from .revising import RevisedView


@access(WRITE_EVENT)
class EventKeptListView(OfCommunity, TemplateView):
    """What one may change: what comes next first, what is over last."""

    template_name = "community/events/event_kept_list.html"

    def get_context_data(self, **kwargs):
        rows = self.network.events.kept_by(self.request.user).for_reading().with_next_day()
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("page"))
        guests = self.request.user.event_guests.to_days_to_come(self.network).select_related("date__event__network")
        return super().get_context_data(page=page, guests=guests[:PAGE], **kwargs)


@access(WRITE_EVENT)
class EventCreateView(OfCommunity, FormView):
    """Published at once, or kept as a draft; a room that others have is said, with when it is free."""

    template_name, form_class = "community/events/event_create.html", NewEventForm

    @cached_property
    def organisers(self):
        return organisers_of(self.request.user, self.network)

    def get_form_kwargs(self):
        told = {"user": self.request.user, "organisers": self.organisers, "instance": Event(network=self.network)}
        return super().get_form_kwargs() | told

    def get_initial(self):
        return {name: value for name in ("organiser", "space", "day") if (value := self.request.GET.get(name))}

    def get_context_data(self, **kwargs):
        return super().get_context_data(organisers=self.organisers, **kwargs)

    def form_valid(self, form):
        try:
            event = self.written(form)
        except actions.RoomTaken as taken:
            return self.render_to_response(self.get_context_data(form=form, lost=taken.lost), status=409)
        except Changed:
            form.add_error("space", _("Nel frattempo la stanza è cambiata: guarda com’è adesso."))
            return self.form_invalid(form)
        said = _("È una bozza: pubblicala quando è pronta.") if event.is_draft else _("Pubblicato.")
        messages.success(self.request, said)
        return redirect(event)

    def written(self, form):
        said = form.cleaned_data
        told = {"topics": said["topics"], "targets": said["targets"], "people": said.get("people") or 1}
        told |= {"publish": "draft" not in self.request.POST, "skip_taken": "skip" in self.request.POST}
        return actions.write(by=self.request.user, event=form.event(), days=form.days(), **told)


class OfKeptEvent(OfEvent):
    @property
    def guarded(self):
        return self.event


@access(CARE_FOR_EVENT)
class EventUpdateView(RevisedView, OfKeptEvent, FormView):
    template_name, form_class = "community/events/event_update.html", MendEventForm

    def get_form_kwargs(self):
        event = get_object_or_404(Event, pk=self.event.pk)
        return super().get_form_kwargs() | {"user": self.request.user, "instance": event}

    def save(self, form):
        told = {name: form.cleaned_data[name] for name in ("revision", "topics", "targets")}
        try:
            actions.mend(by=self.request.user, event=form.instance, **told)
        except actions.Settled:
            return self.changed_meanwhile()
        except NoPlace:
            form.add_error("capacity", _("Hanno già detto che vengono in di più: chi viene non si manda via."))
            return self.form_invalid(form)
        messages.success(self.request, _("Salvato."))
        return redirect(self.event)


@access(CARE_FOR_EVENT)
class EventManageView(OfKeptEvent, FormView):
    """Its days and whether it is on: a POST names one thing to do."""

    template_name = "community/events/event_manage.html"

    def get_form_class(self):
        return CancelForm if "cancel" in self.request.POST else DayForm

    def get_context_data(self, **kwargs):
        forms = {"cancel_form": CancelForm(), "day_form": DayForm()}
        if form := kwargs.pop("form", None):
            forms["cancel_form" if isinstance(form, CancelForm) else "day_form"] = form
        forms["sees_who_comes"] = SEE_WHO_COMES.allows(self.request.user, self.event)
        days = {"ahead": [each for each in self.dates if not each.is_over]}
        days["past"] = [each for each in reversed(self.dates) if each.is_over]
        return super().get_context_data(form=None, **days, **forms | kwargs)

    def post(self, request, *args, **kwargs):
        try:
            if "publish" in request.POST:
                return self.done(actions.publish, _("Pubblicato."), event=self.event)
            if day := request.POST.get("call_off"):
                date = next((each for each in self.dates if str(each.pk) == day), None)
                return self.called_off(date) if date else self.changed_meanwhile()
            return super().post(request, *args, **kwargs)
        except (actions.Settled, Changed):
            return self.changed_meanwhile()
        except actions.RoomTaken as taken:
            return self.render_to_response(self.get_context_data(form=self.get_form(), lost=taken.lost), status=409)

    def called_off(self, date):
        date.event = self.event
        said = _("Quel giorno non si fa: chi aveva detto di venire lo sa.")
        return self.done(actions.call_off, said, by=self.request.user, date=date)

    def form_valid(self, form):
        by = {"by": self.request.user, "event": self.event}
        if isinstance(form, CancelForm):
            said = _("Annullato: chi aveva detto di venire lo sa.")
            return self.done(actions.cancel, said, **by, reason=form.cleaned_data["reason"])
        try:
            return self.done(actions.add_day, _("Aggiunto."), **by, **form.times)
        except IntegrityError:
            form.add_error("start", _("Quel giorno a quell’ora c’è già."))
            return self.form_invalid(form)

    def done(self, act, said, **told):
        act(**told)
        messages.success(self.request, said)
        return redirect("community:event_manage", self.network.slug, self.event.pk)
