"""`/organizzazioni/…/e-mia/`: asking for an entry. `/redazione/`: answering, and whom to trust."""

from django.urls import path

from .views import claims

urlpatterns = [
    path("organizzazioni/<slug:slug>/e-mia/", claims.ClaimCreateView.as_view(), name="claim_create"),
    path("e-mia/<str:secret>/", claims.ClaimAnswerView.as_view(), name="claim_answer"),
    path("redazione/richieste/", claims.ClaimQueueView.as_view(), name="claim_queue"),
    path("redazione/richieste/<uuid:pk>/", claims.ClaimDecideView.as_view(), name="claim_decide"),
    path("redazione/fiducia/", claims.TrustView.as_view(), name="trust"),
]
