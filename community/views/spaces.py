"""Rooms of a house: which there are, when they are free, and the pages of who keeps them."""

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, TemplateView

from accounts.access import PUBLIC, access
from community.access import KEEP_HOUSE
from community.models import Booking, EventDate, HouseProject, Space
from community.spaces import actions
from community.spaces.calendars import calendar_of, calendar_of_house
from community.spaces.forms import HouseForm, MendSpaceForm, SpaceForm, SpaceSearchForm
from community.spaces.repeating import moment
from organizations.models import House

from .community import FEW, OfCommunity
from .revising import RevisedView

PAGE = 20
WEEK = datetime.timedelta(days=7)
MIDNIGHT = datetime.time()


@access(PUBLIC)
class SpaceSearchView(OfCommunity, TemplateView):
    """All houses with their rooms; or the rooms that hold so many, and are free then."""

    template_name = "community/spaces/space_search.html"

    @cached_property
    def form(self):
        return SpaceSearchForm(self.request.GET if self.is_asked else None)

    @property
    def is_asked(self):
        return any(self.request.GET.get(name) for name in SpaceSearchForm.base_fields)

    def spaces(self):
        spaces = Space.objects.for_reading()
        if not self.is_asked or not self.form.is_valid():
            return spaces
        if people := self.form.cleaned_data["people"]:
            spaces = spaces.holding_people(people)
        return spaces.free(*self.form.span) if self.form.span else spaces

    def get_context_data(self, **kwargs):
        found = self.is_asked and self.form.is_valid()
        houses = House.objects.in_city(self.network).select_related("location__quarter", "location__municipality")
        houses = list(
            houses.prefetch_related(Prefetch("spaces", self.spaces(), to_attr="found")).order_by("name", "id")
        )
        shown = {"houses": [each for each in houses if each.found] if found else houses, "found": found}
        shown |= {"count": sum(len(each.found) for each in houses), "span": found and self.form.span}
        shown |= {"asked": self.form.asked if found else ""}
        return super().get_context_data(form=self.form, **shown, **kwargs)


class OfHouse(OfCommunity):
    """A page of the house named in its address; the rule is asked of its place."""

    @cached_property
    def house(self):
        rows = House.objects.in_city(self.network).select_related("location__municipality", "location__organization")
        return get_object_or_404(rows, slug=self.kwargs["house"])

    @property
    def guarded(self):
        return self.house.location

    @property
    def keeps_house(self):
        return KEEP_HOUSE.allows(self.request.user, self.house.location)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"house": self.house, "keeps_house": self.keeps_house})


@access(PUBLIC)
class SpaceListView(OfHouse, TemplateView):
    template_name = "community/spaces/space_list.html"

    def get_context_data(self, **kwargs):
        spaces = self.house.spaces.for_reading()
        waiting = 0
        if self.keeps_house:
            waiting = Booking.objects.filter(space__house=self.house).requested().coming().count()
        return super().get_context_data(spaces=spaces, waiting=waiting, **self.what_happens(), **kwargs)

    def what_happens(self):
        """Its next events, its projects with others, what it raises money for."""
        dates = EventDate.objects.taking_place().coming().of_house(self.house).for_reading().soonest_first()
        projects = HouseProject.objects.shown().filter(parts__house=self.house).for_reading()
        fundraisings = self.house.fundraisings.shown().for_reading().latest_first()
        return {"dates": dates[:FEW], "projects": projects[:FEW], "fundraisings": fundraisings[:FEW]}


@access(KEEP_HOUSE)
class HouseUpdateView(RevisedView, OfHouse, FormView):
    template_name, form_class = "community/spaces/house_form.html", HouseForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": House.objects.get(pk=self.house.pk)}

    def save(self, form):
        actions.describe(house=form.instance, revision=form.cleaned_data["revision"])
        messages.success(self.request, _("Salvato."))
        return redirect("community:space_list", self.network.slug, self.house.slug)


