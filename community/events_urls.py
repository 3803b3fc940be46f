"""`/comunita/<city>/eventi/…`: what one can go to."""

from django.urls import path

from .views import event_keeping as keeping
from .views import event_people as people
from .views import events

CITY = "comunita/<slug:slug>/"
EVENTS = f"{CITY}eventi/"
EVENT = f"{EVENTS}<int:pk>/"

urlpatterns = [
    path(EVENTS, events.EventListView.as_view(), name="event_list"),
    path(f"{EVENTS}calendario.ics", events.EventCalendarFeedView.as_view(), name="event_calendar_feed"),
    path(f"{EVENTS}atom/", events.EventFeedView.as_view(), name="event_feed"),
    path(f"{EVENTS}nuovo/", keeping.EventCreateView.as_view(), name="event_create"),
    path(f"{EVENTS}miei/", keeping.EventKeptListView.as_view(), name="event_kept_list"),
    path(EVENT, events.EventDetailView.as_view(), name="event_detail"),
    path(f"{EVENT}calendario.ics", events.EventCalendarView.as_view(), name="event_calendar"),
    path(f"{EVENT}modifica/", keeping.EventUpdateView.as_view(), name="event_update"),
    path(f"{EVENT}vengo/", people.EventComeView.as_view(), name="event_come"),
    path(f"{EVENT}chi-viene/<int:day>/", people.EventPeopleView.as_view(), name="event_people"),
    path(f"{EVENT}cura/", keeping.EventManageView.as_view(), name="event_manage"),
]
