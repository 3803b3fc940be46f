"""Invitations as tests send them, open them and read what comes of it."""

from django.test import Client
from django.urls import reverse

from organizations import actions

PASSWORD = "cavallo pila graffetta"


def invited(place, role, email="nuova@example.org", by=None, until=None):
    """The invitation and the path of its link."""
    invitation, secret, _left = actions.invite(by=by, place=place, email=email, role=role, until=until)
    return invitation, reverse("organizations:invitation", args=[secret])


def errors(response):
    return [text for texts in response.context["form"].errors.values() for text in texts]


def notices(response):
    return [str(message) for message in response.context["messages"]]


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client
