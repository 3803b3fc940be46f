"""One shift: what each may do there, and the page of a mail where one stands in."""

from typing import NamedTuple

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.access import PUBLIC, access
from helpdesk.access import LEAD_DESK, SEE_ROTA
from helpdesk.models import DeskSchedule, Shift, ShiftAssignment
from helpdesk.rota import actions, making
from helpdesk.rota.actions import NotThem, Refused
from helpdesk.rota.forms import CancelForm, PlaceForm
from helpdesk.rota.links import opened
from helpdesk.rota.people import volunteers_of
from helpdesk.rota.weeks import monday_of, turn_of, with_people

from .desk import OfDesk
from .referral_answers import Unseen

FREE, CANCEL = "libero", "annulla-%s"  # the ids of the forms of a page that has many


class NotTaken(Exception):
    """What was typed cannot be: `form` says why beside its field."""

    def __init__(self, form):
        super().__init__(form)
        self.form = form


class Step(NamedTuple):
    """`done` is said after; `leads` who coordinates alone may, else each for themself."""

    act: str
    done: str
    leads: bool = False


STEPS = {
    "come": Step("come", gettext_lazy("Fatto: vieni tu. Grazie.")),
    "cannot": Step("cannot", gettext_lazy("Va bene: abbiamo chiesto agli altri. Se nessuno può, lo sa chi coordina.")),
    "come_after_all": Step("come_after_all", gettext_lazy("Bene: il posto è ancora tuo.")),
    "stand_in": Step("stand_in", gettext_lazy("Fatto: vieni tu. Glielo abbiamo scritto.")),
    "attended": Step("attended", gettext_lazy("Segnato: c’era.")),
    "no_show": Step("no_show", gettext_lazy("Segnato: non c’era.")),
    "place": Step("place", gettext_lazy("Fatto: la persona lo sa per e-mail."), leads=True),
    "take_out": Step("take_out", gettext_lazy("Fatto: il posto è libero e la persona lo sa."), leads=True),
    "cancel": Step("cancel", gettext_lazy("Turno annullato: chi c’era lo sa per e-mail."), leads=True),
    "restore": Step("restore", gettext_lazy("Il turno c’è di nuovo, senza persone."), leads=True),
    "keep": Step("keep", gettext_lazy("Il turno resta com’è, fuori dall’orario."), leads=True),
    "move": Step("move", gettext_lazy("Turno spostato: chi c’era lo sa per e-mail."), leads=True),
}


