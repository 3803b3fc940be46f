"""What the room of members holds of who applies, decides, records and dismisses, and for how long."""

import io
import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from accounts.actions import erase_person
from accounts.personal_data import everything_held
from network.members import actions
from network.members.collaborating import deny, dismiss, record_collaboration
from network.models import DismissedSuggestion, NetworkMembership
from organizations.models import Collaboration
from tests.factories import UserFactory

from .factories import MembershipFactory, network_of
from .meeting_factories import in_days


@pytest.fixture
def anna(db):
    return UserFactory(name="Anna Bianchi")


def acted(network, anna, **when):
    """Anna applied for one, that she admitted too; she said what it does with another, and dismissed a third."""
    mine = MembershipFactory(network=network, applied_by=anna, decided_by=anna, words="Ciao", **when)
    other = MembershipFactory(network=network).organization
    said = record_collaboration(by=anna, network=network, mine=mine.organization, other=other, words="La festa")
    dismiss(by=anna, mine=mine.organization, other=other)
    return mine, said


def names():
    return [
        list(NetworkMembership.objects.order_by("id").values_list("applied_by", "decided_by", "words"))[0],
        Collaboration.objects.values_list("recorded_by", flat=True).get(),
        DismissedSuggestion.objects.values_list("dismissed_by", flat=True).get(),
    ]


def test_person_sees_what_is_held_and_takes_their_name_away(anna):
    mine, _said = acted(network_of(), anna)

    held = everything_held(anna)
    erase_person(anna)

    assert [row["organizzazione"] for row in held["Le tue organizzazioni nella rete"]] == [mine.organization.name]
    assert held["Quanto hai fatto per le organizzazioni della rete"] == [
        {
            "risposte a chi chiede di entrare o esce": 1,
            "collaborazioni scritte": 1,
            "suggerimenti scartati": 1,
        }
    ]
    assert names() == [(None, None, "Ciao"), None, None]


@pytest.mark.parametrize(("days", "left"), [(-700, True), (-740, False)])
def test_names_go_after_two_years(anna, days, left):
    when = in_days(days)
    acted(network_of(), anna, admitted_at=when)
    Collaboration.objects.update(recorded_at=when)
    DismissedSuggestion.objects.update(dismissed_at=when)

    call_command("erase_expired", stdout=io.StringIO())

    assert names() == ([(anna.pk, anna.pk, "Ciao"), anna.pk, anna.pk] if left else [(None, None, ""), None, None])


def test_who_left_goes_after_two_years_and_a_denial_after_six_months(anna):
    network = network_of()
    mine, said = acted(network, anna, admitted_at=in_days(-800))
    deny(by=None, collaboration=said)
    Collaboration.objects.update(denied_at=in_days(-190))
    NetworkMembership.objects.filter(pk=mine.pk).update(state="left", left_at=in_days(-740), left_reason="Chiude")

    call_command("erase_expired", stdout=io.StringIO())

    assert (NetworkMembership.objects.filter(pk=mine.pk).exists(), Collaboration.objects.exists()) == (False, False)


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_who_answer_at_once_one_decides():
    membership = MembershipFactory(state="applied", admitted_at=None)
    start, outcomes = threading.Barrier(2), []

    def answer(act):
        start.wait()
        try:
            act()
            outcomes.append("decided")
        except ValidationError:
            outcomes.append("too late")
        finally:
            connection.close()

    acts = [
        lambda: actions.admit(by=None, membership=membership),
        lambda: actions.turn_down(by=None, membership=membership, reason="No"),
    ]
    threads = [threading.Thread(target=answer, args=[act]) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    membership.refresh_from_db()
    assert sorted(outcomes) == ["decided", "too late"]
    assert membership.state in ("admitted", "left")
