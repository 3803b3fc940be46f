"""Two who want the same offer in the same moment, each by a connection of their own."""

import threading

import pytest
from django.db import connection

from network.exchange.actions import Settled, agree
from network.models import ExchangeMatch

from .exchange_factories import MatchFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_agree_on_an_offer_at_once_the_database_lets_one():
    first = MatchFactory()
    both = [first, MatchFactory(offer=first.offer)]
    start, outcomes = threading.Barrier(2), []

    def run(match):
        start.wait()
        try:
            agree(by=None, match=match, terms="Sabato")
            outcomes.append("had")
        except Settled:
            outcomes.append("taken")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[match]) for match in both]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(outcomes) == ["had", "taken"]
    assert sorted(ExchangeMatch.objects.values_list("state", flat=True)) == ["agreed", "declined"]
    first.offer.refresh_from_db()
    assert first.offer.state == "agreed"
