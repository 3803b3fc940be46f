"""`/rete/<city>/formazione/…` and `/rete/<city>/pratiche/…`: courses, who is in them, the library of practices."""

from django.urls import path

from .views import practices, training_people, training_sessions, trainings

CITY = "rete/<slug:slug>/"
HERE, LIBRARY = f"{CITY}formazione/", f"{CITY}pratiche/"
SESSION, OWN = f"{HERE}date/<uuid:pk>/", f"{HERE}iscrizione/<str:secret>/"

urlpatterns = [
    path(HERE, trainings.TrainingListView.as_view(), name="training_list"),
    path(f"{CITY}formazione.ics", trainings.TrainingFeedView.as_view(), name="training_feed"),
    path(f"{HERE}nuovo/", trainings.TrainingCreateView.as_view(), name="training_create"),
    path(f"{HERE}<int:pk>/", trainings.TrainingDetailView.as_view(), name="training_detail"),
    path(f"{HERE}<int:pk>/modifica/", trainings.TrainingUpdateView.as_view(), name="training_update"),
    path(f"{HERE}<int:pk>/date/nuove/", training_sessions.SessionCreateView.as_view(), name="training_session_create"),
    path(SESSION, training_sessions.SessionView.as_view(), name="training_session"),
    path(f"{SESSION}corso.ics", training_sessions.SessionCalendarView.as_view(), name="training_calendar"),
    path(f"{SESSION}modifica/", training_sessions.SessionUpdateView.as_view(), name="training_session_update"),
    path(f"{SESSION}annulla/", training_sessions.SessionCancelView.as_view(), name="training_session_cancel"),
    path(f"{SESSION}grazie/", training_sessions.EnrolThanksView.as_view(), name="training_thanks"),
    path(f"{SESSION}iscritti/", training_people.ParticipantListView.as_view(), name="participant_list"),
    path(f"{SESSION}presenze/", training_people.TrainingAttendanceView.as_view(), name="training_attendance"),
    path(OWN, training_people.EnrolmentView.as_view(), name="enrolment"),
    path(f"{OWN}attestato.pdf", training_people.CertificateView.as_view(), name="certificate"),
    path("attestato/<str:code>/", training_people.CertificateCheckView.as_view(), name="certificate_check"),
    path(LIBRARY, practices.PracticeListView.as_view(), name="practice_list"),
    path(f"{LIBRARY}nuova/", practices.PracticeProposeView.as_view(), name="practice_propose"),
    path(f"{LIBRARY}<int:pk>/", practices.PracticeDetailView.as_view(), name="practice_detail"),
    path(f"{LIBRARY}<int:pk>/rispondi/", practices.PracticeDecideView.as_view(), name="practice_decide"),
]
