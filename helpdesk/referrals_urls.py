"""Referrals: at the desk, and without an account for who receives one or comes back with a code."""

from django.urls import path

from .views import referral_answers, referrals

urlpatterns = [
    path(
        "sportello/<slug:slug>/contatti/<uuid:enquiry>/passaggio/",
        referrals.ReferralCreateView.as_view(),
        name="referral_create",
    ),
    path("sportello/<slug:slug>/passaggi/", referrals.ReferralListView.as_view(), name="referral_list"),
    path("sportello/<slug:slug>/passaggi/<uuid:pk>/", referrals.ReferralDetailView.as_view(), name="referral_detail"),
    path(
        "sportello/<slug:slug>/passaggi/<uuid:pk>/persona/",
        referrals.ReferralPersonView.as_view(),
        name="referral_person",
    ),
    path(
        "sportello/<slug:slug>/passaggi/<uuid:pk>/foglio/",
        referrals.ReferralSheetView.as_view(),
        name="referral_sheet",
    ),
    path("passaggio/<str:secret>/", referral_answers.ReferralAnswerView.as_view(), name="referral_answer"),
    path("ritorno/", referral_answers.ComeBackView.as_view(), name="come_back"),
]
