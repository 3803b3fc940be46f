from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.access import access
from services.access import EDIT_ENTRY
from services.keeping.hours_form import HoursForm
from territory.models import Municipality


@access({"POST": EDIT_ENTRY})
@require_POST
def hours_preview(request):
    """The next two weeks of the hours that are being typed, for the script of the editor."""
    hours = HoursForm(request.POST)
    municipality = request.POST.get("hours-municipality", "")
    city = Municipality.objects.filter(pk=municipality).first() if municipality.isdecimal() else None
    days = hours.fortnight(city and city.pk) if hours.is_valid() else None
    return render(request, "services/keeping/hours/preview.html", {"days": days})
