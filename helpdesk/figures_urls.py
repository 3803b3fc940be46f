"""Figures: of a desk and of a city, for who works there; published ones, for everybody."""

from django.urls import path

from .views.figures import CityFiguresView, DeskFiguresView

urlpatterns = [
    path("sportello/dati/", CityFiguresView.as_view(), name="city_figures"),
    path("sportello/<slug:slug>/dati/", DeskFiguresView.as_view(), name="desk_figures"),
]
