"""`/sportello/`: the desk. What anyone may ask of it, and what receivers answer, has addresses of its own."""

from django.urls import include, path

from .views.desk import DeskListView

app_name = "helpdesk"

urlpatterns = [
    path("sportello/", DeskListView.as_view(), name="desk_list"),
    path("", include("helpdesk.figures_urls")),
    path("", include("helpdesk.enquiries_urls")),
    path("", include("helpdesk.offline_urls")),
    path("", include("helpdesk.referrals_urls")),
    path("", include("helpdesk.requests_urls")),
    path("", include("helpdesk.rota_urls")),
]
