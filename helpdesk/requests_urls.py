"""Who asks to be called, and the people a desk follows."""

from django.urls import path

from .views import call_back, people, requests

DESK = "sportello/<slug:slug>/"
PERSON = f"{DESK}persone/<uuid:pk>/"

urlpatterns = [
    path("richiamami/", call_back.CallBackView.as_view(), name="call_back"),
    path("richiamami/grazie/", call_back.CallBackThanksView.as_view(), name="call_back_thanks"),
    path("richiamami/non-serve-piu/<str:secret>/", call_back.CallBackWithdrawView.as_view(), name="call_back_withdraw"),
    path(f"{DESK}richieste/", requests.RequestListView.as_view(), name="request_list"),
    path(f"{DESK}richieste/<uuid:pk>/", requests.RequestDetailView.as_view(), name="request_detail"),
    path(f"{DESK}persone/", people.ClientListView.as_view(), name="client_list"),
    path(PERSON, people.ClientDetailView.as_view(), name="client_detail"),
    path(f"{PERSON}chi-ha-guardato/", people.ClientLooksView.as_view(), name="client_looks"),
]
