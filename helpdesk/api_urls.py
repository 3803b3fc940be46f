"""`/api/…` of the desk, each path with and without its closing slash; mounted before `services.api_urls`."""

from django.urls import path

from .api import enquiries, referrals, requests, statistics

app_name = "desk_api"

endpoints = [
    path("enquiries", enquiries.EnquiryList.as_view(), name="enquiry_list"),
    path("referrals", referrals.ReferralList.as_view(), name="referral_list"),
    path("referrals/<str:id>", referrals.ReferralDetail.as_view(), name="referral_detail"),
    path("requests", requests.RequestCreate.as_view(), name="request_create"),
    path("requests/notice", requests.RequestNotice.as_view(), name="request_notice"),
    path("statistics", statistics.Statistics.as_view(), name="statistics"),
]
urlpatterns = [*endpoints, *(path(f"{each.pattern}/", each.callback) for each in endpoints)]
