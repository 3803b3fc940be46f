"""`/api/…` of the network, each path with and without its closing slash; mounted before `services.api_urls`."""

from django.urls import path

from .api import bulletins, collaborations, meetings, trainings

app_name = "network_api"

endpoints = [
    path("bulletins", bulletins.BulletinList.as_view(), name="bulletin_list"),
    path("collaborations", collaborations.CollaborationList.as_view(), name="collaboration_list"),
    path("meetings", meetings.MeetingList.as_view(), name="meeting_list"),
    path("trainings", trainings.TrainingList.as_view(), name="training_list"),
]
urlpatterns = [*endpoints, *(path(f"{each.pattern}/", each.callback) for each in endpoints)]
