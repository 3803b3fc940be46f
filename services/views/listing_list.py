from django.views.generic import TemplateView


class ListingListView(TemplateView):
    template_name = "services/listing_list.html"
