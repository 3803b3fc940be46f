"""The desk without a network."""

from django.urls import path

from .views.offline import DeskNowView, DeskOfflineView, DeskSnapshotView

OFFLINE = "sportello/<slug:slug>/senza-rete/"

urlpatterns = [
    path(OFFLINE, DeskOfflineView.as_view(), name="desk_offline"),
    path(f"{OFFLINE}adesso/", DeskNowView.as_view(), name="desk_now"),
    path(f"{OFFLINE}elenco/", DeskSnapshotView.as_view(), name="desk_snapshot"),
]
