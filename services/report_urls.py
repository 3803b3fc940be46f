"""`/segnala/`, `/segnalazioni/`: what anyone may say of an entry. `/redazione/`: what coordinators make of it."""

from django.urls import path

from .views import changes, proposals, reports, review

urlpatterns = [
    path("segnala/nuovo/", reports.ReportNewView.as_view(), name="report_new"),
    path("segnala/grazie/", reports.ReportThanksView.as_view(), name="report_thanks"),
    path("segnala/<slug:kind>/<slug:slug>/", reports.ReportCreateView.as_view(), name="report_create"),
    path("segnalazioni/<slug:code>/", reports.ReportStatusView.as_view(), name="report_status"),
    path("redazione/", review.ReviewView.as_view(), name="review"),
    path("redazione/segnalazioni/", review.ReportQueueView.as_view(), name="report_queue"),
    path("redazione/segnalazioni/<slug:code>/", review.ReportDecideView.as_view(), name="report_decide"),
    path("redazione/segnalazioni/<slug:code>/aggiungi/", proposals.ReportAddView.as_view(), name="report_add"),
    path("redazione/modifiche/", changes.ChangeQueueView.as_view(), name="change_queue"),
    path("redazione/modifiche/<uuid:pk>/", changes.ChangeDecideView.as_view(), name="change_decide"),
]
