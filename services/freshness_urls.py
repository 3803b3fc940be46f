"""`/conferma/`: what a mail asks. `/redazione/da-confermare/`: what nobody has confirmed."""

from django.urls import path

from .views import freshness

urlpatterns = [
    path("conferma/<str:secret>/", freshness.ConfirmView.as_view(), name="confirm"),
    path("conferma/<str:secret>/non-siamo-noi/", freshness.DisownView.as_view(), name="disown"),
    path("redazione/da-confermare/", freshness.StaleListView.as_view(), name="stale_list"),
    path("redazione/da-confermare/<str:key>/", freshness.StaleEntryView.as_view(), name="stale_entry"),
]
