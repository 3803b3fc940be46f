"""`/comunita/<city>/iniziative/…`, `…/storie/…` and `…/beni-comuni/`: what is done together, told of, and left."""

from django.urls import path

from .views import initiative_work, initiatives, stories

CITY = "comunita/<slug:slug>/"
HERE = f"{CITY}iniziative/"
ONE = f"{HERE}<int:pk>/"
STORIES = f"{CITY}storie/"

urlpatterns = [
    path(HERE, initiatives.InitiativeListView.as_view(), name="initiative_list"),
    path(f"{HERE}nuova/", initiatives.InitiativeCreateView.as_view(), name="initiative_create"),
    path(f"{HERE}tue/", initiatives.InitiativeOwnView.as_view(), name="initiative_own"),
    path(f"{HERE}da-pubblicare/", initiatives.InitiativeWaitingView.as_view(), name="initiative_waiting"),
    path(ONE, initiatives.InitiativeDetailView.as_view(), name="initiative_detail"),
    path(f"{ONE}modifica/", initiatives.InitiativeUpdateView.as_view(), name="initiative_update"),
    path(f"{ONE}pubblica/", initiatives.InitiativePublishView.as_view(), name="initiative_publish"),
    path(f"{ONE}cura/", initiative_work.InitiativeRunView.as_view(), name="initiative_run"),
    path(f"{ONE}comincia/", initiative_work.InitiativeStartView.as_view(), name="initiative_start"),
    path(f"{ONE}ferma/", initiative_work.InitiativeStopView.as_view(), name="initiative_stop"),
    path(f"{ONE}riuscita/", initiative_work.InitiativeCompleteView.as_view(), name="initiative_complete"),
    path(f"{ONE}bene-comune/", initiative_work.OutcomeUpdateView.as_view(), name="outcome_update"),
    path(f"{ONE}partner/nuovo/", initiative_work.PartnerCreateView.as_view(), name="partner_create"),
    path(f"{ONE}partner/<int:row>/", initiative_work.PartnerAnswerView.as_view(), name="partner_answer"),
    path(f"{ONE}da-fare/nuovo/", initiative_work.TaskCreateView.as_view(), name="task_create"),
    path(f"{ONE}da-fare/<int:row>/", initiative_work.TaskView.as_view(), name="task"),
    path(f"{ONE}persone-raggiunte/", initiative_work.ReachCreateView.as_view(), name="reach_create"),
    path(f"{ONE}persone-raggiunte/<int:row>/", initiative_work.ReachView.as_view(), name="reach"),
    path(f"{ONE}comuni/", initiative_work.PlaceCreateView.as_view(), name="initiative_place_create"),
    path(f"{ONE}partecipa/", stories.JoinView.as_view(), name="initiative_join"),
    path(f"{ONE}impegni/nuovo/", stories.CommitmentCreateView.as_view(), name="commitment_create"),
    path(f"{ONE}impegni/<int:row>/", stories.CommitmentView.as_view(), name="commitment"),
    path(f"{ONE}racconta/", stories.StoryCreateView.as_view(), name="story_create"),
    path(STORIES, stories.StoryListView.as_view(), name="story_list"),
    path(f"{STORIES}<int:pk>/", stories.StoryDetailView.as_view(), name="story_detail"),
    path(f"{STORIES}<int:pk>/decidi/", stories.StoryDecideView.as_view(), name="story_decide"),
    path(f"{CITY}beni-comuni/", stories.CommonGoodListView.as_view(), name="common_good_list"),
]
