"""`/api/…` of the community, each path with and without its closing slash; mounted before `services.api_urls`."""

from django.urls import path

from .api import needs

app_name = "community_api"

endpoints = [path("needs", needs.NeedList.as_view(), name="need_list")]
urlpatterns = [*endpoints, *(path(f"{each.pattern}/", each.callback) for each in endpoints)]
