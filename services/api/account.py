"""Whom a token speaks for, and what it may do: `/api/account`."""

from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import OWN_ACCOUNT_BY_TOKEN
from puntocomunita.api import Private

from . import parameters
from .schema import Schema, ref


class OwnAccount(Private, APIView):
    access = OWN_ACCOUNT_BY_TOKEN
    schema = Schema()
    name, tag, returns = "account", "Con una chiave", ref("Account")
    summary = "Chi sei, che cosa sei e dove, e che cosa può la chiave con cui lo chiedi."
    parameters = ()

    def get(self, request):
        parameters.read(request.query_params, self.parameters)
        return Response(account_document(request.user) | token_document(request.auth))


def account_document(user):
    mandates = user.mandates.current().select_related("community_point", "municipality")
    memberships = user.memberships.select_related("organization")
    return {
        "id": user.pk,
        "name": user.name,
        "email": user.email,
        "second_factor": user.has_second_factor,
        "roles": [*map(mandate_document, mandates), *map(membership_document, memberships)],
    }


def mandate_document(mandate):
    kind = "community_point" if mandate.community_point_id else "municipality"
    until = {"until": mandate.last_day} if mandate.last_day else {}
    return {"role": mandate.role, kind: place_document(mandate.place), "since": mandate.term.lower} | until


def membership_document(membership):
    place = place_document(membership.organization)
    return {"role": membership.role, "organization": place, "since": membership.since}


def place_document(place):
    return {"id": place.pk, "slug": place.slug, "name": place.name}


def token_document(token):
    """Nothing for who asks from the portal itself."""
    if token is None:
        return {}
    return {"token": {"name": token.name, "scopes": token.scopes, "expires_at": token.expires_at}}
