"""`/dati/`: figures, files and their catalogue."""

from django.urls import path

from .views.figures import FiguresView
from .views.open_data import CatalogueView, DirectoryView, PlacesView, ServicesView

urlpatterns = [
    path("", FiguresView.as_view(), name="figures"),
    path("servizi.csv", ServicesView.as_view(), name="open_data_servizi"),
    path("luoghi.geojson", PlacesView.as_view(), name="open_data_luoghi"),
    path("hsds.json", DirectoryView.as_view(), name="open_data_hsds"),
    path("catalogo.ttl", CatalogueView.as_view(extension="ttl"), name="open_data_ttl"),
    path("catalogo.rdf", CatalogueView.as_view(extension="rdf"), name="open_data_rdf"),
    path("catalogo.jsonld", CatalogueView.as_view(extension="jsonld"), name="open_data_jsonld"),
]
