"""`/riquadro/`: what other sites show of the portal; `/incorpora/`: how they do it."""

from django.urls import path

from .views import embed as views

urlpatterns = [
    path("riquadro/cerca/", views.EmbedSearchView.as_view(), name="embed_search"),
    path("riquadro/servizi/<slug:slug>/", views.EmbedServiceView.as_view(), name="embed_service"),
    path("riquadro/punti/<slug:slug>/", views.EmbedPointView.as_view(), name="embed_point"),
    path("incorpora/", views.EmbedView.as_view(), name="embed"),
    path("incorpora.js", views.embed_script, name="embed_script"),
]
