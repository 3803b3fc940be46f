"""Of who coordinates: what waits to be read, put together in themes, answered; what the figures say."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, TemplateView

from accounts.access import PUBLIC, access
from community.access import READ_NEEDS
from community.models import Need
from community.needs import actions
from community.needs.figures import unmet_figures
from community.needs.forms import AnswerForm, HideForm, TogetherForm

from .community import OfCommunity
from .needs import FEW, PAGE, OfNeed


@access(READ_NEEDS)
class NeedDeskView(OfCommunity, TemplateView):
    """What nobody has read yet, the oldest first."""

    template_name = "community/needs/desk.html"

    def get_context_data(self, **kwargs):
        waiting = self.network.needs.waiting().for_reading().order_by("said_at", "id")
        page = Paginator(waiting, PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, **kwargs)


class ReadingView(OfNeed, FormView):
    """One thing that is done with a need; what another did in between is said."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(need=self.need, **kwargs)

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except actions.Settled:
            return self.moved_on()

    def form_valid(self, form):
        messages.success(self.request, self.done(form))
        return redirect(self.need)


@access(READ_NEEDS)
class NeedTogetherView(ReadingView):
    """Put into a theme, shown beside the needs that say much the same; a POST with `take_out` takes it out again."""

    template_name, form_class = "community/needs/together.html", TogetherForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"network": self.network}

    def get_context_data(self, **kwargs):
        others = self.network.needs.seen().exclude(pk=self.need.pk).for_reading()
        return super().get_context_data(alike=others.saying_much_like(self.need.title), **kwargs)

    def post(self, request, *args, **kwargs):
        if "take_out" not in request.POST:
            return super().post(request, *args, **kwargs)
        try:
            actions.take_out(need=self.need)
        except actions.Settled:
            return self.moved_on()
        messages.success(request, _("Tolto dal tema."))
        return redirect(self.need)

    def done(self, form):
        actions.put_together(need=self.need, theme=form.cleaned_data["theme"], title=form.cleaned_data["title"])
        return _("Messo insieme agli altri.")


@access(READ_NEEDS)
class NeedParkView(ReadingView):
    template_name, form_class = "community/needs/park.html", AnswerForm

    def done(self, form):
        actions.park(by=self.request.user, need=self.need, answer=form.cleaned_data["answer"])
        return _("Risposto: chi l’ha detto lo legge.")


@access(READ_NEEDS)
class NeedHideView(ReadingView):
    """A POST with `show` shows it again."""

    template_name, form_class = "community/needs/hide.html", HideForm

    def post(self, request, *args, **kwargs):
        if "show" not in request.POST:
            return super().post(request, *args, **kwargs)
        actions.show_again(need=self.need)
        messages.success(request, _("Adesso si vede di nuovo."))
        return redirect(self.need)

    def done(self, form):
        actions.hide(by=self.request.user, need=self.need, reason=form.cleaned_data["reason"])
        return _("Non si vede più; chi l’ha scritto legge perché.")


class OfTheme(OfCommunity):
    @cached_property
    def theme(self):
        themes = self.network.need_themes.most_wanted_first().select_related("network")
        return get_object_or_404(themes, pk=self.kwargs["pk"])

    def needs(self):
        return self.theme.needs.seen().for_reading().most_wanted_first()


@access(PUBLIC)
class ThemeDetailView(OfTheme, DetailView):
    template_name, context_object_name = "community/needs/theme_detail.html", "theme"

    def get_object(self):
        return self.theme

    def get_context_data(self, **kwargs):
        page = Paginator(self.needs(), PAGE).get_page(self.request.GET.get("page"))
        waits = self.theme.needs.filter(state=Need.State.CLUSTERED).exists()
        shown = {
            "codesigns": self.theme.codesigns.for_reading().latest_first(),
            "proposals": self.theme.proposals.published().for_reading().most_wanted_first()[:FEW],
            "initiatives": self.theme.initiatives.seen().for_reading().newest_first()[:PAGE],
        }
        return super().get_context_data(page=page, waits_for_an_answer=waits, **shown, **kwargs)


@access(READ_NEEDS)
class ThemeAdoptView(OfTheme, FormView):
    template_name, form_class = "community/needs/adopt.html", AnswerForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(theme=self.theme, **kwargs)

    def form_valid(self, form):
        try:
            actions.adopt(by=self.request.user, theme=self.theme, answer=form.cleaned_data["answer"])
        except actions.Settled:
            messages.warning(self.request, _("In questo tema non c’è niente che aspetti una risposta."))
        else:
            messages.success(self.request, _("Da oggi ci si lavora: chi l’ha detto lo legge."))
        return redirect(self.theme)


@access(READ_NEEDS)
class FigureListView(OfCommunity, TemplateView):
    """What remained without an answer at the desks, as it is published; a POST makes a need of one."""

    template_name = "community/needs/figures.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(figures=unmet_figures(self.network), **kwargs)

    def post(self, request, *args, **kwargs):
        figures = {each.words: each for each in unmet_figures(self.network)}
        chosen = figures.get(request.POST.get("figure"))
        if chosen is None:
            messages.warning(request, _("Questo dato non c’è più: scegline un altro."))
            return redirect("community:figure_list", self.network.slug)
        return redirect(self.adopt(chosen))

    def adopt(self, figure):
        told = {"network": self.network, "source": Need.Source.FIGURES, "figures": figure.words}
        try:
            with transaction.atomic():
                return Need.objects.create(title=_("%s: chi cerca non trova") % figure.topic, **told)
        except IntegrityError:
            return Need.objects.get(**told)
