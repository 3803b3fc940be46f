"""Figures: of a desk and of a city, for who works there; published ones, for everybody."""

from django.urls import path

from .views.figures import CityFiguresView, DeskFiguresView
from .views.published import CityPublishedView, DeskReportFileView, DeskReportView, ReachView

urlpatterns = [
    path("sportello/dati/", CityFiguresView.as_view(), name="city_figures"),
    path("sportello/<slug:slug>/dati/", DeskFiguresView.as_view(), name="desk_figures"),
    path("dati/sportelli/", CityPublishedView.as_view(), name="city_published"),
    path("dati/sportelli/vicinanza/", ReachView.as_view(), name="reach"),
    path("dati/sportelli/<slug:slug>/<int:year>/", DeskReportView.as_view(), name="desk_report"),
    path("dati/sportelli/<slug:slug>/<int:year>/rapporto.pdf", DeskReportFileView.as_view(), name="desk_report_file"),
]
