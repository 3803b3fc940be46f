"""`/comunita/<city>/case/…` and `…/raccolte/…`: what houses do together, raise, and come to in numbers."""

from django.urls import path

from .views import fundraisings, houses

CITY = "comunita/<slug:slug>/"
PROJECTS, RAISED = f"{CITY}case/progetti/", f"{CITY}raccolte/"

urlpatterns = [
    path(f"{CITY}case/numeri/", houses.HouseNumbersView.as_view(), name="house_numbers"),
    path(f"{CITY}case/numeri.csv", houses.HouseNumbersFileView.as_view(), name="house_numbers_file"),
    path(PROJECTS, houses.ProjectListView.as_view(), name="project_list"),
    path(f"{PROJECTS}nuovo/", houses.ProjectCreateView.as_view(), name="project_create"),
    path(f"{PROJECTS}<int:pk>/", houses.ProjectDetailView.as_view(), name="project_detail"),
    path(f"{PROJECTS}<int:pk>/decidi/", houses.ProjectDecideView.as_view(), name="project_decide"),
    path(f"{PROJECTS}<int:pk>/modifica/", houses.ProjectUpdateView.as_view(), name="project_update"),
    path(f"{PROJECTS}<int:pk>/chiedi/", houses.ProjectAskView.as_view(), name="project_ask"),
    path(RAISED, fundraisings.FundraisingListView.as_view(), name="fundraising_list"),
    path(f"{RAISED}nuova/", fundraisings.FundraisingCreateView.as_view(), name="fundraising_create"),
    path(f"{RAISED}<int:pk>/", fundraisings.FundraisingDetailView.as_view(), name="fundraising_detail"),
    path(f"{RAISED}<int:pk>/modifica/", fundraisings.FundraisingUpdateView.as_view(), name="fundraising_update"),
    path(f"{RAISED}<int:pk>/cura/", fundraisings.FundraisingManageView.as_view(), name="fundraising_manage"),
]
