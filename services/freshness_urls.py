"""`/conferma/`: what a mail asks. `/redazione/`: what nobody has confirmed, and sites that answer no more."""

from django.urls import path

from .views import dead_sites, freshness

urlpatterns = [
    path("conferma/<str:secret>/", freshness.ConfirmView.as_view(), name="confirm"),
    path("conferma/<str:secret>/non-siamo-noi/", freshness.DisownView.as_view(), name="disown"),
    path("redazione/da-confermare/", freshness.StaleListView.as_view(), name="stale_list"),
    path("redazione/da-confermare/<str:key>/", freshness.StaleEntryView.as_view(), name="stale_entry"),
    path("redazione/siti/", dead_sites.DeadSiteListView.as_view(), name="dead_site_list"),
    path("redazione/siti/<int:pk>/", dead_sites.DeadSiteDecideView.as_view(), name="dead_site_decide"),
]
