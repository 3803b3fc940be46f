"""A sender killed at random and begun again: everybody has the mail, and nothing but the one in flight comes twice."""

import json
import subprocess

import pytest

from network.models import Delivery
from tests.program import program

from .factories import MembershipFactory

READERS, KILLS = 150, 10


@pytest.mark.django_db(transaction=True)
def test_sender_killed_ten_times_reaches_everybody():
    MembershipFactory()
    command = ["-m", "bench.bulletin", f"--readers={READERS}", f"--kills={KILLS}"]

    with program(*command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        figures = json.loads(running.stdout.read())

    assert (figures["readers"], figures["kills"], figures["other numbers"]) == (READERS, KILLS, 0)
    assert figures["twice"] <= KILLS
    assert list(Delivery.objects.values_list("state", flat=True)) == ["sent"] * READERS
