"""The rota of a desk, its volunteers and those who would be; links of mails and calendars need no account."""

from django.urls import path

from .views import applications, calendars, rota, shifts, volunteers

DESK = "sportello/<slug:slug>/"

urlpatterns = [
    path(f"{DESK}turni/", rota.RotaView.as_view(), name="rota"),
    path(f"{DESK}turni/stampa/", rota.RotaSheetView.as_view(), name="rota_sheet"),
    path(f"{DESK}turni/ore/", rota.RotaHoursView.as_view(), name="rota_hours"),
    path(f"{DESK}turni/preparazione/", rota.DeskScheduleView.as_view(), name="desk_schedule"),
    path(f"{DESK}turni/nuovo/", rota.ShiftCreateView.as_view(), name="shift_create"),
    path(f"{DESK}turni/ogni-settimana/", rota.EveryWeekView.as_view(), name="every_week"),
    path(f"{DESK}turni/calendario/", calendars.CalendarLinkView.as_view(), name="calendar_link"),
    path(f"{DESK}turni/<uuid:pk>/", shifts.ShiftDetailView.as_view(), name="shift_detail"),
    path(f"{DESK}volontari/", volunteers.VolunteerListView.as_view(), name="volunteer_list"),
    path(f"{DESK}volontari/<int:pk>/", volunteers.VolunteerDetailView.as_view(), name="volunteer_detail"),
    path(f"{DESK}candidature/", applications.ApplicationListView.as_view(), name="application_list"),
    path(f"{DESK}candidature/<uuid:pk>/", applications.ApplicationDetailView.as_view(), name="application_detail"),
    path("dai-una-mano/", applications.ApplicationCreateView.as_view(), name="application_create"),
    path("dai-una-mano/grazie/", applications.ApplicationThanksView.as_view(), name="application_thanks"),
    path("turno/<str:secret>/", shifts.StandInView.as_view(), name="stand_in"),
    path("calendario/<str:secret>.ics", calendars.PersonCalendarView.as_view(), name="person_calendar"),
    path("calendario/<slug:slug>/<str:secret>.ics", calendars.DeskCalendarView.as_view(), name="desk_calendar"),
]
