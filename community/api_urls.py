"""`/api/…` of the community, each path with and without its closing slash; mounted before `services.api_urls`."""

from django.urls import path

from .api import events, groups, houses, initiatives, needs

app_name = "community_api"

endpoints = [
    path("events", events.EventList.as_view(), name="event_list"),
    path("groups", groups.GroupList.as_view(), name="group_list"),
    path("initiatives", initiatives.InitiativeList.as_view(), name="initiative_list"),
    path("needs", needs.NeedList.as_view(), name="need_list"),
    path("houses", houses.HouseList.as_view(), name="house_list"),
]
urlpatterns = [*endpoints, *(path(f"{each.pattern}/", each.callback) for each in endpoints)]
