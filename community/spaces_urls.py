"""`/comunita/<city>/case/…`: the houses and their rooms, which is free, and who has them when."""

from django.urls import path

from .views import bookings, spaces

CITY = "comunita/<slug:slug>/"
HOUSE = f"{CITY}case/<slug:house>/"
SPACE = f"{HOUSE}stanze/<int:pk>/"

urlpatterns = [
    path(f"{CITY}case/", spaces.SpaceSearchView.as_view(), name="space_search"),
    path(f"{CITY}prenotazioni/", bookings.BookingListView.as_view(), name="booking_list"),
    path(f"{CITY}prenotazioni/<int:pk>/", bookings.BookingDetailView.as_view(), name="booking_detail"),
    path(f"{HOUSE}stanze/", spaces.SpaceListView.as_view(), name="space_list"),
    path(f"{HOUSE}settimana/", spaces.HouseWeekView.as_view(), name="house_week"),
    path(f"{HOUSE}calendario.ics", spaces.HouseCalendarView.as_view(), name="house_calendar"),
    path(f"{HOUSE}modifica/", spaces.HouseUpdateView.as_view(), name="house_update"),
    path(f"{HOUSE}stanze/nuova/", spaces.SpaceCreateView.as_view(), name="space_create"),
    path(f"{HOUSE}prenotazioni/", spaces.HouseBookingsView.as_view(), name="house_bookings"),
    path(f"{HOUSE}prenotazioni/<int:pk>/", bookings.HouseBookingView.as_view(), name="house_booking"),
    path(SPACE, spaces.SpaceDetailView.as_view(), name="space_detail"),
    path(f"{SPACE}calendario.ics", spaces.SpaceCalendarView.as_view(), name="space_calendar"),
    path(f"{SPACE}modifica/", spaces.SpaceUpdateView.as_view(), name="space_update"),
    path(f"{SPACE}prenota/", bookings.BookView.as_view(), name="space_book"),
]
