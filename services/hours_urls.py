from django.urls import path

from .views.hours import hours_preview

urlpatterns = [path("redazione/orari/anteprima/", hours_preview, name="hours_preview")]
