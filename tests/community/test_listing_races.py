"""Who rebuilds the rows of the search while somebody hides a thing does not bring it back."""

import threading

import pytest
from django.db import connection, transaction

from community.initiatives.moderated import hide_initiative
from services.listings import refresh_together
from services.models import Listing
from tests.racing import hold_until

from .initiatives_factories import InitiativeFactory

pytestmark = pytest.mark.django_db(transaction=True)


def rebuild_all():
    try:
        refresh_together()
    finally:
        connection.close()


def test_rebuilding_waits_for_who_hides():
    initiative = InitiativeFactory()
    refresh_together()
    rebuilding = threading.Thread(target=rebuild_all)

    with transaction.atomic():
        hide_initiative(initiative, by=None, reason="")
        rebuilding.start()
        hold_until(lambda: not rebuilding.is_alive())
    rebuilding.join()

    assert list(Listing.objects.all()) == []
