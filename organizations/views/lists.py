"""Lists of Punti Comunità and organisations; the pages of one show services, so they are in `services`."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView, TemplateView

from accounts.access import PUBLIC, access
from organizations import hours
from organizations.doors import door_of_point, looked_at
from organizations.models import CommunityPoint, Organization
from organizations.orientation import orientation
from territory.models import Quarter
from territory.places import AmbiguousPlace, UnknownPlace, find_place


@access(PUBLIC)
class CommunityPointListView(TemplateView):
    template_name = "organizations/community_point_list.html"

    def get_context_data(self, **kwargs):
        near = self.request.GET.get("near", "")
        place, options, problem = asked_place(near)
        doors = looked_at(
            [door_of_point(point) for point in CommunityPoint.objects.with_places_and_hours()],
            hours.local_now(),
            place and (place.latitude, place.longitude),
        )
        listed = numbered(sorted(doors, key=by_zone))
        return super().get_context_data(
            near=near,
            place=place,
            options=options,
            problem=problem,
            own=place and own_door(place, doors),
            next_door=place and next_door(doors),
            open_doors=[door for door in doors if door.state.state == "open"],
            doors=listed,
            days=next((door.week for door in listed if door.week), []),
            map=orientation([door.location for door in listed], width=640, height=360, margin=600),
            quarters=Quarter.objects.values_list("name", flat=True),
            **kwargs,
        )


def asked_place(text):
    """(the place, the places it may be, what is wrong), each empty where the other says it."""
    try:
        return find_place(text), (), ""
    except (AmbiguousPlace, UnknownPlace) as error:
        return None, getattr(error, "options", ()), error.messages[0]


def own_door(place, doors):
    """The door of the Punto Comunità that serves the quarter of a place, the nearest if several do."""
    serving = [door for door in doors if place.quarter and place.quarter.id in quarter_ids(door.thing)]
    return next(iter(serving), None)


def quarter_ids(point):
    return {quarter.id for quarter in point.quarters.all()}


def next_door(doors):
    """The nearest door open now, else the one that opens first; None where no hours are known."""
    open_now = [door for door in doors if door.state.state == "open"]
    opening = [door for door in doors if door.state.opens]
    return next(iter(open_now), None) or min(opening, key=lambda door: door.state.opens, default=None)


def numbered(doors):
    for number, door in enumerate(doors, 1):
        door.number = number
    return doors


def by_zone(door):
    """Zones in alphabetical order, what is nowhere last; inside a zone what is open first."""
    return (door.zone is None, str(door.zone), door.state.state != "open", door.thing.name)


class OrganizationForm(forms.Form):
    """What the list is narrowed by; what is not valid is said and left aside."""

    q = forms.CharField(label=_("Nome"), max_length=100, required=False)
    sector = forms.ChoiceField(
        label=_("Che cos’è"), choices=[("", _("tutte")), *Organization.Sector.choices], required=False
    )
    quarter = forms.ChoiceField(label=_("Quartiere"), required=False)

    def __init__(self, data):
        super().__init__(data, label_suffix="")
        there = Quarter.objects.filter(locations__organization__isnull=False).distinct()
        self.fields["quarter"].choices = [("", _("tutti")), *there.values_list("slug", "name")]


@access(PUBLIC)
class OrganizationListView(ListView):
    paginate_by = 24

    def get_queryset(self):
        self.form = OrganizationForm(self.request.GET)
        self.form.is_valid()
        return Organization.objects.asked_for(self.form.cleaned_data).with_quarters().in_alphabetical_order()

    def paginate_queryset(self, queryset, page_size):
        """A page past the end is the last one."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=self.form, **kwargs)
