"""`/rete/<city>/percorsi/…`: coaching programmes, from plan to evaluation."""

from django.urls import path

from .views import coaching, coaching_parts

HERE = "rete/<slug:slug>/percorsi/"
ONE = f"{HERE}<int:pk>/"
PARTS = [
    ("squadra", "stakeholder", coaching_parts.CoachingStakeholderView),
    ("fasi", "phase", coaching_parts.CoachingPhaseView),
    ("obiettivi", "goal", coaching_parts.CoachingGoalView),
    ("incontri", "session", coaching_parts.CoachingSessionView),
]

urlpatterns = [
    path(HERE, coaching.CoachingListView.as_view(), name="coaching_list"),
    path(f"{HERE}nuovo/", coaching.CoachingCreateView.as_view(), name="coaching_create"),
    path(ONE, coaching.CoachingDetailView.as_view(), name="coaching_detail"),
    path(f"{ONE}modifica/", coaching.CoachingUpdateView.as_view(), name="coaching_update"),
    path(f"{ONE}avvia/", coaching.CoachingStartView.as_view(), name="coaching_start"),
    path(f"{ONE}interrompi/", coaching.CoachingStopView.as_view(), name="coaching_stop"),
    path(f"{ONE}valutazione/", coaching.CoachingEvaluateView.as_view(), name="coaching_evaluate"),
    path(f"{ONE}squadra/", coaching_parts.CoachingTeamView.as_view(), name="coaching_team"),
    path(f"{ONE}fasi/nuova/", coaching_parts.CoachingPhaseView.as_view(), name="coaching_phase_create"),
    path(f"{ONE}obiettivi/nuovo/", coaching_parts.CoachingGoalView.as_view(), name="coaching_goal_create"),
    path(f"{ONE}incontri/nuovo/", coaching_parts.CoachingSessionView.as_view(), name="coaching_session_create"),
    path(f"{ONE}compiti/nuovo/", coaching_parts.CoachingTaskView.as_view(), name="coaching_task_create"),
    *(path(f"{ONE}{part}/<int:part>/", view.as_view(), name=f"coaching_{name}") for part, name, view in PARTS),
]
