"""`/segnala/`, `/segnalazioni/`: what anyone may say of an entry. `/redazione/`: what coordinators make of it."""

from django.urls import path

from .views import reports

urlpatterns = [
    path("segnala/nuovo/", reports.ReportNewView.as_view(), name="report_new"),
    path("segnala/grazie/", reports.ReportThanksView.as_view(), name="report_thanks"),
    path("segnala/<slug:kind>/<slug:slug>/", reports.ReportCreateView.as_view(), name="report_create"),
    path("segnalazioni/<slug:code>/", reports.ReportStatusView.as_view(), name="report_status"),
]
