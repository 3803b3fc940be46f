"""Contacts of a desk: logging, looking back, searching beside the person; and Today, where they begin."""

from django.urls import path

from .views.desk import TodayView

urlpatterns = [
    path("sportello/<slug:slug>/", TodayView.as_view(), name="today"),
]
