"""Two at once on one referral, in real transactions: one is done, the other is told."""

import threading

import pytest
from django.db import connection

from helpdesk.models import Permission, Referral
from helpdesk.referrals import actions, making
from helpdesk.referrals.doors import door_of_organization, door_outside
from helpdesk.referrals.links import new_link
from helpdesk.referrals.moving import TooLate
from helpdesk.referrals.receiving import DeadLink, answer_by_link
from tests.factories import CommunityPointFactory, OrganizationFactory

from .factories import EnquiryFactory, NoticeFactory, make_volunteer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def volunteer():
    return make_volunteer(CommunityPointFactory(slug="fiumicello"))


@pytest.fixture
def warm(volunteer):
    desk = volunteer.mandates.get().community_point
    door = door_of_organization(OrganizationFactory(name="Emporio", email="info@emporio.example"))
    return making.hand_off(
        by=volunteer,
        enquiry=EnquiryFactory(community_point=desk),
        door=door,
        how=Permission.How.SPOKEN,
        notice=NoticeFactory(),
        person={"name": "Amina"},
        recipient_email=door.email,
    )


def at_once(*acts):
    """What became of each, as all begin in the same moment."""
    together, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        together.wait()
        try:
            act()
            outcomes.append("done")
        except (TooLate, DeadLink):
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.parametrize("times", range(3))
def test_receiver_says_no_while_the_desk_withdraws(warm, volunteer, times):
    link = new_link(warm)

    outcomes = at_once(
        lambda: answer_by_link(link, actions.decline, reason="full"),
        lambda: actions.withdraw(referral=warm, by=volunteer),
    )

    ended = Referral.objects.get()
    assert outcomes == ["done", "too late"]
    assert (ended.state, ended.answer_link.used_at is not None) in [("declined", True), ("withdrawn", True)]
    assert list(ended.steps.values_list("what", flat=True)) == ["sent", ended.state]


def test_two_with_the_same_link(warm):
    link = new_link(warm)

    outcomes = at_once(*[lambda: answer_by_link(link, actions.accept)] * 2)

    assert outcomes == ["done", "too late"]
    assert list(warm.steps.values_list("what", flat=True)) == ["sent", "accepted"]


def test_two_volunteers_send_on_to_another_door(warm, volunteer):
    actions.decline(referral=warm, reason="full")
    door = {"by": volunteer, "enquiry": warm.enquiry, "door": door_outside("Patronato"), "after": warm}

    outcomes = at_once(*[lambda: making.show_the_way(**door)] * 2)

    assert (outcomes, Referral.objects.count()) == (["done", "too late"], 2)
