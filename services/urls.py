from django.urls import path

from .views.home import HomeView
from .views.listing_list import ListingListView

app_name = "services"

urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("servizi/", ListingListView.as_view(), name="listing_list"),
]
