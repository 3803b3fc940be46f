"""A Django view that answers "{}" through no middleware: the yardstick of the machine."""

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="bench", MIDDLEWARE=[])
django.setup()


def empty(request):
    return HttpResponse("{}", content_type="application/json")


urlpatterns = [path("", empty)]
application = get_wsgi_application()