class OfSpace(OfHouse):
    @cached_property
    def space(self):
        space = get_object_or_404(self.house.spaces.for_reading(), pk=self.kwargs["pk"])
        space.house = self.house
        return space

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"space": self.space} | kwargs)


class OneWeek:
    """One week of who has what, `?settimana=` of any day in it; `taken(start, end)` says who."""

    def get_context_data(self, **kwargs):
        monday = self.monday()
        days = [monday + datetime.timedelta(days=number) for number in range(7)]
        start = moment(monday, MIDNIGHT)
        taken = list(self.taken(start, start + WEEK).select_related("organization", "space"))
        week = [(day, [each for each in taken if timezone.localdate(each.starts_at) == day]) for day in days]
        around = {"before": monday - WEEK, "after": monday + WEEK, "is_past": monday <= timezone.localdate()}
        return super().get_context_data(week=week, around=around, today=timezone.localdate(), **kwargs)

    def monday(self):
        try:
            day = parse_date(self.request.GET.get("settimana", "")) or timezone.localdate()
        except ValueError:
            day = timezone.localdate()
        day = min(max(day, datetime.date(2000, 1, 1)), datetime.date(2100, 1, 1))
        return day - datetime.timedelta(days=day.weekday())


@access(PUBLIC)
class HouseWeekView(OneWeek, OfHouse, TemplateView):
    """All its rooms together."""

    template_name = "community/spaces/house_week.html"

    def taken(self, start, end):
        return Booking.objects.holding().of_house(self.house).between(start, end)


@access(PUBLIC)
class SpaceDetailView(OneWeek, OfSpace, TemplateView):
    template_name = "community/spaces/space_detail.html"

    def taken(self, start, end):
        """Also by who has what it is a part of, or a part of it."""
        return Booking.objects.holding().keeping_out_of(self.space, start, end)


class CalendarView(View):
    def get(self, request, *args, **kwargs):
        return HttpResponse(self.calendar(), content_type="text/calendar; charset=utf-8")


@access(PUBLIC)
class SpaceCalendarView(OfSpace, CalendarView):
    def calendar(self):
        return calendar_of(self.space)


@access(PUBLIC)
class HouseCalendarView(OfHouse, CalendarView):
    def calendar(self):
        return calendar_of_house(self.house)


class SpaceFormView(RevisedView, OfHouse, FormView):
    template_name, form_class = "community/spaces/space_form.html", SpaceForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.instance()}

    def save(self, form):
        try:
            self.write(form)
        except IntegrityError:
            form.add_error(None, _("Il nome c’è già, o le parti della sala hanno prenotazioni che si accavallano."))
            return self.form_invalid(form)
        messages.success(self.request, _("Salvato."))
        return redirect("community:space_detail", self.network.slug, self.house.slug, form.instance.pk)


@access(KEEP_HOUSE)
class SpaceCreateView(SpaceFormView):
    def instance(self):
        return Space(house=self.house)

    def write(self, form):
        actions.add_room(space=form.instance)


@access(KEEP_HOUSE)
class SpaceUpdateView(OfSpace, SpaceFormView):
    form_class = MendSpaceForm

    def instance(self):
        return Space.objects.select_related("house").get(pk=self.space.pk)

    def write(self, form):
        actions.mend(space=form.instance, revision=form.cleaned_data["revision"])


@access(KEEP_HOUSE)
class HouseBookingsView(OfHouse, TemplateView):
    """What waits to be confirmed, the soonest first; what comes; what to say of those that are over."""

    template_name = "community/spaces/house_bookings.html"

    def get_context_data(self, **kwargs):
        rows = Booking.objects.filter(space__house=self.house).for_reading().order_by("starts_at", "id")
        over = rows.filter(state=Booking.State.CONFIRMED, ends_at__lte=timezone.now()).order_by("-starts_at")
        coming = rows.coming().filter(state=Booking.State.CONFIRMED)
        page = Paginator(coming, PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(waiting=rows.requested().coming()[:50], page=page, over=over[:20], **kwargs)
