"""Migration 0014: what a member offers and looks for is of the organisation, no longer of its membership."""

from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from organizations.models import Organization
from tests.factories import OrganizationFactory

from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db
MOVED = import_module("network.migrations.0014_profile_of_organization").Migration.operations[0]


def test_members_keep_what_they_offer_and_look_for_there_and_back():
    """The columns that the migration takes away are there again until the test ends."""
    with connection.cursor() as cursor:
        for name in ("offers", "looks_for"):
            cursor.execute(f"ALTER TABLE network_networkmembership ADD {name} varchar(500) NOT NULL DEFAULT ''")
        said, silent, left = (OrganizationFactory(name=name) for name in ("Avis", "Bocce", "Coro"))
        Organization.objects.filter(pk=silent.pk).update(offers="Un campo", looks_for="Giocatori")
        network = network_of()
        MembershipFactory(network=network, organization=said)
        MembershipFactory(network=network, organization=silent)
        gone = MembershipFactory(network=network, organization=left)
        gone.state, gone.left_at, gone.left_reason = "left", timezone.now(), "Chiude"
        gone.save()
        cursor.execute(
            "UPDATE network_networkmembership SET offers = 'Una sala', looks_for = 'Volontari'"
            " WHERE organization_id <> %s",
            [silent.pk],
        )

        cursor.execute(MOVED.sql)

        told = Organization.objects.order_by("name").values_list("name", "offers", "looks_for")
        there = list(told)
        cursor.execute("UPDATE network_networkmembership SET offers = '', looks_for = ''")
        cursor.execute(MOVED.reverse_sql)
        cursor.execute(
            "SELECT name, said.offers, said.looks_for FROM network_networkmembership said"
            " JOIN organizations_organization organization ON organization.id = organization_id ORDER BY name"
        )
        back = cursor.fetchall()

    assert there == [("Avis", "Una sala", "Volontari"), ("Bocce", "Un campo", "Giocatori"), ("Coro", "", "")]
    assert back == there
