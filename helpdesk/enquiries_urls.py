"""Contacts of a desk: logging, looking back, searching beside the person; and Today, where they begin."""

from django.urls import path

from .views import enquiries, enquiry_search
from .views.today import TodayView

DESK = "sportello/<slug:slug>/"
ENQUIRY = f"{DESK}contatti/<uuid:enquiry>/"

urlpatterns = [
    path(DESK, TodayView.as_view(), name="today"),
    path(f"{DESK}contatti/", enquiries.EnquiryListView.as_view(), name="enquiry_list"),
    path(f"{DESK}contatti/nuovo/", enquiries.EnquiryCreateView.as_view(), name="enquiry_create"),
    path(f"{DESK}contatti/temi/", enquiries.EnquiryTopicsView.as_view(), name="enquiry_topics"),
    path(ENQUIRY, enquiries.EnquiryDetailView.as_view(), name="enquiry_detail"),
    path(f"{ENQUIRY}modifica/", enquiries.EnquiryUpdateView.as_view(), name="enquiry_update"),
    path(f"{ENQUIRY}cancella/", enquiries.EnquiryDeleteView.as_view(), name="enquiry_delete"),
    path(f"{ENQUIRY}senza-risposta/", enquiries.EnquiryUnmetView.as_view(), name="enquiry_unmet"),
    path(f"{ENQUIRY}cerca/", enquiry_search.EnquirySearchView.as_view(), name="enquiry_search"),
]
