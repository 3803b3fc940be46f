"""`/comunita/<city>/patti/…`: hours that somebody gives, under a pact of three."""

from django.urls import path

from .views import hours, pact_desk, pacts

HERE = "comunita/<slug:slug>/patti/"
ONE = f"{HERE}<int:pk>/"

urlpatterns = [
    path("comunita/attestato/<str:code>/", pacts.CertificateCheckView.as_view(), name="pact_certificate_check"),
    path(HERE, pacts.PactFiguresView.as_view(), name="pact_figures"),
    path(f"{HERE}miei/", pacts.PactListView.as_view(), name="pact_list"),
    path(f"{HERE}ore-da-confermare/", hours.HostHoursView.as_view(), name="host_hours"),
    path(f"{HERE}in-carico/", pact_desk.PactDeskView.as_view(), name="pact_desk"),
    path(f"{HERE}ore-da-decidere/", hours.FollowedHoursView.as_view(), name="followed_hours"),
    path(f"{HERE}nuovo/", pact_desk.PactCreateView.as_view(), name="pact_create"),
    path(ONE, pacts.PactDetailView.as_view(), name="pact_detail"),
    path(f"{ONE}modifica/", pact_desk.PactUpdateView.as_view(), name="pact_update"),
    path(f"{ONE}segui/", pact_desk.PactFollowView.as_view(), name="pact_follow"),
    path(f"{ONE}ospite/", pacts.PactHostView.as_view(), name="pact_host"),
    path(f"{ONE}ore/", hours.HoursCreateView.as_view(), name="hours_create"),
    path(f"{ONE}ore/<int:entry>/", hours.HoursEntryView.as_view(), name="hours_entry"),
    path(f"{ONE}attestato.pdf", pacts.CertificateView.as_view(), name="pact_certificate"),
]
