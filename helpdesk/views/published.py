"""`/dati/sportelli/`: what everybody may read of the desks; published cells and nothing else."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import DetailView, TemplateView

from accounts.access import PUBLIC, access
from helpdesk.figures import hours, maps
from helpdesk.figures.published import Publication, cities, years_of
from helpdesk.figures.reach import reach
from organizations.models import CommunityPoint
from territory.models import Municipality, Quarter


class OfACity:
    """A page about the city that the address names (`citta`), else about the first that has anything."""

    cities = Municipality.objects.all()

    @cached_property
    def city(self):
        slug = self.request.GET.get("citta", "")[:160].replace("\x00", "")
        return get_object_or_404(Municipality, slug=slug) if slug else self.cities.order_by("name").first()

    @cached_property
    def quarters(self):
        return list(Quarter.objects.filter(municipality=self.city).order_by("name"))

    def get_context_data(self, **kwargs):
        return super().get_context_data(city=self.city, cities=self.cities.order_by("name"), **kwargs)


@access(PUBLIC)
class CityPublishedView(OfACity, TemplateView):
    """A year of the whole city, the last one that is published unless `anno` says another."""

    template_name = "helpdesk/figures/city_published.html"

    @property
    def cities(self):
        return cities()

    def get_context_data(self, **kwargs):
        years = years_of(self.city)
        year = int(asked) if (asked := self.request.GET.get("anno", "")).isdecimal() else next(iter(years), None)
        if asked and year not in years:
            raise Http404
        published = Publication(self.city, year) if year else None
        return super().get_context_data(years=years, year=year, **self.said(published), **kwargs)

    def said(self, published):
        if published is None:
            return {"published": None}
        values = published.unmet_at()
        return {
            "published": published,
            "needs": published.needs_without_an_answer(),
            "unmet": [(quarter, values.get(quarter.slug)) for quarter in self.quarters],
            "map": maps.drawn(self.quarters, values),
            "desks": [(value, published.words("desk", value), number) for value, number in published.desks],
        }


@access(PUBLIC)
class DeskReportView(DetailView):
    """The report of a year of a Punto Comunità to its citizens."""

    queryset = CommunityPoint.objects.select_related("location__municipality", "lead_organization")
    template_name = "helpdesk/figures/desk_report.html"
    context_object_name = "point"

    @cached_property
    def published(self):
        return Publication(self.object.location.municipality, self.kwargs["year"], self.object)

    def get_context_data(self, **kwargs):
        return super().get_context_data(year=self.kwargs["year"], published=self.published, **kwargs)


@access(PUBLIC)
class DeskReportFileView(DeskReportView):
    """The same to print and to hang up."""

    def render_to_response(self, context, **kwargs):
        from helpdesk.figures.paper import report  # its library is of use here alone

        if not self.published.total():
            raise Http404
        made = report(self.object, self.kwargs["year"], self.published)
        response = HttpResponse(made, content_type="application/pdf")
        name = f"rapporto-{self.object.slug}-{self.kwargs['year']}.pdf"
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        return response


@access(PUBLIC)
class ReachView(OfACity, TemplateView):
    """From where an open desk is more than a quarter of an hour on foot away, at an hour of the week."""

    template_name = "helpdesk/figures/reach.html"

    def get_context_data(self, **kwargs):
        hour = hours.asked(self.request.GET)
        rows = reach(self.city, hour.minute) if self.city else []
        values = {row.quarter.slug: row.far_of_100 for row in rows}
        rows.sort(key=lambda row: (-row.far_of_100, row.hours, row.quarter.name))
        without = sum(row.far_of_100 == 100 for row in rows)
        drawn = maps.drawn(self.quarters, values)
        return super().get_context_data(hour=hour, rows=rows, without=without, map=drawn, **kwargs)
