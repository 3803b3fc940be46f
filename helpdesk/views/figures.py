"""`/sportello/…/dati/`: what a desk, or all those of a city, did between two days."""

from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.access import access
from helpdesk.access import SEE_CITY_FIGURES, SEE_FIGURES
from helpdesk.figures import periods, telling
from helpdesk.figures.counting import count
from organizations.models import CommunityPoint
from puntocomunita.spreadsheets import csv_download, xlsx_download

from .desk import OfDesk

DOWNLOADS = {"csv": csv_download, "xlsx": xlsx_download}


class FiguresOfDays:
    """The figures of `desk_ids` in the days that the address says, as a page or, with `formato`, a file."""

    @cached_property
    def period(self):
        return periods.asked(self.request.GET)

    @cached_property
    def counts(self):
        return count(self.desk_ids, *self.period.days())

    def get(self, request, *args, **kwargs):
        download = DOWNLOADS.get(request.GET.get("formato"))
        return self.file(download) if download else super().get(request, *args, **kwargs)

    def file(self, download):
        first, last = self.period.days()
        name = f"sportello-{first}-{last}.{self.request.GET['formato']}"
        rows = [[figure.title, row.label, *row.cells] for figure in telling.figures(self.counts) for row in figure.rows]
        return download(name, [_("Che cosa"), _("Voce"), _("Numero")], rows)

    def get_context_data(self, **kwargs):
        first, last = self.period.days()
        return super().get_context_data(
            period=self.period,
            usual=periods.usual(),
            query=f"dal={first}&al={last}",
            first=first,
            last=last,
            lead=telling.lead(self.counts),
            figures=telling.figures(self.counts) if self.counts.contacts else [],
            **kwargs,
        )


@access(SEE_FIGURES)
class DeskFiguresView(FiguresOfDays, OfDesk, TemplateView):
    template_name = "helpdesk/figures/desk_figures.html"

    @property
    def desk_ids(self):
        return [self.desk.pk]

    def get_context_data(self, **kwargs):
        return super().get_context_data(last_year=timezone.localdate().year - 1, **kwargs)


@access(SEE_CITY_FIGURES)
class CityFiguresView(FiguresOfDays, TemplateView):
    """Of all desks of the cities that the person directs."""

    template_name = "helpdesk/figures/city_figures.html"

    @cached_property
    def desks(self):
        return list(CommunityPoint.objects.directed_by(self.request.user))

    @property
    def desk_ids(self):
        return [desk.pk for desk in self.desks]

    def get(self, request, *args, **kwargs):
        if not request.user.cities_directed:
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        by_desk = [(desk, *self.counts.by["desk"].get(str(desk.pk), (0, 0))) for desk in self.desks]
        return super().get_context_data(by_desk=sorted(by_desk, key=lambda row: -row[1]), **kwargs)
