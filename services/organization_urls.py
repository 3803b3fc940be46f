"""Addresses of Punti Comunità and organisations: their pages show services, which they may not import."""

from django.urls import path

from organizations.views import (
    CommunityPointListView,
    OrganizationListView,
    accepting,
    calendars,
    inviting,
    keeping,
    people,
)

from .views.details import CommunityPointDetailView, OrganizationDetailView
from .views.history import CommunityPointHistoryView, OrganizationHistoryView

app_name = "organizations"

urlpatterns = [
    path("punti/", CommunityPointListView.as_view(), name="community_point_list"),
    path("punti/<slug:slug>/", CommunityPointDetailView.as_view(), name="community_point_detail"),
    path(
        "punti/<slug:slug>/orari.ics", calendars.CommunityPointCalendarView.as_view(), name="community_point_calendar"
    ),
    path("organizzazioni/", OrganizationListView.as_view(), name="organization_list"),
    path("organizzazioni/<slug:slug>/", OrganizationDetailView.as_view(), name="organization_detail"),
    path("punti/<slug:slug>/storia/", CommunityPointHistoryView.as_view(), name="community_point_history"),
    path("organizzazioni/<slug:slug>/storia/", OrganizationHistoryView.as_view(), name="organization_history"),
    # Their people
    path("organizzazioni/<slug:slug>/persone/", people.OrganizationPeopleView.as_view(), name="organization_people"),
    path(
        "organizzazioni/<slug:slug>/persone/invita/",
        inviting.OrganizationInviteView.as_view(),
        name="organization_invite",
    ),
    path(
        "organizzazioni/<slug:slug>/persone/inviti/<int:pk>/",
        inviting.OrganizationInvitationView.as_view(),
        name="organization_invitation",
    ),
    path(
        "organizzazioni/<slug:slug>/persone/<int:pk>/",
        keeping.OrganizationPersonView.as_view(),
        name="organization_person",
    ),
    path("punti/<slug:slug>/persone/", people.CommunityPointPeopleView.as_view(), name="community_point_people"),
    path(
        "punti/<slug:slug>/persone/elenco.csv",
        people.CommunityPointPeopleCsvView.as_view(),
        name="community_point_people_csv",
    ),
    path(
        "punti/<slug:slug>/persone/invita/", inviting.CommunityPointInviteView.as_view(), name="community_point_invite"
    ),
    path(
        "punti/<slug:slug>/persone/inviti/<int:pk>/",
        inviting.CommunityPointInvitationView.as_view(),
        name="community_point_invitation",
    ),
    path(
        "punti/<slug:slug>/persone/<int:pk>/", keeping.CommunityPointPersonView.as_view(), name="community_point_person"
    ),
    path("citta/<slug:slug>/persone/", people.MunicipalityPeopleView.as_view(), name="municipality_people"),
    path("citta/<slug:slug>/persone/invita/", inviting.MunicipalityInviteView.as_view(), name="municipality_invite"),
    path(
        "citta/<slug:slug>/persone/inviti/<int:pk>/",
        inviting.MunicipalityInvitationView.as_view(),
        name="municipality_invitation",
    ),
    path("citta/<slug:slug>/persone/<int:pk>/", keeping.MunicipalityPersonView.as_view(), name="municipality_person"),
    path("invito/<str:secret>/", accepting.InvitationView.as_view(), name="invitation"),
]
