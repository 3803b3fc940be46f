"""Case delle Associazioni: the places that several organisations of the city share."""

from django.contrib import messages
from django.db.models import ProtectedError
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, ListView, TemplateView

from accounts.access import PUBLIC, access
from network.access import RUN_NETWORK
from network.members import housing
from network.members.forms import HostForm, HouseForm
from organizations import hours
from organizations.doors import Door, looked_at
from organizations.models import House
from puntocomunita.templatetags.directory import phones

from .network import OfNetwork


class OfHouse(OfNetwork):
    @cached_property
    def house(self):
        rows = House.objects.in_city(self.network).select_related(
            "location__municipality", "location__quarter__zone", "location__opening_hours__timetable"
        )
        return get_object_or_404(rows, slug=self.kwargs["house"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"house": self.house})


@access(PUBLIC)
class HouseListView(OfNetwork, ListView):
    template_name = "network/houses/house_list.html"
    paginate_by = 24

    def get_queryset(self):
        return (
            House.objects.in_city(self.network)
            .with_how_many()
            .select_related("location__quarter", "location__municipality")
        )


@access(PUBLIC)
class HouseDetailView(OfHouse, TemplateView):
    template_name = "network/houses/house_detail.html"

    def get_context_data(self, **kwargs):
        place = self.house.location
        door = Door(self.house, place, place.opening_hours, place.phones)
        return super().get_context_data(
            doors=looked_at([door], hours.local_now()),
            phones=phones(place.phones),
            hosted=self.house.hosted(),
            **kwargs,
        )


@access(RUN_NETWORK)
class HouseCreateView(OfNetwork, FormView):
    """A place is found by `?q=`, its name or street, then said to be a house."""

    template_name, form_class = "network/houses/house_form.html", HouseForm

    @property
    def words(self):
        return self.request.GET.get("q", "").replace("\x00", "")[:200].strip()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"places": housing.places_found(self.network, self.words)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(q=self.words, **kwargs)

    def form_valid(self, form):
        try:
            house = housing.open_house(by=self.request.user, **form.cleaned_data)
        except housing.JustOpened:
            form.add_error(None, _("Qualcuno l’ha fatto un momento prima di te: guarda fra le case, o cambia nome."))
            return self.form_invalid(form)
        messages.success(self.request, _("È una casa delle associazioni: adesso di’ chi ospita."))
        return redirect("network:house_host", self.network.slug, house.slug)


@access(RUN_NETWORK)
class HouseHostView(OfHouse, FormView):
    """Who is hosted: one more by the form, one fewer by its button."""

    template_name, form_class = "network/houses/house_host.html", HostForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"organizations": housing.not_yet_in(self.house, self.network)}

    def get_context_data(self, **kwargs):
        hosted = self.house.organizations.in_alphabetical_order()
        return super().get_context_data(hosted=hosted, **kwargs)

    def form_valid(self, form):
        housing.host(by=self.request.user, house=self.house, organization=form.cleaned_data["organization"])
        messages.success(self.request, _("Adesso è nella casa."))
        return redirect("network:house_host", self.network.slug, self.house.slug)


@access(RUN_NETWORK)
class HouseLetGoView(OfHouse, View):
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        organization = get_object_or_404(self.house.organizations, pk=kwargs["organization"])
        housing.let_go(by=request.user, house=self.house, organization=organization)
        messages.success(request, _("Non è più nella casa."))
        return redirect("network:house_host", self.network.slug, self.house.slug)


@access(RUN_NETWORK)
class HouseCloseView(OfHouse, View):
    """The place stays in the directory; where rooms have been booked, the house stays too."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        try:
            housing.close_house(by=request.user, house=self.house)
        except ProtectedError:
            said = _("Nelle sue stanze qualcuno ha prenotato: resta una casa. Se non si usano più, chiudi le stanze.")
            messages.warning(request, said)
            return redirect(self.house)
        messages.success(request, _("Non è più una casa delle associazioni. Il luogo resta."))
        return redirect("network:house_list", self.network.slug)
