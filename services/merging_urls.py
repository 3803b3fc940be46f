"""`/redazione/doppioni/`: what is there twice, made one."""

from django.urls import path

from .views.merging import EntryTwinsView, PairDecideView, PairListView

OF_KINDS = [("organizzazioni", "organization"), ("servizi", "service"), ("risorse", "asset")]

urlpatterns = [
    path("redazione/doppioni/", PairListView.as_view(), name="pair_list"),
    path("redazione/doppioni/<slug:kind>/<uuid:one>/<uuid:other>/", PairDecideView.as_view(), name="pair_decide"),
    *[
        path(f"{prefix}/<slug:slug>/doppioni/", EntryTwinsView.as_view(kind=kind), name=f"{kind}_twins")
        for prefix, kind in OF_KINDS
    ],
]
