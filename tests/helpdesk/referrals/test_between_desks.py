"""What arrives at another Punto Comunità, and what its people see."""

import pytest

from accounts.models import AccessLog
from helpdesk.models import AnswerLink, Enquiry, Referral
from helpdesk.referrals.doors import door_of_point
from tests.factories import (
    CommunityPointFactory,
)
from tests.helpdesk.factories import ReferralFactory, make_volunteer

from .walking import SECRETS, create_url, detail_url, handed, page_of, seen_in

pytestmark = pytest.mark.django_db


def test_other_desk_sees_that_referral_alone(client, arrived, enquiry):
    colleague = make_volunteer(arrived.to_point)
    own = ReferralFactory(enquiry=enquiry)

    page = page_of(client, colleague, detail_url(arrived, "est"))
    opened = page_of(client, colleague, detail_url(arrived, "est", "persona/"), {})

    assert (seen_in(page), seen_in(opened)) == ([], SECRETS)
    assert AccessLog.objects.get().actor == colleague
    others = [detail_url(own, "est"), detail_url(arrived), create_url(enquiry), detail_url(arrived, "est", "foglio/")]
    assert [client.get(url).status_code for url in others] == [404] * 4


def test_other_desk_loses_sight_of_the_person_when_it_says_no(client, arrived):
    colleague = make_volunteer(arrived.to_point)
    page_of(client, colleague, detail_url(arrived, "est"), {"step": "decline", "decline-reason": "not_for_us"})

    again = page_of(client, colleague, detail_url(arrived, "est", "persona/"), {})

    assert (Referral.objects.get().state, again.status_code, AccessLog.objects.count()) == ("declined", 302, 0)


def test_other_desk_is_written_to_with_a_link_to_its_own_page(
    volunteer, enquiry, notice, django_capture_on_commit_callbacks, mailoutbox
):
    there = CommunityPointFactory(name="Punto Est", slug="est", email="est@example.org")

    with django_capture_on_commit_callbacks(execute=True):
        referral = handed(volunteer, enquiry, door_of_point(there), notice)

    (letter,) = mailoutbox
    assert (letter.to, detail_url(referral, "est") in letter.body) == (["est@example.org"], True)
    assert AnswerLink.objects.count() == 0


def test_other_desk_accepts_and_logs_a_contact_of_its_own(client, arrived):
    colleague = make_volunteer(arrived.to_point)
    page_of(client, colleague, detail_url(arrived, "est"), {"step": "accept"})

    page_of(client, colleague, detail_url(arrived, "est"), {"step": "receive"})

    assert Referral.objects.get().state == "accepted"
    assert Enquiry.objects.get(community_point=arrived.to_point).arrived_as == arrived
