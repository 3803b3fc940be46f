"""`/api/trainings`: the courses and their dates to come, as the public pages show them."""

from django.conf import settings
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api.statistics import CITY
from network.models import Training
from puntocomunita.api import Public, envelope, slice_of
from services.api import parameters
from services.api.parameters import TEXT
from services.api.schema import ID, MOMENT, WHOLE, Schema, object_schema, page_of

DAY = object_schema({"dtstart": MOMENT, "dtend": MOMENT}, ["dtstart", "dtend"])
OF_SESSION = {"id": ID, "status": TEXT, "location": TEXT, "places": WHOLE, "free": WHOLE, "waiting": WHOLE}
OF_SESSION |= {"days": {"type": "array", "items": DAY}, "url": TEXT}
SESSION = object_schema(OF_SESSION, OF_SESSION)
OF_TRAINING = {"id": WHOLE} | dict.fromkeys(("city", "title", "description", "for_whom", "qualification", "url"), TEXT)
OF_TRAINING |= {"sessions": {"type": "array", "items": SESSION}}
TRAINING = object_schema(OF_TRAINING, OF_TRAINING)


class TrainingList(Public, APIView):
    schema = Schema()
    name, tag, returns = "trainings", "La rete", page_of(TRAINING)
    summary = "I corsi gratuiti delle reti, prima quelli con una data: che cosa si impara, quando, quanti posti."
    parameters = (CITY, *parameters.PAGING)

    def get(self, request):
        asked = parameters.read(request.query_params, self.parameters)
        rows = Training.objects.all()
        rows = rows.filter(network__slug=asked["city"]) if asked.get("city") else rows
        number, size, total = asked.get("page", 1), asked.get("per_page", 20), rows.count()
        first, last = slice_of(number, size, total)
        shown = rows.with_sessions().select_related("network")[first:last]
        response = Response(envelope([document(each) for each in shown], number=number, size=size, total=total))
        response.headers["Cache-Control"] = "public, max-age=300"
        return response


def document(training):
    return {
        "id": training.pk,
        "city": training.network.slug,
        "title": training.title,
        "description": training.learns,
        "for_whom": training.for_whom,
        "qualification": training.kind,
        "sessions": [session_of(each) for each in training.to_come],
        "url": settings.SITE_URL + training.get_absolute_url(),
    }


def session_of(session):
    return {
        "id": session.pk,
        "status": session.status,
        "location": session.place,
        "places": session.places,
        "free": session.free,
        "waiting": session.waiting,
        "days": [{"dtstart": day.dtstart, "dtend": day.dtend} for day in session.in_order],
        "url": settings.SITE_URL + session.get_absolute_url(),
    }
