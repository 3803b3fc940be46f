"""`/storia/`: who changed what, and putting it back."""

from django.urls import path

from .views import history, undo

urlpatterns = [
    path("storia/", history.HistoryListView.as_view(), name="history_list"),
    path("storia/<uuid:act>/", undo.ActDetailView.as_view(), name="act_detail"),
    path(
        "storia/<uuid:act>/<slug:kind>/<uuid:thing>/rimetti/",
        history.HistoryRestoreView.as_view(),
        name="history_restore",
    ),
    path("servizi/<slug:slug>/storia/", history.ServiceHistoryView.as_view(), name="service_history"),
    path("risorse/<slug:slug>/storia/", history.AssetHistoryView.as_view(), name="asset_history"),
]
