"""`/sportello/`: the desk. What anyone may ask of it, and what receivers answer, has addresses of its own."""

from django.urls import path

from .views.desk import DeskListView, TodayView

app_name = "helpdesk"

urlpatterns = [
    path("sportello/", DeskListView.as_view(), name="desk_list"),
    path("sportello/<slug:slug>/", TodayView.as_view(), name="today"),
]
