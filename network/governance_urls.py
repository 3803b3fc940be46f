"""`/rete/<city>/gruppi/…` and `/rete/<city>/visione/…`: who guides the network, and where it wants to go."""

from django.urls import path

from .views import governance, vision

HERE = "rete/<slug:slug>/"
BODY, VISION, GOAL = (f"{HERE}{room}/<int:pk>/" for room in ("gruppi", "visioni", "obiettivi"))

urlpatterns = [
    path(f"{HERE}gruppi/", governance.SteeringBodyListView.as_view(), name="steering_body_list"),
    path(f"{HERE}gruppi/nuovo/", governance.SteeringBodyCreateView.as_view(), name="steering_body_create"),
    path(BODY, governance.SteeringBodyDetailView.as_view(), name="steering_body_detail"),
    path(f"{BODY}modifica/", governance.SteeringBodyUpdateView.as_view(), name="steering_body_update"),
    path(f"{BODY}seggi/nuovo/", governance.SeatCreateView.as_view(), name="seat_create"),
    path(f"{BODY}seggi/<int:seat>/", governance.SeatUpdateView.as_view(), name="seat_update"),
    path(f"{BODY}riunione/", governance.BodyMeetingCreateView.as_view(), name="body_meeting_create"),
    path(f"{HERE}riunioni/<uuid:pk>/seggi/", governance.SeatsPresentView.as_view(), name="seats_present"),
    path(f"{HERE}visione/", vision.VisionView.as_view(), name="vision"),
    path(f"{HERE}visioni/nuova/", vision.VisionCreateView.as_view(), name="vision_create"),
    path(VISION, vision.VisionDetailView.as_view(), name="vision_detail"),
    path(f"{VISION}modifica/", vision.VisionUpdateView.as_view(), name="vision_update"),
    path(f"{VISION}obiettivi/nuovo/", vision.GoalCreateView.as_view(), name="goal_create"),
    path(f"{GOAL}modifica/", vision.GoalUpdateView.as_view(), name="goal_update"),
    path(f"{GOAL}misura/", vision.MeasurementCreateView.as_view(), name="measurement_create"),
    path(f"{GOAL}misure/<int:measurement>/", vision.MeasurementUpdateView.as_view(), name="measurement_update"),
    path(f"{GOAL}compito/", vision.GoalActionCreateView.as_view(), name="goal_action_create"),
]