@access(SEE_ROTA)
@method_decorator(never_cache, name="dispatch")
class ShiftDetailView(OfDesk, TemplateView):
    """A POST does one step, named in `step`; `back` says to which page one returns."""

    template_name = "helpdesk/rota/shift_detail.html"

    @cached_property
    def shift(self):
        rows = with_people(Shift.objects.filter(community_point=self.desk).select_related("community_point"))
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def leads(self):
        return LEAD_DESK.allows(self.request.user, self.desk)

    def get_context_data(self, tried=None, **kwargs):
        forms = self.forms_of_who_leads(tried) if self.leads else {}
        turn = turn_of(self.shift, self.request.user, timezone.now())
        return super().get_context_data(turn=turn, leads=self.leads, **forms | kwargs)

    def forms_of_who_leads(self, tried):
        """`places` are [(who has a seat, the form that puts another there)]; `tried` stands in place of its like."""
        known = {tried.auto_id: tried} if tried else {}
        cancel = CancelForm(auto_id=CANCEL)
        free, *others = [self.place_form(key) for key in [FREE, *(str(each.pk) for each in self.shift.held)]]
        free, cancel, *others = [known.get(each.auto_id, each) for each in (free, cancel, *others)]
        places = list(zip(self.shift.held, others, strict=True))
        return {"free_form": free, "cancel_form": cancel, "places": places}

    def place_form(self, key, data=None):
        """For the seat of that assignment, or a free one; one does not choose who has a seat already."""
        form = PlaceForm(data, desk=self.desk, day=self.day, auto_id=f"{key}-%s")
        form.fields["volunteer"].choices = [("", _("Scegli una persona")), *self.others]
        if key != FREE:
            form.fields["volunteer"].label = _("Chi viene al posto suo")
        return form

    @cached_property
    def others(self):
        """Who may have the shift and has no seat: those free at that hour first, and of the others it is said."""
        seated = {each.volunteer_id for each in self.shift.held}
        people = [each for each in volunteers_of(self.desk, self.day) if each.pk not in seated]
        busy = ShiftAssignment.objects.holding().filter(during__overlap=self.shift.during, volunteer__in=people)
        elsewhere = set(busy.values_list("volunteer", flat=True))
        free = [(each.pk, str(each)) for each in people if each.pk not in elsewhere]
        words = _("%(name)s (a quell’ora ha già un turno)")
        return free + [(each.pk, words % {"name": each}) for each in people if each.pk in elsewhere]

    @property
    def day(self):
        return timezone.localdate(self.shift.during.lower)

    def post(self, request, *args, **kwargs):
        step = STEPS.get(request.POST.get("step"))
        if step is None:
            return self.get(request, *args, **kwargs)
        if step.leads and not self.leads:
            raise Http404
        try:
            getattr(self, step.act)()
        except Refused as error:
            messages.warning(request, error.words)
        except NotTaken as error:
            return self.render_to_response(self.get_context_data(tried=error.form), status=422)
        else:
            messages.success(request, step.done)
        return redirect(self.back())

    def back(self):
        pages = {"shift": self.request.path, "preparation": reverse("helpdesk:desk_schedule", args=[self.desk.slug])}
        if page := pages.get(self.request.POST.get("back")):
            return page
        monday = monday_of(timezone.localdate(self.shift.during.lower))
        return f"{reverse('helpdesk:rota', args=[self.desk.slug])}?settimana={monday}#t-{self.shift.pk}"

    @property
    def asked(self):
        """The place in question, whatever became of it: one's own, or that of another named in `assignment`."""
        key = self.request.POST.get("assignment")
        rows = self.shift.assignments.select_related("volunteer").order_by("-created_at")
        found = [each for each in rows if (str(each.pk) == key if key else each.volunteer == self.request.user)]
        if not found:
            raise Refused(actions.OWN_PLACE_GONE)
        found[0].shift = self.shift
        return found[0]

    @property
    def own(self):
        """The place in question, where it is one's own or one coordinates."""
        if self.asked.volunteer != self.request.user and not self.leads:
            raise Http404
        return self.asked

    def come(self):
        actions.take_seat(by=self.request.user, shift=self.shift)

    def cannot(self):
        actions.cannot_come(by=self.request.user, assignment=self.own)

    def come_after_all(self):
        actions.come_after_all(by=self.request.user, assignment=self.own)

    def stand_in(self):
        actions.stand_in(by=self.request.user, assignment=self.asked)

    def attended(self):
        actions.say_whether_came(by=self.request.user, assignment=self.own, came=True)

    def no_show(self):
        actions.say_whether_came(by=self.request.user, assignment=self.own, came=False)

    def place(self):
        """In the seat of who cannot come, where `assignment` names it; else in a free one."""
        key = self.request.POST.get("assignment")
        form = self.place_form(key or FREE, self.request.POST)
        if not form.is_valid():
            raise NotTaken(form)
        said = {"by": self.request.user, "volunteer": form.cleaned_data["volunteer"]}
        try:
            actions.stand_in(assignment=self.asked, **said) if key else actions.take_seat(shift=self.shift, **said)
        except NotThem as error:
            form.add_error("volunteer", error.words)
            raise NotTaken(form) from error

    def take_out(self):
        actions.take_out(by=self.request.user, assignment=self.asked)

    def cancel(self):
        form = CancelForm(self.request.POST, auto_id=CANCEL)
        if not form.is_valid():
            raise NotTaken(form)
        if self.shift.cancelled_at or self.shift.during.upper <= timezone.now():
            raise Refused(_("Questo turno è già annullato o finito."))
        making.cancel_shift(shift=self.shift, reason=form.cleaned_data["reason"], by=self.request.user)

    def restore(self):
        actions.restore_shift(by=self.request.user, shift=self.shift)

    def keep(self):
        actions.keep_shift(by=self.request.user, shift=self.shift)

    def move(self):
        """To the hours over which it stands, as they are now."""
        schedule = DeskSchedule.objects.filter(community_point=self.desk).first()
        out = making.misplaced(schedule) if schedule else []
        span = next((span for shift, span in out if shift.pk == self.shift.pk), None)
        if span is None:
            raise Refused(_("L’orario è cambiato ancora: guarda com’è adesso."))
        actions.move_shift(by=self.request.user, shift=self.shift, span=span)


@access(PUBLIC)
@method_decorator(never_cache, name="dispatch")
class StandInView(Unseen, View):
    """Looking changes nothing, because mail programs look too; one button takes the place."""

    counted_as = "referral_answer"

    def dispatch(self, request, *args, secret, **kwargs):
        self.found = opened(secret)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.page() if self.found else self.page(404)

    def post(self, request):
        if not self.found:
            return self.page(404)
        assignment, user = self.found
        try:
            actions.stand_in(by=user, assignment=assignment)
        except Refused as error:
            return self.page(409, refused=error.words)
        return self.page(done=True)

    def page(self, status=200, **more):
        assignment, user = self.found or (None, None)
        wanted = assignment is not None and assignment.state == ShiftAssignment.State.SEEKING_COVER
        over = assignment is not None and assignment.during.upper <= timezone.now()
        context = {"assignment": assignment, "person": user, "wanted": wanted and not over} | more
        if assignment and not wanted and not more:
            context["refused"] = actions.who_has(assignment)
        return render(self.request, "helpdesk/rota/stand_in.html", context, status=status)
