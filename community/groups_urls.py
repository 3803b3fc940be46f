"""`/comunita/<city>/gruppi/…`: groups of a street, a building, a theme, a house, and their boards."""

from django.urls import path

from .views import group_appeals, group_people, group_posts, groups

HERE = "comunita/<slug:slug>/gruppi/"
ONE = f"{HERE}<slug:group>/"
POST = f"{ONE}bacheca/<int:pk>/"
APPEALS = f"{HERE}ricorsi/"

urlpatterns = [
    path(HERE, groups.GroupListView.as_view(), name="group_list"),
    path(f"{HERE}mappa/", groups.GroupMapView.as_view(), name="group_map"),
    path(f"{HERE}come-nasce/", groups.GroupStartView.as_view(), name="group_start"),
    path(f"{HERE}come-nasce/foglio/", groups.GroupStartSheetView.as_view(), name="group_start_sheet"),
    path(f"{HERE}nuovo/", groups.GroupCreateView.as_view(), name="group_create"),
    path(f"{HERE}tuoi/", groups.OwnGroupListView.as_view(), name="own_groups"),
    path(f"{HERE}tuoi/<int:pk>/ricorso/", group_appeals.RemovalAppealView.as_view(), name="removal_appeal"),
    path(f"{HERE}da-leggere/", groups.GroupDeskView.as_view(), name="group_desk"),
    path(f"{HERE}invito/<str:secret>/", group_people.GroupInvitationView.as_view(), name="group_invitation"),
    path(f"{APPEALS}<int:pk>/", group_appeals.AppealDecideView.as_view(), name="appeal_decide"),
    path(f"{APPEALS}risposte/<int:pk>/", group_appeals.ReplyAppealDecideView.as_view(), name="reply_appeal_decide"),
    path(f"{APPEALS}persone/<int:pk>/", group_appeals.RemovalAppealDecideView.as_view(), name="removal_appeal_decide"),
    path(ONE, groups.GroupDetailView.as_view(), name="group_detail"),
    path(f"{ONE}pubblica/", groups.GroupPublishView.as_view(), name="group_publish"),
    path(f"{ONE}foglio/", groups.GroupSheetView.as_view(), name="group_sheet"),
    path(f"{ONE}entra/", group_people.GroupJoinView.as_view(), name="group_join"),
    path(f"{ONE}esci/", group_people.GroupLeaveView.as_view(), name="group_leave"),
    path(f"{ONE}persone/", group_people.GroupPeopleView.as_view(), name="group_people"),
    path(f"{ONE}persone/<int:person>/", group_people.GroupPersonOutView.as_view(), name="group_person_out"),
    path(f"{ONE}cura/", group_people.GroupUpdateView.as_view(), name="group_update"),
    path(f"{ONE}inviti/", group_people.GroupInvitationListView.as_view(), name="group_invitations"),
    path(f"{ONE}scrivi/", group_posts.PostCreateView.as_view(), name="post_create"),
    path(POST, group_posts.PostDetailView.as_view(), name="post_detail"),
    path(f"{POST}calendario.ics", group_posts.PostCalendarView.as_view(), name="post_calendar"),
    path(f"{POST}rispondi/", group_posts.ReplyCreateView.as_view(), name="reply_create"),
    path(f"{POST}fai/", group_posts.PostActView.as_view(), name="post_act"),
    path(f"{POST}ancora/", group_posts.PostKeepView.as_view(), name="post_keep"),
    path(f"{POST}nascondi/", group_posts.PostHideView.as_view(), name="post_hide"),
    path(f"{POST}ricorso/", group_posts.PostAppealView.as_view(), name="post_appeal"),
    path(f"{POST}risposte/<int:reply>/", group_posts.ReplyHideView.as_view(), name="reply_hide"),
    path(f"{POST}risposte/<int:reply>/ricorso/", group_posts.ReplyAppealView.as_view(), name="reply_appeal"),
]
