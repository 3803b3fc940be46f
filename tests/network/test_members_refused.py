import pytest
from django.db import IntegrityError, connection, transaction

from helpdesk.moves import pairs
from network.models import NetworkMembership

from .factories import MembershipFactory

pytestmark = pytest.mark.django_db
LEFT = "state = 'left', left_at = now() + interval '1 minute', left_reason = 'Chiude'"


def moved(membership, what):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE network_networkmembership SET {what} WHERE id = %s", [membership.pk])


def test_database_refuses_an_organization_that_comes_back_by_the_row_it_left():
    membership = MembershipFactory()
    moved(membership, LEFT)

    with pytest.raises(IntegrityError, match="network_networkmembership_moves_as_allowed|does not become"):
        moved(membership, "state = 'admitted', left_at = NULL")


def test_database_refuses_an_organization_that_left_before_it_asked():
    with pytest.raises(IntegrityError, match="does not become"):
        MembershipFactory(state="left", left_at="2030-01-01T00:00Z", left_reason="Chiude")


def test_database_refuses_to_let_an_organization_go_without_a_reason():
    with pytest.raises(IntegrityError, match="network_membership_left_says_why"):
        moved(MembershipFactory(), "state = 'left', left_at = now() + interval '1 minute'")


def test_database_refuses_the_same_organization_twice():
    membership = MembershipFactory()

    with pytest.raises(IntegrityError, match="organization_is_in_a_network_once"):
        MembershipFactory(network=membership.network, organization=membership.organization)


def test_organization_that_left_comes_back_by_a_new_row():
    membership = MembershipFactory()
    moved(membership, LEFT)

    back = MembershipFactory(network=membership.network, organization=membership.organization)

    assert list(membership.network.memberships.admitted()) == [back]


def test_trigger_allows_the_moves_of_the_model():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgargs FROM pg_trigger WHERE tgname = 'network_networkmembership_moves'")
        (arguments,) = cursor.fetchone()

    assert sorted(bytes(arguments).decode().strip("\0").split("\0")) == pairs(NetworkMembership.MOVES)
