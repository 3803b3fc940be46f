"""The hours of a Punto Comunità, for the calendar program of whoever goes there."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.generic import DetailView

from accounts.access import PUBLIC, access
from organizations.hours.calendars import hours_of_point
from organizations.models import CommunityPoint

AN_HOUR = 3600


@access(PUBLIC)
@method_decorator(cache_control(public=True, max_age=AN_HOUR), name="dispatch")
class CommunityPointCalendarView(DetailView):
    queryset = CommunityPoint.objects.select_related("location", "opening_hours")

    def render_to_response(self, context, **kwargs):
        content = hours_of_point(self.object, timezone.localdate())
        return HttpResponse(content, content_type="text/calendar; charset=utf-8")
