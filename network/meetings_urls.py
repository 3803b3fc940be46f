"""`/rete/<city>/riunioni/…`: meetings, and what they leave."""

from django.urls import path

from .views import meeting_people, meetings, minutes

HERE = "rete/<slug:slug>/"
ONE = f"{HERE}riunioni/<uuid:pk>/"

urlpatterns = [
    path(f"{HERE}riunioni/", meetings.MeetingListView.as_view(), name="meeting_list"),
    path(f"{HERE}riunioni.ics", meetings.MeetingFeedView.as_view(), name="meeting_feed"),
    path(f"{HERE}riunioni/nuova/", meetings.MeetingCreateView.as_view(), name="meeting_create"),
    path(f"{HERE}riunioni/calendario/", meetings.MeetingCalendarLinkView.as_view(), name="meeting_calendar_link"),
    path("calendario-riunioni/<str:secret>.ics", meetings.OwnMeetingsView.as_view(), name="own_meetings"),
    path(ONE, meetings.MeetingDetailView.as_view(), name="meeting_detail"),
    path(f"{ONE}riunione.ics", meetings.MeetingCalendarView.as_view(), name="meeting_calendar"),
    path(f"{ONE}modifica/", meetings.MeetingUpdateView.as_view(), name="meeting_update"),
    path(f"{ONE}annulla/", meetings.MeetingCancelView.as_view(), name="meeting_cancel"),
    path(f"{ONE}ripeti/", meetings.MeetingRepeatView.as_view(), name="meeting_repeat"),
    path(f"{ONE}inviti/", meeting_people.MeetingInvitationsView.as_view(), name="meeting_invitations"),
    path(f"{ONE}rispondi/", meeting_people.MeetingAnswerView.as_view(), name="meeting_answer"),
    path(f"{ONE}presenze/", meeting_people.AttendanceView.as_view(), name="attendance"),
    path(f"{ONE}banchi/", meeting_people.StandListView.as_view(), name="stand_list"),
    path(f"{ONE}banchi/libera/", meeting_people.StandFreeView.as_view(), name="stand_free"),
    path(f"{ONE}ordine-del-giorno/", minutes.AgendaProposeView.as_view(), name="agenda_propose"),
    path(f"{ONE}ordine-del-giorno/<int:item>/", minutes.AgendaDecideView.as_view(), name="agenda_decide"),
    path(f"{ONE}verbale/", minutes.MinutesView.as_view(), name="minutes"),
    path(f"{ONE}verbale/scrivi/", minutes.MinutesWriteView.as_view(), name="minutes_write"),
    path(f"{ONE}decisioni/nuova/", minutes.DecisionCreateView.as_view(), name="decision_create"),
    path(f"{ONE}compiti/nuovo/", minutes.ActionItemCreateView.as_view(), name="action_item_create"),
    path(f"{ONE}decisioni/<int:decision>/", minutes.DecisionUpdateView.as_view(), name="decision_update"),
    path(f"{HERE}decisioni/", minutes.DecisionListView.as_view(), name="decision_list"),
    path(f"{HERE}compiti/", minutes.ActionItemListView.as_view(), name="action_item_list"),
    path(f"{HERE}compiti/<int:pk>/", minutes.ActionItemView.as_view(), name="action_item"),
    path(f"{HERE}compiti/<int:pk>/modifica/", minutes.ActionItemUpdateView.as_view(), name="action_item_update"),
    path("invito-riunione/<str:secret>/", meeting_people.InvitationAnswerView.as_view(), name="invitation_answer"),
]
