"""What is wrong in what somebody wrote: `/comunita/sicurezza/`, and in a city `…/segnala/…` and `…/segnalazioni/…`."""

from django.urls import path

from .views import moderation, safety

CITY = "comunita/<slug:slug>/"
THING = f"{CITY}segnala/<str:kind>/<str:pk>/"
DESK = f"{CITY}segnalazioni/"

of_nobody = [
    path("comunita/sicurezza/", safety.SafetyView.as_view(), name="safety"),
    path("comunita/blocchi/", safety.BlockListView.as_view(), name="block_list"),
]
urlpatterns = [
    path(THING, safety.ReportCreateView.as_view(), name="report_create"),
    path(f"{THING}blocca/", safety.BlockCreateView.as_view(), name="block_create"),
    path(f"{CITY}decisioni/<int:pk>/", safety.ModerationDecisionView.as_view(), name="moderation_decision"),
    path(DESK, moderation.ModerationDeskView.as_view(), name="moderation_desk"),
    path(f"{DESK}<int:pk>/", moderation.ModerationReportView.as_view(), name="moderation_report"),
    path(f"{DESK}<int:pk>/guardo/", moderation.ModerationLookView.as_view(), name="moderation_look"),
    path(f"{CITY}ricorsi/<int:pk>/", moderation.ModerationAppealView.as_view(), name="moderation_appeal"),
]
